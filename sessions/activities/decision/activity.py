"""Stoppen of doorgaan: a decision that is the inbrenger's alone, with what follows from it said in words."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..base import Activity, Options, Sheet
from ..forms import ContributionForm

ANSWERS = {"verder": _("Ik wil verder"), "stoppen": _("Ik laat het hierbij")}


@dataclass(frozen=True)
class DecisionOptions(Options):
    """question: what is asked; stop_to: the step (counted from 1) to go to when stopping; none: the round ends."""

    question: str = ""
    stop_to: int | None = None

    def check(self) -> None:
        self.need(self.stop_to is None or self.stop_to > 0, "stop_to is het nummer van een stap, vanaf 1")


class DecisionForm(ContributionForm):
    value = forms.ChoiceField(
        choices=list(ANSWERS.items()),
        error_messages={"required": _("Kies een van de knoppen."), "invalid_choice": _("Kies een van de knoppen.")},
    )


class Decision(Activity):
    kind = "decision"
    title = _("Stoppen of doorgaan")
    options_class = DecisionOptions
    form_class = DecisionForm
    one_per_about = True
    mine_template = "activities/decision/mine.html"
    entry_template = "activities/decision/_entry.html"

    def limit(self, options: Any) -> int | None:
        return 1

    def flap(self, sheet: Sheet) -> dict[str, Any]:
        """said: every decision with its words, the latest first: a decision that was handed over can be made anew."""
        said = [(entry, ANSWERS[entry.body["value"]]) for entry in reversed(sheet.entries)]
        return {"said": said, "stops": bool(said) and said[0][0].body["value"] == "stoppen"}
