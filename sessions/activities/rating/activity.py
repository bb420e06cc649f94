"""Wegen: every entry of an earlier sheet gets warm, neutraal or koud (ten-step method, steps 3 and 7)."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..marks import MarkActivity, SourceOptions

LABELS = {"warm": _("warm"), "neutraal": _("neutraal"), "koud": _("koud")}


@dataclass(frozen=True)
class RatingOptions(SourceOptions):
    """scale: the marks in order, each one a plain word or two."""

    scale: tuple[str, ...] = tuple(LABELS)

    def check(self) -> None:
        super().check()
        plain = all(re.fullmatch(r"\w[\w -]{0,29}", mark) for mark in self.scale)
        self.need(plain, "scale bestaat uit losse woorden, zonder leestekens")
        self.need(1 < len(self.scale) == len(set(self.scale)), "scale heeft minstens twee verschillende woorden")


class Rating(MarkActivity):
    kind = "rating"
    title = _("Wegen")
    options_class = RatingOptions
    mine_template = "activities/rating/mine.html"

    def marks(self, options: Any) -> dict[str, str]:
        return {value: str(LABELS.get(value, value)) for value in options.scale}
