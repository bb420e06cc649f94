"""Vragenlijst op de flap: open questions, one per entry, a maximum per member (ten-step method, step 2)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..base import Activity, Options
from ..forms import TextForm

PLACEHOLDERS = {
    "open": _("Schrijf een open vraag …"),
    "clarifying": _("Wat wil je nog helder krijgen?"),
    "factual": _("Vraag naar een feit …"),
    "moral": _("Welke vraag zit hieronder?"),
}


class QuestionForm(TextForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Jouw vraag")
        self.fields["text"].widget.attrs["placeholder"] = PLACEHOLDERS[self.sheet.options.question_kind]


@dataclass(frozen=True)
class QuestionsOptions(Options):
    """max_per_member: most questions each; question_kind: for the hint; reveal: live or at_end (of the step).

    anonymous: no author is kept.
    """

    max_per_member: int | None = 3
    question_kind: str = "open"
    reveal: str = "live"
    anonymous: bool = False

    def check(self) -> None:
        self.need(self.reveal in {"live", "at_end"}, "reveal is live of at_end")
        self.need(self.question_kind in PLACEHOLDERS, f"question_kind is een van {', '.join(PLACEHOLDERS)}")
        self.need(self.max_per_member is None or self.max_per_member > 0, "max_per_member is een getal boven nul")


class Questions(Activity):
    kind = "questions"
    title = _("Vragen")
    options_class = QuestionsOptions
    form_class = QuestionForm
    returnable = True
    coach = "question"

    def waiting(self, n: int) -> str:
        return ngettext("%(n)s vraag ligt klaar", "%(n)s vragen liggen klaar", n) % {"n": n}
