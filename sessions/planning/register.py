"""A series as one table, people by meetings: who was there, who comes, and per person hours and a percentage.

Present, late and left early count as present. They are counted over the meetings whose attendance was closed while
somebody was in the group; hours are those planned. The page says the same beside the figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sessions.groups.models import Membership
from sessions.roles import Role

from .attendance import THERE, State, standing
from .models import Answer, Attendance, Meeting, Trajectory
from .overview import Overview, Sheet
from .seats import belonged

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
    """One person with a cell per meeting; none where they did not belong."""

    member: Membership
    cells: tuple[Cell | None, ...]

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
    """The table of some meetings of a group. Only people who belong, or belonged, at one of them have a line."""

    def __init__(self, meetings: Sequence[Meeting], people: Iterable[Membership], now: datetime) -> None:
        self.meetings, self.people, self.now = meetings, people, now

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
                found.append(Line(person, cells))
        return found

    def _cell(
        self, meeting: Meeting, person: Membership, noted: Attendance | None, answer: Answer | None
    ) -> Cell | None:
        if not noted and not belonged(person, meeting):
            return None
        state = standing(meeting, noted, answer, self.now) if noted or meeting.starts <= self.now else ""
        return Cell(meeting, person, state, noted, answer)

    @property
    def has_figures(self) -> bool:
        return any(meeting.attendance_closed for meeting in self.meetings)


def register_of(overview: Overview, wanted: str = "") -> Register:
    """The table of one series of a group (its id), of all meetings (`ALL`), or of the series that is going on."""
    planned = [sheet.meeting for sheet in overview.sheets if sheet.meeting.is_planned]
    if wanted != ALL:
        series = int(wanted) if wanted.isdecimal() else current(overview)
        planned = [meeting for meeting in planned if meeting.trajectory_id == series]
    return Register(planned, overview.everybody, overview.now)


def current(overview: Overview) -> int | None:
    """The series of the next meeting, or else of the last."""
    planned = [sheet for sheet in overview.sheets if sheet.meeting.is_planned]
    latest: Sheet | None = overview.next or (planned[-1] if planned else None)
    return latest.meeting.trajectory_id if latest else None


def register_of_meeting(meeting: Meeting, people: Iterable[Membership], now: datetime) -> Register:
    """The list of one meeting."""
    return Register([meeting], people, now)


def all_series(overview: Overview) -> list[Trajectory]:
    """Every series that has meetings, the first one first."""
    found = {s.meeting.trajectory_id: s.meeting.trajectory for s in overview.sheets if s.meeting.trajectory}
    return [series for series in found.values() if series]
