"""A series of meetings from a rhythm: which dates, which are skipped and why, and at what instants.

Pure: the holidays and the periods come in as arguments. Times are local in Amsterdam (as in Brussels), so that half
past nine stays half past nine across the change to summer time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
WEEK = timedelta(weeks=1)
PATIENCE = 104  # weeks that may be skipped before a rhythm is taken to lead nowhere

Why = Callable[[date], str]  # why nobody meets on a day; "" when they can


@dataclass(frozen=True)
class Rhythm:
    """Every so many weeks on one day of the week, so many times, from a date on."""

    starts: date
    weekday: int  # Monday is 0
    every: int
    number: int
    at: time

    @property
    def first(self) -> date:
        """The first such day on or after the start."""
        return self.starts + timedelta(days=(self.weekday - self.starts.weekday()) % 7)


@dataclass(frozen=True)
class Day:
    """One day of a series: the how-manieth meeting it is, or why it is skipped."""

    date: date
    number: int | None
    why: str = ""


def days(rhythm: Rhythm, why: Why) -> list[Day]:
    """The days of a series. A day that is skipped is made up for a week later, and the rhythm goes on as it was."""
    found: list[Day] = []
    met = skipped = turn = 0
    while met < rhythm.number and skipped < PATIENCE:
        for day in _tries(rhythm, turn):
            reason = why(day)
            met += not reason
            skipped += bool(reason)
            found.append(Day(day, None if reason else met, reason))
            if not reason:
                break
        turn += 1
    return found


def _tries(rhythm: Rhythm, turn: int) -> Iterator[date]:
    """The days that can serve for one turn: its own, and the weeks until the next one's."""
    own = rhythm.first + turn * rhythm.every * WEEK
    return (own + week * WEEK for week in range(rhythm.every))


def instant(day: date, at: time) -> datetime:
    """The moment (UTC) at which clocks in Amsterdam show this."""
    return datetime.combine(day, at, tzinfo=ZONE).astimezone(UTC)


def shifted(moment: datetime, days: int, at: time) -> datetime:
    """A moment so many days later on the calendar, at a time of the local clock (UTC)."""
    return instant(moment.astimezone(ZONE).date() + timedelta(days=days), at)
