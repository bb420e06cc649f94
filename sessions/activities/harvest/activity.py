"""Oogst: everybody's own in one sentence, and beside it what the group shares and where it differs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..base import Activity, Options, Refused, Sheet, too_many
from ..forms import TextForm

OWN = "own"
LABELS = {
    OWN: gettext_lazy("Ieders oogst"),
    "agree": gettext_lazy("Hierover zijn we het eens"),
    "differ": gettext_lazy("Hier kijken we verschillend naar"),
}
MOST = 10  # lines of one hand in a shared part


@dataclass(frozen=True)
class HarvestOptions(Options):
    """shared: what is gathered beside everybody's own; by_group: the begeleider writes that down for the group."""

    shared: tuple[str, ...] = ()
    by_group: bool = False

    def check(self) -> None:
        plain = all(re.fullmatch(r"\w[\w -]{0,29}", part) for part in self.shared)
        self.need(plain and OWN not in self.shared, f"shared bestaat uit losse woorden, en niet {OWN}")
        self.need(bool(self.shared) or not self.by_group, "by_group vraagt om shared: wat de groep deelt")

    @property
    def members_share(self) -> bool:
        """Whether the members themselves put up what is shared."""
        return bool(self.shared) and not self.by_group

    @property
    def parts(self) -> dict[str, str]:
        """Every part with its label, everybody's own first."""
        return {part: str(LABELS.get(part, part.capitalize())) for part in (OWN, *self.shared)}


class HarvestForm(TextForm):
    """One sentence, and to which part it belongs (left out: my own)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("In één zin")
        self.fields["text"].widget.attrs["rows"] = 2
        wrong = {"invalid_choice": _("Kies een van de knoppen.")}
        parts = list(self.sheet.options.parts.items())
        self.fields["part"] = forms.ChoiceField(choices=parts, required=False, error_messages=wrong)

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())

    def clean_part(self) -> str:
        return self.cleaned_data["part"] or OWN


class Harvest(Activity):
    kind = "harvest"
    title = gettext_lazy("Oogst")
    options_class = HarvestOptions
    form_class = HarvestForm
    mine_template = "activities/harvest/mine.html"
    entry_template = "activities/harvest/_entry.html"

    def accept(self, sheet: Sheet, cleaned: Mapping[str, Any], author: int | None) -> dict[str, Any]:
        own = cleaned["part"] == OWN
        if own and author is None:
            raise Refused(_("De eigen oogst is van iedereen zelf. Schrijf hier op wat de groep samen zegt."))
        if not own and author is not None and not sheet.options.members_share:
            raise Refused(_("Wat de groep samen zegt, schrijft de begeleider op."))
        most = 1 if own else MOST
        if sum(e.body["part"] == cleaned["part"] for e in sheet.by(author)) >= most:
            raise too_many(most)
        return dict(cleaned)

    def flap(self, sheet: Sheet) -> dict[str, Any]:
        """parts: each with its label and what was said."""
        parts = sheet.options.parts.items()
        return {"parts": [(p, label, [e for e in sheet.entries if e.body["part"] == p]) for p, label in parts]}
