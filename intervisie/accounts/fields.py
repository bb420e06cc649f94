"""Fields that stand in several forms of accounts, with our own words for what is wrong."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def email_field(**attrs: Any) -> forms.EmailField:
    return forms.EmailField(
        label=_("E-mailadres"),
        max_length=254,
        error_messages={
            "required": _("Vul een e-mailadres in."),
            "invalid": _("Dit lijkt geen e-mailadres. Kijk het nog even na."),
        },
        widget=forms.EmailInput(attrs={"autocapitalize": "none", "spellcheck": "false", **attrs}),
    )


def name_field(**attrs: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Naam"),
        max_length=60,
        error_messages={
            "required": _("Vul de naam in."),
            "max_length": _("Houd het bij %(limit_value)d tekens."),
        },
        widget=forms.TextInput(attrs=attrs),
    )


def password_field(label: Any, required: Any, **attrs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=1024,
        error_messages={"required": required},
        widget=forms.PasswordInput(attrs=attrs),
    )


def own_password() -> forms.CharField:
    return password_field(_("Wachtwoord"), _("Vul je wachtwoord in."), autocomplete="current-password")


def code_field(label: Any, **more: Any) -> forms.CharField:
    """All codes are digits; an app may offer the one it just received."""
    attrs = {"class": "code", "inputmode": "numeric", "autocomplete": "one-time-code", **more}
    return forms.CharField(
        label=label,
        max_length=40,
        error_messages={"required": _("Typ de code.")},
        widget=forms.TextInput(attrs=attrs),
    )
