"""What the app counts by itself where a topic is chosen: whose turn it is."""

from typing import Any

from django import template

from sessions.roles import Role

register = template.Library()


@register.filter
def had_a_case(scene: Any, person: int) -> bool:
    """Whether this person brought a case before: in an earlier meeting of the series, an earlier round of the
    session, or an earlier pass of a loop.
    """
    if person in scene.papers.had_a_case:
        return True
    here, behind = scene.leg.round if scene.leg else None, scene.state.legs[: scene.state.at]
    done = {leg.round for leg in behind} - {here}
    if any(h.role == Role.PRESENTER and h.person == person and h.round in done for h in scene.state.held):
        return True
    passes = [leg for leg in behind if leg.round == here]
    return any(person in leg.brought and scene.steps[leg.step].order == scene.step.order for leg in passes)


@register.filter
def in_order(flap: Any, scene: Any) -> Any:
    """The topics as they stand; where the turn counts, first those of somebody who brought no case before."""
    lines = flap["lines"]
    if not flap["turn"]:
        return lines
    return sorted(lines, key=lambda line: all(had_a_case(scene, person) for person, _name in line.people))


@register.filter
def first_in_line(lines: Any, scene: Any) -> Any:
    """The first topic of somebody who brought no case before."""
    return next((line for line in lines if not any(had_a_case(scene, person) for person, _name in line.people)), None)


@register.filter
def still_shared(line: Any, scene: Any) -> bool:
    """Whether a topic is of several who can be inbrenger together, and are not all of them yet."""
    people = {person for person, _name in line.people}
    return len(people) > 1 and not people <= scene.chosen and scene.state.chair not in people
