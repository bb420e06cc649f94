"""Which mails are due: a function of what is planned, what was told and the time. No database and no clock.

A mail is named by its key, and no key is ever sent twice. So this may be asked as often as one likes: what was due
and is not any more (somebody answered, a meeting moved again before its mail went out) simply lacks the next time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

HOME = ZoneInfo("Europe/Amsterdam")
DAY = timedelta(days=1)
WAKING = range(8, 20)  # nobody's phone buzzes at night for a reminder


class Kind(TextChoices):
    SERIES = "series", _("aankondiging van de reeks")
    INVITATION = "invitation", _("uitnodiging")
    MOVED = "moved", _("nieuwe datum")
    CHANGED = "changed", _("wijziging")
    CANCELLED = "cancelled", _("afgelast")
    ANSWER = "answer", _("herinnering: kom je?")
    CASE = "case", _("herinnering: casus voorbereiden")
    TOMORROW = "tomorrow", _("herinnering: morgen")
    LINK = "link", _("nieuwe persoonlijke link")


NEWS = frozenset({Kind.INVITATION, Kind.MOVED, Kind.CHANGED, Kind.CANCELLED})  # what calendars hear too
REMINDERS = frozenset({Kind.ANSWER, Kind.CASE, Kind.TOMORROW})


@dataclass(frozen=True)
class Told:
    """The last that somebody's calendar heard of a meeting. id: of that mail."""

    id: int
    kind: str
    sequence: int
    starts: datetime
    at: datetime


@dataclass(frozen=True)
class Seat:
    """One person's place in one meeting. expected: it is on, and this person belongs there."""

    meeting: int
    member: int
    starts: datetime
    sequence: int
    expected: bool = True
    series: int | None = None
    answer: str = ""
    brings_case: bool = True
    reminders: frozenset[Kind] = REMINDERS
    told: Told | None = None


@dataclass(frozen=True)
class Due:
    """A mail that ought to go out, about this meeting as it stands now."""

    key: str
    kind: Kind
    seat: Seat


def due(now: datetime, seats: Iterable[Seat]) -> list[Due]:
    """Every mail that ought to have been sent by now; the announcement of a series before its invitations."""
    ahead = [seat for seat in seats if seat.starts > now]
    return [*announcements(ahead), *(Due(key(kind, seat), kind, seat) for seat in ahead for kind in owed(now, seat))]


def announcements(seats: Iterable[Seat]) -> Iterator[Due]:
    """One mail per person with all dates, when two or more meetings of a series are new to them."""
    new: dict[tuple[int, int], list[Seat]] = defaultdict(list)
    for seat in seats:
        if seat.series and seat.expected and seat.told is None:
            new[seat.series, seat.member].append(seat)
    for (series, member), found in new.items():
        if len(found) > 1:
            yield Due(f"{Kind.SERIES}-{series}-{member}", Kind.SERIES, min(found, key=lambda seat: seat.starts))


def owed(now: datetime, seat: Seat) -> Iterator[Kind]:
    """What this person should hear of this meeting. Nobody is reminded of what they have yet to be told."""
    if kind := news(seat):
        yield kind
    elif seat.told and seat.expected:
        yield from (kind for kind in reminders(now, seat, seat.told) if kind in seat.reminders)


def news(seat: Seat) -> Kind | None:
    """What the calendar does not know yet."""
    told = seat.told if seat.told and seat.told.kind != Kind.CANCELLED else None
    if told is None:
        return Kind.INVITATION if seat.expected else None
    if not seat.expected:
        return Kind.CANCELLED
    if told.sequence >= seat.sequence:
        return None
    return Kind.CHANGED if told.starts == seat.starts else Kind.MOVED


def reminders(now: datetime, seat: Seat, told: Told) -> Iterator[Kind]:
    """What to remind of now. The first two wait until the invitation has had two days to be read."""
    here, begins = now.astimezone(HOME), seat.starts.astimezone(HOME)
    if here.hour not in WAKING or seat.answer == "no":
        return
    left, settled = seat.starts - now, now - told.at >= 2 * DAY
    if settled and DAY < left <= 7 * DAY and not seat.answer:
        yield Kind.ANSWER
    if settled and DAY < left <= 5 * DAY and seat.brings_case:
        yield Kind.CASE
    if (here + DAY).date() == begins.date():
        yield Kind.TOMORROW


def key(kind: Kind, seat: Seat) -> str:
    """News is told once for each state of the meeting after what was told before; reminders once for each date."""
    if kind in NEWS:
        since = f"{seat.told.id if seat.told else 0}-{seat.sequence}"
    else:
        since = f"{seat.starts.astimezone(HOME):%Y%m%dT%H%M}"
    return f"{kind}-{seat.meeting}-{seat.member}-{since}"
