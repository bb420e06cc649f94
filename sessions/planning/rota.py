"""Who guides which meeting: in turn over those who facilitate, with swapping and skipping."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from sessions.groups.models import Group, Membership

from .models import Meeting, Task


def in_turn(people: list[int], many: int, after: int | None = None) -> list[int | None]:
    """Who guides so many meetings, in turn, beginning with whoever comes after the one named."""
    if not people:
        return [None] * many
    start = people.index(after) + 1 if after in people else 0
    return [people[(start + turn) % len(people)] for turn in range(many)]


def facilitators(group: Group) -> list[Membership]:
    """Everybody who can guide a meeting of this group, in the order of the rota."""
    return list(group.members.filter(facilitates=True).order_by("pk"))


def last_before(group: Group, moment: datetime) -> int | None:
    """Who guided the last meeting before a moment."""
    before = group.meetings.filter(starts__lt=moment, state=Meeting.State.PLANNED).exclude(facilitator=None)
    found = before.order_by("-starts").values_list("facilitator", flat=True).first()
    return found


@transaction.atomic
def fill(group: Group, meetings: QuerySet[Meeting]) -> int:
    """Divide the meetings without a begeleider over those who facilitate, in turn; how many."""
    open_ones = list(meetings.filter(facilitator=None, state=Meeting.State.PLANNED))
    people = [member.pk for member in facilitators(group)]
    if not people or not open_ones:
        return 0
    turns = in_turn(people, len(open_ones), last_before(group, open_ones[0].starts))
    for meeting, who in zip(open_ones, turns, strict=True):
        meeting.facilitator_id = who
    return Meeting.objects.bulk_update(open_ones, ["facilitator"])


def skip(meeting: Meeting) -> None:
    """Pass the turn of this meeting on to the next in the rota."""
    people = [member.pk for member in facilitators(meeting.group)]
    meeting.facilitator_id = in_turn(people, 1, meeting.facilitator_id)[0]
    meeting.save(update_fields=["facilitator"])


@transaction.atomic
def swap(one: Meeting, other: Meeting) -> None:
    """Two meetings change begeleider."""
    one.facilitator_id, other.facilitator_id = other.facilitator_id, one.facilitator_id
    Meeting.objects.bulk_update([one, other], ["facilitator"])


def release(member: Membership, now: datetime) -> None:
    """Whoever leaves guides no meeting to come, and has nothing left to see to."""
    Meeting.objects.filter(facilitator=member, starts__gt=now).update(facilitator=None)
    Task.objects.filter(membership=member, meeting__starts__gt=now).update(membership=None)
