"""What somebody looks for in the catalogue."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from . import labels
from .models import Method


class CatalogueFilter(forms.Form):
    """Goal and time, both free to leave open; comes in through the address, so a choice can be shared."""

    goal = forms.ChoiceField(label=_("Waarvoor"), required=False, choices=[("", _("alles")), *labels.GOALS.items()])
    minutes = forms.IntegerField(label=_("Hooguit zoveel minuten"), required=False, min_value=1, max_value=999)

    def fits(self, method: Method) -> bool:
        """Whether the method is what is looked for; what cannot be understood asks for nothing."""
        goal, minutes = self.wanted.get("goal"), self.wanted.get("minutes")
        return (not goal or goal in method.goals) and (not minutes or method.minutes <= minutes)

    @property
    def wanted(self) -> dict[str, Any]:
        """What was asked for and understood."""
        self.is_valid()
        return self.cleaned_data
