"""Actiepunten: what somebody will do, when, and how they will notice that it works."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..base import Activity, Entry, Options, Sheet
from ..forms import ContributionForm, text_field

OWNERS = ("inbrenger", "everyone")


@dataclass(frozen=True)
class ActionPlanOptions(Options):
    """owner: the inbrenger's own (everybody knows whose), or of everyone, with names; at most so many each."""

    owner: str = "inbrenger"
    max_per_member: int | None = 5

    def check(self) -> None:
        self.need(self.owner in OWNERS, f"owner is een van {', '.join(OWNERS)}")
        self.need(self.max_per_member is None or self.max_per_member > 0, "max_per_member is een getal boven nul")


class ActionForm(ContributionForm):
    """One action point; only what it is must be filled."""

    what = text_field(_("Wat ga je doen?"))
    when = text_field(_("Wanneer?"), required=False)
    sign_of_success = text_field(_("Waaraan merk je dat het lukt?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("what", 2), ("when", 1), ("sign_of_success", 2)):
            self.fields[name].widget.attrs["rows"] = rows

    def clean(self) -> dict[str, str]:
        return {name: text for name, text in self.cleaned_data.items() if text}


class ActionPlan(Activity):
    kind = "action_plan"
    title = _("Actiepunten")
    options_class = ActionPlanOptions
    form_class = ActionForm
    entry_template = "activities/action_plan/_entry.html"

    def named(self, options: Any) -> bool:
        return bool(options.owner == "everyone")

    def intention(self, entry: Entry) -> dict[str, str]:
        body = entry.body
        return {"what": body["what"], "when": body.get("when", ""), "notice": body.get("sign_of_success", "")}

    def flap(self, sheet: Sheet) -> dict[str, Any]:
        """points: each with its owner's name, where everybody has their own."""
        return {"points": [(entry, name_of(sheet, entry)) for entry in sheet.entries]}


def name_of(sheet: Sheet, entry: Entry) -> str:
    return sheet.names.get(entry.author_id or 0, "")
