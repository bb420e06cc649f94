"""All groups of one person together: what waits, which meetings come, how each group stands, what is to be guided."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from sessions.groups.models import Membership

from . import cases, gathering
from .asks import Ask, Progress, Standing
from .gathering import by_group
from .models import Answer, Case, Meeting
from .opening import may_open
from .overview import Reply, Sheet
from .seats import belongs

SHOWN = 6  # meetings to come
FEW = 30  # groups of which there is room to tell something


@dataclass(frozen=True)
class Coming:
    """A meeting to come, as somebody sees it who plans it or is asked to come."""

    plans: bool
    sheet: Sheet
    reply: Reply | None


@dataclass(frozen=True)
class Guided:
    """A meeting that somebody is to guide, with the cases they may read for it."""

    member: Membership
    sheet: Sheet

    @property
    def may_open(self) -> bool:
        return may_open(self.member, self.sheet.meeting, self.sheet.now)

    @cached_property
    def cases(self) -> list[Case]:
        return [case for case in cases.readable(self.member) if case.meeting_id == self.sheet.meeting.pk]


class Across:
    """What somebody has. mine: who they are, the first counts in each group; plans: the groups (ids) they coordinate.

    Asks as much of the database for two hundred groups as for two (see gathering.py).
    """

    def __init__(self, mine: Iterable[Membership], plans: Collection[int], now: datetime | None = None) -> None:
        self.member_in = {member.group_id: member for member in reversed(list(mine))}
        self.plans, self.now = plans, now or timezone.now()

    @cached_property
    def mine(self) -> list[Membership]:
        """One membership per group, by the name of the group."""
        return sorted(self.member_in.values(), key=lambda member: member.group.name.lower())

    @property
    def few(self) -> bool:
        return len(self.mine) <= FEW

    # --- Meetings ---------------------------------------------------------------------------------------------------

    @cached_property
    def meetings(self) -> list[Meeting]:
        return gathering.meetings({pk: member.group for pk, member in self.member_in.items()})

    @cached_property
    def coming(self) -> list[Meeting]:
        """The meetings to come that this person plans or is expected at, the first one first."""
        return [m for m in self.meetings if not m.is_over(self.now) and self._concerns(m)]

    def _concerns(self, meeting: Meeting) -> bool:
        return meeting.group_id in self.plans or belongs(self.member_in[meeting.group_id], meeting)

    @cached_property
    def sheets(self) -> dict[int, Sheet]:
        """The meetings that are shown, by id, with who answered what."""
        guided = [meeting for meeting in [self._guided] if meeting]
        shown = list({m.pk: m for m in (*self.coming[:SHOWN], *guided)}.values())
        prefetch_related_objects(shown, Prefetch("answers", Answer.objects.defer("reason")))
        people = gathering.people({meeting.group_id for meeting in shown})
        return {m.pk: Sheet(m, people.get(m.group_id, []), self.now) for m in shown}

    @cached_property
    def _guided(self) -> Meeting | None:
        return next((m for m in self.coming if cases.guides(self.member_in[m.group_id], m)), None)

    @property
    def guided(self) -> Guided | None:
        """The first meeting to come that this person guides, or supervises."""
        meeting = self._guided
        return Guided(self.member_in[meeting.group_id], self.sheets[meeting.pk]) if meeting else None

    @property
    def first(self) -> list[Coming]:
        """The first meetings to come."""
        shown = ((self.member_in[m.group_id], self.sheets[m.pk]) for m in self.coming[:SHOWN])
        return [
            Coming(member.group_id in self.plans, sheet, sheet.reply_of.get(member.pk)) for member, sheet in shown
        ]

    # --- Groups -----------------------------------------------------------------------------------------------------

    @cached_property
    def asks(self) -> list[Ask]:
        """Everything that waits for this person, the most urgent first."""
        return sorted((ask for each in self.standings for ask in each.asks), key=lambda ask: ask.by)

    @cached_property
    def standings(self) -> list[Standing]:
        """How every group stands."""
        coming, over = by_group(self.coming), by_group(m for m in self.meetings if m.is_over(self.now))
        progress = gathering.progress([meetings[0] for meetings in coming.values()], self.mine)
        figures, polls = gathering.figures(self.mine), gathering.polls(self.mine)
        tasks, unwritten = gathering.tasks(self.mine), gathering.unwritten(self.mine)
        left_over = by_group(cases.left_over(*self.mine), "meeting.group_id")
        return [
            Standing(
                member=member,
                plans=pk in self.plans,
                ahead=coming.get(pk, []),
                progress=progress[coming[pk][0].pk] if pk in coming else Progress(),
                to_close=[meeting for meeting in over.get(pk, []) if not meeting.attendance_closed],
                polls=polls.get(pk, []),
                tasks=tasks.get(pk, []),
                left_over=left_over.get(pk, []),
                reflect_on=next(iter(unwritten.get(pk, [])), None),
                now=self.now,
                **figures[member.pk],
            )
            for member in self.mine
            for pk in [member.group_id]
        ]
