"""One group as its coordinator sees it: what waits, and how far the next meeting is prepared. In numbers only."""

from __future__ import annotations

from functools import cached_property

from sessions.groups.models import Membership

from . import asks, gathering
from .asks import Ask, OpenPoll, Progress, Standing
from .models import Intention, Mail
from .overview import Overview


class Preparation:
    def __init__(self, member: Membership, overview: Overview) -> None:
        self.member, self.group, self.overview = member, member.group, overview

    @property
    def asks(self) -> list[Ask]:
        """What waits for the coordinator, the most urgent first."""
        return sorted(asks.of_coordinator(self._standing), key=lambda ask: ask.by)

    @property
    def _standing(self) -> Standing:
        failed = Mail.objects.filter(membership__group=self.group).exclude(problem="")
        return Standing(
            self.member,
            plans=True,
            ahead=[sheet.meeting for sheet in self.overview.ahead if sheet.meeting.is_planned],
            progress=self.progress,
            size=sum(member.left is None for member in self.overview.everybody),
            to_close=self.overview.to_close,
            asked=len(self.overview.members),
            failed=failed.count(),
            polls=self.polls,
            now=self.overview.now,
        )

    @cached_property
    def polls(self) -> list[OpenPoll]:
        return gathering.polls([self.member]).get(self.group.pk, [])

    @cached_property
    def progress(self) -> Progress:
        """How far the next meeting is."""
        following = [sheet.meeting for sheet in [self.overview.next] if sheet]
        return next(iter(gathering.progress(following, [self.member]).values()), Progress())

    @cached_property
    def intentions(self) -> int:
        """How many of the last meeting there are to look back on."""
        had = [sheet.meeting for sheet in self.overview.past if sheet.meeting.is_planned]
        return Intention.objects.filter(meeting=had[-1], membership__left=None).count() if had else 0
