"""Terugblik: what came of the intentions of last time, told in turn by whose they are (methods.json R36)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..base import Activity, Entry, Paper, Prepared, Sheet
from ..forms import ContributionForm, text_field

EMPTY = gettext_lazy("Schrijf eerst iets op.")


class LookbackForm(ContributionForm):
    """A field for each of my intentions, of which one is told at a time; without any, one for what I like to tell."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in self.sheet.ready:
            self.fields[name_of(one)] = text_field(
                _("Wat kwam ervan?"), required=False, initial=one.words.get("outcome", "")
            )
        if not self.sheet.ready:
            self.fields["text"] = text_field(_("Wat kwam er van je voornemen?"))

    def clean(self) -> dict[str, Any]:
        if not self.sheet.ready:
            return dict(self.cleaned_data)
        told = [one for one in self.sheet.ready if self.cleaned_data.get(name_of(one))]
        if told:
            one = told[0]
            return {"intention": one.pk, "what": one.words["what"], "text": self.cleaned_data[name_of(one)]}
        if not self.errors:
            self.add_error(next((name for name in self.fields if name in self.data), None), EMPTY)
        return {}

    @property
    def cards(self) -> list[tuple[Prepared, forms.BoundField]]:
        """My intentions, each with the field to tell what came of it."""
        return [(one, self[name_of(one)]) for one in self.sheet.ready]


def name_of(one: Prepared) -> str:
    return f"text_{one.pk}"


class Lookback(Activity):
    kind = "lookback"
    does = "lookback"
    title = gettext_lazy("Voornemens van de vorige keer")
    form_class = LookbackForm
    names = True
    of_last_time = True
    mine_template = "activities/lookback/mine.html"
    entry_template = "activities/lookback/_entry.html"

    def turns(self, options: Any) -> int:
        return 1

    def draws_on(self, options: Any) -> Paper:
        return Paper.INTENTIONS

    def replaces(
        self, sheet: Sheet, body: Mapping[str, Any], author: int | None, about: int | None
    ) -> Sequence[Entry]:
        """What was told of the same intention; without one, everybody has one thing to tell."""
        return [e for e in sheet.by(author) if e.body.get("intention") == body.get("intention")]

    def outcome(self, entry: Entry) -> tuple[int, str] | None:
        intention = entry.body.get("intention")
        return (intention, entry.body["text"]) if intention else None
