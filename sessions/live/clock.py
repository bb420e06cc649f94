"""What the screens say about time, read from a State: pure sums over seconds and instants (UTC)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from .machine import Phase, State, elapsed


@dataclass(frozen=True)
class Reading:
    """The clock of the present step. mode: running, paused, halted or off (lobby, closed).

    deadline: when the time is up, only while running with a planned time. left: seconds, negative in overtime.
    used: seconds in the step. zero: when the used time was nothing, while it runs.
    """

    mode: str
    planned: int | None
    used: float
    deadline: datetime | None
    zero: datetime | None

    @property
    def left(self) -> float | None:
        return None if self.planned is None else self.planned - self.used

    @property
    def zero_ms(self) -> int | None:
        """When the time used was nothing, as epoch milliseconds: what the screens count from."""
        return int(self.zero.timestamp() * 1000) if self.zero else None

    @property
    def planned_minutes(self) -> float | None:
        return None if self.planned is None else in_minutes(self.planned)

    @property
    def text(self) -> str:
        return clock_text(self.used if self.left is None else self.left, overtime=self.planned is not None)


def read(state: State, now: datetime) -> Reading:
    """The clock of the present step as it stands at `now`."""
    if state.phase is not Phase.RUNNING:
        return Reading("off", None, 0.0, None, None)
    used, planned = elapsed(state, now), state.leg.planned
    if state.started is None:
        return Reading("halted" if state.halted else "paused", planned, used, None, None)
    zero = state.started - timedelta(seconds=state.leg.used)
    deadline = None if planned is None else zero + timedelta(seconds=planned)
    return Reading("running", planned, used, deadline, zero)


def in_minutes(seconds: float) -> float:
    """Seconds as minutes with one decimal at most: 5, 2.5. A screen writes that as its language does."""
    minutes = round(seconds / 60, 1)
    return int(minutes) if minutes == int(minutes) else minutes


def clock_text(seconds: float, overtime: bool = True) -> str:
    """`6:12`, or `+0:24` for time over. A second that has begun counts: 0.4 s left reads `0:01`."""
    over = overtime and seconds < 0
    whole = int(-seconds) if over else -int(-seconds // 1)
    return f"{'+' if over else ''}{whole // 60}:{whole % 60:02d}"


def remaining(state: State, now: datetime) -> float:
    """Seconds still planned: what the present step has left (never less than nothing) and the legs ahead."""
    legs = [leg for leg in state.legs[state.at + 1 :] if not leg.left_out]
    todo = sum(max((leg.planned or 0) - leg.used, 0.0) for leg in legs)
    if state.phase is Phase.LOBBY:
        return todo + (state.legs[state.at].planned or 0) if state.legs else 0.0
    return todo + max((state.leg.planned or 0) - elapsed(state, now), 0.0)


def expected_end(state: State, now: datetime) -> datetime:
    """When the session ends if everything from here takes the time it is given."""
    return now + timedelta(seconds=remaining(state, now))


def delay(state: State, now: datetime) -> float:
    """Seconds behind the plan as it was at the start (negative: ahead); pauses count, as they do in the room."""
    if state.began is None:
        return 0.0
    return (expected_end(state, now) - state.began).total_seconds() - state.total
