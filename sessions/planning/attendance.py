"""Who was there: noted by the live session as it happens, corrected by hand, closed after the meeting.

What was put right by hand stays, and nothing is written any more once a meeting's attendance is closed. Until then
nobody is written down as absent: that follows from what is there (`standing`), so a late word changes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from sessions.groups.models import Membership

from .models import Answer, Attendance, Meeting

State = Attendance.State
THERE = frozenset({State.PRESENT, State.LATE, State.EARLY})


def came(meeting: Meeting, members: Iterable[int], now: datetime | None = None) -> None:
    """These members gave a sign of life. The first one counts; who left and is back was never gone."""
    if meeting.attendance_closed or not meeting.is_planned:
        return
    now = now or timezone.now()
    for member in members:
        noted, made = Attendance.objects.get_or_create(
            meeting=meeting, membership_id=member, defaults={"state": on_arrival(meeting, now), "came": now}
        )
        if not made and not noted.by_hand and noted.came and noted.state == State.EARLY:
            Attendance.objects.filter(pk=noted.pk).update(state=on_arrival(meeting, noted.came))


def on_arrival(meeting: Meeting, moment: datetime) -> str:
    """On time or late, by the term the group set itself."""
    return State.LATE if moment > meeting.starts + grace(meeting) else State.PRESENT


def went(meeting: Meeting, member: int, now: datetime | None = None) -> None:
    """A member said that they leave. In the last minutes, or long before it begins, that is no leaving early."""
    now = now or timezone.now()
    if not meeting.attendance_closed and meeting.starts <= now < meeting.ends - grace(meeting):
        noted = Attendance.objects.filter(meeting=meeting, membership=member, by_hand=False, state__in=THERE)
        noted.update(state=State.EARLY)


def grace(meeting: Meeting) -> timedelta:
    return timedelta(minutes=meeting.group.late_after)


def correct(meeting: Meeting, member: Membership, state: str) -> None:
    """What somebody says that it was, whatever the app saw."""
    Attendance.objects.update_or_create(
        meeting=meeting, membership=member, defaults={"state": state, "by_hand": True}
    )


def standing(meeting: Meeting, noted: Attendance | None, answer: Answer | None, now: datetime) -> str:
    """How it stands with one person: what was noted, or what follows from the answer and the clock; '': too early."""
    if noted:
        return noted.state
    if answer and answer.value == Answer.Value.NO:
        return State.EXCUSED
    return State.ABSENT if meeting.is_over(now) else ""


@transaction.atomic
def close(meeting: Meeting, standings: dict[int, str], now: datetime | None = None) -> None:
    """Settle it: how it stands (by member) is written down, and from here on only a coordinator changes it."""
    rows = [Attendance(meeting=meeting, membership_id=pk, state=state) for pk, state in standings.items()]
    Attendance.objects.bulk_create(rows, ignore_conflicts=True)
    Meeting.objects.filter(pk=meeting.pk).update(attendance_closed=now or timezone.now())


@transaction.atomic
def reopen(meeting: Meeting) -> None:
    """Not settled after all: what was only concluded when it closed is open again."""
    meeting.attendance.filter(by_hand=False, came=None).delete()
    Meeting.objects.filter(pk=meeting.pk).update(attendance_closed=None)
