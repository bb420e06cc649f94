"""Who holds which role in the round of a sheet, as the machine knows it. Pure: reads the scene, asks no database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template

from sessions.roles import Role

register = template.Library()


@dataclass(frozen=True)
class Seat:
    """A role with who holds it, and who could."""

    role: Role
    holders: list[Any]
    others: list[Any]


@register.simple_tag
def seating(scene: Any, step: Any, roles: Any) -> list[Seat]:
    """Every role with its holders and the others, in the order of the seats."""
    held = {h.person: h.role for h in scene.state.held if h.round == step.round_id}
    known = [Role(role) for role in roles if role in set(Role)]
    return [
        Seat(
            role,
            [p for p in scene.seats if held.get(p.pk) == role],
            [p for p in scene.seats if held.get(p.pk) != role],
        )
        for role in known
    ]


@register.simple_tag
def without_place(scene: Any, step: Any, roles: Any) -> list[Any]:
    """Who takes part and holds none of the roles."""
    held = {h.person for h in scene.state.held if h.round == step.round_id and h.role in roles}
    return [p for p in scene.seats if p.pk not in held]


@register.simple_tag
def pairable(scene: Any, step: Any, with_presenter: bool) -> list[Any]:
    """Who is divided into pairs or small groups."""
    presenter = {h.person for h in scene.state.held if h.round == step.round_id and h.role == Role.PRESENTER}
    return [p for p in scene.seats if with_presenter or p.pk not in presenter]


@register.simple_tag
def may_lead(scene: Any, step: Any) -> list[Any]:
    """Who can take the chair: whoever holds a phone and does not bring the case."""
    return [p for p in pairable(scene, step, False) if not p.phoneless]


@register.filter
def commanded(role: str, step: Any) -> str:
    """The role that goes with a chair, where the step has a row for it; the inbrenger stays who it is."""
    return role if role in set(Role) - {Role.PRESENTER, Role.FACILITATOR} and role in step.rows else ""
