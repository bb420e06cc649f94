"""What the page "Wat past er?" shows: the methods as the ranking needs them, and its results as cards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .models import Method
from .recommend import Candidate, Result, Wish, rank
from .shortening import Fit, StepTime
from .words import in_words


@dataclass(frozen=True)
class Card:
    """One ranked method on the page."""

    place: int
    method: Method
    result: Result
    left: int | None

    @property
    def time(self) -> str:
        return in_words(self.result.candidate.minutes)

    @property
    def within(self) -> Decimal:
        """The part of the bar within the time that is left (per cent)."""
        return self.share(min(self.result.candidate.minutes, Decimal(self.left or 0)))

    @property
    def over(self) -> Decimal:
        """The part of the bar beyond it (per cent)."""
        return self.share(max(Decimal(0), self.result.candidate.minutes - (self.left or 0)))

    def share(self, minutes: Decimal) -> Decimal:
        return 100 * minutes / max(self.result.candidate.minutes, Decimal(self.left or 0), Decimal(1))

    @property
    def shorter(self) -> list[dict[str, str]]:
        """The steps that become shorter, in words; only when that is enough."""
        way = self.result.plan
        if way is None or way.fit is not Fit.SHORTENED:
            return []
        return [
            {"title": cut.step.title, "was": in_words(cut.step.counted), "becomes": in_words(cut.left)}
            for cut in way.cuts
        ]


def cards(wish: Wish, methods: Iterable[Method]) -> list[Card]:
    """The methods as cards, what fits best first."""
    known = {method.slug: method for method in methods}
    results = rank(wish, [candidate(method) for method in known.values()])
    return [
        Card(place, known[result.candidate.slug], result, wish.minutes)
        for place, result in enumerate(results, start=1)
    ]


def candidate(method: Method) -> Candidate:
    """The method as the ranking knows it; its steps must have been fetched."""
    return Candidate(
        slug=method.slug,
        title=method.title,
        steps=tuple(
            StepTime(step.order, step.title, step.planned_minutes, step.minutes is None, step.optional)
            for step in method.steps.all()
        ),
        goals=tuple(method.goals),
        suits=tuple(method.suits),
        people_at_least=method.people_at_least,
        people_at_most=method.group_max,
        experience=method.experience,
    )
