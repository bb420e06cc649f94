"""One cell of a table: which, and what is to stand there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..forms import ContributionForm, text_field
from .cells import basis, fillable, places


class CellForm(ContributionForm):
    """The text of a cell. Which cell is chosen from a list, with the first empty one in front."""

    text = text_field(gettext_lazy("Wat komt daar te staan?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sheet = self.sheet
        self.names = names(sheet)
        wrong = _("Kies een vak.")
        if len(self.names) > 1:
            self.fields["cell"] = forms.ChoiceField(
                label=_("Welk vak?"),
                choices=list(enumerate(self.label(*name) for name in self.names)),
                initial=0 if basis(sheet) else first_empty(sheet),
                error_messages={"required": wrong, "invalid_choice": wrong},
            )

    def label(self, row: str, column: str, second: bool) -> str:
        opening = self.sheet.options.second_opening if second else ""
        return " · ".join(part for part in (row, column, opening) if part)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if self.errors:
            return given
        row, column, second = self.names[int(given.get("cell", 0))]
        body = {"row": row, "column": column, "text": given["text"], "second": second}
        return {name: value for name, value in body.items() if value}


def names(sheet: Any) -> list[tuple[str, str, bool]]:
    """The cells to choose from: row, column, and whether it is the second line; of entries, the columns only."""
    if basis(sheet):
        return [("", column, False) for column in fillable(sheet)]
    return [(place.row, place.column, place.second) for place, _entry in places(sheet)]


def first_empty(sheet: Any) -> int:
    return next((n for n, (_place, entry) in enumerate(places(sheet)) if entry is None), 0)
