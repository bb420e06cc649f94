"""Sentences with a fixed opening (“Mijn probleem is …”): what the activities that finish a sentence share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from .base import Activity, Options, Sheet
from .forms import TextForm


@dataclass(frozen=True)
class OpeningOptions(Options):
    """opening: how every sentence begins; min_per_member, max_per_member: least and most per member.

    from_notes: whoever writes can choose from their own notes what to share.
    """

    opening: str = ""
    min_per_member: int = 0
    max_per_member: int | None = None
    from_notes: bool = False

    def check(self) -> None:
        least, most = self.min_per_member, self.max_per_member
        self.need(least >= 0, "min_per_member is nul of meer")
        self.need(most is None or most >= max(least, 1), "max_per_member is minstens 1, en minstens min_per_member")

    @property
    def start(self) -> str:
        """The opening as it stands before a sentence that is finished."""
        return self.opening.rstrip(" ….")


class OpeningForm(TextForm):
    """The rest of a sentence that begins with the sheet's opening. Kept without the opening, on one line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = self.sheet.options.opening or _("Jouw zin")

    def clean_text(self) -> str:
        text, start = " ".join(self.cleaned_data["text"].split()), self.sheet.options.start
        if start and text.casefold().startswith(start.casefold()):
            text = text[len(start) :].lstrip(" …")
        if not text.strip("."):
            raise forms.ValidationError(_("Maak de zin nog af."))
        return text


class OpeningActivity(Activity):
    """An activity in which sentences with a fixed opening are finished."""

    form_class = OpeningForm

    def done(self, sheet: Sheet, author: int) -> bool:
        return len(sheet.by(author)) >= max(int(sheet.options.min_per_member), 1)
