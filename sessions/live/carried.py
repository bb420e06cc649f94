"""What planning keeps of the session of a meeting, from the moment it closes: intentions and what came of those of
last time, how it was evaluated, and who had the turn. Closed again after undoing it is as if it closed once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import zip_longest

from sessions.activities.base import Entry, Sheet
from sessions.planning import evaluations, intentions, turns
from sessions.planning.intentions import Made

from .machine import Leg, Phase, State
from .models import LiveSession, RoundStep
from .programme import Chapter
from .scene import Scene


def carry_over(session: LiveSession, state: State) -> None:
    """Hand it to planning; of a loose session nothing is kept. state: as the session closed."""
    if session.meeting is None:
        return
    scene = Scene(session, state=state)
    sheets = list(written(scene))
    intentions.take_over(session.meeting, intended(scene, sheets))
    intentions.tell(outcomes(sheets))
    evaluations.keep(session.meeting, session.pk, evaluated(sheets))
    others = session.meeting.sessions.filter(phase=Phase.CLOSED).exclude(pk=session.pk)
    turns.record(session.meeting, {m for each in (scene, *map(Scene, others)) for m in brought(each)})


def written(scene: Scene) -> Iterator[Sheet]:
    """Every sheet on which something lies."""
    for step in scene.steps.values():
        for spec in step.activities:
            if (sheet := scene.flap.sheet(step, spec)).entries:
                yield sheet


def intended(scene: Scene, sheets: list[Sheet]) -> Iterator[Made]:
    """What members of the group took upon themselves."""
    members = {person.pk: person.membership_id for person in scene.everyone}
    for sheet, entry in entries(sheets):
        member = members.get(entry.author_id or 0)
        if member and (words := sheet.activity.intention(entry)):
            yield Made(entry.pk, member, **words)


def entries(sheets: list[Sheet]) -> Iterator[tuple[Sheet, Entry]]:
    return ((sheet, entry) for sheet in sheets for entry in sheet.entries)


def outcomes(sheets: list[Sheet]) -> dict[int, str]:
    """What was told of the intentions of last time, by their ids."""
    return dict(told for sheet, entry in entries(sheets) if (told := sheet.activity.outcome(entry)))


def evaluated(sheets: list[Sheet]) -> dict[str, list[str]]:
    """What was said of each point, on all sheets together."""
    found: dict[str, list[str]] = defaultdict(list)
    for sheet in sheets:
        for point, texts in sheet.activity.evaluated(sheet).items():
            found[point] += texts
    return found


def brought(scene: Scene) -> set[int]:
    """The members (ids) who brought a case."""
    members = {person.pk: person.membership_id for person in scene.everyone}
    people = (person for part in scene.programme if part.round.has_case for person in presenters(part, scene.steps))
    return {member for person in people if (member := members.get(person))}


def presenters(part: Chapter, steps: Mapping[int, RoundStep]) -> Iterator[int]:
    """Who were inbrenger at the end of a round; in a loop, at the end of each pass: then it begins anew."""
    gone = [leg for _index, leg in part.legs if (leg.used or leg.brought) and not leg.closing]
    done = [leg for leg in gone if steps[leg.step].order]
    for leg, following in zip_longest(done, done[1:]):
        if leg.brought and (following is None or anew(leg, following, steps)):
            yield from leg.brought


def anew(leg: Leg, following: Leg, steps: Mapping[int, RoundStep]) -> bool:
    return steps[following.step].order <= steps[leg.step].order
