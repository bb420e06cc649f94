"""How a method looks on a page: its steps in words, and as a bar of proportional segments. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions.roles import Advice, Role

from . import labels
from .models import Method, Step, StepRow
from .words import in_words

ROOM_FOR_A_NUMBER = 4  # per cent of the bar; two digits fit in it on a small phone


class RoleLine(NamedTuple):
    """One role in one step, in words."""

    role: str
    speaks: str
    instruction: str


@dataclass(frozen=True)
class Part:
    """One step on the page; start and width are its segment in the bar (per cent of the whole)."""

    step: Step
    start: Decimal
    width: Decimal

    @property
    def middle(self) -> Decimal:
        return self.start + self.width / 2

    @property
    def roomy(self) -> bool:
        return self.width >= ROOM_FOR_A_NUMBER

    @property
    def time(self) -> str:
        """The step's time in words, and whose it is."""
        if self.step.minutes is not None:
            return in_words(self.step.minutes)
        if self.step.proposed_minutes is not None:
            return _("voorstel %(time)s") % {"time": in_words(self.step.proposed_minutes)}
        return _("zonder vaste tijd")

    @property
    def label(self) -> str:
        """The step as its segment says it to a screen reader."""
        words = {"order": self.step.order, "title": self.step.title, "time": self.time}
        label = _("Stap %(order)d: %(title)s, %(time)s") % words
        return f"{label}. {self.advice}" if self.advice_due else label

    @property
    def advice_due(self) -> bool:
        return Advice(self.step.advice).due

    @property
    def advice(self) -> str:
        """When advice is due in the step, in words; empty when it is not."""
        return str(labels.ADVICE.get(Advice(self.step.advice), ""))

    @property
    def lines(self) -> list[RoleLine]:
        """The roles of the step, in the order in which roles are always told."""
        rows = sorted(self.step.rows.all(), key=lambda row: list(Role).index(Role(row.role)))
        return [RoleLine(Role(row.role).label, how_far(row), row.instruction) for row in rows]


def outline(steps: Iterable[Step]) -> list[Part]:
    """The steps with their segments. A step without minutes, or with none, still shows, as one minute."""
    steps = list(steps)
    weights = [step.planned_minutes or Decimal(1) for step in steps]
    whole = sum(weights, Decimal(0))
    edges = [100 * sum(weights[:n], Decimal(0)) / whole for n in range(len(weights) + 1)] if steps else []
    return [Part(step, start, end - start) for step, start, end in zip(steps, edges, edges[1:], strict=False)]


def how_far(row: StepRow) -> str:
    """The degree in words; with two: the first, and what it becomes inside the step."""
    return _(", daarna ").join(degree.label for degree in row.degrees())


def goals(method: Method) -> list[str]:
    """The method's goals in words."""
    return [str(labels.GOALS[goal]) for goal in method.goals if goal in labels.GOALS]


def suits(method: Method) -> list[str]:
    """The kinds of question the method is for, in words."""
    return [str(labels.SUITS[kind]) for kind in method.suits if kind in labels.SUITS]


def group_size(method: Method) -> str:
    """For how many people the method is, in words; empty where no document says so."""
    least, most = method.group_min, method.group_max
    if least and most:
        return _("%(least)d tot %(most)d mensen") % {"least": least, "most": most}
    if least:
        return ngettext("vanaf %(n)d mens", "vanaf %(n)d mensen", least) % {"n": least}
    if most:
        return ngettext("tot %(n)d mens", "tot %(n)d mensen", most) % {"n": most}
    return ""
