"""Vooraf geschreven: the reflection on last time, as far as its author puts it up (methods.json R47)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ..base import Activity, Paper, Sheet
from ..forms import TextForm, text_field

LONG = 6000
YOURS = _("Alleen jij ziet dit, tot je het oplegt. Haal weg wat je voor je houdt.")


class WrittenForm(TextForm):
    """The whole text; what was prepared stands in it, to be put up as it is or with less."""

    text = text_field(_("Wat je schreef"), max_length=LONG)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for prepared in self.sheet.ready:
            self.initial["text"] = prepared.words["text"]
            self.fields["text"].widget.attrs["rows"] = 8
            self.fields["text"].help_text = YOURS


class Written(Activity):
    kind = "written"
    title = _("Vooraf geschreven")
    form_class = WrittenForm
    names = True
    of_last_time = True

    def limit(self, options: Any) -> int:
        return 1

    def draws_on(self, options: Any) -> Paper:
        return Paper.REFLECTION

    def flap(self, sheet: Sheet) -> dict[str, Any]:
        return {"texts": [(entry, sheet.names.get(entry.author_id or 0, "")) for entry in sheet.entries]}
