"""What a werkvorm (activity) is: the digital counterpart of one use of the flip-over.

One folder each; a leaf that imports nothing of the other rooms but `sessions.roles`. An activity says what may be
handed in, with which limits, and what the sheet shows. Who may hand in stands in the rows of the step, never here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions.roles import Role

if TYPE_CHECKING:
    from django import forms
    from django.utils.functional import _StrPromise

    from .forms import ContributionForm
    from .pictures import Picture


class BadOption(ValueError):
    """An option of an activity that the activity does not know, or cannot use. The text is for the author."""


class Refused(ValueError):
    """A contribution that goes against the activity's rules. The text (Dutch, translated) is for the person."""


class Entry(Protocol):
    """A contribution as an activity sees it: what was written, about what, by whom (an id or nobody)."""

    pk: int
    body: dict[str, Any]
    about_id: int | None
    author_id: int | None


@dataclass(frozen=True)
class Options:
    """The options of an activity in one step; each kind has its own subclass. Field types are checked on load.

    title: what the sheet is called here, where the kind's own name says too little.
    """

    title: str = ""

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Options:
        """Options from a document's mapping. Raises BadOption with a sentence for the author."""
        known = {f.name: f for f in fields(cls)}
        for name in given:
            if name not in known:
                raise BadOption(f"onbekende optie “{name}”; bekend zijn: {', '.join(known) or 'geen'}")
        values: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in given.items()}
        options = cls(**values)
        options.check()
        return options

    def check(self) -> None:
        """Raises BadOption when a value cannot be used."""

    def need(self, right: bool, sentence: str) -> None:
        """Raises BadOption with the sentence unless `right`."""
        if not right:
            raise BadOption(sentence)


class Paper(StrEnum):
    """What people write between the meetings, on which an activity can draw."""

    INTENTIONS = "intentions"
    CASE = "case"
    REFLECTION = "reflection"


@dataclass(frozen=True)
class Prepared:
    """Something that was there before the session. owner: the participant whose it is; words: by the field's name."""

    pk: int
    owner: int
    words: Mapping[str, str]


@dataclass(frozen=True)
class Leaf:
    """A part of a sheet that can be looked at by itself: a column of it, or one entry.

    beside: what stands next to an entry (by its id), such as how heavy it is.
    """

    title: str
    entries: Sequence[Entry]
    beside: Mapping[int, str] = field(default_factory=dict)

    @property
    def lines(self) -> list[tuple[Entry, str]]:
        """Each entry with what stands next to it."""
        return [(entry, self.beside.get(entry.pk, "")) for entry in self.entries]


@dataclass(frozen=True)
class Sheet:
    """One activity of one step with what was handed in: what templates of an activity are given.

    entries: in order of arrival, without those that were laid back.
    source: the sheet this one builds on (the questions that are weighed), if its options name a step.
    pk: unique on the page (`12-questions`).
    names: display name per participant id; used only by activities with `names = True`.
    hidden: this audience may see only how many there are.
    folded: this audience may see everything, but others may not yet, and its screen may be on the wall.
    ready: what lies ready for whoever writes here, from before the session; never given to a whole audience.
    """

    activity: Activity
    options: Any
    key: str
    pk: str
    entries: Sequence[Entry] = ()
    source: Sheet | None = None
    names: Mapping[int, str] = field(default_factory=dict)
    hidden: bool = False
    folded: bool = False
    ready: Sequence[Prepared] = ()

    @property
    def kind(self) -> str:
        return self.activity.kind

    @property
    def title(self) -> str:
        """What the sheet is called, on the flap and in what is taken home."""
        return str(self.options.title or self.activity.title)

    @property
    def anonymous(self) -> bool:
        return self.activity.anonymous(self.options)

    @property
    def flap_template(self) -> str:
        return f"activities/{self.kind}/flap.html"

    @property
    def mine_template(self) -> str:
        return self.activity.mine_template

    @property
    def flap(self) -> dict[str, Any]:
        return self.activity.flap(self)

    @property
    def waiting(self) -> str:
        """How many lie ready, in words: all that is told of what is hidden."""
        return self.activity.waiting(len(self.entries))

    def by(self, author: int | None) -> list[Entry]:
        """The entries of one participant."""
        return [entry for entry in self.entries if entry.author_id == author]


