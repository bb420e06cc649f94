"""What the clock does without anybody asking: forgotten sessions close, contents whose term is over go.

Safe to run at any moment, as often as one likes, beside a running server. Reports counts, never content.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from intervisie.accounts.models import Counted
from sessions.planning import keeping

from . import actions
from .machine import Finish, Phase, Refused, State, Table, decide
from .models import Device, LiveSession, WrongCode

log = logging.getLogger(__name__)
FORGOTTEN = timedelta(hours=4)
TRIES_TERM = timedelta(days=1)


@dataclass(frozen=True)
class Purged:
    """How much was done; no word about what it was."""

    closed: int
    erased: int
    papers: int
    rows: int

    def __bool__(self) -> bool:
        return bool(self.closed or self.erased or self.papers or self.rows)

    def __str__(self) -> str:
        sessions = f"{self.closed} afgesloten, {self.erased} gewist"
        return f"{sessions}, {self.papers} voorbereidingen vernietigd, {self.rows} oude regels weg"


def purge(now: datetime | None = None) -> Purged:
    """Do all that is due. Closing comes first: a session forgotten long ago is closed and erased in one go."""
    now = now or timezone.now()
    done = Purged(close_forgotten(now), erase_due(now), keeping.destroy_due(now), drop_old(now))
    truncate_wal()
    return done


def each(sessions: Iterable[LiveSession], work: Callable[[LiveSession], bool | None]) -> int:
    """Do the work for each session; for how many it was done. One that fails does not save the others from it."""
    done = 0
    for session in sessions:
        try:
            done += work(session) is not False
        except Exception:
            log.exception("session %s could not be closed or erased; the next run tries again", session.pk)
    return done


# --- Forgotten sessions -----------------------------------------------------------------------------------------


def close_forgotten(now: datetime) -> int:
    """Close every open session that gave no sign of life for four hours; how many."""
    candidates = LiveSession.objects.exclude(phase=Phase.CLOSED).filter(touched__lte=now - FORGOTTEN)
    return each(candidates, lambda session: close_if_forgotten(session.pk, now))


def close_if_forgotten(pk: int, now: datetime) -> bool:
    """Close a session as Finish would have at its last sign of life, so that its terms count from there.

    Looked at again under the lock: somebody may have come back since the list was made.
    """
    with transaction.atomic():
        session = LiveSession.objects.select_for_update().get(pk=pk)
        last = last_sign(session)
        if session.phase == Phase.CLOSED or now - last < FORGOTTEN:
            return False
        session = actions.claim(session)
        before = session.state
        actions.record(session, Finish(), before, finished(before, last), None, last)
        actions.announce(session, recast=True)
    return True


def last_sign(session: LiveSession) -> datetime:
    """The last moment that anybody did anything here, or had a screen of it open."""
    seen: datetime | None = session.participants.aggregate(last=Max("seen"))["last"]
    return max(sign for sign in (session.created, session.touched, session.chair_seen, seen) if sign)


def finished(state: State, at: datetime) -> State:
    """The state as Finish leaves it. A lobby cannot be finished by hand; left alone it ends all the same."""
    try:
        return decide(Finish(), state, Table(), at)
    except Refused:
        return replace(state, phase=Phase.CLOSED, halted=False, started=None, ended=at)


# --- Contents and leftovers --------------------------------------------------------------------------------------


def erase_due(now: datetime) -> int:
    """Destroy the contents of every session whose term is over; of how many."""
    closed = LiveSession.objects.filter(closed__isnull=False, erased=None).select_related("group")
    due = [session for session in closed if session.destroy_at and session.destroy_at <= now]
    return each(due, actions.erase)


def drop_old(now: datetime) -> int:
    """Delete what was counted long ago, lapsed sign-ins, devices that never came in; how many rows."""
    doors = (Device.Door.WAITING, Device.Door.REFUSED)
    old = (
        WrongCode.objects.filter(at__lt=now - TRIES_TERM),
        Counted.objects.filter(expires__lt=now),
        Session.objects.filter(expire_date__lt=now),
        Device.objects.filter(session__phase=Phase.CLOSED, participant=None, door__in=doors),
    )
    return sum(rows.delete()[0] for rows in old)


def truncate_wal() -> None:
    """Empty SQLite's write-ahead log: until then what was erased can still be read in it.

    Every time, not only after erasing: a begeleider may have erased a session by hand, and a reader may have kept
    an earlier attempt from finishing. A checkpoint that has to wait for readers gives up after the timeout.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.fetchall()
