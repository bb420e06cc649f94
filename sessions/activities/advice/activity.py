"""Adviezen: one each per entry, side by side and without discussion; only where the step's advice is due."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ..base import Activity
from ..openings import OpeningForm, OpeningOptions


@dataclass(frozen=True)
class AdviceOptions(OpeningOptions):
    """signup: people sign up for a round of advice; for now it is shown as a list."""

    signup: bool = False


class Advice(Activity):
    kind = "advice"
    title = _("Adviezen")
    options_class = AdviceOptions
    form_class = OpeningForm
    is_advice = True

    def done(self, sheet, author):
        return len(sheet.by(author)) >= max(sheet.options.min_per_member, 1)
