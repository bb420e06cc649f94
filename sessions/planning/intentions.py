"""What people will try before the next meeting, and what came of it: their own, and looked back on together.

An intention is its owner's to change. The group hears of it where the owner tells: in the live session.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from sessions.groups.models import Group, Membership

from .models import Intention, Meeting


@dataclass(frozen=True)
class Made:
    """An intention as it was written in a live session. origin: what it is known by there."""

    origin: int
    member: int
    what: str
    when: str = ""
    notice: str = ""


def last_meeting(group: Group) -> Meeting | None:
    """The meeting the group had last, to which new intentions belong."""
    had = Meeting.objects.filter(group=group, state=Meeting.State.PLANNED, starts__lte=timezone.now())
    return had.order_by("-starts").first()


def of(member: Membership) -> QuerySet[Intention]:
    """Everything this member intends, the latest meeting first."""
    return Intention.objects.filter(membership=member).select_related("meeting").order_by("-meeting__starts", "pk")


def take_over(meeting: Meeting, made: Iterable[Made]) -> None:
    """Keep what was intended in this meeting's session. Once kept it is its owner's, to change and to throw away."""
    for one in made:
        words = {"what": one.what, "when": one.when, "notice": one.notice}
        Intention.objects.get_or_create(
            origin=one.origin, defaults={"meeting": meeting, "membership_id": one.member, "shown": True, **words}
        )


def take_back(origin: int) -> None:
    """What was taken back in the session goes here too."""
    Intention.objects.filter(origin=origin).delete()


def before(meeting: Meeting) -> Meeting | None:
    """The meeting on which this one looks back."""
    earlier = Meeting.objects.filter(group=meeting.group_id, state=Meeting.State.PLANNED, starts__lt=meeting.starts)
    return earlier.order_by("-starts").first()


def to_look_back_on(meeting: Meeting, members: Collection[int]) -> QuerySet[Intention]:
    """What these members intended at the meeting before this one."""
    return Intention.objects.filter(meeting=before(meeting), membership__in=members, membership__left=None)


def tell(outcomes: Mapping[int, str]) -> None:
    """Write down what came of intentions (by id), as their owners told."""
    for pk, outcome in outcomes.items():
        Intention.objects.filter(pk=pk).update(outcome=outcome)
