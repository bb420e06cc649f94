"""What a method's document holds: its fields, level by level."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.validators import slug_re
from ruamel.yaml.comments import CommentedSeq

from sessions.roles import Advice, Role, Speaks

from . import labels
from .shapes import Field, Place, Problem, halves, list_of, mapping, one_of, simple, text, whole

RELIABILITY = ("source", "published", "partial", "reconstruction")
PRESENTER = ("given", "chosen", "nobody")
PART = ("round", "opening", "closing", "supervision")


def speaks(value: Any, place: Place) -> Iterator[Problem]:
    """One degree, or a list of two: first the one, then the other."""
    if not isinstance(value, CommentedSeq):
        yield from DEGREE(value, place)
        return
    if len(value) != 2:
        yield place.problem("is één manier van spreken, of een lijst van twee: eerst de ene, dan de andere")
    yield from list_of(DEGREE)(value, place)


DEGREE = one_of(Speaks)
FLAG = simple(lambda value: isinstance(value, bool), "moet true of false zijn")
MINUTES = simple(halves, "moet een aantal minuten zijn: nul of meer, in hele of halve minuten")
PEOPLE = simple(lambda value: whole(value, 1, 1000), "moet een aantal mensen zijn")
EXPERIENCE = simple(lambda value: whole(value, 1, 3), "moet 1 (elke groep), 2 (enige ervaring) of 3 (geoefend) zijn")
PLACE_OF_STEP = simple(lambda value: whole(value, 1, 1000), "moet het nummer van een stap zijn")
SLUG = simple(
    lambda value: isinstance(value, str) and len(value) <= 50 and bool(slug_re.match(value)),
    "moet een korte naam zijn van letters, cijfers en streepjes, hooguit 50 tekens",
)
KEY = simple(
    lambda value: isinstance(value, str) and len(value) <= 40 and bool(slug_re.match(value)),
    "moet een korte naam zijn van letters, cijfers en streepjes, hooguit 40 tekens",
)
TEXTS = list_of(text())

ROW = {
    "instruction": Field(text(160), required=True),
    "speaks": Field(speaks, required=True),
    "writes": Field(list_of(KEY)),
    "passes_turn": Field(FLAG),
}
ROWS = {str(role): Field(mapping(ROW), required=role is Role.FACILITATOR) for role in Role}
ACTIVITY = {
    "kind": Field(KEY, required=True),
    "key": Field(KEY),
    "title": Field(text(40)),
    "from_step": Field(PLACE_OF_STEP),
    "from_key": Field(KEY),
}
STEP = {
    "title": Field(text(40), required=True),
    "title_en": Field(text(80)),
    "minutes": Field(MINUTES),
    "proposed_minutes": Field(MINUTES),
    "optional": Field(FLAG),
    "advice": Field(one_of(Advice)),
    "discussion": Field(FLAG),
    "phones_away": Field(FLAG),
    "summary": Field(text(110), required=True),
    "watch": Field(TEXTS),
    "questions": Field(TEXTS),
    "rows": Field(mapping(ROWS), required=True),
    "activities": Field(list_of(mapping(ACTIVITY, others=True), least=1), required=True),
}
GROUP = {"min": Field(PEOPLE), "max": Field(PEOPLE), "note": Field(text())}
LOOP = {
    "from": Field(PLACE_OF_STEP, required=True),
    "to": Field(PLACE_OF_STEP, required=True),
    "per": Field(text(60), required=True),
    "text": Field(text()),
}
METHOD = {
    "slug": Field(SLUG, required=True),
    "title": Field(text(120), required=True),
    "title_en": Field(text(120)),
    "aim": Field(text(), required=True),
    "source": Field(text(), required=True),
    "described_in": Field(text(120)),
    "reliability": Field(one_of(RELIABILITY)),
    "stated_minutes": Field(MINUTES),
    "group": Field(mapping(GROUP)),
    "presenter": Field(one_of(PRESENTER)),
    "part": Field(one_of(PART)),
    "goals": Field(list_of(one_of(labels.GOALS))),
    "suits": Field(list_of(one_of(labels.SUITS))),
    "experience": Field(EXPERIENCE),
    "preparation": Field(text()),
    "rules": Field(TEXTS),
    "loops": Field(list_of(mapping(LOOP))),
    "note": Field(text()),
    "steps": Field(list_of(mapping(STEP), least=1), required=True),
}
SHAPE = mapping(METHOD)
