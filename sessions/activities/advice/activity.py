"""Adviezen: one each per entry, side by side and without discussion; only where the step's advice is due.

With a list (signup): people sign up for the round and get the word one at a time; a few words on it may follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..base import Entry, Refused, Sheet
from ..openings import OpeningActivity, OpeningForm, OpeningOptions
from .signup import Place, Stage, line, stages

MOST = 5  # entries with words of one person in one round with a list


@dataclass(frozen=True)
class AdviceOptions(OpeningOptions):
    """signup: people sign up for a round of advice and get the word one at a time."""

    signup: bool = False


class SignupForm(OpeningForm):
    """A move on the list, or (words) what somebody who had the word advised, in a few words."""

    MOVES = ("signup", "word", "given", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wrong = _("Kies een van de knoppen.")
        self.fields["value"] = forms.ChoiceField(
            choices=[(move, move) for move in self.MOVES],
            error_messages={"required": wrong, "invalid_choice": wrong},
        )
        self.fields["text"].required = self.data.get("value") == "words"

    def clean_text(self) -> str:
        return super().clean_text() if self.fields["text"].required else ""

    @property
    def places(self) -> list[Place]:
        return line(self.sheet.entries)


class Advice(OpeningActivity):
    kind = "advice"
    title = gettext_lazy("Adviezen")
    options_class = AdviceOptions
    is_advice = True
    moves = frozenset({"word", "given"})
    mine_template = "activities/advice/mine.html"

    def named(self, options: Any) -> bool:
        return bool(options.signup)

    def follows(self, options: Any) -> bool:
        return bool(options.signup)

    def limit(self, options: Any) -> int | None:
        return None if options.signup else super().limit(options)

    def form(self, sheet: Sheet, data: Mapping[str, Any] | None = None) -> forms.Form | None:
        if sheet.options.signup:
            return SignupForm(data, sheet=sheet, auto_id=f"f{sheet.pk}_%s")
        return super().form(sheet, data)

    def accept(self, sheet: Sheet, cleaned: Mapping[str, Any], author: int | None) -> dict[str, Any]:
        if not sheet.options.signup:
            return dict(cleaned)
        if refused := refusal(sheet, cleaned["value"], author):
            raise Refused(refused)
        return {name: value for name, value in cleaned.items() if value}

    def flap(self, sheet: Sheet) -> dict[str, Any]:
        """said: the advices in words. With a list: speaking, waiting and given, each a place with its name.

        on: who waits or speaks; had: who has or had the word. For comparing only, never for showing.
        """
        places = line(sheet.entries)
        named = [(place, sheet.names.get(place.entry.author_id or 0, "")) for place in places]
        by_stage = {stage.value: [(p, name) for p, name in named if p.stage is stage] for stage in Stage}
        on = {p.entry.author_id for p in places if p.stage is not Stage.GIVEN}
        had = {p.entry.author_id for p in places if p.stage is not Stage.WAITING}
        return by_stage | {"said": self.summary(sheet), "on": on, "had": had}

    def summary(self, sheet: Sheet) -> list[Entry]:
        return [entry for entry in sheet.entries if "text" in entry.body]

    def open_items(self, sheet: Sheet) -> str:
        n = len(self.flap(sheet)["waiting"])
        return ngettext("Nog %(n)s op de lijst.", "Nog %(n)s op de lijst.", n) % {"n": n} if n else ""


def refusal(sheet: Sheet, move: str, author: int | None) -> str:
    """Why a move on the list cannot be made now, or an empty string."""
    here = stages(line(sheet.entries), author)
    had_word = bool(here & {Stage.SPEAKING, Stage.GIVEN})
    match move:
        case "signup" if here & {Stage.WAITING, Stage.SPEAKING}:
            return _("Je staat al op de lijst.")
        case "word" if Stage.WAITING not in here:
            return _("Er staat niemand meer onder die naam op de lijst.")
        case "given" if Stage.SPEAKING not in here:
            return _("Het woord is al verder gegaan.")
        case "words" if not had_word:
            return _("Wacht tot je het woord krijgt; schrijf het daarna op.")
        case "words" if sum("text" in e.body for e in sheet.by(author)) >= MOST:
            return _("Je hebt er al %(limit)s opgelegd. Trek er eerst een in.") % {"limit": MOST}
    return ""
