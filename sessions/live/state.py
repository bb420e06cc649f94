"""The state of a live session: plain values that hold instants and sums, never something that ticks.

Durations are seconds; instants are aware datetimes in UTC. People are ids in an ordered list, never an index, so
that whoever joins late or leaves moves nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class Phase(StrEnum):
    LOBBY = "lobby"
    RUNNING = "running"
    CLOSED = "closed"


class Refused(Exception):
    """The command does not fit the state. `reason` is a code; words for it belong to the screens."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Leg:
    """One step of the plan, with all that it remembers when it is left and entered again.

    step: id of the frozen step; round: id of the round it belongs to.
    planned: seconds, none for a step that counts up. used: seconds spent before the clock's present run.
    parts: 2 when who speaks changes once inside the step. rounds: 0 no turns; n rounds of turns; none: until
    nobody has anything more. had/passed: who had the turn, or passed, in the present round of turns.
    closing: the silence that closes the leg before it.
    brought: who were inbrenger when the leg was left (a case may be of two): it may change with each pass of a loop.
    """

    step: int
    round: int
    planned: int | None
    used: float = 0.0
    parts: int = 1
    part: int = 0
    revealed: bool = False
    rounds: int | None = 0
    lap: int = 1
    turn: int | None = None
    had: tuple[int, ...] = ()
    passed: tuple[int, ...] = ()
    left_out: bool = False
    closing: bool = False
    brought: tuple[int, ...] = ()

    @property
    def has_turns(self) -> bool:
        return self.rounds != 0


WHOLE_SESSION = 0  # as the round of a role: beside the roles of the rounds, and as long as the session lasts


@dataclass(frozen=True)
class Held:
    """A role held by a person in a round."""

    round: int
    role: str
    person: int


@dataclass(frozen=True)
class State:
    """Where the session is. started: since when the clock of the step runs; none while it stands still.

    chair: the participant who guards the process; none: the begeleider who opened the session.
    lent: the round in which the chair was handed over; it returns when that round is left.
    total: seconds planned at the start, what being late is measured against.
    """

    legs: tuple[Leg, ...] = ()
    phase: Phase = Phase.LOBBY
    at: int = 0
    started: datetime | None = None
    halted: bool = False
    held: tuple[Held, ...] = ()
    chair: int | None = None
    offered: int | None = None
    lent: int | None = None
    began: datetime | None = None
    ended: datetime | None = None
    total: int = 0

    @property
    def leg(self) -> Leg:
        return self.legs[self.at]

    def holders(self, round: int, role: str) -> tuple[int, ...]:
        """The people who hold a role in a round."""
        return tuple(h.person for h in self.held if h.round == round and h.role == role)

    def with_leg(self, leg: Leg) -> State:
        """The same state with the present leg replaced."""
        return replace(self, legs=(*self.legs[: self.at], leg, *self.legs[self.at + 1 :]))


@dataclass(frozen=True)
class Table:
    """Who sits where, as far as the machine needs it: the ids that take turns in the present step, in order."""

    order: tuple[int, ...] = ()


@dataclass(frozen=True)
class Position:
    """What a click on “next” leaves: the leg, and the turn inside it."""

    at: int
    turn: int | None = None
