"""What belongs to many groups at once, read from the database in one query each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from operator import attrgetter
from typing import Any, TypeVar

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from sessions.groups.models import Agreement, Group, Membership

from .asks import OpenPoll, Progress
from .cases import READY, earliest
from .models import Answer, Case, Mail, Meeting, Poll, Reflection, Task, Vote
from .reflections import SUPERVISED
from .seats import INVITABLE, belonging, invitable

Row = TypeVar("Row")
FIGURES = ("size", "asked", "failed", "to_agree")


def by_group(rows: Iterable[Row], key: str = "group_id") -> dict[int, list[Row]]:
    """Rows by the id of their group, in the order they came."""
    found: dict[int, list[Row]] = defaultdict(list)
    group_of = attrgetter(key)
    for row in rows:
        found[group_of(row)].append(row)
    return found


def meetings(groups: Mapping[int, Group]) -> list[Meeting]:
    """What is on and to come, and what has been and waits for its attendance to be closed; the first one first."""
    waits = Q(starts__gt=earliest()) | Q(attendance_closed=None)
    found = Meeting.objects.filter(waits, group__in=groups, state=Meeting.State.PLANNED)
    meetings = list(found)
    for meeting in meetings:
        meeting.group = groups[meeting.group_id]
    return meetings


def people(groups: Collection[int]) -> dict[int, list[Membership]]:
    """Who is asked to come, by group."""
    found = Membership.objects.filter(group__in=groups, left=None)
    return by_group(member for member in found if invitable(member))


def figures(members: Iterable[Membership]) -> dict[int, dict[str, int]]:
    """Per membership (id): people in the group and those who are asked to come, mails that did not arrive, rules not
    agreed to yet."""
    group, member = OuterRef("group"), OuterRef("pk")
    there = Membership.objects.filter(group=group, left=None)
    not_agreed = Agreement.objects.filter(group=group).exclude(consents__membership=member)
    found = Membership.objects.filter(pk__in=[each.pk for each in members]).annotate(
        size=how_many(there, "group"),
        asked=how_many(there.filter(INVITABLE), "group"),
        failed=how_many(Mail.objects.filter(membership__group=group).exclude(problem=""), "membership__group"),
        to_agree=how_many(not_agreed, "group"),
    )
    return {pk: dict(zip(FIGURES, told, strict=True)) for pk, *told in found.values_list("pk", *FIGURES)}


def how_many(rows: QuerySet[Any], per: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(per).annotate(many=Count("pk")).values("many")), 0)


def progress(meetings: Iterable[Meeting], members: Iterable[Membership]) -> dict[int, Progress]:
    """How far these meetings are, by meeting (id); for these members."""
    expected = Membership.objects.filter(belonging(OuterRef("facilitator")), group=OuterRef("group"), left=None)
    answers = Answer.objects.filter(meeting=OuterRef("pk")).exclude(value="")
    from_them = answers.filter(belonging(F("meeting__facilitator"), "membership__"), membership__left=None)
    cases = Case.objects.filter(READY, meeting=OuterRef("pk"))
    found = Meeting.objects.filter(pk__in=[meeting.pk for meeting in meetings]).values_list(
        "pk",
        how_many(expected, "group") - how_many(from_them, "meeting"),
        how_many(cases, "meeting"),
        Exists(answers.filter(membership__in=[member.pk for member in members])),
    )
    return {pk: Progress(*told) for pk, *told in found}


def polls(members: Collection[Membership]) -> dict[int, list[OpenPoll]]:
    """The open polls, by group."""
    own = Vote.objects.filter(membership__in=members, moment__poll=OuterRef("pk"))
    voters = Count("moments__votes__membership", distinct=True, filter=Q(moments__votes__membership__left=None))
    found = Poll.objects.filter(group__in=[member.group_id for member in members], closed=None)
    annotated = found.annotate(voters=voters, voted=Exists(own), first=Min("moments__starts"))
    polls = by_group(annotated)
    return {pk: [OpenPoll(poll, poll.voters, poll.voted, poll.first) for poll in each] for pk, each in polls.items()}


def tasks(members: Collection[Membership]) -> dict[int, list[Task]]:
    """What these people see to for the meetings to come and have not done yet, by group."""
    found = Task.objects.filter(membership__in=members, done=False, meeting__starts__gt=earliest())
    planned = found.filter(meeting__state=Meeting.State.PLANNED).select_related("meeting")
    ahead = [task for task in planned.order_by("meeting__starts", "pk") if not task.meeting.is_over()]
    return by_group(ahead, "meeting.group_id")


def unwritten(members: Collection[Membership]) -> dict[int, list[Meeting]]:
    """In supervision: the last meeting of each group, as far as these people handed in no reflection on it."""
    groups = [member.group_id for member in members if member.takes_part]
    had = Meeting.objects.filter(SUPERVISED, state=Meeting.State.PLANNED, starts__lte=timezone.now())
    last = had.filter(group=OuterRef("group")).order_by("-starts").values("pk")[:1]
    handed_in = Reflection.objects.filter(membership__in=members, meeting=OuterRef("pk"), handed_in__isnull=False)
    return by_group(had.filter(~Exists(handed_in), group__in=groups, pk=Subquery(last)))
