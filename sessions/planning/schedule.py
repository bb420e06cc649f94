"""Making, moving and calling off meetings. `sequence` goes up with whatever those invited must hear of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sessions.groups.models import Group

from . import answers, rota
from .models import Meeting, Poll, PollMoment, Task, Trajectory
from .series import ZONE, Day, instant, shifted
from .usual import purpose

HEARD = ("minutes", "place", "online_url")  # what an invitation says besides the date
WRITTEN = (*HEARD, "method", "purpose", "note")


@transaction.atomic
def plan(group: Group, series: Trajectory, days: list[Day]) -> Trajectory:
    """All meetings of a series at once, with a begeleider in turn and the usual things to see to."""
    series.group = group
    series.save()
    found = [day for day in days if day.number]
    meetings = [
        Meeting(
            group=group,
            trajectory=series,
            number=day.number,
            starts=instant(day.date, series.time),
            purpose=purpose(series.kind, day.number or 0, len(found)),
            **{name: getattr(series, name) for name in HEARD},
        )
        for day in found
    ]
    Meeting.objects.bulk_create(meetings)
    if series.place:
        _usual_tasks(group, meetings)
    rota.fill(group, series.meetings.all())
    return series


def _usual_tasks(group: Group, meetings: list[Meeting]) -> None:
    with translation.override(group.language):
        whats = (_("Ruimte boeken"), _("Koffie en thee"))
    Task.objects.bulk_create([Task(meeting=meeting, what=what) for meeting in meetings for what in whats])


@transaction.atomic
def add(group: Group, **fields: Any) -> Meeting:
    """One meeting by itself, outside any series; its begeleider is whose turn it is."""
    meeting = Meeting.objects.create(group=group, **fields)
    rota.fill(group, group.meetings.filter(pk=meeting.pk))
    return meeting


@dataclass(frozen=True)
class Change:
    """What becomes of a meeting: its new moment and the fields of WRITTEN."""

    starts: Any
    fields: dict[str, Any]


@transaction.atomic
def change(meeting: Meeting, wanted: Change, following: bool = False) -> int:
    """Change a meeting; with `following` also those of its series that come after it. How many were changed.

    What is this meeting's alone (method, purpose, note) stays its own.
    """
    before = Meeting.objects.select_for_update().get(pk=meeting.pk)
    later = list(following_ones(before)) if following else []
    days = (wanted.starts.astimezone(ZONE).date() - before.starts.astimezone(ZONE).date()).days
    at = wanted.starts.astimezone(ZONE).time()
    moved, heard = wanted.starts != before.starts, {name: wanted.fields[name] for name in HEARD}
    altered = [name for name in HEARD if getattr(before, name) != heard[name]]
    _write(before, wanted.starts, wanted.fields)
    for each in later:
        starts = shifted(each.starts, days, at) if moved else each.starts
        _write(each, starts, {name: heard[name] for name in altered})
    return 1 + len(later)


def following_ones(meeting: Meeting) -> QuerySet[Meeting]:
    """The planned meetings of the same series that come after this one."""
    if meeting.trajectory_id is None:
        return Meeting.objects.none()
    return Meeting.objects.filter(
        trajectory=meeting.trajectory_id, starts__gt=meeting.starts, state=Meeting.State.PLANNED
    )


def planned_ahead(group: Group) -> QuerySet[Meeting]:
    """The meetings of a group that are still to come."""
    return group.meetings.filter(state=Meeting.State.PLANNED, starts__gt=timezone.now())


def _write(meeting: Meeting, starts: Any, fields: dict[str, Any]) -> None:
    """Write what is new. Another moment asks for answers again; that, or another place, must be heard of."""
    moved = meeting.starts != starts
    heard = moved or any(getattr(meeting, name) != fields[name] for name in HEARD if name in fields)
    meeting.starts = starts
    for name, value in fields.items():
        setattr(meeting, name, value)
    meeting.sequence += heard
    meeting.save()
    if moved:
        answers.ask_again(meeting)


@transaction.atomic
def cancel(meeting: Meeting, following: bool = False) -> int:
    """Call a meeting off, or also those of its series after it; what was answered stays. How many."""
    called_off = [meeting, *(following_ones(meeting) if following else [])]
    return sum(_set_state(each, Meeting.State.CANCELLED) for each in called_off)


def restore(meeting: Meeting) -> bool:
    """A meeting that was called off goes on after all."""
    return _set_state(meeting, Meeting.State.PLANNED)


def _set_state(meeting: Meeting, state: str) -> bool:
    """Whether the state changed; if so it must be heard of."""
    others = Meeting.objects.filter(pk=meeting.pk).exclude(state=state)
    return bool(others.update(state=state, sequence=F("sequence") + 1))


@transaction.atomic
def settle(poll: Poll, moment: PollMoment) -> Meeting:
    """Make the chosen moment the meeting of a poll, and close the poll."""
    poll.meeting = add(poll.group, starts=moment.starts, minutes=poll.minutes, place=poll.place)
    poll.closed = timezone.now()
    poll.save(update_fields=["meeting", "closed"])
    return poll.meeting
