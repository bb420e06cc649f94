"""Kiezen: which topic the group takes up, by score, preference, consensus, criteria, or as the inbrenger likes.

It gathers and shows where the choice stands; a person makes the choice, and the begeleider the inbrenger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..base import Entry, Sheet
from ..forms import ContributionForm
from ..marks import Mark, MarkActivity, SourceOptions, source_entries

WAYS = ("score", "vote", "consensus", "criteria", "inbrenger")
ONE = {"vote", "inbrenger"}  # one topic per person: a later tap takes the place of an earlier
CRITERIA = {
    "impact": gettext_lazy("impact"),
    "recognition": gettext_lazy("herkenbaar"),
    "urgency": gettext_lazy("urgent"),
}
TURN = "turn"  # the fourth criterion is counted by the app
STEPS = ("1", "2", "3", "4", "5")


@dataclass(frozen=True)
class ChoiceOptions(SourceOptions):
    """by: how the group chooses; criteria: which of the four are weighed. Without from_step: the nearest topics."""

    by: str = "vote"
    criteria: tuple[str, ...] = (*CRITERIA, TURN)

    def check(self) -> None:
        super().check()
        self.need(self.by in WAYS, f"by is een van {', '.join(WAYS)}")
        right = set(self.criteria) <= {*CRITERIA, TURN} and bool(set(self.criteria) & set(CRITERIA))
        self.need(right, f"criteria is een keuze uit {', '.join((*CRITERIA, TURN))}, en niet alleen {TURN}")

    @property
    def weighed(self) -> dict[str, str]:
        """The criteria that people weigh, with their labels."""
        return {name: str(label) for name, label in CRITERIA.items() if name in self.criteria}

    @property
    def asks_turn(self) -> bool:
        return self.by == "criteria" and TURN in self.criteria


@dataclass(frozen=True)
class Line:
    """A topic as the choice stands: whose it is (ids and names), what was said in words, where it ranks."""

    entry: Entry
    people: tuple[tuple[int, str], ...]
    said: tuple[str, ...]
    rank: float


@dataclass(frozen=True)
class Weighed:
    """A topic with, per criterion, the name, the label and the numbers 1 to 5."""

    entry: Entry
    criteria: tuple[tuple[str, str, tuple[Mark, ...]], ...]


class CriteriaForm(ContributionForm):
    """What one person gives one topic on the criteria; those left open may follow later."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.sheet.options.weighed.items():
            wrong = {"invalid_choice": _("Kies een van de knoppen.")}
            choices = [(n, n) for n in STEPS]
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False, error_messages=wrong)

    def clean(self) -> dict[str, str]:
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if not given and not self.errors:
            raise forms.ValidationError(_("Kies een van de knoppen."))
        return given

    @property
    def cards(self) -> list[Weighed]:
        weighed = self.sheet.options.weighed.items()
        return [
            Weighed(entry, tuple((name, label, tuple(self._marks(entry, name))) for name, label in weighed))
            for entry in source_entries(self.sheet)
        ]

    def _marks(self, entry: Entry, name: str) -> list[Mark]:
        about = [e for e in self.sheet.entries if e.about_id == entry.pk]
        return [Mark(n, n, frozenset(e.author_id for e in about if e.body.get(name) == n)) for n in STEPS]


