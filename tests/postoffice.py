"""A group that plans meetings, its people with their addresses, and a mail server that takes their mail in."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from sessions.groups.models import Group, Membership
from sessions.planning import outbox
from sessions.planning.models import Mail, Meeting, Trajectory
from sessions.planning.post import Site

SITE = Site("https://intervisie.example")
NOW = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass
class Inbox:
    """What the mail server took in. refused: addresses it will not have."""

    mails: list[EmailMessage] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address in self.refused:
            return "550 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail: Any = message_from_bytes(envelope.content, policy=policy.default)
        mail.raw, mail.envelope = envelope.content, envelope
        self.mails.append(mail)
        return "250 Message accepted for delivery"

    @property
    def receivers(self) -> list[str]:
        return [address for mail in self.mails for address in mail.envelope.rcpt_tos]

    def to(self, email: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if email in mail.envelope.rcpt_tos]


class PostOffice(Controller):
    """A mail server on a port that was free: the socket is bound before anybody is told of it."""

    def __init__(self, inbox: Inbox) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        super().__init__(inbox, hostname="127.0.0.1", port=self.listening.getsockname()[1])

    def _create_server(self):
        return self.loop.create_server(self._factory_invoker, sock=self.listening)


@contextmanager
def smtp(settings) -> Iterator[Inbox]:
    """A mail server, and our settings turned to it."""
    inbox = Inbox()
    server = PostOffice(inbox)
    server.start()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
        settings.DEFAULT_FROM_EMAIL = "Intervisie <post@intervisie.example>"
        yield inbox
    finally:
        server.stop()


class Plans:
    """Coordinator Marieke plans for Amina, Bram and Noor (who reads English)."""

    def __init__(self) -> None:
        self.group = Group.objects.create(name="Intervisiegroep Noord")
        self.marieke = self.add("Marieke Hofman", coordinates=True, takes_part=True)
        self.amina = self.add("Amina")
        self.bram = self.add("Bram")
        self.noor = self.add("Noor", language="en")

    def add(self, name: str, **fields: Any) -> Membership:
        email = f"{name.split()[0].lower()}@voorbeeld.example"
        return Membership.objects.create(group=self.group, name=name, **{"email": email} | fields)

    def meeting(self, starts: datetime = NOW + 40 * DAY, **fields: Any) -> Meeting:
        return Meeting.objects.create(group=self.group, starts=starts, place="Buurthuis De Linde", **fields)

    def series(self, starts: list[datetime]) -> list[Meeting]:
        first = starts[0]
        trajectory = Trajectory.objects.create(
            group=self.group, title="Voorjaar", starts=first, every=1, number=len(starts), time=first, minutes=120
        )
        return [self.meeting(at, trajectory=trajectory, number=i) for i, at in enumerate(starts, 1)]


def send_all() -> Any:
    """What is due now, without the minutes of grace."""
    outbox.send_due(SITE)
    outbox.hurry(Mail.objects.all())
    return outbox.send_due(SITE)
