"""Eigen notities: for the writer's eyes only; the private pad is always on the page, this says what to look for."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..base import Activity, Sheet
from ..marks import SourceOptions, source_entries

SHARES = ("never", "optional", "next_step")


@dataclass(frozen=True)
class NotesOptions(SourceOptions):
    """prompt: what to write about; share: never, optional, or next_step (where the writer may put it up).

    from_step: what lies there is in sight of whoever writes about it.
    """

    prompt: str = ""
    share: str = "never"

    def check(self) -> None:
        super().check()
        self.need(self.share in SHARES, f"share is een van {', '.join(SHARES)}")


class Notes(Activity):
    kind = "notes"
    title = _("Privénotities")
    options_class = NotesOptions
    shared = False
    mine_template = "activities/notes/mine.html"

    def flap(self, sheet: Sheet) -> dict[str, Any]:
        """weighed: what the notes are about, for the writer to have in sight."""
        return {"weighed": source_entries(sheet)}
