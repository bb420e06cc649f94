"""Bord: post-its in named columns; with weights, how heavy each is, the heaviest first (krachtenveld)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..base import Activity, Entry, Leaf, Options, Sheet, beside
from .forms import PostItForm, WeightForm

if TYPE_CHECKING:
    from django import forms


@dataclass(frozen=True)
class BoardOptions(Options):
    """columns: their names; reveal: live or at_end; who: members, pairs or group (the begeleider writes it down).

    weights: each post-it gets a figure on the scale: those of earlier boards of the round by everybody, or, where
    there are none, each by who puts it up. focus_top: how many stand out as heaviest.
    anonymous: no author is kept.
    """

    columns: tuple[str, ...] = ("",)
    reveal: str = "live"
    who: str = "members"
    weights: bool = False
    scale: tuple[int, ...] = (1, 10)
    focus_top: int = 0
    anonymous: bool = False
    max_per_member: int | None = 20

    def check(self) -> None:
        self.need(self.reveal in {"live", "at_end"}, "reveal is live of at_end")
        self.need(self.who in {"members", "pairs", "group"}, "who is members, pairs of group")
        self.need(
            0 < len(self.columns) == len(set(self.columns)), "columns heeft minstens één naam, en geen twee gelijke"
        )
        self.need(all(len(name) <= 60 for name in self.columns), "de naam van een kolom is hooguit 60 tekens")
        self.need(
            len(self.scale) == 2 and 0 <= self.scale[0] < self.scale[1] <= 20, "scale is van laag naar hoog, tot 20"
        )
        self.need(self.max_per_member is None or self.max_per_member > 0, "max_per_member is een getal boven nul")
        self.need(self.focus_top >= 0, "focus_top is nul of meer")
        self.need(not (self.anonymous and self.weights), "anonymous en weights gaan niet samen")

    @property
    def by_group(self) -> bool:
        return self.who == "group"


@dataclass(frozen=True)
class PostIt:
    """An entry in its column. weight: the mean of those given; by: how many gave one; top: among the heaviest."""

    entry: Entry
    weight: float | None = None
    by: int = 0
    top: bool = False


class Board(Activity):
    kind = "board"
    title = _("Bord")
    options_class = BoardOptions
    form_class = PostItForm
    mine_template = "activities/board/mine.html"
    entry_template = "activities/board/_post_it.html"
    returnable = True

    def waiting(self, n: int) -> str:
        return ngettext("%(n)s briefje ligt klaar", "%(n)s briefjes liggen klaar", n) % {"n": n}

    def gathers(self, options: Any) -> bool:
        return bool(options.weights)

    def in_groups(self, options: Any) -> bool:
        return bool(options.who == "pairs")

    def form(self, sheet: Sheet, data: Mapping[str, Any] | None = None) -> forms.Form:
        form_class = WeightForm if sheet.source else PostItForm
        return form_class(data, sheet=sheet, auto_id=f"f{sheet.pk}_%s")

    def subjects(self, sheet: Sheet) -> Sequence[Entry] | None:
        return post_its(sheet) if sheet.source else None

    def replaces(
        self, sheet: Sheet, body: Mapping[str, Any], author: int | None, about: int | None
    ) -> Sequence[Entry]:
        return [e for e in sheet.by(author) if about and e.about_id == about]

    def flap(self, sheet: Sheet) -> dict[str, Any]:
        """columns: each name with its post-its, the heaviest first where there are weights."""
        weighed = [weigh(sheet, entry) for entry in post_its(sheet)]
        tops = sorted((p.weight or 0 for p in weighed if p.by), reverse=True)[: sheet.options.focus_top]
        marked = [
            PostIt(p.entry, p.weight, p.by, bool(p.by and tops and (p.weight or 0) >= tops[-1])) for p in weighed
        ]
        marked.sort(key=lambda p: -(p.weight or 0))
        columns = [
            (name, [p for p in marked if p.entry.body.get("column") == name]) for name in sheet.options.columns
        ]
        return {"columns": columns, "any": bool(weighed), "weighed": sum(bool(p.by) for p in weighed)}

    def leaves(self, sheet: Sheet) -> list[Leaf]:
        """Column by column; what was weighed with its weight."""
        return [
            Leaf(name, [p.entry for p in found], {p.entry.pk: floatformat(p.weight) for p in found if p.by})
            for name, found in self.flap(sheet)["columns"]
        ]

    def lines(self, sheet: Sheet, entries: Iterable[Entry]) -> list[str]:
        """The notes; where those of earlier boards are weighed, each with its weight."""
        if sheet.source is None:
            return super().lines(sheet, entries)
        only = replace(sheet, entries=list(entries))
        weighed = [weigh(only, entry) for entry in post_its(only)]
        return [beside(sheet.source, p.entry, [floatformat(p.weight)]) for p in weighed if p.by]

    def own_lines(self, sheet: Sheet, entries: Iterable[Entry]) -> list[str]:
        return [] if sheet.source else self.lines(sheet, entries)

    def done(self, sheet: Sheet, author: int) -> bool:
        wanted = {e.pk for e in post_its(sheet)} if sheet.source else set()
        return bool(sheet.by(author)) and wanted <= {e.about_id for e in sheet.by(author)}


def post_its(sheet: Sheet) -> list[Entry]:
    """What lies in the columns: of earlier boards where those are weighed, else what was put up here."""
    if sheet.source is None:
        return list(sheet.entries)
    return [entry for entry in sheet.source.entries if entry.body.get("column") in sheet.options.columns]


def weigh(sheet: Sheet, entry: Entry) -> PostIt:
    """A post-it with how heavy it is found to be."""
    given = [entry] if sheet.source is None else [e for e in sheet.entries if e.about_id == entry.pk]
    figures = [int(e.body["value"]) for e in given if "value" in e.body]
    return PostIt(entry, sum(figures) / len(figures) if figures else None, len(figures))
