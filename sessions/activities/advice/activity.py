"""Adviezen: one each per entry, side by side and without discussion; only where the step's advice is due."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ..openings import OpeningActivity, OpeningOptions


@dataclass(frozen=True)
class AdviceOptions(OpeningOptions):
    """signup: people sign up for a round of advice; for now it is shown as a list."""

    signup: bool = False


class Advice(OpeningActivity):
    kind = "advice"
    title = _("Adviezen")
    options_class = AdviceOptions
    is_advice = True
