"""What every door does: claim the session, change it, announce what the screens must see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone

from .. import codec, machine, stage
from ..machine import Phase, State
from ..models import LiveSession

ALL = frozenset({"head", "stage", "timer", "flap", "people", "plan"})
TIME = frozenset({"timer", "plan"})
FLAP = frozenset({"flap", stage.SIGNS})
# Another step within a round: the people are who they were, only the begeleider sees who is ready.
STEP = frozenset({"stage", "timer", "flap", "plan", stage.SIGNS})
# One statement, on SQLite and PostgreSQL alike: what Django's update() would need a second one for.
CLAIM = """UPDATE live_livesession SET version = version + 1, touched = %s WHERE id = %s RETURNING *"""
# The smallest regions a command changes; every other command may change them all.
CHANGES: dict[type, frozenset[str]] = {
    machine.Extend: TIME,
    machine.Pause: TIME,
    **dict.fromkeys((machine.Next, machine.Back, machine.GoTo, machine.PassTurn), STEP),
}


def claim(session: LiveSession) -> LiveSession:
    """The session's row, claimed by raising its version: until the commit nobody else changes the session."""
    return LiveSession.objects.raw(CLAIM, [timezone.now(), session.pk])[0]


def changed(command: object, before: State, after: State) -> frozenset[str]:
    """The regions that a command changed; in another round everything may be different."""
    same_round = before.legs and before.leg.round == after.leg.round
    return CHANGES.get(type(command), ALL) if same_round else ALL


def announce(session: LiveSession, regions: Iterable[str] = ALL, *, recast: bool = False) -> None:
    """Push these regions of a claimed session to every audience as soon as the change is committed."""
    transaction.on_commit(partial(stage.push, session, frozenset(regions), recast=recast))


def save_state(session: LiveSession, state: State, now: datetime) -> None:
    """Write a state to the session's row (claimed before)."""
    session.data, session.phase = codec.dump(state), state.phase
    session.closed = (session.closed or now) if state.phase is Phase.CLOSED else None
    session.save(update_fields=["data", "phase", "closed"])
