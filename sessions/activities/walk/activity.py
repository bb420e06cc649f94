"""Langslopen: one column, drawing or entry of an earlier sheet at a time, large; the begeleider turns the leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..base import Activity, Entry, Leaf, Sheet
from ..forms import ContributionForm
from ..marks import SourceOptions

ASKS = {
    "": "",
    "none": _("De inbrenger kijkt en luistert, en stelt geen vragen."),
    "clarifying_only": _("De inbrenger mag om uitleg vragen, zonder in debat te gaan."),
}


@dataclass(frozen=True)
class WalkOptions(SourceOptions):
    """inbrenger_questions: what the inbrenger may ask on the way: none or clarifying_only; nothing said: empty."""

    inbrenger_questions: str = ""

    def check(self) -> None:
        super().check()
        known = self.inbrenger_questions in ASKS
        self.need(known, f"inbrenger_questions is een van {', '.join(filter(None, ASKS))}")

    @property
    def asks(self) -> Any:
        """What the inbrenger may ask, in a sentence."""
        return ASKS[self.inbrenger_questions]


class TurnForm(ContributionForm):
    """Which leaf comes on top. It says which, not how many further: a double press turns one leaf."""

    value = forms.TypedChoiceField(
        coerce=int,
        error_messages={"required": _("Kies een van de knoppen."), "invalid_choice": _("Dat vel is er niet.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(n, str(n)) for n in range(1, max(len(leaves(self.sheet)), 1) + 1)]
        self.fields["value"].choices = choices  # type: ignore[attr-defined]


class Walk(Activity):
    kind = "walk"
    title = _("Langslopen")
    options_class = WalkOptions
    form_class = TurnForm
    mine_template = "activities/walk/mine.html"
    steered = True

    def follows(self, options: Any) -> bool:
        return True

    def subjects(self, sheet: Sheet) -> None:
        return None

    def replaces(
        self, sheet: Sheet, body: Mapping[str, Any], author: int | None, about: int | None
    ) -> Sequence[Entry]:
        return sheet.entries

    def flap(self, sheet: Sheet) -> dict[str, Any]:
        """leaf: what lies on top; at: which it is of how many (n); before, after: the numbers beside it, or 0."""
        found = leaves(sheet)
        turned = int(sheet.entries[-1].body["value"]) if sheet.entries else 1
        n, at = len(found), min(turned, len(found))
        return {
            "leaf": found[at - 1] if found else None,
            "at": at,
            "n": n,
            "before": at - 1,
            "after": at + 1 if at < n else 0,
        }

    def summary(self, sheet: Sheet) -> Iterable[Entry]:
        return ()


def leaves(sheet: Sheet) -> list[Leaf]:
    """What there is to walk past; nothing while this audience may not see it."""
    source = sheet.source
    return source.activity.leaves(source) if source and source.entries and not source.hidden else []
