"""What a series usually looks like, per kind of group (methods.json R45, R46, R48). Proposals, never limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from sessions.groups.models import Kind

from .models import Meeting

Purpose = Meeting.Purpose


@dataclass(frozen=True)
class Template:
    """A usual series: how many meetings, how many weeks apart, how long, and what one should know of it."""

    kind: str
    number: int
    every: int
    minutes: int
    about: Any


def template(kind: str, people: int) -> Template:
    """The usual series of this kind, for a group of so many people."""
    if kind == Kind.SUPERVISION:
        return Template(kind, 10, 3, 90 if people <= 2 else 120, ABOUT[kind])
    if kind == Kind.CONSULTATION:
        return Template(kind, 3, 4, 60, ABOUT[kind])
    return Template(kind, 6, 4, 120, ABOUT[Kind.PEERS])


ABOUT: dict[str, Any] = {
    Kind.PEERS: _(
        "Meestal drie tot zes bijeenkomsten van twee uur, in een vast ritme, bijvoorbeeld elke vier weken."
    ),
    Kind.SUPERVISION: _(
        "Meestal tien tot twaalf bijeenkomsten, om de twee tot vier weken: anderhalf uur met z’n tweeën, twee uur "
        "met z’n drieën. De eerste is kennismaken, in de derde besluiten jullie of je doorgaat, halverwege kijken "
        "jullie terug en vooruit, en de laatste sluit af."
    ),
    Kind.CONSULTATION: _("Los en kort, zo vaak als het werk erom vraagt."),
}


def purpose(kind: str, number: int, of: int) -> str:
    """What is special about the so-manieth meeting of so many."""
    if kind == Kind.CONSULTATION:
        return Purpose.ORDINARY
    special = {1: Purpose.FIRST}
    if kind == Kind.SUPERVISION:
        special |= {3: Purpose.DECIDE, (7 if of >= 12 else 6): Purpose.HALFWAY}
    if of > 1:
        special[of] = Purpose.LAST
    return special.get(number, Purpose.ORDINARY)
