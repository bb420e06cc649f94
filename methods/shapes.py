"""Shapes of documents as data: a check takes a value and its place, and gives the problems it sees.

Pure, and safe for any document that the round-trip loader of ruamel.yaml (which knows the lines) can give.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: where it stands (line, counted from 1, and field) and what is wrong, in plain Dutch."""

    line: int
    field: str
    reason: str


@dataclass(frozen=True)
class Place:
    """Where in the document a value stands. Items of a list are counted from 1, as `from_step` does."""

    line: int = 1
    field: str = ""

    def inside(self, container: Any, key: Any) -> Place:
        """The place of `container[key]`; of the container itself when the key is not there."""
        try:
            line = container.lc.data[key][0] + 1
        except (AttributeError, KeyError, IndexError, TypeError):
            line = self.line
        name = str(key + 1) if isinstance(container, CommentedSeq) else str(key)
        return Place(line, f"{self.field}.{name}" if self.field else name)

    def problem(self, reason: str) -> Problem:
        return Problem(self.line, self.field or "document", reason)


Check = Callable[[Any, Place], Iterator[Problem]]


@dataclass(frozen=True)
class Field:
    """A field of a mapping: how its value is checked, and whether it may be left out."""

    check: Check
    required: bool = False


def simple(fits: Callable[[Any], bool], reason: str) -> Check:
    """A check of one value: right, or wrong for this reason."""

    def check(value: Any, place: Place) -> Iterator[Problem]:
        if not fits(value):
            yield place.problem(reason)

    return check


def whole(value: Any, least: int, most: int) -> bool:
    """Whether the value is a whole number within bounds (in Python `True` is one; here it is not)."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def halves(value: Any) -> bool:
    """Whether the value is a number of minutes, half minutes allowed."""
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and 0 <= value <= 999
        and value * 2 == int(value * 2)
    )


def storable(value: str) -> bool:
    """Whether every database can keep the text: no control characters, no half characters."""
    return all(char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cs"} for char in value)


def text(most: int | None = None) -> Check:
    """A check for text that is there, with at most so many characters."""

    def check(value: Any, place: Place) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield place.problem("moet tekst zijn (zet er zo nodig aanhalingstekens omheen)")
        elif not value.strip():
            yield place.problem("is leeg")
        elif not storable(value):
            yield place.problem("bevat een teken dat niet bewaard kan worden")
        elif most and len(value) > most:
            yield place.problem(f"is te lang: hooguit {most} tekens, nu {len(value)}")

    return check


def one_of(values: Iterable[str]) -> Check:
    """A check for one of these words; a near miss is told."""
    known = [str(value) for value in values]

    def check(value: Any, place: Place) -> Iterator[Problem]:
        if not (isinstance(value, str) and value in known):
            yield place.problem(f"“{shown(value)}” kan hier niet; kies uit: {', '.join(known)}{near(value, known)}")

    return check


def list_of(item: Check, least: int = 0) -> Check:
    """A check for a list of at least so many, each of them checked."""

    def check(value: Any, place: Place) -> Iterator[Problem]:
        if not isinstance(value, CommentedSeq):
            yield place.problem("moet een lijst zijn (regels die met een streepje beginnen)")
            return
        if len(value) < least:
            yield place.problem("moet er ten minste één hebben")
        for index, each in enumerate(value):
            yield from item(each, place.inside(value, index))

    return check


def mapping(fields: Mapping[str, Field], others: bool = False) -> Check:
    """A mapping of these fields. With `others`, fields that are not known are left for another check."""

    def check(value: Any, place: Place) -> Iterator[Problem]:
        if not isinstance(value, CommentedMap):
            yield place.problem(f"moet uit velden bestaan: {', '.join(fields)}")
            return
        for name in value:
            if name in fields:
                yield from fields[name].check(value[name], place.inside(value, name))
            elif not others:
                known = f"bekend zijn: {', '.join(fields)}{near(name, fields)}"
                yield place.inside(value, name).problem(f"onbekend veld; {known}")
        for name, field in fields.items():
            if field.required and name not in value:
                yield place.inside(value, name).problem("ontbreekt")

    return check


def near(value: Any, known: Iterable[str]) -> str:
    """A question after the known name that looks most like the value, or nothing."""
    found = get_close_matches(str(value), list(known), n=1)
    return f" (bedoel je “{found[0]}”?)" if found else ""


def shown(value: Any) -> str:
    """The value as a message can carry it: short, on one line."""
    try:
        return " ".join(str(value).split())[:40]
    except ValueError:  # a number of thousands of digits
        return "…"
