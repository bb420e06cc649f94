"""Tokens of 128 bits, for links and cookies: whoever holds one is let in, and only its hash is kept."""

import hashlib
import secrets


def new_token() -> str:
    """128 bits for a link or a cookie."""
    return secrets.token_urlsafe(16)


def digest(token: str) -> str:
    """How a token lies in the database."""
    return hashlib.sha256(token.encode()).hexdigest()
