"""How long what people prepared is kept, and destroying it (product.md, "What must always hold", 6).

A case goes at the end of the group's own term after its meeting; of one that was brought only the turn stays.
Intentions, reflections and how a meeting was closed wait for the next meeting to look back on them, and go at the end
of the term after that.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sessions.confidential import destroy_at

from .models import Case, Evaluation, Intention, Meeting, Reflection

NO_NEXT = timedelta(days=90)  # how long the next meeting is waited for when none is planned
LOOKED_BACK = (Intention, Reflection, Evaluation)
FRESH = {field.name: field.get_default for field in Case._meta.fields if field.name in Case.WRITTEN}


def destroy_due(now: datetime) -> int:
    """Destroy what is over its term; how many papers."""
    return _cases(now) + sum(_delete(row) for model in LOOKED_BACK for row in _looked_back(model, now))


def _cases(now: datetime) -> int:
    begun = Case.objects.filter(erased=None, meeting__starts__lt=now).select_related("meeting__group")
    due = [case for case in begun if destroy_at(case.meeting.ends, case.meeting.group.keep_days) <= now]
    return sum(_delete(case) if case.brought_at is None else _empty(case, now) for case in due)


def _empty(case: Case, now: datetime) -> int:
    """Only that it was brought stays: whose turn it is must still be known at the end of the series."""
    words = {name: fresh() for name, fresh in FRESH.items()}
    return Case.objects.filter(pk=case.pk).update(**words, erased=now)


def _delete(row: Any) -> int:
    row.delete()
    return 1


def _looked_back(model: Any, now: datetime) -> Iterator[Any]:
    """What the next meeting looked back on, a term ago."""
    for row in model.objects.filter(meeting__starts__lt=now).select_related("meeting__group"):
        if ends(row.meeting) <= now:
            yield row


def ends(meeting: Meeting) -> datetime:
    """When what came of a meeting is destroyed."""
    planned = Meeting.objects.filter(group=meeting.group_id, state=Meeting.State.PLANNED)
    following = planned.filter(starts__gt=meeting.starts).order_by("starts").first()
    return destroy_at(following.ends, meeting.group.keep_days) if following else meeting.ends + NO_NEXT
