"""The post-it, and the figure that a post-it of an earlier board is given."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..forms import ContributionForm, text_field

POST_IT = 200  # characters: what can be read from a wall


def figure(sheet: Any, **given: Any) -> forms.TypedChoiceField:
    """A figure on the sheet's scale, kept as a number."""
    low, high = sheet.options.scale
    wrong = _("Kies een cijfer van %(low)s tot %(high)s.") % {"low": low, "high": high}
    choices = [(n, str(n)) for n in range(low, high + 1)]
    return forms.TypedChoiceField(
        choices=choices, coerce=int, error_messages={"required": wrong, "invalid_choice": wrong}, **given
    )


class PostItForm(ContributionForm):
    """A few words in one of the columns; with the writer's own weight, where the sheet has them."""

    text = text_field(gettext_lazy("Jouw briefje"), max_length=POST_IT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options, wrong = self.sheet.options, _("Kies een kolom.")
        if len(options.columns) > 1:
            self.fields["column"] = forms.ChoiceField(
                label=_("In welke kolom?"),
                choices=[(name, name) for name in options.columns],
                widget=forms.RadioSelect,
                error_messages={"required": wrong, "invalid_choice": wrong},
            )
        if options.weights:
            self.fields["value"] = figure(self.sheet, label=_("Hoe zwaar weegt het?"))

    def clean(self) -> dict[str, Any]:
        only = {"column": self.sheet.options.columns[0]}
        return only | self.cleaned_data


class WeightForm(ContributionForm):
    """How heavy one post-it of an earlier board weighs for me."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = figure(self.sheet)

    @property
    def figures(self) -> list[int]:
        low, high = self.sheet.options.scale
        return list(range(low, high + 1))

    @property
    def cards(self) -> list[tuple[str, list[tuple[Any, dict[int | None, int]]]]]:
        """Per column every post-it with the figure that each gave it."""
        return [
            (name, [(p.entry, self.given(p.entry)) for p in found])
            for name, found in sorted_by_arrival(self.sheet.flap["columns"])
        ]

    def given(self, entry: Any) -> dict[int | None, int]:
        return {e.author_id: e.body["value"] for e in self.sheet.entries if e.about_id == entry.pk}


def sorted_by_arrival(columns: Any) -> Any:
    """The columns in order of arrival: a card does not jump away under the thumb that weighs it."""
    return [(name, sorted(found, key=lambda p: p.entry.pk)) for name, found in columns]
