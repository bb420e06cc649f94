"""Which method fits? (methods.json R40.) Ranks methods by what the begeleider says, with reasons in words. Pure.

Nothing is ever refused: what does not fit says so and stands lower. A wish that is not given does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import labels
from .shortening import Fit, Plan, StepTime, plan, total
from .words import in_words, quoted

# The weights. The question says most about the method, then the goal; a goal is wide, most methods have three.
# People and experience only lower a method: that a group is large enough says nothing for it.
SUITS_THE_QUESTION = 6
SERVES_THE_GOAL = 4
# What fits as it stands goes before what must be changed. What does not fit goes below all that does: the
# distance is larger than everything else together.
TIME = {Fit.FITS: 4, Fit.WITHOUT_OPTIONAL: 3, Fit.SHORTENED: 1, Fit.DOES_NOT_FIT: -30}
PER_TENTH_SHORTENED = -1  # a method of which a third goes is hardly the method any more
TOO_FEW_PEOPLE = -4
TOO_MANY_PEOPLE = -3
PER_LEVEL_OF_EXPERIENCE_MISSING = -3


class Tone(StrEnum):
    """What a reason says: in favour, against, or only good to know."""

    FOR = "for"
    KNOW = "know"
    AGAINST = "against"


@dataclass(frozen=True)
class Wish:
    """What the begeleider knows; all of it may be left open."""

    goal: str = ""
    question: str = ""
    minutes: int | None = None
    people: int | None = None
    experience: int | None = None


@dataclass(frozen=True)
class Candidate:
    """A method as far as a choice needs it."""

    slug: str
    title: str
    steps: tuple[StepTime, ...] = ()
    goals: tuple[str, ...] = ()
    suits: tuple[str, ...] = ()
    people_at_least: int = 1
    people_at_most: int | None = None
    experience: int | None = None

    @property
    def minutes(self) -> Decimal:
        return total(self.steps)


class Reason(NamedTuple):
    tone: Tone
    text: str


Weighed = Iterator[tuple[int, Reason]]


@dataclass(frozen=True)
class Result:
    """A method in its place; plan: how it goes into the time, when minutes were given."""

    candidate: Candidate
    score: int
    reasons: tuple[Reason, ...]
    plan: Plan | None


def rank(wish: Wish, candidates: Iterable[Candidate]) -> list[Result]:
    """The methods, what fits best first."""
    return sorted((weigh(wish, each) for each in candidates), key=lambda result: place(wish, result))


def place(wish: Wish, result: Result) -> tuple[int, Decimal, Decimal, str, str]:
    """By score; then what has to give least, then what fills the time best; then by title."""
    one, minutes = result.candidate, Decimal(0)
    over = max(minutes, one.minutes - wish.minutes) if wish.minutes is not None else minutes
    filled = one.minutes if wish.minutes is not None else minutes
    return -result.score, over, -filled, one.title.casefold(), one.slug


def weigh(wish: Wish, one: Candidate) -> Result:
    """One method against the wish: points and reasons, always in the same order."""
    way = plan(one.steps, wish.minutes) if wish.minutes is not None else None
    weighed = [
        *question(wish, one),
        *goal(wish, one),
        *time(wish, one, way),
        *people(wish, one),
        *practice(wish, one),
    ]
    return Result(one, sum(points for points, _ in weighed), tuple(reason for _, reason in weighed), way)


def question(wish: Wish, one: Candidate) -> Weighed:
    words = {"question": labels.SUITS.get(wish.question, wish.question)}
    if wish.question and wish.question in one.suits:
        yield SUITS_THE_QUESTION, Reason(Tone.FOR, _("Past bij “%(question)s”.") % words)
    elif wish.question:
        yield 0, Reason(Tone.AGAINST, _("Minder voor “%(question)s”.") % words)


def goal(wish: Wish, one: Candidate) -> Weighed:
    words = {"goal": labels.GOALS.get(wish.goal, wish.goal)}
    if wish.goal and wish.goal in one.goals:
        yield SERVES_THE_GOAL, Reason(Tone.FOR, _("Helpt bij: %(goal)s.") % words)
    elif wish.goal:
        yield 0, Reason(Tone.AGAINST, _("Minder voor: %(goal)s.") % words)


def time(wish: Wish, one: Candidate, way: Plan | None) -> Weighed:
    """There is always a reason here, so that every method has one."""
    if way is None:
        yield 0, Reason(Tone.KNOW, _("Duurt %(time)s.") % {"time": in_words(one.minutes)})
    else:
        if way.left_out and way.fit is Fit.SHORTENED:
            titles = {"titles": quoted(step.title for step in way.left_out)}
            yield 0, Reason(Tone.KNOW, _("Laat %(titles)s weg: optioneel.") % titles)
        yield TIME[way.fit] + tenths(way) * PER_TENTH_SHORTENED, in_time(way, wish.minutes)
    if loose := sum(step.minutes is None for step in one.steps):
        text = ngettext(
            "%(n)d stap heeft geen vaste tijd en telt niet mee.",
            "%(n)d stappen hebben geen vaste tijd en tellen niet mee.",
            loose,
        )
        yield 0, Reason(Tone.KNOW, text % {"n": loose})


def tenths(way: Plan) -> int:
    """How many whole tenths the steps that stay become shorter; none when even that is not enough."""
    less = sum((cut.less for cut in way.cuts), Decimal(0))
    return int(10 * less / (way.minutes + less)) if less and way.fit is Fit.SHORTENED else 0


def in_time(way: Plan, left: int | None) -> Reason:
    words = {
        "time": in_words(way.minutes),
        "left": in_words(Decimal(left or 0)),
        "spare": in_words((left or 0) - way.minutes),
        "titles": quoted(step.title for step in way.left_out),
        "n": len(way.cuts),
    }
    if way.fit is Fit.FITS and way.minutes == left:
        return Reason(Tone.FOR, _("Past precies in de tijd."))
    if way.fit is Fit.FITS:
        return Reason(Tone.FOR, _("Past in de tijd, met %(spare)s over.") % words)
    if way.fit is Fit.WITHOUT_OPTIONAL:
        return Reason(Tone.FOR, _("Past als je %(titles)s weglaat (optioneel): dan duurt het %(time)s.") % words)
    if way.fit is Fit.SHORTENED:
        text = ngettext(
            "Past als je %(n)d stap inkort: dan duurt het %(time)s.",
            "Past als je %(n)d stappen inkort: dan duurt het %(time)s.",
            len(way.cuts),
        )
        return Reason(Tone.KNOW, text % words)
    return Reason(Tone.AGAINST, _("Past niet in %(left)s: ook ingekort duurt het nog %(time)s.") % words)


def people(wish: Wish, one: Candidate) -> Weighed:
    """Too few people is a warning, never a refusal."""
    if wish.people is None:
        return
    words = {"n": wish.people, "least": one.people_at_least, "most": one.people_at_most}
    if wish.people < one.people_at_least:
        text = _("Beter vanaf %(least)d mensen; met %(n)d mag het ook.")
        yield TOO_FEW_PEOPLE, Reason(Tone.AGAINST, text % words)
    elif one.people_at_most is not None and wish.people > one.people_at_most:
        yield TOO_MANY_PEOPLE, Reason(Tone.AGAINST, _("Beter tot %(most)d mensen; met %(n)d wordt het vol.") % words)
    else:
        text = ngettext("Kan met %(n)d mens.", "Kan met %(n)d mensen.", wish.people)
        yield 0, Reason(Tone.FOR, text % words)


def practice(wish: Wish, one: Candidate) -> Weighed:
    if wish.experience is None or one.experience is None:
        return
    missing = max(0, one.experience - wish.experience)
    texts = {1: _("Kan met elke groep."), 2: _("Vraagt enige ervaring."), 3: _("Vraagt een geoefende groep.")}
    text = texts[min(max(one.experience, 1), 3)]
    yield missing * PER_LEVEL_OF_EXPERIENCE_MISSING, Reason(Tone.AGAINST if missing else Tone.FOR, text)
