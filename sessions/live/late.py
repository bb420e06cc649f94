"""Late? How the rest of the plan could fit before the moment the group stops. Pure sums; the begeleider decides.

Nothing is ever redistributed silently (product.md, "Time and moves"): a proposal is a `Fit` command to choose or to
leave. No step is proposed less than half the time it has.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from .clock import expected_end
from .commands import Fit
from .machine import Phase, State

LEAST = 0.5  # the part of a step's time that always stays
ROUND = 30  # seconds: times are proposed in halves of a minute
WORTH = 60  # seconds: less is not worth proposing


@dataclass(frozen=True)
class Proposal:
    """One way to win time. kind: leave_out, shorten or spread; leg: which one; saves: seconds; command: how."""

    kind: str
    leg: int | None
    saves: int
    command: Fit


def overrun(state: State, stop_at: datetime | None, now: datetime) -> int:
    """Seconds by which the plan passes the moment to stop; without one, the end as it was planned at the start."""
    if stop_at is not None:
        return int((expected_end(state, now) - stop_at).total_seconds())
    if state.began is None:
        return 0
    return int((expected_end(state, now) - state.began).total_seconds() - state.total)


def proposals(state: State, optional: Collection[int], stop_at: datetime | None, now: datetime) -> list[Proposal]:
    """Ways to fit, if it does not: leave out an optional step, take time from the longest, or from all alike.

    optional: the ids of the steps that the method calls optional.
    """
    late = overrun(state, stop_at, now)
    if state.phase is Phase.CLOSED or late < WORTH:
        return []
    here = state.at if state.phase is Phase.RUNNING else -1
    ahead = [at for at, leg in enumerate(state.legs) if at > here and not leg.left_out and leg.planned]
    found = [
        Proposal("leave_out", at, _left(state, at), Fit(out=(at,)))
        for at in ahead
        if state.legs[at].step in optional and len(ahead) > 1
    ]
    return [p for p in (*found, _from_longest(state, ahead, late), _from_all(state, ahead, late)) if p]


def _left(state: State, at: int) -> int:
    """Seconds a leg ahead still has."""
    leg = state.legs[at]
    return max(int((leg.planned or 0) - leg.used), 0)


def _spare(state: State, at: int) -> int:
    """Seconds that can be taken from a leg, in whole halves of a minute."""
    return int(_left(state, at) * LEAST) // ROUND * ROUND


def _shorter(state: State, at: int, by: int) -> tuple[int, int]:
    return at, (state.legs[at].planned or 0) - by


def _from_longest(state: State, ahead: list[int], late: int) -> Proposal | None:
    longest = max(ahead, key=lambda at: _spare(state, at), default=None)
    if longest is None:
        return None
    by = min(-(-late // ROUND) * ROUND, _spare(state, longest))
    if by < WORTH:
        return None
    return Proposal("shorten", longest, by, Fit(times=(_shorter(state, longest, by),)))


def _from_all(state: State, ahead: list[int], late: int) -> Proposal | None:
    spare = sum(_spare(state, at) for at in ahead)
    if len(ahead) < 2 or spare < WORTH:
        return None
    share = min(late / spare, 1.0)
    cuts = {at: min(-(-int(_spare(state, at) * share) // ROUND) * ROUND, _spare(state, at)) for at in ahead}
    times = tuple(_shorter(state, at, by) for at, by in cuts.items() if by)
    return Proposal("spread", None, sum(cuts.values()), Fit(times=times))
