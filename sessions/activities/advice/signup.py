"""A round of advice with a list: who signed up, who has the word, who gave their advice. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from ..base import Entry


class Stage(StrEnum):
    WAITING = "waiting"
    SPEAKING = "speaking"
    GIVEN = "given"


@dataclass(frozen=True)
class Place:
    """A place on the list, made by an entry."""

    entry: Entry
    stage: Stage = Stage.WAITING


def line(entries: Iterable[Entry]) -> list[Place]:
    """The list in order of signing up. One at a time: who gets the word ends the word of whoever had it."""
    places: list[Place] = []
    for entry in entries:
        match entry.body.get("value"):
            case "signup":
                places.append(Place(entry))
            case "word":
                ended = [move(p, Stage.SPEAKING, Stage.GIVEN) for p in places]
                places = first(ended, entry.author_id, Stage.WAITING, Stage.SPEAKING)
            case "given":
                places = first(places, entry.author_id, Stage.SPEAKING, Stage.GIVEN)
    return places


def move(place: Place, old: Stage, new: Stage) -> Place:
    return replace(place, stage=new) if place.stage is old else place


def first(places: list[Place], author: int | None, old: Stage, new: Stage) -> list[Place]:
    """The list with the author's first place of one stage moved to another."""
    found = next((p for p in places if p.entry.author_id == author and p.stage is old), None)
    return [replace(p, stage=new) if p is found else p for p in places]


def stages(places: Iterable[Place], author: int | None) -> set[Stage]:
    """Where somebody stands."""
    return {p.stage for p in places if p.entry.author_id == author}
