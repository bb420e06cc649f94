"""The mails about an account: a code to sign in, and word of what was changed."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sessions.planning.letters import Letter


def code(context: dict[str, Any]) -> Letter:
    """The code stands in the letter only: locked screens show subjects, and mail servers log them."""
    return Letter(
        subject=_("Je code om in te loggen"),
        greeting=_("Dag,"),
        opening=_("Met deze code log je in bij Intervisie:"),
        code=context["code"],
        lines=[_("Hij werkt tien minuten, in het venster waarin je erom vroeg. Geef hem aan niemand.")],
        closing=[_("Vroeg je hier niet om? Dan hoef je niets te doen.")],
    )


def new_address(context: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("Is dit je nieuwe adres?"),
        greeting=_("Dag,"),
        opening=_("Met deze code laat je zien dat dit e-mailadres van jou is:"),
        code=context["code"],
        lines=[
            _("Hij werkt tien minuten, in het venster waarin je erom vroeg. Geef hem aan niemand."),
            _("Daarna gaat de post van Intervisie hierheen."),
        ],
        closing=[_("Vroeg je hier niet om? Dan hoef je niets te doen; er verandert dan niets.")],
    )


def moved(context: dict[str, Any]) -> Letter:
    """To the address that was: whoever did not do this hears of it there."""
    return Letter(
        subject=_("Je post gaat naar een ander adres"),
        greeting=_("Dag,"),
        opening=_("De post van %(group)s gaat voortaan naar een ander adres.") % context,
        closing=[
            _("Deed je dit zelf? Dan hoef je niets te doen."),
            _("Was jij het niet? Laat het je coördinator weten; die kan je links intrekken."),
        ],
    )


def unknown(context: dict[str, Any]) -> Letter:
    """For an address without an account. That a mail comes in any case keeps the page from telling who has one."""
    return Letter(
        subject=_("Inloggen bij Intervisie"),
        greeting=_("Dag,"),
        opening=_(
            "Met dit e-mailadres is een code gevraagd om in te loggen bij Intervisie, maar het heeft geen account."
        ),
        lines=[
            _("Was jij dat? Probeer dan het adres waarop je bent uitgenodigd."),
            _("Doe je mee aan een groep, dan heb je geen account nodig: je persoonlijke link is genoeg."),
        ],
        closing=[_("Vroeg je hier niet om? Dan hoef je niets te doen.")],
    )


def changed(what: str) -> Callable[[dict[str, Any]], Letter]:
    def letter(context: dict[str, Any]) -> Letter:
        return Letter(
            subject=_("Er is iets veranderd aan je account"),
            greeting=_("Dag,"),
            opening=_(what),
            closing=[
                _("Deed je dit zelf? Dan hoef je niets te doen."),
                _("Was jij het niet? Log dan in, kies onder Mijn account “Overal uitloggen” en bel je beheerder."),
            ],
        )

    return letter


# The kinds of our own; the others have the names that allauth gives them.
UNKNOWN, PASSWORD_SET, PASSWORD_GONE = "unknown", "password_set", "password_gone"
NEW_ADDRESS, ADDRESS_SET, MOVED = "new_address", "address_set", "moved"
WORDS: dict[str, Callable[[dict[str, Any]], Letter]] = {
    "account/email/login_code": code,
    UNKNOWN: unknown,
    NEW_ADDRESS: new_address,
    MOVED: moved,
    ADDRESS_SET: changed(gettext_noop("Je account bij Intervisie heeft een ander e-mailadres.")),
    PASSWORD_SET: changed(gettext_noop("Je account bij Intervisie heeft een nieuw wachtwoord.")),
    PASSWORD_GONE: changed(gettext_noop("Je account bij Intervisie heeft geen wachtwoord meer.")),
    "mfa/email/totp_activated": changed(gettext_noop("Inloggen bij Intervisie vraagt nu een tweede stap.")),
    "mfa/email/totp_deactivated": changed(gettext_noop("Inloggen bij Intervisie vraagt geen tweede stap meer.")),
    "mfa/email/recovery_codes_generated": changed(
        gettext_noop("Je account bij Intervisie heeft nieuwe herstelcodes; de oude werken niet meer.")
    ),
}


def message(kind: str, email: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    """The mail of this kind, in the language that is active."""
    letter = WORDS[kind](context)
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=render_to_string("planning/mail/letter.txt", {"letter": letter}),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("planning/mail/letter.html", {"letter": letter}), "text/html")
    return mail
