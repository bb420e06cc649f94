"""The programme of a meeting: opening, one or two rounds, closing, as one plan for the machine.

The order of work is the source's (NBPO; product.md, "What must always hold", 10). What a method and another part of
the programme would both do (looking back, inventory, choice, evaluation) is proposed once: the method's step is left
out, visibly, and the begeleider can put it back. So is looking back where the group never met before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from methods.models import Method
from sessions.activities import registry
from sessions.activities.base import Activity
from sessions.groups.models import Kind
from sessions.planning.models import Meeting

from .machine import Leg
from .models import Guidance, Round, RoundStep

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MOST_CASES = 2  # methods.json R31: more only on purpose, or as a group says
# until another method is chosen
USUAL: dict[str, str] = {Kind.PEERS: "tien-stappen", Kind.CONSULTATION: "collegiale-consultatie"}


@dataclass(frozen=True)
class Template:
    """What a meeting is made of, to begin with. before and after: slugs of parts.

    asks_method: whether the begeleider chooses a method; method: the slug of its own, where none was chosen.
    """

    slug: str
    title: _StrPromise
    summary: _StrPromise
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    asks_method: bool = False
    method: str = ""


TEMPLATES = (
    Template(
        "gewoon",
        _("Een hele bijeenkomst"),
        _("Terugblik, aankomen, onderwerpen en kiezen, dan een of twee rondes, en samen afsluiten."),
        ("opening",),
        ("afsluiting",),
        asks_method=True,
    ),
    Template("ronde", _("Alleen een methode"), _("Meteen aan de slag met één casus."), asks_method=True),
    Template(
        "eerste",
        _("De eerste bijeenkomst"),
        _("Kennismaken, verwachtingen, afspraken en het contract. Nog zonder casus."),
        ("eerste-bijeenkomst",),
        ("afsluiting",),
    ),
    Template(
        "supervisie",
        _("Supervisie"),
        _("De reflectie op de vorige keer, de geschreven casus, heen en weer tussen werk en leren."),
        ("supervisie-opening",),
        ("afsluiting",),
        method="supervisiegesprek",
    ),
)


OF_NAME = {template.slug: template for template in TEMPLATES}


def of_meeting(meeting: Meeting) -> list[Method]:
    """The parts that a planned meeting begins with: by what is special about it, or by the kind of its series.

    A method that is not known yet can be chosen until its round begins.
    """
    if meeting.purpose == Meeting.Purpose.FIRST:
        return parts(OF_NAME["eerste"], [])
    chosen = [meeting.method] if meeting.method else []
    if meeting.kind == Kind.SUPERVISION:
        return parts(OF_NAME["supervisie"], chosen)
    usual = USUAL.get(meeting.kind, USUAL[Kind.PEERS])
    return parts(OF_NAME["gewoon"], chosen or [Method.objects.get(slug=usual)])


def usual_guidance(number: int, of: int) -> Guidance:
    """How much the screens tell in the so-manieth meeting of a series: less with every third (methods.json R04)."""
    levels = list(Guidance)
    return levels[min((number - 1) * len(levels) // of, len(levels) - 1)]


def parts(template: Template, methods: Iterable[Method]) -> list[Method]:
    """The parts of a programme in their order: in the middle these methods, or without any the template's own."""
    known = Method.objects.in_bulk((*template.before, template.method, *template.after), field_name="slug")
    own = [known[template.method]] if template.method else []
    before, after = ([known[slug] for slug in slugs] for slugs in (template.before, template.after))
    return [*before, *(list(methods) or own), *after]


@dataclass(frozen=True)
class Chapter:
    """One round of the programme with its legs and their indexes in the plan. number: 1-based."""

    round: Round
    number: int
    legs: tuple[tuple[int, Leg], ...]

    @property
    def seconds(self) -> int:
        """Planned for the steps of the chapter, the silences that close them not counted (seconds)."""
        return sum(leg.planned or 0 for _i, leg in self.legs if not (leg.left_out or leg.closing))

    def seconds_ahead(self, at: int) -> int:
        """Planned for what comes after a leg (its index) of the plan (seconds)."""
        return sum(leg.planned or 0 for index, leg in self.legs if index > at and not leg.left_out)

    def ahead_of(self, at: int, running: bool) -> bool:
        """Whether nothing of it was begun yet, so that it can still be changed."""
        return not running or all(index > at for index, _leg in self.legs)


def chapters(legs: Sequence[Leg], rounds: Mapping[int, Round]) -> list[Chapter]:
    """The rounds in the order in which the plan goes through them."""
    found: dict[int, list[tuple[int, Leg]]] = {}
    for index, leg in enumerate(legs):
        found.setdefault(leg.round, []).append((index, leg))
    return [Chapter(rounds[pk], number, tuple(own)) for number, (pk, own) in enumerate(found.items(), start=1)]


def twice(parts: Sequence[Chapter], steps: Mapping[int, RoundStep]) -> set[int]:
    """The steps (ids) of rounds about a case that only do what an opening or a closing of the meeting does too.

    Not a step on which another of its round builds by its number.
    """
    beside = [steps[leg.step] for part in parts if not part.round.has_case for _i, leg in part.legs]
    elsewhere = {does for step in beside for does in doings(step)} - {""}
    found: set[int] = set()
    for part in parts:
        own = [steps[leg.step] for _i, leg in part.legs] if part.round.has_case else []
        named = {spec["options"].get("from_step") for step in own for spec in step.activities}
        found |= {s.pk for s in own if doings(s) and set(doings(s)) <= elsewhere and s.order not in named}
    return found


def idle(parts: Sequence[Chapter], steps: Mapping[int, RoundStep]) -> set[int]:
    """The steps (ids) that only look back on the meeting before."""
    found = {leg.step for part in parts for _i, leg in part.legs}
    return {pk for pk in found if (kinds := kinds_of(steps[pk])) and all(kind.of_last_time for kind in kinds)}


def doings(step: RoundStep) -> list[str]:
    """What each activity of a step that has a sheet does for the meeting; an empty string: something of its own."""
    return [kind.does for kind in kinds_of(step)]


def kinds_of(step: RoundStep) -> list[Activity]:
    """The activities of a step that have a sheet."""
    kinds = [registry.get(spec["kind"]) for spec in step.activities]
    return [kind for kind in kinds if kind.on_flap]


def place_for(part: str, legs: Sequence[Leg], rounds: Mapping[int, Round], at: int) -> int:
    """The index at which another part of the meeting goes, never before what is going on (at; -1: nothing yet).

    A closing comes last, a round in front of it, an opening as soon as it can.
    """
    if part == Method.Part.CLOSING:
        return len(legs)
    if part == Method.Part.OPENING:
        here = legs[at].round if at >= 0 else None
        return max((i for i, leg in enumerate(legs) if leg.round == here), default=-1) + 1
    last = next((i for i in range(len(legs) - 1, -1, -1) if rounds[legs[i].round].part != Method.Part.CLOSING), -1)
    return max(last, at) + 1
