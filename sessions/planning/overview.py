"""What the pages of planning show, gathered in a bounded number of queries. No content of any round."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Prefetch
from django.utils import timezone

from sessions.groups.models import Group, Membership

from .models import Answer, Meeting, Poll, Task, Vote
from .seats import belongs, invitable
from .turns import Brought, Turns, brought_in, count

ANSWERS = ("yes", "maybe", "", "no")  # in the order of who may be expected


@dataclass(frozen=True)
class Reply:
    """What one member answered; `answer` is none, or empty, for who has not answered."""

    member: Membership
    answer: Answer | None

    @property
    def value(self) -> str:
        return self.answer.value if self.answer else ""


class Sheet:
    """One meeting with its answers and tasks."""

    def __init__(self, meeting: Meeting, members: list[Membership], now: datetime) -> None:
        self.meeting, self.members, self.now = meeting, members, now

    @cached_property
    def replies(self) -> list[Reply]:
        """Everybody who is asked to come, with the answer."""
        given = {answer.membership_id: answer for answer in self.meeting.answers.all()}
        return [Reply(member, given.get(member.pk)) for member in self.members if belongs(member, self.meeting)]

    @cached_property
    def reply_of(self) -> dict[int, Reply]:
        """The same, by member; who is not asked to come is not in it."""
        return {reply.member.pk: reply for reply in self.replies}

    @cached_property
    def counts(self) -> Counter[str]:
        """How many gave each answer; under '' who did not answer."""
        return Counter(reply.value for reply in self.replies)

    @property
    def coming(self) -> int:
        return self.counts[Answer.Value.YES]

    @property
    def declined(self) -> int:
        return self.counts[Answer.Value.NO]

    @property
    def unsure(self) -> int:
        return self.counts[Answer.Value.MAYBE]

    @property
    def unanswered(self) -> int:
        return self.counts[""]

    @property
    def answered(self) -> int:
        return len(self.replies) - self.unanswered

    @property
    def past(self) -> bool:
        return self.meeting.is_over(self.now)

    @property
    def begun(self) -> bool:
        return self.meeting.starts <= self.now

    @cached_property
    def tasks(self) -> list[Task]:
        return list(self.meeting.tasks.all())

    @property
    def open_tasks(self) -> list[Task]:
        return [task for task in self.tasks if not task.done]

    @property
    def names(self) -> list[tuple[str, list[str]]]:
        """The names by what they answered, those who come first."""
        names = {value: [reply.member.name for reply in self.replies if reply.value == value] for value in ANSWERS}
        return [(value, found) for value, found in names.items() if found]


class Overview:
    """A group with its meetings: what is next, what is still to do, and the table of people and meetings."""

    def __init__(self, group: Group, now: datetime | None = None) -> None:
        self.group, self.now = group, now or timezone.now()

    @cached_property
    def members(self) -> list[Membership]:
        """Who may be asked to come."""
        return [member for member in self.everybody if invitable(member)]

    @cached_property
    def everybody(self) -> list[Membership]:
        """Also a mere coordinator, and who left: what is past stays."""
        return list(self.group.memberships.all())

    @cached_property
    def sheets(self) -> list[Sheet]:
        """Every meeting, the first one first."""
        found = self.group.meetings.select_related("facilitator", "method", "trajectory").prefetch_related(
            "answers", Prefetch("tasks", Task.objects.select_related("membership", "meeting"))
        )
        sheets = [Sheet(meeting, self.members, self.now) for meeting in found]
        for sheet in sheets:
            sheet.meeting.group = self.group
        return sheets

    @cached_property
    def ahead(self) -> list[Sheet]:
        """What is to come, also when it was called off."""
        return [sheet for sheet in self.sheets if not sheet.past]

    @cached_property
    def past(self) -> list[Sheet]:
        return [sheet for sheet in self.sheets if sheet.past]

    @property
    def next(self) -> Sheet | None:
        return next((sheet for sheet in self.ahead if sheet.meeting.is_planned), None)

    @property
    def series(self) -> int | None:
        """The series (id) of the next meeting, or else of the last."""
        planned = [sheet for sheet in self.sheets if sheet.meeting.is_planned]
        latest = self.next or (planned[-1] if planned else None)
        return latest.meeting.trajectory_id if latest else None

    def of_series(self, series: int | None) -> list[Meeting]:
        """The meetings of a series that are not off; of none, those that stand by themselves."""
        return [s.meeting for s in self.sheets if s.meeting.is_planned and s.meeting.trajectory_id == series]

    @cached_property
    def brought(self) -> Brought:
        """Who brought a case at which meetings; never what it was about."""
        return brought_in(self.group)

    def turns_in(self, series: int | None) -> Turns:
        """Who brought no case yet in a series, and whether there is room for them."""
        return count(self.group, self.of_series(series), self.everybody, self.brought)

    @cached_property
    def turns(self) -> Turns:
        """The same, of the series that is going on."""
        return self.turns_in(self.series)

    @property
    def on_its_way(self) -> bool:
        """Whether the series began and goes on."""
        return any(m.starts <= self.now for m in self.of_series(self.series)) and self.turns.room > 0

    def tasks_for(self, member: Membership) -> list[Task]:
        """What a member sees to, and what nobody sees to yet for the next meeting."""
        planned = [task for sheet in self.ahead if sheet.meeting.is_planned for task in sheet.tasks]
        free = [task for task in (self.next.tasks if self.next else []) if task.membership_id is None]
        return free + [task for task in planned if task.membership_id == member.pk]

    @property
    def unguided(self) -> list[Sheet]:
        return [sheet for sheet in self.ahead if sheet.meeting.is_planned and sheet.meeting.unguided]

    @property
    def to_close(self) -> list[Meeting]:
        """The meetings that were held and whose attendance waits to be closed."""
        return [s.meeting for s in self.past if s.meeting.is_planned and not s.meeting.attendance_closed]


@dataclass(frozen=True)
class Option:
    """A moment of a poll with what people think of it."""

    moment: object
    yes: int
    if_need_be: int
    no: int
    votes: dict[int, Vote]

    @property
    def possible(self) -> int:
        return self.yes + self.if_need_be


def options(poll: Poll) -> list[Option]:
    """The moments of a poll, the best first: most people who can, then most who like it, then the earliest."""
    moments = poll.moments.prefetch_related(Prefetch("votes", Vote.objects.filter(membership__left=None)))
    found = [_option(moment) for moment in moments]
    return sorted(found, key=lambda option: (-option.possible, -option.yes))


def _option(moment: object) -> Option:
    votes = {vote.membership_id: vote for vote in moment.votes.all()}  # type: ignore[attr-defined]
    many = Counter(vote.value for vote in votes.values())
    return Option(moment, many[Vote.Value.YES], many[Vote.Value.IF_NEED_BE], many[Vote.Value.NO], votes)
