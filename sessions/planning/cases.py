"""The cases that people prepare: who may write one, who may read one, and for how long (product.md, rules 6 and 12).

A case is its author's alone until shared. Whoever may read it can do so until the meeting is over, and only while it
stays shared. The coordinator as such reads none and hears of none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from methods.models import Method
from sessions.groups.models import Kind, Membership

from .models import Case, Meeting
from .seats import belongs
from .writing import CaseForm

Shared = Case.Shared
LONGEST = timedelta(minutes=480)
READY = Q(membership__left=None, erased=None)  # of how many a coordinator may know, never whose or what


def ahead(member: Membership) -> QuerySet[Meeting]:
    """The meetings for which this member can prepare a case, the next one first."""
    if not member.takes_part:
        return Meeting.objects.none()
    recent = Meeting.objects.filter(group=member.group_id, state=Meeting.State.PLANNED, starts__gt=earliest())
    return recent.filter(pk__in=[meeting.pk for meeting in recent if not meeting.is_over()])


def earliest() -> datetime:
    """What began before this is over: no meeting takes longer."""
    return timezone.now() - LONGEST


def own(*members: Membership) -> list[Case]:
    """What these members prepared, as far as it was not destroyed."""
    return list(Case.objects.filter(membership__in=members, erased=None).select_related("meeting"))


def of(meeting: Meeting, member: Membership) -> Case:
    """This member's case for a meeting; a fresh one, not yet kept, when nothing was written."""
    found = Case.objects.filter(meeting=meeting, membership=member, erased=None).first()
    return found or Case(meeting=meeting, membership=member)


def method_of(meeting: Meeting) -> Method | None:
    """The method that is known beforehand: the one that was chosen, or in supervision what it always is."""
    supervision = Method.objects.filter(part=Method.Part.SUPERVISION)
    return meeting.method or (supervision.first() if meeting.kind == Kind.SUPERVISION else None)


def in_words(case: Case) -> dict[str, str]:
    """A case as it can be put up: a title, and what there is to tell."""
    told = "\n\n".join(part for part in (case.happened, case.question, case.able) if part)
    return {"title": case.title or case.question, "text": told}


@transaction.atomic
def write(meeting: Meeting, member: Membership, typed: Mapping[str, Any]) -> CaseForm:
    """Keep what was typed in some of the fields; the others stay as they are. A case of nothing is no case."""
    Membership.objects.select_for_update().get(pk=member.pk)  # two tabs of one person write one after the other
    case = of(meeting, member)
    form = CaseForm.over(case, typed)
    if form.is_valid():
        form.save() if form.has_words else case.pk and case.delete()
    return form


def share(case: Case, shared: str) -> None:
    """Let nobody, the begeleider or the group read it from now on."""
    case.shared = Shared(shared)
    case.save(update_fields=["shared"])


def carry(case: Case, meeting: Meeting) -> bool:
    """Take a case that was not brought along to a later meeting, as its author's alone; False if one lies there."""
    if Case.objects.filter(meeting=meeting, membership=case.membership_id).exists():
        return False
    case.meeting, case.shared = meeting, Shared.NOBODY
    case.save(update_fields=["meeting", "shared"])
    return True


def left_over(*members: Membership) -> list[Case]:
    """What these members prepared for a meeting that is over and did not bring, until its term is over."""
    return [case for case in own(*members) if is_left_over(case)]


def is_left_over(case: Case) -> bool:
    return case.brought_at is None and (case.meeting.is_over() or not case.meeting.is_planned)


def readable(reader: Membership, now: datetime | None = None) -> list[Case]:
    """The cases of others that this person may read now, in the order of their meetings."""
    shared = Case.objects.filter(meeting__group=reader.group_id, erased=None, membership__left=None)
    shared = shared.exclude(shared=Shared.NOBODY).exclude(membership=reader)
    found = shared.select_related("meeting", "membership").order_by("meeting__starts", "pk")
    return [case for case in found if _may_read(reader, case, now or timezone.now())]


def _may_read(reader: Membership, case: Case, now: datetime) -> bool:
    meeting = case.meeting
    if meeting.is_over(now) or not meeting.is_planned or not belongs(reader, meeting):
        return False
    return case.shared == Shared.GROUP or guides(reader, meeting)


def guides(member: Membership, meeting: Meeting) -> bool:
    """Whether this person is the meeting's begeleider; in supervision that is the supervisor."""
    return member.pk == meeting.facilitator_id or member.supervises
