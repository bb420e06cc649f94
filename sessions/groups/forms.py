"""The forms of groups and their people. What is wrong stands beside its field, in our own words."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from . import people, roster
from .models import CONTRACT, Agreement, Group, Membership

FILE_LIMIT = 100 * 1024
TOLD = {
    "required": _("Vul dit nog in."),
    "max_length": _("Houd het bij %(limit_value)d tekens."),
    "min_value": _("Minstens %(limit_value)d."),
    "max_value": _("Hooguit %(limit_value)d."),
}
INVALID = {
    forms.IntegerField: _("Vul een heel getal in."),
    forms.EmailField: _("Dit lijkt geen e-mailadres. Kijk het nog even na."),
    forms.DateField: _("Schrijf de datum als 31-12-2026."),
    forms.TimeField: _("Schrijf de tijd als 9:30."),
    forms.URLField: _("Dit lijkt geen webadres. Begin met https://."),
}


class PlainWords:
    """For a form: says what is wrong as we would say it, whatever the field is."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for field in self.fields.values():
            field.error_messages |= TOLD | {"invalid": self._invalid(field)}
            for validator in field.validators:
                if validator.code in TOLD:
                    validator.message = TOLD[validator.code]

    @staticmethod
    def _invalid(field: forms.Field) -> Any:
        return next(
            (words for kind, words in INVALID.items() if isinstance(field, kind)), _("Dit begrijpen we niet.")
        )


def clean_name(text: str) -> str:
    """A name as we keep it: one space between words, one way of writing each letter."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not any(letter.isalnum() for letter in name):
        raise forms.ValidationError(_("Gebruik in de naam minstens één letter."))
    if any(unicodedata.category(letter).startswith("C") for letter in name):
        raise forms.ValidationError(_("In de naam staat een teken dat we niet kunnen tonen."))
    return name


class NewGroupForm(PlainWords, forms.ModelForm):
    """A name and a kind, and what its maker does in it besides planning."""

    takes_part = forms.BooleanField(label=_("Ik doe zelf mee en breng casussen in"), required=False)
    facilitates = forms.BooleanField(label=_("Ik begeleid ook bijeenkomsten"), required=False)

    class Meta:
        model = Group
        fields = ["name", "kind", "language"]

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])


class SettingsForm(PlainWords, forms.ModelForm):
    """How the app serves this group."""

    class Meta:
        model = Group
        fields = [
            *("name", "kind", "language", "self_guided", "keep_days", "late_after", "max_cases"),
            *("share_reflections", "remind_answer", "remind_case", "remind_day_before"),
        ]
        help_texts = {
            "self_guided": _("Ieder lid kan dan een bijeenkomst openen; de app neemt het proces op zich."),
            "keep_days": _("Zoveel dagen na een bijeenkomst gaat alles weg wat er geschreven is."),
            "late_after": _("Zoveel minuten na het begin telt iemand als te laat."),
            "max_cases": _("Hooguit twee is een goede maat."),
            "share_reflections": _("Alleen bij supervisie, en alleen als de groep dat heeft afgesproken."),
        }

    clean_name = NewGroupForm.clean_name


class ContractForm(PlainWords, forms.ModelForm):
    """What the group settles at its start. Everything may stay open until it was talked about."""

    class Meta:
        model = Group
        fields = CONTRACT
        widgets = {name: forms.Textarea(attrs={"rows": 2, "maxlength": 2000}) for name in CONTRACT}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CONTRACT:
            self.fields[name].max_length = 2000


class PersonForm(PlainWords, forms.ModelForm):
    """One person: a name, an address and one or more roles."""

    class Meta:
        model = Membership
        fields = ["name", "email", "language", "takes_part", "coordinates", "facilitates", "supervises"]
        labels = {
            "takes_part": _("Groepslid: doet mee en brengt casussen in"),
            "coordinates": _("Coördinator: plant en nodigt uit"),
            "facilitates": _("Begeleider: bewaakt het proces"),
            "supervises": _("Supervisor"),
        }
        help_texts = {"email": _("Voor de uitnodigingen. Alleen de coördinator ziet dit adres.")}
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        }

    def clean_name(self) -> str:
        name = clean_name(self.cleaned_data["name"])
        others = self.instance.group.members.exclude(pk=self.instance.pk)
        if name.casefold() in {other.name.casefold() for other in others}:
            raise forms.ValidationError(_("Iemand met deze naam zit al in de groep. Zet er een achternaam bij."))
        return name

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.lower()

    def clean_coordinates(self) -> bool:
        wanted: bool = self.cleaned_data["coordinates"]
        if self.instance.pk and not wanted and people.is_last_coordinator(self.instance):
            raise forms.ValidationError(_("Er moet een coördinator blijven. Maak eerst iemand anders coördinator."))
        return wanted

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(role) for role in roster.ROLES) and "coordinates" in cleaned:
            self.add_error("takes_part", _("Kies minstens één rol."))
        return cleaned

    @property
    def role_fields(self) -> list[Any]:
        return [self[name] for name in roster.ROLES]


class ListForm(PlainWords, forms.Form):
    """People as a pasted list or a file; what a file holds goes on as if it was pasted."""

    file = forms.FileField(
        label=_("Of kies een bestand"),
        required=False,
        help_text=_("CSV of tekst, zoals Excel het bewaart."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )
    text = forms.CharField(
        label=_("Plak een lijst"),
        required=False,
        max_length=20_000,
        help_text=_("Eén persoon per regel: naam, e-mailadres en eventueel de rol, met een komma of tab ertussen."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
    )

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file and file.size > FILE_LIMIT:
            raise forms.ValidationError(_("Dit bestand is te groot voor een lijst met mensen."))
        return roster.decode(file.read()) if file else ""

    def clean_text(self) -> str:
        """The list itself. The file's content stands before what was typed: it was chosen last."""
        text: str = self.cleaned_data.get("file") or self.cleaned_data["text"]
        if "\0" in text:
            raise forms.ValidationError(_("Dit is geen tekstbestand. Bewaar de lijst als CSV."))
        if not text.strip():
            raise forms.ValidationError(_("Plak hier een lijst, of kies een bestand."))
        if text.count("\n") >= roster.MOST:
            raise forms.ValidationError(_("Hooguit %(most)d regels in één keer."), params={"most": roster.MOST})
        return text


class AgreementForm(PlainWords, forms.ModelForm):
    """A rule of the group's own."""

    class Meta:
        model = Agreement
        fields = ["text"]
        labels = {"text": _("Een afspraak van jullie zelf")}

    def clean_text(self) -> str:
        return " ".join(str(self.cleaned_data["text"]).split())
