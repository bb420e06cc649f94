"""What can be asked of the machine: imperative, immutable, checked by `machine.decide`."""

from __future__ import annotations

from dataclasses import dataclass

from .state import Leg, Position


@dataclass(frozen=True)
class Start:
    """Begin: from the lobby to the first leg."""


@dataclass(frozen=True)
class Next:
    """Leave the step. Carries the leg it leaves, so that two clicks or two begeleiders move one step."""

    leaving: int


@dataclass(frozen=True)
class Back:
    """To the step before; it resumes the time it had left."""

    leaving: int


@dataclass(frozen=True)
class GoTo:
    """To any leg of the plan."""

    to: int


@dataclass(frozen=True)
class PassTurn:
    """The turn goes on. `leaving` is the position whose turn ends; passing means that nothing was said."""

    leaving: Position
    passing: bool = False


@dataclass(frozen=True)
class Rejoin:
    """Somebody who passed, or had the turn, wants it (again) in this round of turns."""

    person: int


@dataclass(frozen=True)
class Reveal:
    """Show what was hidden until now (“Toon”)."""


@dataclass(frozen=True)
class Switch:
    """Who speaks changes inside the step: to the other part, and back."""


@dataclass(frozen=True)
class Pause:
    pass


@dataclass(frozen=True)
class Resume:
    """The clock runs on, after a pause or a halt."""


@dataclass(frozen=True)
class Halt:
    """Storing eerst: the content stands still to talk about what is going on in the group."""


@dataclass(frozen=True)
class Extend:
    """Lengthen, or (negative) shorten the time of the step, never below what was used (seconds)."""

    seconds: int


@dataclass(frozen=True)
class Correct:
    """The step really began so many seconds earlier (negative: later) than the click."""

    seconds: int


@dataclass(frozen=True)
class Fit:
    """Other times for legs, and legs to leave out, at once: what the begeleider chose to end on time.

    times: (leg, seconds) pairs.
    """

    times: tuple[tuple[int, int], ...] = ()
    out: tuple[int, ...] = ()


@dataclass(frozen=True)
class Insert:
    """A fresh leg behind the present one; the session stays where it is."""

    leg: Leg


@dataclass(frozen=True)
class Skip:
    """Leave a leg out. The present one is left at once; one ahead is passed over."""

    leg: int


@dataclass(frozen=True)
class Include:
    """Take a leg that was left out back into the plan."""

    leg: int


@dataclass(frozen=True)
class Repeat:
    """Append fresh legs behind the present one and go to the first of them; history stays."""

    legs: tuple[Leg, ...]


@dataclass(frozen=True)
class Replan:
    """Another plan ahead: what was done and the present leg stay.

    instead: (old, new) rounds: the roles held in the one are held in the other.
    """

    legs: tuple[Leg, ...]
    instead: tuple[int, int] | None = None


@dataclass(frozen=True)
class Assign:
    """Give a role of a round to these people and to nobody else; none: nobody holds it."""

    round: int
    role: str
    people: tuple[int, ...]


@dataclass(frozen=True)
class Offer:
    """Offer the chair to a participant, or (none) withdraw the offer."""

    person: int | None


@dataclass(frozen=True)
class Accept:
    """Whoever was offered the chair takes it."""

    person: int


@dataclass(frozen=True)
class TakeChair:
    """A chair that was left alone is taken; whether it was is for the caller to know. None: the owner."""

    person: int | None


@dataclass(frozen=True)
class Finish:
    """Close the session."""


Command = (
    Start
    | Next
    | Back
    | GoTo
    | PassTurn
    | Rejoin
    | Reveal
    | Switch
    | Pause
    | Resume
    | Halt
    | Extend
    | Correct
    | Fit
    | Insert
    | Skip
    | Include
    | Repeat
    | Replan
    | Assign
    | Offer
    | Accept
    | TakeChair
    | Finish
)
