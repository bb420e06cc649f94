"""What somebody looks for in the catalogue."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from . import labels
from .models import Method
from .recommend import Wish


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


EXPERIENCE = {1: _("nog weinig"), 2: _("enige ervaring"), 3: _("een geoefende groep")}


def amount(label: Any) -> forms.IntegerField:
    """A whole number as people type it: text, so that what is not a number stays to be mended."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    told = dict.fromkeys(["invalid", "min_value", "max_value"], _("Vul een heel getal in, van 1 tot en met 999."))
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=999, widget=widget, error_messages=told
    )


class FitForm(forms.Form):
    """What the begeleider knows. The names stand in the address, where other pages fill them in beforehand."""

    vraag = forms.ChoiceField(
        label=_("Wat voor vraag is het?"),
        required=False,
        choices=[("", _("weet ik nog niet")), *labels.SUITS.items()],
    )
    doel = forms.ChoiceField(
        label=_("Wat moet het opleveren?"), required=False, choices=[("", _("maakt niet uit")), *labels.GOALS.items()]
    )
    minuten = amount(_("Hoeveel minuten zijn er nog?"))
    mensen = amount(_("Met hoeveel mensen, naast de begeleider?"))
    ervaring = forms.TypedChoiceField(
        label=_("Hoeveel ervaring heeft de groep?"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("maakt niet uit")), *EXPERIENCE.items()],
    )

    # The round of a session for which a method is sought, if it is for one.
    sessie = forms.SlugField(required=False, max_length=8, widget=forms.HiddenInput)
    ronde = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @property
    def wish(self) -> Wish | None:
        """What was asked, or None: nothing yet, or something that cannot be understood."""
        asked = ("vraag", "doel", "minuten", "mensen", "ervaring")
        if not self.is_valid() or not any(self.cleaned_data[name] for name in asked):
            return None
        data = self.cleaned_data
        return Wish(data["doel"], data["vraag"], data["minuten"], data["mensen"], data["ervaring"])
