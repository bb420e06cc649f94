"""Zinnen met een vaste aanhef: of members, of the group together, or one owner's own in versions."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..base import Sheet
from ..openings import OpeningActivity, OpeningOptions


@dataclass(frozen=True)
class StatementsOptions(OpeningOptions):
    """by_group: the group's own, written down by the begeleider; versions: earlier ones stay, latest first.

    reveal: live or at_end (of the step).
    """

    by_group: bool = False
    versions: bool = False
    reveal: str = "live"

    def check(self) -> None:
        super().check()
        self.need(self.reveal in {"live", "at_end"}, "reveal is live of at_end")
        self.need(not (self.versions and self.max_per_member), "versions en max_per_member gaan niet samen")


class Statements(OpeningActivity):
    kind = "statements"
    coach = "advice-only"
    title = _("Zinnen")
    options_class = StatementsOptions

    def flap(self, sheet: Sheet) -> dict[str, Any]:
        return {"entries": sheet.entries[::-1] if sheet.options.versions else sheet.entries}
