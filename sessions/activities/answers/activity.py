"""Vragen langslopen: every entry of an earlier sheet is answered, or let go (ten-step method, step 4)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..base import Sheet
from ..marks import Mark, MarkActivity, SourceOptions


class Answers(MarkActivity):
    kind = "answers"
    title = gettext_lazy("Antwoorden")
    options_class = SourceOptions
    mine_template = "activities/answers/mine.html"

    def marks(self, options: Any) -> dict[str, str]:
        return {"beantwoord": _("Beantwoord"), "liever niet": _("Liever niet")}

    def shown(self, options: Any) -> dict[str, Mark]:
        # One neutral word for all, begeleider included: a laptop on the wall must not tell where a limit lies.
        return {
            "beantwoord": Mark("beantwoord", _("✓ beantwoord")),
            "liever niet": Mark("losgelaten", _("losgelaten")),
        }

    def flap(self, sheet: Sheet) -> dict[str, Any]:
        found = super().flap(sheet)
        return found | {"open": len(found["cards"]) - found["marked"]}

    def open_items(self, sheet: Sheet) -> str:
        n = self.flap(sheet)["open"]
        return ngettext("Nog %(n)s vraag open.", "Nog %(n)s vragen open.", n) % {"n": n} if n else ""
