"""A group as one of its members sees it: only what is theirs, and what everybody in it may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sessions.groups.models import Agreement, Kind, Membership

from . import asks, cases, gathering
from .asks import Ask, OpenPoll, Standing
from .models import Case, Meeting, Task
from .opening import may_open
from .overview import Overview, Reply, Sheet


@dataclass(frozen=True)
class MyMeeting:
    """A meeting to come. reply: none where this person is not expected. case: what they wrote for it, if anything."""

    meeting: Meeting
    reply: Reply | None
    case: Case | None
    tasks: Sequence[Task]


class MyGroup:
    def __init__(self, member: Membership) -> None:
        self.member, self.group, self.overview = member, member.group, Overview(member.group)

    # --- Meetings ---------------------------------------------------------------------------------------------------

    @cached_property
    def meetings(self) -> list[MyMeeting]:
        """What is to come, also when it was called off."""
        written = {case.meeting_id: case for case in self._cases}
        tasks = gathering.by_group(self.overview.tasks_for(self.member), "meeting_id")
        return [
            MyMeeting(s.meeting, s.reply_of.get(self.member.pk), written.get(s.meeting.pk), tasks[s.meeting.pk])
            for s in self.overview.ahead
        ]

    @cached_property
    def next(self) -> MyMeeting | None:
        """The first meeting at which this person is expected."""
        return next((each for each in self.meetings if each.meeting.is_planned and each.reply), None)

    @property
    def later(self) -> list[MyMeeting]:
        return [each for each in self.meetings if each is not self.next]

    @property
    def to_note(self) -> list[Meeting]:
        """The meetings this person guided, and of which they may still say who was there."""
        return [sheet.meeting for sheet in self.overview.sheets if self._notes(sheet)]

    def _notes(self, sheet: Sheet) -> bool:
        meeting = sheet.meeting
        open_still = sheet.begun and meeting.is_planned and not meeting.attendance_closed
        return open_still and meeting.facilitator_id == self.member.pk

    @property
    def to_open(self) -> list[Meeting]:
        return [sheet.meeting for sheet in self.overview.ahead if may_open(self.member, sheet.meeting)]

    # --- What is asked ----------------------------------------------------------------------------------------------

    @cached_property
    def asks(self) -> list[Ask]:
        """What waits for this person, besides what stands with a meeting or a case."""
        return list(asks.in_between(self._standing))

    @property
    def _standing(self) -> Standing:
        not_agreed = Agreement.objects.filter(group=self.group).exclude(consents__membership=self.member)
        unwritten = gathering.unwritten([self.member]) if self.reflect_on else {}
        waiting = next(iter(unwritten.get(self.group.pk, [])), None)
        return Standing(self.member, to_agree=not_agreed.count(), polls=self._polls, reflect_on=waiting)

    @cached_property
    def _polls(self) -> list[OpenPoll]:
        return gathering.polls([self.member]).get(self.group.pk, [])

    @property
    def voted(self) -> list[OpenPoll]:
        """The open polls on which they ticked, to come back to."""
        return [poll for poll in self._polls if poll.voted]

    @property
    def my_turn(self) -> bool:
        return self.overview.on_its_way and self.overview.turns.has(self.member)

    @property
    def hears_of_turns(self) -> bool:
        """Whether they guide the next meeting, and so see to it that everybody has a turn."""
        following = self.overview.next
        return bool(following and cases.guides(self.member, following.meeting)) and self.overview.turns.short

    # --- What was written -------------------------------------------------------------------------------------------

    @cached_property
    def _cases(self) -> list[Case]:
        return cases.own(self.member)

    @property
    def left_over(self) -> list[Case]:
        return [case for case in self._cases if cases.is_left_over(case)]

    @cached_property
    def readable(self) -> list[Case]:
        return cases.readable(self.member)

    @cached_property
    def reflect_on(self) -> Meeting | None:
        """In supervision: the last meeting, on which one reflects or reads what others wrote."""
        if not (self.member.takes_part or self.member.supervises):
            return None
        had = (sheet.meeting for sheet in reversed(self.overview.sheets) if sheet.begun and sheet.meeting.is_planned)
        return next((meeting for meeting in had if meeting.kind == Kind.SUPERVISION), None)
