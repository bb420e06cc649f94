"""Rondje: everybody in turn, once, a few times, or until nobody has anything more; the queue is the machine's."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from sessions.roles import Role

from ..base import Activity, Options, Sheet
from ..forms import TextForm, text_field

UNTIL_EXHAUSTED = "until_exhausted"


@dataclass(frozen=True)
class SpeakingRoundOptions(Options):
    """rounds: how many; by: the roles that take a turn; prompt: a starter sentence; collect: none or keywords."""

    rounds: int | str = 1
    by: tuple[str, ...] = ()
    prompt: str = ""
    collect: str = "none"

    def check(self) -> None:
        number = isinstance(self.rounds, int) and self.rounds > 0
        self.need(number or self.rounds == UNTIL_EXHAUSTED, f"rounds is een getal boven nul of {UNTIL_EXHAUSTED}")
        turns = set(Role) - {Role.FACILITATOR}
        self.need(set(self.by) <= turns, f"by bestaat uit rollen die een beurt nemen: {', '.join(sorted(turns))}")
        self.need(self.collect in {"none", "keywords"}, "collect is none of keywords")


class KeywordsForm(TextForm):
    text = text_field(_("In een paar woorden"))


class SpeakingRound(Activity):
    kind = "speaking_round"
    title = _("Rondje")
    options_class = SpeakingRoundOptions
    form_class = KeywordsForm
    names = True
    mine_template = "activities/speaking_round/mine.html"

    def collects(self, options: Any) -> bool:
        return bool(options.collect == "keywords")

    def turns(self, options: Any) -> int | None:
        return None if options.rounds == UNTIL_EXHAUSTED else options.rounds

    def turn_roles(self, options: Any) -> tuple[Role, ...]:
        return tuple(Role(role) for role in options.by)

    def flap(self, sheet: Sheet) -> dict[str, Any]:
        return {"said": [(entry, sheet.names.get(entry.author_id or 0, "")) for entry in sheet.entries]}
