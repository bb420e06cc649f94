"""Dividing people into pairs, and seating them in chairs."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..forms import ContributionForm

PRESS = {"required": _("Kies een van de knoppen."), "invalid_choice": _("Kies een van de knoppen.")}


class DivideForm(ContributionForm):
    """How to divide, and whom: the people of the moment, in the order of their seats."""

    value = forms.ChoiceField(choices=[("random", ""), ("seats", "")], error_messages=PRESS)
    people = forms.MultipleChoiceField(
        error_messages={"required": _("Er is nog niemand om in te delen."), "invalid_choice": PRESS["invalid_choice"]}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = list(self.sheet.names.items())  # type: ignore[attr-defined]


class ChairForm(ContributionForm):
    """Somebody in a chair (or nobody), or everybody one chair on."""

    value = forms.ChoiceField(choices=[("place", ""), ("swap", "")], error_messages=PRESS)
    chair = forms.TypedChoiceField(coerce=int, empty_value="", required=False, error_messages=PRESS)
    person = forms.TypedChoiceField(coerce=int, empty_value=None, required=False, error_messages=PRESS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chair"].choices = list(enumerate(self.sheet.options.roles))  # type: ignore[attr-defined]
        self.fields["person"].choices = [("", ""), *self.sheet.names.items()]  # type: ignore[attr-defined]


def divide(people: list[int], size: int, *, shuffled: bool) -> list[list[int]]:
    """Groups of this size, as even as can be; nobody is left alone unless there is only one."""
    order = random.sample(people, len(people)) if shuffled else people
    n = max(1, len(order) // size + (len(order) % size > 1))
    small, larger = divmod(len(order), n)
    ends = [0]
    for group in range(n):
        ends.append(ends[-1] + small + (group < larger))
    return [order[start:end] for start, end in pairwise(ends)]
