"""Onderwerpen: one line per person, with the owner's name; maybe with an own score, a pitch, or owners together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..base import Activity, Entry, Options, Paper, Refused, Sheet, too_many
from ..forms import TextForm, text_field
from ..marks import content

OFFERS = "subject"  # what a choice builds on, and a pitch


@dataclass(frozen=True)
class TopicsOptions(Options):
    """score: the owner gives 1 to 10 (true, or a mapping with min and max); order: entry or score; pitch: why it
    counts, here or about the topics of an earlier sheet; joint: others can say that a topic is theirs too.
    """

    score: Any = False
    pitch: bool = False
    joint: bool = False
    order: str = "entry"
    max_per_member: int | None = 1

    def check(self) -> None:
        self.need(isinstance(self.score, bool) or 1 < len(self.scores) <= 11, "score is true, false of {min, max}")
        self.need(self.order in {"entry", "score"}, "order is entry of score")
        self.need(self.order == "entry" or bool(self.scores), "order: score vraagt om score: true")
        self.need(self.max_per_member is None or self.max_per_member > 0, "max_per_member is een getal boven nul")

    @property
    def scores(self) -> tuple[str, ...]:
        """The scores to choose from; none where no score is given."""
        given = self.score if isinstance(self.score, Mapping) else {}
        low, high = given.get("min", 1), given.get("max", 10)
        right = bool(self.score) and isinstance(low, int) and isinstance(high, int) and high - low <= 10
        return tuple(str(n) for n in range(low, high + 1)) if right else ()


@dataclass(frozen=True)
class Topic:
    """A topic with whose it is (ids and names) and why it counts (each pitch with its entry)."""

    entry: Entry
    people: tuple[tuple[int, str], ...]
    pitches: tuple[tuple[Entry, str], ...] = ()
    score: str = field(default="")

    @property
    def names(self) -> list[str]:
        return [name for _id, name in self.people]


class TopicForm(TextForm):
    """A topic; a pitch about a topic of an earlier sheet; or saying that somebody's topic is mine too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options, text = self.sheet.options, self.fields["text"]
        text.label = _("Waarom telt dit onderwerp voor jou?") if self.pitching else _("Jouw onderwerp, in één regel")
        text.widget.attrs["rows"] = 2
        if options.scores:
            self.fields["score"] = score_field(options.scores)
        if options.pitch and not self.pitching:
            self.fields["pitch"] = text_field(
                _("Waarom telt dit onderwerp voor jou? Mag leeg blijven."), required=False
            )
        if options.joint and not self.pitching:
            self._let_join()

    @property
    def pitching(self) -> bool:
        return self.sheet.source is not None

    def _let_join(self) -> None:
        known = [(str(topic.entry.pk), "") for topic in self.sheet.flap["topics"]]
        gone = {"invalid_choice": _("Dat ligt niet meer op de flap.")}
        joins = forms.ChoiceField(
            choices=[("", ""), *known], required=False, widget=forms.HiddenInput, error_messages=gone
        )
        self.fields["joins"] = joins
        if self.data.get("joins"):
            for name in ("text", "score"):
                if name in self.fields:
                    self.fields[name].required = False

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())

    def clean(self) -> dict[str, Any]:
        if joins := self.cleaned_data.get("joins"):
            return {"joins": int(joins)}
        return {name: value for name, value in self.cleaned_data.items() if value}


def score_field(scores: tuple[str, ...]) -> forms.ChoiceField:
    label = _("Welk cijfer geef jij het, van %(low)s tot %(high)s?") % {"low": scores[0], "high": scores[-1]}
    missing = _("Geef je onderwerp ook een cijfer.")
    return forms.ChoiceField(
        label=label,
        choices=[(score, score) for score in scores],
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )


class Topics(Activity):
    kind = "topics"
    does = "inventory"
    title = gettext_lazy("Onderwerpen")
    options_class = TopicsOptions
    form_class = TopicForm
    names = True
    offers = OFFERS
    mine_template = "activities/topics/mine.html"
    entry_template = "activities/topics/_entry.html"

    def builds_on(self, options: Any) -> str:
        return OFFERS if options.pitch else ""

    def draws_on(self, options: Any) -> Paper:
        return Paper.CASE

    def follows(self, options: Any) -> bool:
        return bool(options.joint)

    def subjects(self, sheet: Sheet) -> Sequence[Entry] | None:
        return content(sheet.source) if sheet.source else None

    def summary(self, sheet: Sheet) -> list[Entry]:
        return [entry for entry in sheet.entries if "text" in entry.body]

    def owners(self, sheet: Sheet, entry: Entry) -> list[int]:
        joined = [e.author_id for e in sheet.entries if e.body.get("joins") == entry.pk]
        people = dict.fromkeys([entry.author_id, *joined])
        return [person for person in people if person is not None and person in sheet.names]

    def accept(self, sheet: Sheet, cleaned: Mapping[str, Any], author: int | None) -> dict[str, Any]:
        most = sheet.options.max_per_member
        if sheet.source and most and len(sheet.by(author)) >= most:
            raise too_many(most)
        joined = next((e for e in sheet.entries if e.pk == cleaned.get("joins")), None)
        if joined and author in self.owners(sheet, joined):
            raise Refused(_("Dit onderwerp staat al op jouw naam."))
        return dict(cleaned)

    def flap(self, sheet: Sheet) -> dict[str, Any]:
        """topics: in order; pitched: they are those of an earlier sheet, with what was said here about them."""
        if sheet.source:
            earlier = sheet.source.flap.get("topics", [])
            return {"topics": [self._pitched(sheet, topic) for topic in earlier], "pitched": True}
        topics = [self._topic(sheet, e) for e in self.summary(sheet)]
        if sheet.options.order == "score":
            topics.sort(key=lambda topic: -int(topic.score or 0))
        return {"topics": topics, "pitched": False}

    def _topic(self, sheet: Sheet, entry: Entry) -> Topic:
        people = tuple((person, sheet.names[person]) for person in self.owners(sheet, entry))
        pitches = ((entry, entry.body["pitch"]),) if "pitch" in entry.body else ()
        return Topic(entry, people, pitches, entry.body.get("score", ""))

    def _pitched(self, sheet: Sheet, topic: Topic) -> Topic:
        """A topic with the pitches of this sheet. Whoever pitches a topic stands for it together with its owner."""
        said = [e for e in sheet.entries if e.about_id == topic.entry.pk]
        people = dict(topic.people) | {
            e.author_id: sheet.names.get(e.author_id or 0, "") for e in said if e.author_id
        }
        pitches = (*topic.pitches, *((e, e.body["text"]) for e in said))
        return replace(topic, people=tuple(people.items()), pitches=pitches)
