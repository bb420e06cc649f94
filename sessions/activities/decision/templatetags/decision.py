"""Where a decision to stop leads in the plan."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def when_stopping(scene: Any, stop_to: int | None) -> dict[str, Any] | None:
    """The index and the title of the leg to go to; none where the session ends with this round.

    stop_to: a step of the present round, by its order; none: the first leg of the next round.
    """
    here, legs = scene.leg, scene.state.legs
    for index in range(scene.state.at + 1, len(legs)) if here else ():
        leg, step = legs[index], scene.steps[legs[index].step]
        right = leg.round != here.round if stop_to is None else leg.round == here.round and step.order == stop_to
        if right and not leg.left_out:
            return {"index": index, "title": step.title}
    return None
