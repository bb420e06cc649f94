"""System checks of what invitations lean on: a mail server, and an address for the links in mails."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

SCHEMES = ("smtp", "smtp+tls", "smtps")


@register("planning", deploy=True)
def mail_can_be_sent(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Without a mail server nobody is invited (planning.W001)."""
    if settings.SMTP.scheme in SCHEMES and settings.SMTP.hostname:
        return []
    return [
        Warning(
            "Er is geen mailserver ingesteld: niemand krijgt een uitnodiging.",
            hint="Zet EMAIL_URL in de omgeving, bijvoorbeeld smtp+tls://naam:wachtwoord@mail.example:587.",
            id="planning.W001",
        )
    ]


@register("planning", deploy=True)
def links_lead_somewhere(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A mail is made outside any request: only the settings know where its links should lead (planning.W002)."""
    if settings.PUBLIC_URL:
        return []
    return [
        Warning(
            "PUBLIC_URL ontbreekt: zonder adres van de site worden er geen mails verstuurd.",
            hint="Zet PUBLIC_URL in de omgeving, bijvoorbeeld https://intervisie.example.",
            id="planning.W002",
        )
    ]
