"""Rollen verdelen: who has which role, sits in which circle, pair or chair; and handing over the chair.

Roles, circles and the chair are the machine's: the begeleider's flap has buttons for its own commands. Pairs and
chairs are kept here, as one contribution that each new one replaces.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from sessions.roles import Role

from ..base import Activity, Entry, Sheet
from ..marks import SourceOptions
from .forms import ChairForm, DivideForm, divide

if TYPE_CHECKING:
    from django import forms

SHAPES = ("roles", "circles", "pairs", "chairs", "chair")
MACHINES = ("roles", "circles")  # shapes of which the roles are those of the machine


@dataclass(frozen=True)
class CastingOptions(SourceOptions):
    """shape: roles, circles, pairs (of `size`), chairs (who plays whom) or chair (who leads); roles: which.

    tasks: what each pair or small group does. observation: what the last circle watches for.
    from_step: what is chosen from while playing lies in sight (of marks: what was given the first).
    include_inbrenger: whether the inbrenger is in a pair; nothing said: when the roles name the inbrenger or tweetal.
    """

    shape: str = "roles"
    roles: tuple[str, ...] = ()
    size: int = 2
    tasks: tuple[str, ...] = ()
    observation: tuple[str, ...] = ()
    include_inbrenger: bool | None = None

    def check(self) -> None:
        super().check()
        self.need(self.shape in SHAPES, f"shape is een van {', '.join(SHAPES)}")
        known = self.shape not in MACHINES or set(self.roles) <= set(Role) - {Role.FACILITATOR}
        self.need(known, "roles bestaat hier uit rollen die mensen kunnen krijgen, zonder de begeleider")
        self.need(self.shape != "circles" or len(self.roles) == 2, "bij circles horen twee roles")
        self.need(self.shape != "chairs" or 0 < len(self.roles) <= 8, "bij chairs horen één tot acht roles")
        self.need(len(set(self.roles)) == len(self.roles), "roles heeft geen twee gelijke")
        self.need(1 < self.size < 10, "size is een getal van 2 tot 9")

    @property
    def with_presenter(self) -> bool:
        if self.include_inbrenger is not None:
            return self.include_inbrenger
        return not self.roles or bool({Role.PRESENTER, Role.PAIR} & set(self.roles))


class Casting(Activity):
    kind = "casting"
    title = _("Rolverdeling")
    options_class = CastingOptions
    form_class = DivideForm
    mine_template = "activities/casting/mine.html"
    names = True
    steered = True

    def collects(self, options: Any) -> bool:
        return options.shape in {"pairs", "chairs"}

    def form(self, sheet: Sheet, data: Mapping[str, Any] | None = None) -> forms.Form | None:
        if not self.collects(sheet.options):
            return None
        form_class = ChairForm if sheet.options.shape == "chairs" else DivideForm
        return form_class(data, sheet=sheet, auto_id=f"f{sheet.pk}_%s")

    def follows(self, options: Any) -> bool:
        return self.collects(options)

    def subjects(self, sheet: Sheet) -> None:
        return None

    def replaces(
        self, sheet: Sheet, body: Mapping[str, Any], author: int | None, about: int | None
    ) -> Sequence[Entry]:
        return sheet.entries

    def accept(self, sheet: Sheet, cleaned: Mapping[str, Any], author: int | None) -> dict[str, Any]:
        if sheet.options.shape == "pairs":
            people = [int(person) for person in cleaned["people"]]
            return {"value": divide(people, sheet.options.size, shuffled=cleaned["value"] == "random")}
        taken = chairs(sheet)
        if cleaned["value"] == "swap":
            return {"value": taken[-1:] + taken[:-1]}
        taken[cleaned["chair"] or 0] = cleaned["person"]
        return {"value": taken}

    def groups(self, sheet: Sheet) -> list[list[int]]:
        return list(sheet.entries[-1].body["value"]) if sheet.entries and sheet.options.shape == "pairs" else []

    def flap(self, sheet: Sheet) -> dict[str, Any]:
        """groups: the names in each pair; chairs: each with who sits there, or nobody; divided: who has a place.

        shown: the sheet with what can be played.
        """
        pairs = self.groups(sheet)
        named = [[sheet.names[p] for p in group if p in sheet.names] for group in pairs]
        taken = chairs(sheet) if sheet.options.shape == "chairs" else []
        return {
            "groups": [group for group in named if group],
            "chairs": [
                (n, label, sheet.names.get(p or 0, ""))
                for n, (label, p) in enumerate(zip(sheet.options.roles, taken, strict=False))
            ],
            "divided": {person for group in pairs for person in group},
            "shown": sheet.source.activity.basis(sheet.source) if sheet.source else None,
        }

    def summary(self, sheet: Sheet) -> Iterable[Entry]:
        return ()


def chairs(sheet: Sheet) -> list[int | None]:
    """Who sits in each chair, in the order of the roles."""
    kept = list(sheet.entries[-1].body["value"]) if sheet.entries else []
    return [*kept, *[None] * len(sheet.options.roles)][: len(sheet.options.roles)]
