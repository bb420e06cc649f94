"""Eigen notities: for the writer's eyes only; the private pad is always on the page, this says what to look for."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ..base import Activity, Options

SHARES = ("never", "optional", "next_step")


@dataclass(frozen=True)
class NotesOptions(Options):
    """prompt: what to write about; share: never, optional, or next_step (where the writer may put it up)."""

    prompt: str = ""
    share: str = "never"

    def check(self) -> None:
        self.need(self.share in SHARES, f"share is een van {', '.join(SHARES)}")


class Notes(Activity):
    kind = "notes"
    title = _("Privénotities")
    options_class = NotesOptions
    shared = False
    mine_template = "activities/notes/mine.html"
