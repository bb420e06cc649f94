"""Slows guessing down. allauth counts; here stands by what.

A wrong password counts for an account *and* an address together, so that nobody can lock a begeleider out of their
own account by guessing at it. A code that is mailed counts for both, and for the account alone as well, so much wider
that one address cannot use it up: else a mailbox could be filled from many places.
"""

from allauth.core import ratelimit
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def hashed(key: str, key_prefix: str, version: int) -> str:
    """The key under which the cache keeps something: a keyed hash, so that the table tells nobody who was where."""
    return salted_hmac("accounts.limits", f"{key_prefix}:{version}:{key}", algorithm="sha256").hexdigest()


def address(request: HttpRequest) -> str:
    """Where a request comes from. What a proxy says about it was looked at before it came here."""
    return str(request.META.get("REMOTE_ADDR", ""))


def from_here(request: HttpRequest, email: str) -> str:
    """An account and an address together."""
    return f"{email.strip().lower()}|{address(request)}"


def may_mail_code(request: HttpRequest, email: str) -> bool:
    """Whether this address may have another code mailed to that account. Counts along."""
    return ratelimit.consume(request, action="request_code_from_here", key=from_here(request, email))
