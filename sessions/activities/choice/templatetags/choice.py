"""What the app counts by itself where a topic is chosen: whose turn it is."""

from typing import Any

from django import template

from sessions.roles import Role

register = template.Library()


@register.filter
def had_a_case(scene: Any, person: int) -> bool:
    """Whether this person was inbrenger in an earlier round of the session."""
    here = scene.leg.round if scene.leg else None
    return any(h.role == Role.PRESENTER and h.person == person and h.round != here for h in scene.state.held)
