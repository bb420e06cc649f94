"""The forms of accounts. What is wrong stands beside its field, in our own words."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import SetPasswordForm, UsernameField
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .models import User

NO_EMAIL = _("Dit lijkt geen e-mailadres. Kijk het nog even na.")
# What Django's validators say, in the words of this product; a validator that is not named here speaks for itself.
WEAK = {
    "password_too_short": _("Kies een langer wachtwoord: minstens 10 tekens."),
    "password_too_common": _("Dit wachtwoord gebruiken veel mensen. Kies iets dat van jou is."),
    "password_too_similar": _("Dit wachtwoord lijkt veel op je naam of e-mailadres. Kies iets anders."),
}


def email_field(**attrs: str) -> forms.EmailField:
    return forms.EmailField(
        label=_("E-mailadres"),
        max_length=254,
        error_messages={"required": _("Vul een e-mailadres in."), "invalid": NO_EMAIL},
        widget=forms.EmailInput(attrs={"autocapitalize": "none", "spellcheck": "false", **attrs}),
    )


class LoginForm(forms.Form):
    """E-mail and password; whether they fit is for the view to say."""

    email = UsernameField(
        label=_("E-mailadres"),
        max_length=254,
        error_messages={"required": _("Vul je e-mailadres in.")},
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True, "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Wachtwoord"),
        strip=False,
        max_length=1024,
        error_messages={"required": _("Vul je wachtwoord in.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """A new password, typed twice because nobody sees it."""

    new_password1 = forms.CharField(
        label=_("Nieuw wachtwoord"),
        strip=False,
        max_length=1024,
        error_messages={"required": _("Kies een wachtwoord.")},
        help_text=_("Minstens 10 tekens. Een korte zin onthoud je makkelijk."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
    )
    new_password2 = forms.CharField(
        label=_("Nog een keer"),
        strip=False,
        max_length=1024,
        error_messages={"required": _("Typ het wachtwoord nog een keer.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    error_messages = {"password_mismatch": _("Deze twee zijn niet gelijk. Typ ze nog eens.")}

    def validate_password_for_user(self, user: Any, password_field_name: str = "new_password1") -> None:
        """As Django does, but in our words, and beside the field in which the password is chosen first."""
        if not (password := self.cleaned_data.get(password_field_name)):
            return
        try:
            password_validation.validate_password(password, user)
        except forms.ValidationError as error:
            for each in error.error_list:
                self.add_error("new_password1", WEAK.get(each.code or "", each))


class InviteForm(forms.Form):
    """Another begeleider: a name and an address."""

    name = forms.CharField(
        label=_("Naam"),
        max_length=60,
        error_messages={
            "required": _("Vul de naam in."),
            "max_length": _("Houd het bij %(limit_value)d tekens."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = email_field(autocomplete="off")

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        return " ".join(name.split())

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(taken(email))
        return email


def taken(email: str) -> Any:
    return format_lazy(_("{email} heeft al een account en kan inloggen."), email=email)
