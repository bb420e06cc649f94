"""What the mails say, in the receiver's language, and the message that carries them.

A letter holds what its receiver may know of a meeting: when, where and how to answer. Nothing of a case and nobody's
address but the coordinator's: that goes for the words here as for the calendar file that travels with them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import formataddr

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .calendar import PUBLISH, Address
from .due import Kind


@dataclass(frozen=True)
class About:
    """What there is to write about. Links are whole addresses, each with a token of this very mail."""

    receiver: Address
    group: str
    coordinator: Address
    link: str = ""
    feed: str = ""
    starts: datetime | None = None
    minutes: int = 0
    place: str = ""
    url: str = ""
    before: datetime | None = None  # the date as it was told last
    answer: str = ""  # in words
    on: bool = True
    dates: tuple[tuple[datetime, int], ...] = ()


@dataclass(frozen=True)
class Letter:
    subject: str
    greeting: str
    opening: str
    code: str = ""
    facts: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    press: str = ""
    link: str = ""
    closing: list[str] = field(default_factory=list)


def write(kind: str, about: About) -> Letter:
    """The letter of this kind, in the language that is active."""
    return WORDS[Kind(kind)](about)


# --- The words ----------------------------------------------------------------------------------------------------


def series(about: About) -> Letter:
    return letter(
        about,
        subject=_("%(group)s: de data van onze bijeenkomsten"),
        opening=_("Dit zijn de bijeenkomsten van %(group)s:"),
        facts=[span(starts, minutes) for starts, minutes in about.dates],
        lines=[
            _("Van elke bijeenkomst krijg je een uitnodiging voor je agenda."),
            _("Liever alles in één keer? Abonneer je agenda dan op dit adres, dat van jou alleen is:"),
            about.feed,
        ],
        press=_("Naar mijn groep"),
    )


def invitation(about: About) -> Letter:
    return letter(
        about,
        subject=_("Uitnodiging: %(group)s, %(day)s"),
        opening=_("%(coordinator)s nodigt je uit voor een bijeenkomst van %(group)s."),
        press=_("Laat weten of je komt"),
        closing=[by_the_button()],
    )


def moved(about: About) -> Letter:
    return letter(
        about,
        subject=_("Nieuwe datum: %(group)s, %(day)s"),
        opening=_("De bijeenkomst van %(group)s op %(before)s is verzet. Laat je opnieuw weten of je komt?"),
        press=_("Laat weten of je komt"),
        closing=[by_the_button()],
    )


def changed(about: About) -> Letter:
    return letter(
        about,
        subject=_("Gewijzigd: %(group)s, %(day)s"),
        opening=_("Aan een bijeenkomst van %(group)s is iets veranderd. Zo is het nu:"),
        lines=[answered(about)],
        press=_("Bekijk je antwoord"),
        closing=[by_the_button()],
    )


def cancelled(about: About) -> Letter:
    unneeded = _("Je hoeft niet meer bij de bijeenkomst van %(group)s op %(day)s te zijn.")
    return letter(
        about,
        subject=_("Afgelast: %(group)s, %(day)s") if not about.on else _("Niet meer nodig: %(group)s, %(day)s"),
        opening=unneeded if about.on else _("De bijeenkomst van %(group)s op %(day)s gaat niet door."),
        facts=[],
        lines=[_("Staat hij nog in je agenda? Haal hem daar dan zelf weg.")],
    )


def remind_answer(about: About) -> Letter:
    return letter(
        about,
        subject=_("Kom je ook? %(group)s, %(day)s"),
        opening=_("Binnenkort is er een bijeenkomst van %(group)s. We weten nog niet of je komt."),
        press=_("Laat weten of je komt"),
    )


def remind_case(about: About) -> Letter:
    return letter(
        about,
        subject=_("Een casus voor %(group)s, %(day)s?"),
        opening=_("Over een paar dagen komt %(group)s bij elkaar."),
        lines=[
            _("Neem even de tijd om op te schrijven wat je zou willen inbrengen, dan heb je het straks paraat."),
            _("Wat je schrijft is van jou, tot je het zelf deelt."),
        ],
        press=_("Naar mijn groep"),
    )


def tomorrow(about: About) -> Letter:
    return letter(
        about,
        subject=_("Morgen: %(group)s, %(hour)s"),
        opening=_("Morgen is er een bijeenkomst van %(group)s."),
        lines=[answered(about)],
        press=_("Bekijk je antwoord") if about.answer else _("Laat weten of je komt"),
    )


def personal_link(about: About) -> Letter:
    return letter(
        about,
        subject=_("Je persoonlijke link voor %(group)s"),
        opening=_("Met deze link kom je bij je eigen bladzijde van %(group)s, zonder wachtwoord."),
        press=_("Naar mijn groep"),
        closing=[_("Vroeg je hier niet om? Dan hoef je niets te doen.")],
    )


WORDS: dict[Kind, Callable[[About], Letter]] = {
    Kind.SERIES: series,
    Kind.INVITATION: invitation,
    Kind.MOVED: moved,
    Kind.CHANGED: changed,
    Kind.CANCELLED: cancelled,
    Kind.ANSWER: remind_answer,
    Kind.CASE: remind_case,
    Kind.TOMORROW: tomorrow,
    Kind.LINK: personal_link,
}


def letter(
    about: About,
    subject: str,
    opening: str,
    facts: list[str] | None = None,
    lines: list[str] | None = None,
    press: str = "",
    closing: list[str] | None = None,
) -> Letter:
    """A letter with what all of them have in common. The link needs a name (`press`), or there is none."""
    names = {
        "group": about.group,
        "coordinator": about.coordinator.name,
        "day": day(about.starts),
        "hour": hour(about.starts),
        "before": day(about.before),
    }
    own = [_("De link in deze mail is van jou alleen. Stuur hem niet door.")] if press else []
    reply = _("Een antwoord op deze mail komt aan bij %(coordinator)s.") % names
    return Letter(
        subject=" ".join((subject % names).split()),
        greeting=_("Dag %(name)s,") % {"name": about.receiver.name},
        opening=opening % names,
        facts=where_and_when(about) if facts is None else facts,
        lines=[line for line in lines or [] if line],
        press=press,
        link=about.link if press else "",
        closing=[*(closing or []), *own, reply],
    )


def by_the_button() -> str:
    return _("Antwoord met deze link en niet in je agenda: alleen zo komt je antwoord bij de groep aan.")


def answered(about: About) -> str:
    return _("Je antwoord: %(answer)s.") % {"answer": about.answer} if about.answer else ""


def where_and_when(about: About) -> list[str]:
    when = [span(about.starts, about.minutes)] if about.starts else []
    return [*when, *(each for each in (about.place, about.url) if each)]


def span(starts: datetime, minutes: int) -> str:
    """A date with its hours, as people write it: dinsdag 10 maart 2026, 19:30 to 21:30."""
    begin, end = timezone.localtime(starts), timezone.localtime(starts + timedelta(minutes=minutes))
    return f"{date_format(begin, 'l j F Y, H:i')}–{date_format(end, 'H:i')}"


def day(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "l j F") if at else ""


def hour(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "H:i") if at else ""


# --- The message --------------------------------------------------------------------------------------------------


def message(letter: Letter, about: About, sender: str, file: bytes = b"", how: str = "") -> EmailMultiAlternatives:
    """The mail: text and HTML, and the calendar file if there is one. sender: the site's own address.

    The file goes in twice. As an alternative with its method in the Content-Type it is what makes a mail an
    invitation to Outlook, Gmail and Apple; as an attachment it can be opened where a mail program makes nothing of
    that. A publication (`how`) is an attachment only: there is nothing to accept. Outlook wants the name invite.ics.
    """
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=render_to_string("planning/mail/letter.txt", {"letter": letter}),
        from_email=formataddr((about.group, sender)),
        to=[formataddr((about.receiver.name, about.receiver.email))],
        reply_to=[formataddr((about.coordinator.name, about.coordinator.email))],
        headers={"Auto-Submitted": "auto-generated"},  # so that nobody's absence is answered to us
    )
    mail.attach_alternative(render_to_string("planning/mail/letter.html", {"letter": letter}), "text/html")
    if file and how != PUBLISH:
        mail.attach_alternative(file.decode(), f"text/calendar; method={how}")
    if file:
        mail.attach("invite.ics", file, "application/ics")
    return mail
