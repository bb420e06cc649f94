"""The options of a werkvorm in a document: its types, and what the kind itself says of them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from math import isfinite
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from sessions.activities import registry
from sessions.activities.base import Activity, BadOption

from .shapes import Place, Problem, near, shown, storable


def options_of(activity: Mapping[str, Any]) -> dict[str, Any]:
    """What stands beside `kind` and `key`."""
    return {name: value for name, value in activity.items() if name not in ("kind", "key")}


def problems_of_options(place: Place, activity: CommentedMap) -> Iterator[Problem]:
    """The problems of one activity's options; a kind that is not built yet takes any that can be kept."""
    options = options_of(activity)
    kind = built(activity)
    hints = get_type_hints(kind.options_class) if kind else {}
    wrong = []
    for name, value in options.items():
        if not (isinstance(name, str) and keepable(value)):
            wrong.append(place.inside(activity, name).problem("bevat iets dat niet bewaard kan worden"))
        elif kind and name not in hints:
            known = f"bekend zijn: {', '.join(hints) or 'geen'}{near(name, hints)}"
            wrong.append(place.inside(activity, name).problem(f"onbekende optie van {kind.kind}; {known}"))
        elif kind and not fits(value, hints[name]):
            wrong.append(
                place.inside(activity, name).problem(f"“{shown(value)}” past hier niet: verkeerde soort waarde")
            )
    yield from wrong
    if kind and not wrong:
        yield from asked(kind, place, options)


def asked(kind: Activity, place: Place, options: dict[str, Any]) -> Iterator[Problem]:
    """What the kind itself says of options of the right types."""
    try:
        kind.options_class.read(options)
    except BadOption as refusal:
        yield place.problem(str(refusal))


def built(activity: Mapping[str, Any]) -> Activity | None:
    """The built werkvorm of an activity in a document, or None."""
    kind = activity.get("kind")
    return registry.activities().get(kind) if isinstance(kind, str) else None


def of_the_group(activity: Mapping[str, Any]) -> bool:
    """Whether what is handed in is the group's as a whole; options that cannot be read are told elsewhere."""
    kind = built(activity)
    try:
        return kind is None or bool(getattr(kind.options_class.read(options_of(activity)), "by_group", False))
    except (BadOption, TypeError):
        return activity.get("by_group") is True


def fits(value: Any, hint: Any) -> bool:
    """Whether a value from a document is of an annotated type. Types that are not known here pass."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return any(fits(value, each) for each in get_args(hint))
    if origin in (tuple, list):
        return isinstance(value, list) and all(fits(item, get_args(hint)[0]) for item in value)
    if hint in (None, NoneType):
        return value is None
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if hint in (str, bool):
        return isinstance(value, hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return isinstance(value, str) and value in [member.value for member in hint]
    return True


def keepable(value: Any) -> bool:
    """Whether JSON, and every database, can keep the value as it is."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, CommentedMap):
        return all(isinstance(name, str) and keepable(name) and keepable(each) for name, each in value.items())
    if isinstance(value, CommentedSeq):
        return all(keepable(each) for each in value)
    if isinstance(value, int):
        return abs(value) < 2**53
    return value is None or (isinstance(value, float) and isfinite(value))
