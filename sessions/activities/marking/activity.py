"""Markeren: whoever the row lets says of every entry of a sheet what it does (spreekt aan, herken ik …)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sessions.roles import Role

from ..base import Entry, Refused, Sheet
from ..forms import TOO_LONG
from ..marks import Card, Mark, MarkActivity, MarkForm, SourceOptions, given, source_entries

REASON_LENGTH = 200
LABELS = {
    "spreekt aan": _("spreekt aan"),
    "spreekt niet aan": _("spreekt niet aan"),
    "spreekt minder aan": _("spreekt minder aan"),
    "herken ik": _("herken ik"),
    "herken ik niet": _("herken ik niet"),
    "neem ik aan": _("neem ik aan"),
    "neem ik niet aan": _("neem ik niet aan"),
    "wijs ik af": _("wijs ik af"),
    "past bij mij": _("past bij mij"),
    "past niet": _("past niet"),
    "kies ik": _("kies ik"),
    "klopt": _("klopt"),
    "klopt niet": _("klopt niet"),
    "verrast": _("verrast"),
    "raakt": _("raakt"),
    "raakt niet": _("raakt niet"),
}


@dataclass(frozen=True)
class MarkingOptions(SourceOptions):
    """marks: the words to choose from; reason: a few words may be added; by: who marks (the step's rows decide).

    at_least: judging opens only when so many lie there (methods.json R53).
    """

    marks: tuple[str, ...] = ("spreekt aan", "spreekt niet aan")
    reason: bool = False
    by: tuple[str, ...] = (Role.PRESENTER,)
    at_least: int = 1

    def check(self) -> None:
        super().check()
        plain = all(re.fullmatch(r"\w[\w -]{0,29}", mark) for mark in self.marks)
        self.need(plain and bool(self.marks), "marks bestaat uit losse woorden, zonder leestekens")
        self.need(len(self.marks) == len(set(self.marks)), "marks heeft geen twee gelijke")
        self.need(set(self.by) <= set(Role) - {Role.FACILITATOR}, "by bestaat uit rollen, zonder de begeleider")
        self.need(self.at_least > 0, "at_least is een getal boven nul")


class MarkingForm(MarkForm):
    """A mark, with a reason where the sheet asks for it."""

    reason = forms.CharField(required=False, max_length=REASON_LENGTH, error_messages={"max_length": TOO_LONG})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.sheet.options.reason:
            del self.fields["reason"]


class Marking(MarkActivity):
    kind = "marking"
    title = _("Markeren")
    options_class = MarkingOptions
    form_class = MarkingForm
    mine_template = "activities/marking/mine.html"

    def marks(self, options: Any) -> dict[str, str]:
        return {value: str(LABELS.get(value, value)) for value in options.marks}

    def accept(self, sheet: Sheet, cleaned: Mapping[str, Any], author: int | None) -> dict[str, Any]:
        body = super().accept(sheet, cleaned, author)
        if too_few := few(sheet):
            raise Refused(too_few)
        return {name: value for name, value in body.items() if value}

    def said(self, sheet: Sheet, entry: Entry) -> list[str]:
        return [*(mark.label for mark in counted(sheet, entry)), *(f"“{why}”" for why in reasons(sheet, entry))]

    def flap(self, sheet: Sheet) -> dict[str, Any]:
        """cards: every entry, how often each mark was given to it, and the reasons; without who gave them."""
        cards = [(Card(entry, counted(sheet, entry)), reasons(sheet, entry)) for entry in source_entries(sheet)]
        return {"cards": cards, "marked": sum(bool(card.marks) for card, _reasons in cards), "few": few(sheet)}


def few(sheet: Sheet) -> str:
    """Why nothing can be judged yet, where too little lies there; or an empty string."""
    n, least = len(source_entries(sheet)), sheet.options.at_least
    if n >= least:
        return ""
    said = ngettext(
        "Oordelen kan vanaf %(least)s; er ligt er nu %(n)s. Eerst komt er nog iets bij.",
        "Oordelen kan vanaf %(least)s; er liggen er nu %(n)s. Eerst komt er nog iets bij.",
        n,
    )
    return said % {"n": n, "least": least}


def counted(sheet: Sheet, entry: Entry) -> tuple[Mark, ...]:
    """The marks given to an entry, each with how often where several people mark."""
    found = {value: len(given(sheet, entry, value)) for value in sheet.options.marks}
    labels = sheet.activity.marks(sheet.options)  # type: ignore[attr-defined]
    return tuple(Mark(v, labels[v] if n == 1 else f"{labels[v]} · {n}") for v, n in found.items() if n)


def reasons(sheet: Sheet, entry: Entry) -> list[str]:
    return [e.body["reason"] for e in sheet.entries if e.about_id == entry.pk and e.body.get("reason")]
