"""What no shape can say: how the parts of one method's document fit together.

Pure, and tolerant: a part with the wrong shape is told by `schema` and passed over here, so that one run
lists every problem of a document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from sessions.roles import Advice, Role

from .options import built, of_the_group, problems_of_options
from .schema import SHAPE
from .shapes import Place, Problem, near, shown, whole

Parts = list[tuple[Place, CommentedMap]]


def problems_of(document: Any) -> list[Problem]:
    """Every problem of one document, in the order of its lines; empty: it can be loaded."""
    found = set(SHAPE(document, Place()))
    if isinstance(document, CommentedMap):
        for rule in METHOD_RULES:
            found |= set(rule(document))
        steps = parts(document, "steps", Place())
        for number, (place, _) in enumerate(steps, start=1):
            for step_rule in STEP_RULES:
                found |= set(step_rule(StepPart(place, number, [step for _, step in steps])))
    return sorted(found)


@dataclass(frozen=True)
class StepPart:
    """One step of a document, its number and all steps before and after it."""

    place: Place
    number: int
    steps: list[CommentedMap]

    @property
    def step(self) -> CommentedMap:
        return self.steps[self.number - 1]

    @property
    def activities(self) -> Parts:
        return parts(self.step, "activities", self.place)

    @property
    def rows(self) -> Parts:
        rows = self.step.get("rows")
        if not isinstance(rows, CommentedMap):
            return []
        place = self.place.inside(self.step, "rows")
        return [(place.inside(rows, role), row) for role, row in rows.items() if isinstance(row, CommentedMap)]

    def by_key(self) -> dict[str, CommentedMap]:
        return {key_of(activity): activity for _, activity in self.activities}

    def written(self) -> Iterator[tuple[Place, str, str]]:
        """Every key that a row of the step names under `writes`: place, role and key."""
        for place, row in self.rows:
            keys = row.get("writes")
            if isinstance(keys, CommentedSeq):
                inner = place.inside(row, "writes")
                role = place.field.rpartition(".")[2]
                yield from ((inner.inside(keys, n), role, str(key)) for n, key in enumerate(keys))


def parts(container: CommentedMap, name: str, place: Place) -> Parts:
    """The items of the list `container[name]`; what is no mapping counts as an empty one (numbers hold)."""
    items = container.get(name)
    if not isinstance(items, CommentedSeq):
        return []
    inner = place.inside(container, name)
    return [
        (inner.inside(items, n), item if isinstance(item, CommentedMap) else CommentedMap())
        for n, item in enumerate(items)
    ]


def key_of(activity: Mapping[str, Any]) -> str:
    """The activity's key within its step: the kind, unless the document gives another."""
    return str(activity.get("key", activity.get("kind", "")))


def group_fits(document: CommentedMap) -> Iterator[Problem]:
    group = document.get("group")
    if not isinstance(group, CommentedMap):
        return
    least, most = group.get("min"), group.get("max")
    if whole(least, 1, 1000) and whole(most, 1, 1000) and least > most:
        yield Place().inside(document, "group").inside(group, "max").problem("is kleiner dan min")


def loops_fit(document: CommentedMap) -> Iterator[Problem]:
    steps = len(parts(document, "steps", Place()))
    for place, loop in parts(document, "loops", Place()):
        for name in ("from", "to"):
            if whole(loop.get(name), 1, 1000) and loop[name] > steps:
                yield place.inside(loop, name).problem(f"stap {loop[name]} bestaat niet; er zijn er {steps}")
        ends = loop.get("from"), loop.get("to")
        if all(whole(end, 1, 1000) for end in ends) and ends[0] > ends[1]:
            yield place.inside(loop, "to").problem("ligt vóór from")


def one_time(part: StepPart) -> Iterator[Problem]:
    if "minutes" in part.step and "proposed_minutes" in part.step:
        yield part.place.inside(part.step, "proposed_minutes").problem(
            "kan niet naast minutes: kies de tijd van de bron (minutes) of de onze (proposed_minutes)"
        )


