"""Gesprek: a step with nothing to hand in; the step card, the clock and who speaks are all there is."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ..base import Activity, Options

MODES = {"tell", "open_questions", "answer", "respond", "group_talk", "present", "meditation", "stillness"}


@dataclass(frozen=True)
class TalkOptions(Options):
    """mode: what kind of talk; seconds: how long a stillness lasts (Balint: about fifteen)."""

    mode: str = "tell"
    seconds: int | None = None

    def check(self) -> None:
        self.need(self.mode in MODES, f"mode “{self.mode}” bestaat niet; kies uit {', '.join(sorted(MODES))}")


class Talk(Activity):
    kind = "talk"
    title = _("Gesprek")
    options_class = TalkOptions
    on_flap = False
