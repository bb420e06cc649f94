"""Evalueren: what was learned, action points, the method, the group process; per person a few words on each."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..base import Activity, Entry, Options, Sheet
from ..forms import ContributionForm, text_field
from ..points import POINTS


@dataclass(frozen=True)
class EvaluationOptions(Options):
    """points: which of the four are asked; always shown in their own order."""

    points: tuple[str, ...] = tuple(POINTS)

    def check(self) -> None:
        right = self.points and set(self.points) <= set(POINTS)
        self.need(bool(right), f"points is een keuze uit {', '.join(POINTS)}")

    @property
    def labelled(self) -> list[tuple[str, Any]]:
        """The points that are asked, with their labels."""
        return [(point, label) for point, label in POINTS.items() if point in self.points]


class EvaluationForm(ContributionForm):
    """A field per point, at least one filled."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for point, label in self.sheet.options.labelled:
            self.fields[point] = text_field(label, required=False)

    def clean(self) -> dict[str, str]:
        written = {point: text for point, text in self.cleaned_data.items() if text}
        if not written and not self.errors:
            raise forms.ValidationError(_("Schrijf bij minstens één punt iets op."))
        return written


class Evaluation(Activity):
    kind = "evaluation"
    does = "evaluation"
    title = gettext_lazy("Evaluatie")
    options_class = EvaluationOptions
    form_class = EvaluationForm
    entry_template = "activities/evaluation/_entry.html"

    def evaluated(self, sheet: Sheet) -> dict[str, list[str]]:
        found = {point: [text for _entry, text in said(sheet, point)] for point, _label in sheet.options.labelled}
        return {point: texts for point, texts in found.items() if texts}

    def flap(self, sheet: Sheet) -> dict[str, Any]:
        return {"points": [(label, said(sheet, point)) for point, label in sheet.options.labelled]}


def said(sheet: Sheet, point: str) -> list[tuple[Entry, str]]:
    """What people wrote on one point, each with its entry."""
    return [(entry, entry.body[point]) for entry in sheet.entries if point in entry.body]
