"""A series as one table, people by meetings: who was there, who comes, and per person hours and a percentage.

Also who brought a case when, and whose turn it is: a date, never what it was about.

Present, late and left early count as present. They are counted over the meetings whose attendance was closed while
somebody was in the group; hours are those planned. The page says the same beside the figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import prefetch_related_objects

from sessions.groups.models import Membership
from sessions.roles import Role

from .attendance import THERE, State, standing
from .models import Answer, Attendance, Meeting, Trajectory
from .overview import Overview
from .seats import belonged
from .turns import Brought, Turns

ALL = "alle"


@dataclass(frozen=True)
class Cell:
    """One person at one meeting. state: how it stands, '' while nobody can tell; noted: what was written down."""

    meeting: Meeting
    member: Membership
    state: str
    noted: Attendance | None
    answer: Answer | None

    @property
    def label(self) -> str:
        return str(State(self.state).label) if self.state else ""

    @property
    def counts(self) -> bool:
        """Whether it counts for the figures."""
        return self.meeting.attendance_closed is not None

    @property
    def there(self) -> bool:
        return self.state in THERE

    @property
    def hours(self) -> float:
        return round(self.meeting.minutes / 60, 2)

    @property
    def role(self) -> object:
        """As what somebody was there."""
        if self.member.pk == self.meeting.facilitator_id:
            return Role.FACILITATOR.label
        return Role.SUPERVISOR.label if self.member.supervises else Role.MEMBER.label


@dataclass(frozen=True)
class Line:
    """One person with a cell per meeting; none where they did not belong. brought: where they brought a case."""

    member: Membership
    cells: tuple[Cell | None, ...]
    brought: tuple[Meeting, ...] = ()

    @property
    def held(self) -> list[Cell]:
        return [cell for cell in self.cells if cell and cell.counts]

    @property
    def attended(self) -> list[Cell]:
        return [cell for cell in self.held if cell.there]

    @property
    def minutes(self) -> int:
        return sum(cell.meeting.minutes for cell in self.attended)

    @property
    def hours(self) -> float:
        return round(self.minutes / 60, 2)

    @property
    def percentage(self) -> int | None:
        """None: nothing to count yet."""
        return round(100 * len(self.attended) / len(self.held)) if self.held else None


class Register:
    """The table of some meetings of a group. Only people who belong, or belonged, at one of them have a line.

    brought: who brought a case at which. turns: how it stands with those, in the table of one series.
    """

    def __init__(
        self,
        meetings: Sequence[Meeting],
        people: Iterable[Membership],
        now: datetime,
        brought: Brought | None = None,
        turns: Turns | None = None,
    ) -> None:
        self.meetings, self.people, self.now = meetings, people, now
        self.brought, self.turns = brought or {}, turns

    @cached_property
    def lines(self) -> list[Line]:
        answers = {(a.meeting_id, a.membership_id): a for m in self.meetings for a in m.answers.all()}
        noted = {(a.meeting_id, a.membership_id): a for m in self.meetings for a in m.attendance.all()}
        found = []
        for person in self.people:
            places = [(meeting.pk, person.pk) for meeting in self.meetings]
            cells = tuple(
                self._cell(meeting, person, noted.get(place), answers.get(place))
                for meeting, place in zip(self.meetings, places, strict=True)
            )
            if any(cells):
                cases = self.brought.get(person.pk, ())
                found.append(Line(person, cells, tuple(m for m in self.meetings if m.pk in cases)))
        return found

    def _cell(
        self, meeting: Meeting, person: Membership, noted: Attendance | None, answer: Answer | None
    ) -> Cell | None:
        if not noted and not belonged(person, meeting):
            return None
        state = standing(meeting, noted, answer, self.now) if noted or meeting.starts <= self.now else ""
        return Cell(meeting, person, state, noted, answer)

    @property
    def standings(self) -> dict[int, str]:
        """How it stands with each member; of the list of one meeting."""
        return {line.member.pk: cell.state for line in self.lines for cell in line.cells if cell}

    @property
    def has_figures(self) -> bool:
        return any(meeting.attendance_closed for meeting in self.meetings)

    @property
    def has_begun(self) -> bool:
        """Whether anybody can have brought a case."""
        return any(meeting.starts <= self.now for meeting in self.meetings)

    @cached_property
    def due(self) -> frozenset[int]:
        """Whose turn it is (ids), once the series is on its way."""
        return frozenset(m.pk for m in self.turns.due) if self.turns and self.has_begun else frozenset()


def register_of(overview: Overview, wanted: str = "") -> Register:
    """The table of one series of a group (its id), of all meetings (`ALL`), or of the series that is going on."""
    if wanted == ALL:
        planned, turns = [sheet.meeting for sheet in overview.sheets if sheet.meeting.is_planned], None
    else:
        series = int(wanted) if wanted.isdecimal() else overview.series
        planned, turns = overview.of_series(series), overview.turns_in(series)
    prefetch_related_objects(planned, "attendance")
    return Register(planned, overview.everybody, overview.now, overview.brought, turns)


def register_of_meeting(meeting: Meeting, people: Iterable[Membership], now: datetime) -> Register:
    """The list of one meeting."""
    return Register([meeting], people, now)


def all_series(overview: Overview) -> list[Trajectory]:
    """Every series that has meetings, the first one first."""
    found = {s.meeting.trajectory_id: s.meeting.trajectory for s in overview.sheets if s.meeting.trajectory}
    return [series for series in found.values() if series]
