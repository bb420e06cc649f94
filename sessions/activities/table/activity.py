"""Tabel: rows and columns of which the cells are filled; the latest version of a cell stands.

The ten looking-back questions (five rows, me and the other), or old against new: then the rows are what an earlier
sheet holds (of marks: what was marked), it stands in the first column, and the other columns are filled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..base import Activity, Entry, Sheet, beside
from ..marks import SourceOptions
from .cells import Place, basis, fillable, headings, places, row
from .forms import CellForm

LIMITS = {"rows": 20, "columns": 4}


@dataclass(frozen=True)
class TableOptions(SourceOptions):
    """rows and columns: their names; by: who fills it (the step's rows decide), group: the begeleider writes.

    second_line: the rows that have a second line in their last column, opened by second_opening; the first lines
    are then those of the round's earlier table, if it has one.
    """

    rows: tuple[str, ...] = ("",)
    columns: tuple[str, ...] = ("",)
    by: str = "inbrenger"
    second_line: tuple[str, ...] = ()
    second_opening: str = "zou ook kunnen …"

    def check(self) -> None:
        super().check()
        for name, most in LIMITS.items():
            given = getattr(self, name)
            self.need(0 < len(given) == len(set(given)), f"{name} heeft minstens één naam, en geen twee gelijke")
            self.need(len(given) <= most and all(len(g) <= 60 for g in given), f"{name} zijn er hooguit {most}, kort")
        self.need(self.by in {"inbrenger", "group"}, "by is inbrenger of group")
        self.need(set(self.second_line) <= set(self.rows), "second_line bestaat uit namen van rijen")

    @property
    def by_group(self) -> bool:
        return self.by == "group"


class Table(Activity):
    kind = "table"
    title = _("Tabel")
    options_class = TableOptions
    form_class = CellForm
    mine_template = "activities/table/mine.html"
    entry_template = "activities/table/_cell.html"

    def gathers(self, options: Any) -> bool:
        return bool(options.second_line)

    def subjects(self, sheet: Sheet) -> Sequence[Entry] | None:
        source = basis(sheet)
        return source.entries if source else None

    def replaces(
        self, sheet: Sheet, body: Mapping[str, Any], author: int | None, about: int | None
    ) -> Sequence[Entry]:
        here = Place.of(body, about)
        return [e for e in sheet.entries if Place.of(e.body, e.about_id) == here]

    def flap(self, sheet: Sheet) -> dict[str, Any]:
        """corner: what stands above the rows; columns: those that are filled; table: the rows; source: of entries."""
        options, source = sheet.options, basis(sheet)
        return {
            "corner": options.columns[0] if source and len(options.columns) > 1 else "",
            "columns": fillable(sheet),
            "table": [row(sheet, name, entry) for name, entry in headings(sheet)],
            "source": source,
        }

    def lines(self, sheet: Sheet, entries: Iterable[Entry]) -> list[str]:
        """The cells; where the rows are entries of an earlier sheet, each beside its row."""
        source = basis(sheet)
        if source is None:
            return super().lines(sheet, entries)
        cells = {entry.pk: [e.body["text"] for e in entries if e.about_id == entry.pk] for entry in source.entries}
        return [beside(source, entry, cells[entry.pk]) for entry in source.entries if cells[entry.pk]]

    def own_lines(self, sheet: Sheet, entries: Iterable[Entry]) -> list[str]:
        return super().lines(sheet, entries)

    def done(self, sheet: Sheet, author: int) -> bool:
        return not any(entry is None for _place, entry in places(sheet))