class Choice(MarkActivity):
    kind = "choice"
    does = "choice"
    covers = False  # it orders the topics anew, and says less of each
    title = gettext_lazy("Kiezen")
    options_class = ChoiceOptions
    mine_template = "activities/choice/mine.html"

    def builds_on(self, options: Any) -> str:
        return "subject"

    def collects(self, options: Any) -> bool:
        return bool(options.by != "score")

    def marks(self, options: Any) -> dict[str, str]:
        if options.by == "consensus":
            return {"mee": _("Kan ik mee leven"), "ander": _("Liever een ander")}
        return {"deze": _("Deze kies ik") if options.by == "inbrenger" else _("Mijn voorkeur")}

    def form(self, sheet: Sheet, data: Mapping[str, Any] | None = None) -> forms.Form | None:
        if sheet.options.by == "criteria":
            return CriteriaForm(data, sheet=sheet, auto_id=f"f{sheet.pk}_%s")
        return super().form(sheet, data)

    def replaces(
        self, sheet: Sheet, body: Mapping[str, Any], author: int | None, about: int | None
    ) -> Sequence[Entry]:
        return sheet.by(author) if sheet.options.by in ONE else super().replaces(sheet, body, author, about)

    def said(self, sheet: Sheet, entry: Entry) -> list[str]:
        return list(TALLIES[sheet.options.by](sheet, entry)[0])

    def flap(self, sheet: Sheet) -> dict[str, Any]:
        """lines: the topics, that with the best chance first; given: how many people said something; turn: it counts.

        alone: the topics lie on a sheet of another step, whose line about therapy is not on the screen now.
        """
        lines = [self._line(sheet, entry) for entry in source_entries(sheet)]
        given = len({e.author_id for e in sheet.entries})
        alone = sheet.source is None or place(sheet.source) != place(sheet)
        ranked = sorted(lines, key=lambda line: -line.rank)
        return {"lines": ranked, "given": given, "alone": alone, "turn": sheet.options.asks_turn}

    def _line(self, sheet: Sheet, entry: Entry) -> Line:
        assert sheet.source is not None
        said, rank = TALLIES[sheet.options.by](sheet, entry)
        owners = sheet.source.activity.owners(sheet.source, entry)
        people = tuple((person, sheet.source.names[person]) for person in owners)
        return Line(entry, people, tuple(said), rank)

    def done(self, sheet: Sheet, author: int) -> bool:
        return bool(sheet.by(author)) if sheet.options.by in ONE else super().done(sheet, author)


def place(sheet: Sheet) -> str:
    """The step a sheet lies in, as its pk says."""
    return sheet.pk.partition("-")[0]


# How a topic stands, in words and as a rank, by each way of choosing.

Tally = tuple[list[str], float]


def by_score(sheet: Sheet, entry: Entry) -> Tally:
    score = entry.body.get("score")
    return ([_("cijfer %(score)s") % {"score": score}], float(score)) if score else ([], 0)


def by_vote(sheet: Sheet, entry: Entry) -> Tally:
    n = sum(e.about_id == entry.pk for e in sheet.entries)
    return ([ngettext("%(n)s voorkeur", "%(n)s voorkeuren", n) % {"n": n}] if n else []), n


def by_consensus(sheet: Sheet, entry: Entry) -> Tally:
    said = [e.body.get("value") for e in sheet.entries if e.about_id == entry.pk]
    yes, no = said.count("mee"), said.count("ander")
    with_it = ngettext("%(n)s kan ermee leven", "%(n)s kunnen ermee leven", yes) % {"n": yes}
    other = ngettext("%(n)s liever een ander", "%(n)s liever een ander", no) % {"n": no}
    return [text for n, text in ((yes, with_it), (no, other)) if n], yes - no


def by_criteria(sheet: Sheet, entry: Entry) -> Tally:
    means = {label: mean(sheet, entry, name) for name, label in sheet.options.weighed.items()}
    given = {label: value for label, value in means.items() if value is not None}
    return [f"{label} {number_format(value, 1)}" for label, value in given.items()], sum(given.values())


def mean(sheet: Sheet, entry: Entry, name: str) -> float | None:
    said = [int(e.body[name]) for e in sheet.entries if e.about_id == entry.pk and name in e.body]
    return sum(said) / len(said) if said else None


def by_presenter(sheet: Sheet, entry: Entry) -> Tally:
    chosen = any(e.about_id == entry.pk for e in sheet.entries)
    return ([_("gekozen")] if chosen else []), float(chosen)


TALLIES = dict(zip(WAYS, (by_score, by_vote, by_consensus, by_criteria, by_presenter), strict=True))
