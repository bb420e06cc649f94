"""From a row in the outbox to the mail itself: whose it is, what it is about, and the links made for it alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sessions.groups import links
from sessions.groups.models import Access, Membership

from . import calendar, letters
from .calendar import Address, Occasion
from .due import NEWS, Kind
from .models import Answer, Mail, Meeting, Trajectory
from .seats import address_of, belongs, organizer

ZONES: dict[str, str] = {Trajectory.Country.BELGIUM: "Europe/Brussels"}
ABOUT_ANSWERS = frozenset({Kind.INVITATION, Kind.MOVED, Kind.CHANGED, Kind.ANSWER, Kind.TOMORROW})


@dataclass(frozen=True)
class Site:
    """Where links in mails lead, and from which address mails come."""

    url: str

    @property
    def sender(self) -> str:
        return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def compose(mail: Mail, site: Site) -> EmailMultiAlternatives:
    """The mail, in its receiver's language. Makes the tokens of its links: call it when it is about to go."""
    with translation.override(mail.membership.language):
        about = as_about(mail, site)
        file, how = calendar_file(mail, about)
        return letters.message(letters.write(mail.kind, about), about, site.sender, file, how)


def as_about(mail: Mail, site: Site) -> letters.About:
    member, meeting = mail.membership, mail.meeting
    known = letters.About(
        receiver=Address(member.name, address_of(member)),
        group=member.group.name,
        coordinator=organizer(member.group, site.sender),
        link=site.url + link(mail) if mail.kind != Kind.CANCELLED else "",
        feed=site.url + feed_path(member) if mail.kind == Kind.SERIES else "",
        dates=dates(mail) if mail.kind == Kind.SERIES else (),
    )
    return known if meeting is None or mail.kind == Kind.SERIES else with_meeting(known, mail, meeting)


def with_meeting(known: letters.About, mail: Mail, meeting: Meeting) -> letters.About:
    answer = meeting.answers.filter(membership=mail.membership).first()
    return replace(
        known,
        starts=meeting.starts,
        minutes=meeting.minutes,
        place=meeting.place,
        url=meeting.online_url,
        before=told_before(mail),
        answer=str(Answer.Value(answer.value).label) if answer and answer.value else "",
        on=meeting.is_planned,
    )


def told_before(mail: Mail) -> datetime | None:
    """The date the receiver knows."""
    earlier = Mail.objects.filter(meeting=mail.meeting, membership=mail.membership, kind__in=NEWS, sent__isnull=False)
    last = earlier.order_by("sent", "pk").last()
    return last.starts if last else None


def dates(mail: Mail) -> tuple[tuple[datetime, int], ...]:
    """The meetings to come of the series that a mail announces."""
    series = mail.meeting.trajectory if mail.meeting else None
    meetings = series.meetings.filter(state=Meeting.State.PLANNED, starts__gt=timezone.now()) if series else ()
    return tuple((meeting.starts, meeting.minutes) for meeting in meetings if belongs(mail.membership, meeting))


# --- Links ----------------------------------------------------------------------------------------------------------


def link(mail: Mail) -> str:
    """The path this mail leads to, with a token of its own: the answer to its meeting, or the receiver's own page."""
    token = links.new_link(mail.membership, Access.Purpose.MAIL)
    if mail.kind in ABOUT_ANSWERS:
        return reverse("planning:answer", args=[token, mail.meeting_id])
    return reverse("groups:enter", args=[token])


def feed_path(member: Membership) -> str:
    return reverse("planning:feed", args=[links.new_link(member, Access.Purpose.FEED)])


# --- The calendar ---------------------------------------------------------------------------------------------------


def calendar_file(mail: Mail, about: letters.About) -> tuple[bytes, str]:
    """The file that goes with news of a meeting, and what it does; nothing for other mails."""
    if mail.kind not in NEWS or mail.meeting is None:
        return b"", ""
    event = occasion(mail.meeting, mail.membership, cancelled=mail.kind == Kind.CANCELLED)
    how = calendar.method(event, about.coordinator, about.receiver)
    return calendar.message(event, about.coordinator, about.receiver, timezone.now()), how


def occasion(meeting: Meeting, member: Membership, *, cancelled: bool) -> Occasion:
    """A meeting as it stands in this person's calendar."""
    own, at = meeting.uid.split("@")
    number = _("bijeenkomst %(number)s") % {"number": meeting.number} if meeting.number else _("bijeenkomst")
    return Occasion(
        uid=f"{own}-{member.pk}@{at}",
        sequence=meeting.sequence,
        starts=meeting.starts,
        minutes=meeting.minutes,
        summary=f"{meeting.group.name}: {number}",
        place=meeting.place,
        url=meeting.online_url,
        description=_("Laat met de link in je mail weten of je komt."),
        zone=ZONES.get(meeting.trajectory.country, "Europe/Amsterdam") if meeting.trajectory else "Europe/Amsterdam",
        cancelled=cancelled,
    )
