"""Gesprek: a step with nothing to hand in; the step card, the clock and who speaks are all there is."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..base import Activity, Options

STILLNESS = "stillness"
QUIET = {STILLNESS, "meditation"}
MODES = {"tell", "open_questions", "answer", "respond", "group_talk", "present", *QUIET}


@dataclass(frozen=True)
class TalkOptions(Options):
    """mode: what kind of talk; seconds: how long a stillness lasts that closes a step (Balint: about fifteen)."""

    mode: str = "tell"
    seconds: int | None = None

    def check(self) -> None:
        self.need(self.mode in MODES, f"mode “{self.mode}” bestaat niet; kies uit {', '.join(sorted(MODES))}")


class Talk(Activity):
    kind = "talk"
    title = _("Gesprek")
    options_class = TalkOptions
    on_flap = False

    def quiet(self, options: Any) -> bool:
        return options.mode in QUIET

    def silence(self, options: Any) -> int:
        return (options.seconds or 0) if options.mode == STILLNESS else 0
