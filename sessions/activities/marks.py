"""Marks on the entries of an earlier sheet (warm, beantwoord …): what the activities that give marks share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Activity, Entry, Options, Refused, Sheet, beside
from .forms import ContributionForm


@dataclass(frozen=True)
class SourceOptions(Options):
    """from_step: the step (counted from 1) whose sheet this one builds on; from_key: which, if it has more."""

    from_step: int | None = None
    from_key: str = ""

    def check(self) -> None:
        self.need(self.from_step is None or self.from_step > 0, "from_step is het nummer van een stap, vanaf 1")


@dataclass(frozen=True)
class Mark:
    """A mark that can be given. value is kept, label is shown; by: who gave it (for `me in mark.by`)."""

    value: str
    label: str
    by: frozenset[int | None] = frozenset()


@dataclass(frozen=True)
class Card:
    """An entry of the source with the marks that can be given, or were given."""

    entry: Entry
    marks: tuple[Mark, ...]


class MarkForm(ContributionForm):
    """One mark on one entry of the source."""

    value = forms.ChoiceField(
        error_messages={
            "required": gettext_lazy("Kies een van de knoppen."),
            "invalid_choice": gettext_lazy("Kies een van de knoppen."),
        }
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].choices = list(labels(self.sheet).items())  # type: ignore[attr-defined]

    @property
    def cards(self) -> list[Card]:
        """Every entry of the source with every mark that can be given to it."""
        return [
            Card(entry, tuple(Mark(v, label, given(self.sheet, entry, v)) for v, label in labels(self.sheet).items()))
            for entry in source_entries(self.sheet)
        ]


def labels(sheet: Sheet) -> Mapping[str, str]:
    """What each mark of the sheet is called, by the value that is kept."""
    assert isinstance(sheet.activity, MarkActivity)
    return sheet.activity.marks(sheet.options)


def source_entries(sheet: Sheet) -> list[Entry]:
    """What there is to mark; nothing while this audience may not see it."""
    return content(sheet.source) if sheet.source and not sheet.source.hidden else []


def content(source: Sheet) -> list[Entry]:
    """What can be marked of a sheet: what a report would keep of it, without moves such as signing up."""
    return list(source.activity.summary(source))


def given(sheet: Sheet, entry: Entry, value: str) -> frozenset[int | None]:
    """Who gave this mark to this entry."""
    found = (e for e in sheet.entries if e.about_id == entry.pk and e.body.get("value") == value)
    return frozenset(e.author_id for e in found)


class MarkActivity(Activity):
    """An activity that gives every entry of an earlier sheet a mark; a later mark takes the place of an earlier."""

    form_class = MarkForm
    covers = True
    one_per_about = True

    def marks(self, options: Any) -> Mapping[str, str]:
        """The marks in order: what is kept -> what is shown."""
        raise NotImplementedError

    def shown(self, options: Any) -> Mapping[str, Mark]:
        """How each mark reads on the flap, for everybody."""
        return {value: Mark(value, label) for value, label in self.marks(options).items()}

    def basis(self, sheet: Sheet) -> Sheet:
        """What was given the first of the marks (“herken ik”), as it stands on its own sheet."""
        if sheet.source is None:
            return sheet
        first = next(iter(self.marks(sheet.options)))
        return replace(sheet.source, entries=[e for e in source_entries(sheet) if given(sheet, e, first)])

    def subjects(self, sheet: Sheet) -> Sequence[Entry] | None:
        return content(sheet.source) if sheet.source else None

    def accept(self, sheet: Sheet, cleaned: Mapping[str, Any], author: int | None) -> dict[str, Any]:
        if sheet.source is None:
            raise Refused(_("Er ligt nog niets om iets bij aan te geven."))
        return dict(cleaned)

    def flap(self, sheet: Sheet) -> dict[str, Any]:
        """cards: every entry with the marks it was given, without who gave them."""
        shown = self.shown(sheet.options).items()
        cards = [
            Card(entry, tuple(mark for value, mark in shown if given(sheet, entry, value)))
            for entry in source_entries(sheet)
        ]
        return {"cards": cards, "marked": sum(bool(card.marks) for card in cards)}

    def said(self, sheet: Sheet, entry: Entry) -> list[str]:
        """What an entry was given, in words."""
        return [label for value, label in labels(sheet).items() if given(sheet, entry, value)]

    def lines(self, sheet: Sheet, entries: Iterable[Entry]) -> list[str]:
        """What was marked, each with the marks it got."""
        only = replace(sheet, entries=list(entries))
        said = [(entry, self.said(only, entry)) for entry in source_entries(only)] if only.entries else []
        return [beside(sheet.source, entry, words) for entry, words in said if sheet.source and words]

    def own_lines(self, sheet: Sheet, entries: Iterable[Entry]) -> list[str]:
        """A mark says nothing without what was marked; only words that were added to it do."""
        return [escape(entry.body["reason"]) for entry in entries if entry.body.get("reason")]

    def done(self, sheet: Sheet, author: int) -> bool:
        return {e.pk for e in source_entries(sheet)} <= {e.about_id for e in sheet.by(author)}