class Activity:
    """One kind of werkvorm. Subclasses are stateless; the registry keeps one instance of each."""

    kind: ClassVar[str]
    title: ClassVar[str | _StrPromise]  # what the sheet is called
    options_class: ClassVar[type[Options]] = Options
    form_class: ClassVar[type[ContributionForm] | None] = None
    shared: ClassVar[bool] = True
    on_flap: ClassVar[bool] = True  # False: a talk; there is no sheet to show
    names: ClassVar[bool] = False
    is_advice: ClassVar[bool] = False
    covers: ClassVar[bool] = False  # shows every entry it builds on: in one step that sheet need not lie beside it
    one_per_about: ClassVar[bool] = False  # a later mark about the same entry takes the earlier one's place
    mine_template: ClassVar[str] = "activities/_compose.html"  # how one hands in: a field, or a template of one's own
    entry_template: ClassVar[str] = "activities/_text.html"  # how one entry reads, also on a sheet that builds on it
    coach: ClassVar[str] = ""  # what the coach looks for in its text: question, or advice-only (while none is due)
    returnable: ClassVar[bool] = False  # the begeleider can lay an entry back with a kind word
    steered: ClassVar[bool] = False  # the begeleider hands in too: which leaf lies on top, who sits where; no content
    moves: ClassVar[frozenset[str]] = frozenset()  # values that only pass the word on, which one may do for another
    does: ClassVar[str] = ""  # what it does for a meeting that a programme does once: inventory, choice, evaluation
    of_last_time: ClassVar[bool] = False  # about the meeting before: in the first one there is nothing to do
    offers: ClassVar[str] = ""  # what its entries are, for those who build on the nearest sheet that offers it

    def hidden_until_reveal(self, options: Any) -> bool:
        """Whether the group sees entries only after “Toon” or in the next step."""
        return getattr(options, "reveal", "live") == "at_end"

    def limit(self, options: Any) -> int | None:
        """The most entries per member, or none."""
        return getattr(options, "max_per_member", None)

    def quiet(self, options: Any) -> bool:
        """Whether it is a silence: the screens are calm then, and ask for nothing."""
        return False

    def silence(self, options: Any) -> int:
        """Seconds of silence, which close a step as a small one of its own where they come last in it; 0: none."""
        return 0

    def anonymous(self, options: Any) -> bool:
        """Whether no author is kept with an entry: only the phone that made it can take it back."""
        return bool(getattr(options, "anonymous", False))

    def collects(self, options: Any) -> bool:
        """Whether there is anything to hand in, with these options."""
        return self.form_class is not None

    def named(self, options: Any) -> bool:
        """Whether names stand with entries, with these options."""
        return self.names

    def builds_on(self, options: Any) -> str:
        """What the nearest earlier sheet of the round must offer to be the source, where no step is named."""
        return ""

    def draws_on(self, options: Any) -> Paper | None:
        """What its writers may have prepared for it, and find ready on their own screen."""
        return None

    def follows(self, options: Any) -> bool:
        """Whether what others put up on this sheet changes what I may do on it (my part is then pulled anew)."""
        return False

    def groups(self, sheet: Sheet) -> list[list[int]]:
        """Who works together in the step, as this sheet divides them: participants' ids."""
        return []

    def in_groups(self, options: Any) -> bool:
        """Whether those who work together have in sight what each of them put up, also while it is hidden."""
        return False

    def owners(self, sheet: Sheet, entry: Entry) -> list[int]:
        """Whose an entry is, where names stand with entries."""
        person = entry.author_id
        return [person] if person is not None and person in sheet.names else []

    def waiting(self, n: int) -> str:
        """How many entries lie ready, in words that tell nothing else."""
        return ngettext("%(n)s bijdrage ligt klaar", "%(n)s bijdragen liggen klaar", n) % {"n": n}

    def turns(self, options: Any) -> int | None:
        """0: no turns; n: n rounds of turns; None: rounds until nobody has anything more."""
        return 0

    def turn_roles(self, options: Any) -> tuple[Role, ...]:
        """The roles that take a turn; empty: whoever speaks in the step."""
        return ()

    def gathers(self, options: Any) -> bool:
        """Whether it builds on all sheets of its own kind that were filled earlier in the round, taken together."""
        return False

    def subjects(self, sheet: Sheet) -> Sequence[Entry] | None:
        """What a contribution to this sheet has to be about, one of these; none: about nothing in particular."""
        return sheet.source.entries if sheet.source else None

    def basis(self, sheet: Sheet) -> Sheet:
        """What a table starts from that builds on this sheet: its entries; of marks, the entries that were marked."""
        return sheet

    def leaves(self, sheet: Sheet) -> list[Leaf]:
        """The sheet as it is walked past, leaf by leaf."""
        return [Leaf("", [entry]) for entry in sheet.entries]

    def replaces(
        self, sheet: Sheet, body: Mapping[str, Any], author: int | None, about: int | None
    ) -> Sequence[Entry]:
        """The earlier entries of which a new one takes the place."""
        return [e for e in sheet.by(author) if e.about_id == about] if self.one_per_about and about else []

    def accept(self, sheet: Sheet, cleaned: Mapping[str, Any], author: int | None) -> dict[str, Any]:
        """The body to keep of a validated form. Raises Refused when the rules of the activity forbid it.

        Override for rules of the kind's own; the general ones (row, limit, about an entry of the source) are
        kept before this is called.
        """
        return dict(cleaned)

    def picture(self, cleaned: Mapping[str, Any]) -> Picture | None:
        """The photo of a validated form, which is kept beside the body; it is gone when the contribution is."""
        return None

    def flap(self, sheet: Sheet) -> dict[str, Any]:
        """The context of `activities/<kind>/flap.html` besides `sheet`; the same for a whole audience."""
        return {}

    def done(self, sheet: Sheet, author: int) -> bool:
        """Whether this participant has handed in as much as asked (for “3 van 5 klaar”)."""
        return bool(sheet.by(author))

    def open_items(self, sheet: Sheet) -> str:
        """A sentence for the begeleider about what is still open before the step is left, or an empty string."""
        return ""

    def summary(self, sheet: Sheet) -> Iterable[Entry]:
        """What the report of the round keeps."""
        return sheet.entries

    def intention(self, entry: Entry) -> dict[str, str] | None:
        """An entry that its author takes along to the next meeting: what, when, notice."""
        return None

    def outcome(self, entry: Entry) -> tuple[int, str] | None:
        """An entry that tells what came of an intention of last time: its id, and the words."""
        return None

    def evaluated(self, sheet: Sheet) -> dict[str, list[str]]:
        """What the group hears again at the start of the next meeting: texts by their point, without names."""
        return {}

    def lines(self, sheet: Sheet, entries: Iterable[Entry]) -> list[str]:
        """Entries of this sheet as they read where they stand alone (HTML), for who takes them home."""
        return [as_read(sheet, entry) for entry in entries]

    def own_lines(self, sheet: Sheet, entries: Iterable[Entry]) -> list[str]:
        """Entries of one person as lines for themself: without what they are about, which others may have written."""
        return self.lines(sheet, entries)

    def form(self, sheet: Sheet, data: Mapping[str, Any] | None = None) -> forms.Form | None:
        """An empty or bound form for one contribution; None when there is nothing to hand in."""
        if self.form_class is None or not self.collects(sheet.options):
            return None
        return self.form_class(data, sheet=sheet, auto_id=f"f{sheet.pk}_%s")


def as_read(sheet: Sheet, entry: Entry) -> str:
    """One entry as it reads where it stands alone (HTML, escaped by its template)."""
    return mark_safe(get_template(sheet.activity.entry_template).render({"sheet": sheet, "entry": entry}).strip())


def beside(sheet: Sheet, entry: Entry, words: Iterable[str]) -> str:
    """An entry of this sheet with words beside it (HTML)."""
    return format_html("{} — {}", as_read(sheet, entry), ", ".join(words))


def too_many(limit: int) -> Refused:
    """The refusal for one entry more than the step's maximum per member."""
    return Refused(_("Je hebt er al %(limit)s opgelegd. Trek er eerst een in.") % {"limit": limit})