def keys_differ(part: StepPart) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, activity in part.activities:
        key = key_of(activity)
        if key and key in seen:
            name = "key" if "key" in activity else "kind"
            yield place.inside(activity, name).problem(
                f"“{shown(key)}” staat twee keer in deze stap; geef een eigen key"
            )
        seen.add(key)


def builds_on_earlier(part: StepPart) -> Iterator[Problem]:
    """What is built on was there before: in an earlier step, or higher in the same step."""
    for index, (place, activity) in enumerate(part.activities):
        number = activity.get("from_step")
        if "from_step" not in activity and "from_key" in activity:
            yield place.inside(activity, "from_key").problem("hoort bij een from_step, en die ontbreekt")
        if not whole(number, 1, 1000):
            continue
        if number > part.number:
            yield place.inside(activity, "from_step").problem(f"moet stap {part.number} zijn of een eerdere")
            continue
        there = parts(part.steps[number - 1], "activities", part.place)
        before = there[:index] if number == part.number else there
        yield from source_is_clear(place, activity, [key_of(each) for _, each in before])


def source_is_clear(place: Place, activity: CommentedMap, keys: list[str]) -> Iterator[Problem]:
    """The activity names one of these keys, or there is only one."""
    known = f"om op te bouwen is er: {', '.join(keys) or 'geen werkvorm'}"
    if "from_key" in activity:
        wanted = str(activity["from_key"])
        if wanted not in keys:
            yield place.inside(activity, "from_key").problem(
                f"“{shown(wanted)}” is er dan niet; {known}{near(wanted, keys)}"
            )
    elif len(keys) != 1:
        yield place.inside(activity, "from_step").problem(f"zeg met from_key op welke werkvorm; {known}")


def writes_exist(part: StepPart) -> Iterator[Problem]:
    keys = list(part.by_key())
    for place, _, key in part.written():
        if key not in keys:
            known = f"de werkvormen van deze stap: {', '.join(keys) or 'geen'}"
            yield place.problem(f"“{shown(key)}” is geen werkvorm van deze stap; {known}{near(key, keys)}")


def facilitator_stays_out(part: StepPart) -> Iterator[Problem]:
    """Rule 1 of the product: the begeleider writes only what is the group's as a whole."""
    for place, role, key in part.written():
        activity = part.by_key().get(key)
        if role == Role.FACILITATOR and activity is not None and not of_the_group(activity):
            yield place.problem(
                "de begeleider schrijft niet mee, behalve bij een werkvorm van de hele groep (zoals by_group: true)"
            )


def advice_waits(part: StepPart) -> Iterator[Problem]:
    """Rule 2 of the product: no field for advice before the step for it."""
    value = part.step.get("advice", Advice.NO)
    if value != Advice.NO:
        return
    for place, _, key in part.written():
        activity = built(part.by_key().get(key, {}))
        if activity is not None and activity.is_advice:
            yield place.problem("in deze stap is nog geen advies aan de orde (advice: no)")


def phones_stay_away(part: StepPart) -> Iterator[Problem]:
    if part.step.get("phones_away") is True and any(part.written()):
        yield part.place.inside(part.step, "phones_away").problem("kan niet true zijn als er iemand schrijft")


def options_fit(part: StepPart) -> Iterator[Problem]:
    for place, activity in part.activities:
        yield from problems_of_options(place, activity)


METHOD_RULES: list[Callable[[CommentedMap], Iterator[Problem]]] = [group_fits, loops_fit]
STEP_RULES: list[Callable[[StepPart], Iterator[Problem]]] = [
    one_time,
    keys_differ,
    builds_on_earlier,
    writes_exist,
    facilitator_stays_out,
    advice_waits,
    phones_stay_away,
    options_fit,
]
