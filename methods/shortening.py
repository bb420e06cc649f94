"""Does a method fit the minutes that are left, and what has to give? Pure.

The steps give way in an order: first optional steps go, as few as will do; only then are steps shortened.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import IntEnum


class Fit(IntEnum):
    """How a method fits the time; more is better."""

    DOES_NOT_FIT = 0
    SHORTENED = 1
    WITHOUT_OPTIONAL = 2
    FITS = 3


@dataclass(frozen=True)
class StepTime:
    """A step as far as its time goes; minutes: none for a step without, ours: no source gave them."""

    order: int
    title: str
    minutes: Decimal | None = None
    ours: bool = False
    optional: bool = False

    @property
    def counted(self) -> Decimal:
        return self.minutes or Decimal(0)

    @property
    def spare(self) -> Decimal:
        """The whole minutes the step can give and still keep half."""
        return self.counted // 2


@dataclass(frozen=True)
class Cut:
    """A step that becomes shorter."""

    step: StepTime
    less: Decimal

    @property
    def left(self) -> Decimal:
        return self.step.counted - self.less


@dataclass(frozen=True)
class Plan:
    """How the method goes into the time: minutes is what it then takes (at the least, when it does not fit)."""

    fit: Fit
    minutes: Decimal
    left_out: tuple[StepTime, ...] = ()
    cuts: tuple[Cut, ...] = ()


def total(steps: Iterable[StepTime]) -> Decimal:
    return sum((step.counted for step in steps), Decimal(0))


def plan(steps: Sequence[StepTime], left: int) -> Plan:
    """The lightest change that makes the steps fit the minutes that are left."""
    whole = total(steps)
    if whole <= left:
        return Plan(Fit.FITS, whole)
    optional = [step for step in steps if step.optional and step.counted]
    if whole - total(optional) <= left:
        gone = leave_out(optional, whole - left)
        return Plan(Fit.WITHOUT_OPTIONAL, whole - total(gone), tuple(gone))
    kept = [step for step in steps if step not in optional]
    cuts = shorten(kept, total(kept) - left)
    minutes = total(kept) - sum((cut.less for cut in cuts), Decimal(0))
    fit = Fit.SHORTENED if minutes <= left else Fit.DOES_NOT_FIT
    return Plan(fit, minutes, tuple(optional), tuple(cuts))


def leave_out(optional: Iterable[StepTime], over: Decimal) -> list[StepTime]:
    """As few of these steps as will do, and no longer ones than needed; in the order of the method."""
    rest, gone = list(optional), []
    while over > 0 and rest:
        enough = [step for step in rest if step.counted >= over]
        # Of two that are as long, the later one: by then it shows whether there is time.
        step = (
            min(enough, key=lambda each: (each.counted, -each.order))
            if enough
            else max(rest, key=lambda each: (each.counted, each.order))
        )
        rest.remove(step)
        gone.append(step)
        over -= step.counted
    return sorted(gone, key=lambda step: step.order)


def shorten(steps: Iterable[StepTime], over: Decimal) -> list[Cut]:
    """Takes whole minutes, from our own proposals before the source's and from long steps before short ones.

    Long ones first, so that few steps change: the begeleider has to remember them.
    """
    over, cuts = over.to_integral_value(ROUND_CEILING), []
    for step in sorted(steps, key=lambda step: (not step.ours, -step.counted, step.order)):
        if (less := min(step.spare, over)) > 0:
            cuts.append(Cut(step, less))
            over -= less
    return sorted(cuts, key=lambda cut: cut.step.order)
