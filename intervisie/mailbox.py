"""The demo's post: mails are kept as files beside the data instead of being sent, and shown in the browser."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as Received
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

NEWEST = 100


class Mailbox(BaseEmailBackend):
    """Puts each mail into a file, as it would have gone over the line."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            name = f"{timezone.now():%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
            whole: Any = message.message()
            (folder() / f"{name}.eml").write_bytes(whole.as_bytes(linesep="\r\n"))
        return len(email_messages)


@dataclass(frozen=True)
class Letter:
    """One mail as a page shows it."""

    name: str
    to: str
    sender: str
    answers_to: str
    subject: str
    at: datetime
    text: str
    html: str
    file: bytes


def folder() -> Path:
    return Path(settings.DATA_DIR) / "mail"


def letters() -> Iterator[Letter]:
    """The mails there are, the newest first."""
    for path in sorted(folder().glob("*.eml"), reverse=True)[:NEWEST]:
        yield opened(path)


def letter(name: str) -> Letter | None:
    """The mail of this name, if there is one: the name is looked up among what is there, never made into a path."""
    return next((opened(path) for path in folder().glob("*.eml") if path.stem == name), None)


def opened(path: Path) -> Letter:
    mail: Any = message_from_bytes(path.read_bytes(), policy=policy.default)
    return Letter(
        name=path.stem,
        to=mail["To"],
        sender=mail["From"],
        answers_to=mail["Reply-To"] or "",
        subject=mail["Subject"],
        at=parsedate_to_datetime(mail["Date"]).replace(tzinfo=UTC),  # Django writes UTC, and "-0000" for it
        text=body(mail, "plain"),
        html=body(mail, "html"),
        file=next((part.get_content() for part in mail.iter_attachments()), b""),
    )


def body(mail: Received, kind: str) -> str:
    part: Any = mail.get_body((kind,))
    return part.get_content() if part else ""


def forget() -> None:
    """Throw the post away, when the demo begins afresh."""
    for path in folder().glob("*.eml"):
        path.unlink(missing_ok=True)
