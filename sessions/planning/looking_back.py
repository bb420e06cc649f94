"""Help with writing a case: ten questions to look back with, and cards to find a feeling (methods.json R50, R51)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

# Numbered as in the source: one to five about oneself, six to ten about the other. One row of the grid per line.
GRID = (
    (_("Willen"), _("Wat wilde je?"), _("Wat wilde de ander, denk je?")),
    (_("Zeggen"), _("Wat zei je?"), _("Wat zei de ander?")),
    (_("Doen"), _("Wat deed je?"), _("Wat deed de ander?")),
    (_("Denken"), _("Wat dacht je?"), _("Wat dacht de ander, denk je?")),
    (_("Voelen"), _("Wat voelde je?"), _("Wat voelde de ander, denk je?")),
)
QUESTIONS = {
    **{f"back_{number}": mine for number, (_row, mine, _theirs) in enumerate(GRID, 1)},
    **{f"back_{number}": theirs for number, (_row, _mine, theirs) in enumerate(GRID, 6)},
}


@dataclass(frozen=True)
class Card:
    """A place in the body, and what it may tell."""

    place: Any
    asks: Any


CARDS = (
    Card(_("Knie"), _("Wat had je hier onder de knie?")),
    Card(_("Hart"), _("Wat deed je goed, of raakte je?")),
    Card(_("Maag"), _("Wat ligt je nog zwaar op de maag?")),
    Card(_("Stem en handen"), _("Waar hoorde of zag je spanning bij jezelf?")),
    Card(_("Hoofd"), _("Wat blijft er malen?")),
    Card(_("Heupen"), _("Waarvan stond je met je handen in je zij?")),
    Card(_("Schouders"), _("Wat droeg je, en was dat van jou?")),
    Card(_("Ogen"), _("Wat zie je nog steeds voor je?")),
    Card(_("Voeten"), _("Wat liet je van je af glijden?")),
)
