"""The cells of a table: where they are, and what stands in them now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..base import Entry, Sheet


@dataclass(frozen=True)
class Place:
    """A cell: in which row (of its name, or of an entry of the source) and column; second: its second line."""

    row: str
    column: str
    about: int | None = None
    second: bool = False

    @classmethod
    def of(cls, body: Mapping[str, Any], about: int | None) -> Place:
        return cls(body.get("row", ""), body.get("column", ""), about, bool(body.get("second")))


@dataclass(frozen=True)
class Row:
    """A row as it is shown: its name, or the entry it is about, and its cells, each with its lines."""

    name: str
    entry: Entry | None
    cells: list[tuple[str, list[tuple[bool, Entry | None]]]]


def basis(sheet: Sheet) -> Sheet | None:
    """The entries that are the rows, on their own sheet; none where the rows have names."""
    source = sheet.source
    if source is None or sheet.options.second_line:
        return None
    return source.activity.basis(source)


def before(sheet: Sheet) -> list[Entry]:
    """What an earlier table of the round holds already, where this one adds second lines to it."""
    return list(sheet.source.entries) if sheet.source and sheet.options.second_line else []


def fillable(sheet: Sheet) -> tuple[str, ...]:
    """The columns with cells: with a source, the first is what is there already."""
    columns: tuple[str, ...] = sheet.options.columns
    return columns[1:] if basis(sheet) and len(columns) > 1 else columns


def headings(sheet: Sheet) -> list[tuple[str, Entry | None]]:
    """What each row is called, or the entry that it is about; nothing while that may not be seen."""
    source = basis(sheet)
    if source is None:
        return [(name, None) for name in sheet.options.rows]
    return [] if source.hidden else [("", entry) for entry in source.entries]


def row(sheet: Sheet, name: str, entry: Entry | None) -> Row:
    columns, two = fillable(sheet), name in sheet.options.second_line
    lines = [(c, (False, True) if two and c == columns[-1] else (False,)) for c in columns]
    about = entry.pk if entry else None
    filled = {Place.of(e.body, e.about_id): e for e in (*before(sheet), *sheet.entries)}
    return Row(
        name,
        entry,
        [(c, [(second, filled.get(Place(name, c, about, second))) for second in some]) for c, some in lines],
    )


def places(sheet: Sheet) -> Iterator[tuple[Place, Entry | None]]:
    """Every place that can be filled, with what stands there."""
    only_second = bool(before(sheet))
    for name, about in headings(sheet):
        for column, lines in row(sheet, name, about).cells:
            for second, entry in lines:
                if second or not only_second:
                    yield Place(name, column, about.pk if about else None, second), entry
