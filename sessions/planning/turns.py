"""Whose turn it is to bring a case, counted over a series; never what it was about (methods.json R30, R32)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from sessions.groups.models import Group, Membership

from .models import Case, Meeting

Brought = Mapping[int, Collection[int]]  # the meetings (ids) at which each member (id) brought a case


@dataclass(frozen=True)
class Turns:
    """Who brought no case in a series yet, and for how many cases its meetings to come have room."""

    due: tuple[Membership, ...]
    room: int

    @property
    def short(self) -> bool:
        """Whether not everybody will come to it any more. A series that is over warns of nothing."""
        return 0 < self.room < len(self.due)

    def has(self, member: Membership) -> bool:
        return member in self.due


def count(group: Group, meetings: Iterable[Meeting], people: Iterable[Membership], brought: Brought) -> Turns:
    """How it stands in these meetings of a series. In a meeting to get acquainted nobody brings a case."""
    meetings, now = list(meetings), timezone.now()
    series = {meeting.pk for meeting in meetings}
    ahead = [m for m in meetings if not m.is_over(now) and m.purpose != Meeting.Purpose.FIRST]
    takers = (member for member in people if member.takes_part and member.left is None)
    due = tuple(member for member in takers if series.isdisjoint(brought.get(member.pk, ())))
    return Turns(due, len(ahead) * group.max_cases)


def of(meeting: Meeting) -> Turns:
    """How it stands in the series of a meeting; a meeting by itself is in none, and lacks room for nobody."""
    if meeting.trajectory_id is None:
        return Turns((), 0)
    return count(meeting.group, series_of(meeting), meeting.group.takers, brought_in(meeting.group))


def series_of(meeting: Meeting) -> Sequence[Meeting]:
    """The meetings among which turns are counted; those that belong to no series are counted together."""
    same = Meeting.objects.filter(group=meeting.group_id, trajectory=meeting.trajectory_id)
    return list(same.filter(state=Meeting.State.PLANNED))


def brought_in(group: Group) -> Brought:
    """When everybody in a group brought a case, in all its meetings."""
    found: dict[int, set[int]] = defaultdict(set)
    cases = Case.objects.filter(meeting__group=group).exclude(brought_at=None)
    for member, meeting in cases.values_list("membership", "meeting"):
        found[member].add(meeting)
    return found


def had_one(meeting: Meeting) -> set[int]:
    """The members (ids) who brought a case in the series of this meeting."""
    series = {each.pk for each in series_of(meeting)}
    return {member for member, at in brought_in(meeting.group).items() if not series.isdisjoint(at)}


@transaction.atomic
def record(meeting: Meeting, members: Collection[int], now: datetime | None = None) -> None:
    """These members brought a case at this meeting, and nobody else did. One that was never written counts too."""
    now = now or timezone.now()
    others = Case.objects.filter(meeting=meeting).exclude(brought_at=None).exclude(membership__in=members)
    others.exclude(erased=None).delete()
    others.update(brought_at=None)
    for member in members:
        told = {"brought_at": now, "erased": now}
        case, made = Case.objects.get_or_create(meeting=meeting, membership_id=member, defaults=told)
        if not made and case.brought_at is None:
            Case.objects.filter(pk=case.pk).update(brought_at=now)
