"""The order of a round of turns, as a sheet shows it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Leg(Protocol):
    """What is asked of a leg of the machine."""

    @property
    def turn(self) -> int | None: ...
    @property
    def had(self) -> Sequence[int]: ...
    @property
    def passed(self) -> Sequence[int]: ...


def queue(leg: Leg, order: Sequence[int]) -> list[int]:
    """Who still gets a turn in this round of turns after the present one, in the order in which they get it."""
    here = order.index(leg.turn) + 1 if leg.turn in order else 0
    done = {leg.turn, *leg.had, *leg.passed}
    return [person for person in (*order[here:], *order[:here]) if person not in done]
