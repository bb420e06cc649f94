"""What lies on the sheet of a look-back: what each intended, as far as the group knows it, and what came of it."""

from collections.abc import Sequence
from typing import Any

from django import template

from ...base import Entry, Prepared, Sheet
from ...points import POINTS

register = template.Library()


@register.filter
def by_person(sheet: Sheet, scene: Any) -> list[tuple[str, list[tuple[Prepared | None, Entry | None]]]]:
    """Per person, by name, their intentions, each with what was told of it; and what was told of no known one."""
    found = [(name, items(sheet, scene.papers.known, person)) for person, name in sheet.names.items()]
    return [(name, some) for name, some in found if some]


def items(sheet: Sheet, known: Sequence[Prepared], person: int) -> list[tuple[Prepared | None, Entry | None]]:
    told = sheet.by(person)
    mine = [one for one in known if one.owner == person]
    other = [entry for entry in told if entry.body.get("intention") not in {one.pk for one in mine}]
    return [*((one, telling(told, one.pk)) for one in mine), *((None, entry) for entry in other)]


@register.filter
def telling(entries: Sequence[Entry], intention: int) -> Entry | None:
    """The entry that tells what came of an intention."""
    return next((entry for entry in entries if entry.body.get("intention") == intention), None)


@register.filter
def labelled(said: dict[str, list[str]]) -> list[tuple[Any, list[str]]]:
    """What was said at the end of last time, each point with its label."""
    return [(label, said[point]) for point, label in POINTS.items() if point in said]
