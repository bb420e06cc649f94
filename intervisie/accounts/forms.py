"""The forms of accounts. What is wrong stands beside its field, in our own words."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import BaseConfirmCodeForm, ConfirmLoginCodeForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as StepAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import SetPasswordForm
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from . import limits
from .fields import code_field, email_field, name_field, own_password, password_field
from .letters import UNKNOWN
from .models import User

# What Django's validators say, in the words of this product; a validator that is not named here speaks for itself.
WEAK = {
    "password_too_short": _("Kies een langer wachtwoord: minstens 10 tekens."),
    "password_too_common": _("Dit wachtwoord gebruiken veel mensen. Kies iets dat van jou is."),
    "password_too_similar": _("Dit wachtwoord lijkt veel op je naam of e-mailadres. Kies iets anders."),
}


TAKEN = _("Dit adres hoort al bij een ander account.")


# --- Coming in ------------------------------------------------------------------------------------------------------


class AddressForm(LoginForm):
    """Where to mail a code to. Accounts have no password of necessity, so without one allauth mails a code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = email_field(autocomplete="username", autofocus=True)

    def clean_login(self) -> str:
        email = super().clean_login().lower()
        if not limits.may_mail_code(self.request, email):
            raise get_adapter().validation_error("too_many_login_attempts")
        return email

    def login(self, request: Any, redirect_url: Any = None) -> Any:
        """Mails the code; or that there is no account, for allauth's own mail leads to a page where one makes it."""
        if self.user is None:
            get_adapter().send_mail(UNKNOWN, self.cleaned_data["login"], {})
        return super().login(request, redirect_url)


class CodeForm(ConfirmLoginCodeForm):
    code = code_field(_("Code"), autofocus=True)


class PasswordLoginForm(LoginForm):
    password = own_password()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = email_field(autocomplete="username", autofocus=True)

    def _setup_password_field(self) -> None:
        """Leaves the field where it is."""

    def clean(self) -> Any:
        try:
            return super().clean()
        except forms.ValidationError as error:
            self.add_error("password", error)
            return self.cleaned_data


class SecondStepForm(AuthenticateForm):
    code = code_field(_("Code uit je app, of een herstelcode"), autofocus=True)


class PasswordAgainForm(ReauthenticateForm):
    password = own_password()


class SecondStepAgainForm(StepAgainForm):
    code = code_field(_("Code uit je app, of een herstelcode"), autofocus=True)


# --- Another address ------------------------------------------------------------------------------------------------


class NewAddressForm(forms.Form):
    """Which address it becomes. now: the one it is."""

    email = email_field(autocomplete="email")

    def __init__(self, *args: Any, request: Any, now: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.request, self.now = request, now
        self.fields["email"].label = _("Nieuw e-mailadres")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if email == self.now.lower():
            raise forms.ValidationError(_("Dit is het adres dat we al hebben."))
        return email

    def clean(self) -> Any:
        """A code is only mailed for a form that is in order, and not too often."""
        if not self.errors and not limits.may_mail_code(self.request, self.cleaned_data["email"]):
            self.add_error("email", get_adapter().error_messages["rate_limited"])
        return self.cleaned_data


class AccountAddressForm(NewAddressForm):
    def clean_email(self) -> str:
        email = super().clean_email()
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(TAKEN)
        return email


class AddressCodeForm(BaseConfirmCodeForm):
    code = code_field(_("Code"), autofocus=True)


# --- My account -----------------------------------------------------------------------------------------------------


class NameForm(forms.ModelForm):
    name = name_field(autocomplete="name")

    class Meta:
        model = User
        fields = ("name",)

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class PasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """A new password, typed twice because nobody sees it."""

    new_password1 = password_field(_("Nieuw wachtwoord"), _("Kies een wachtwoord."), autocomplete="new-password")
    new_password2 = password_field(
        _("Nog een keer"), _("Typ het wachtwoord nog een keer."), autocomplete="new-password"
    )
    error_messages = {"password_mismatch": _("Deze twee zijn niet gelijk. Typ ze nog eens.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = _("Minstens 10 tekens. Een korte zin onthoud je makkelijk.")

    def validate_password_for_user(self, user: Any, password_field_name: str = "new_password1") -> None:
        """As Django does, but in our words, and beside the field in which the password is chosen first."""
        if not (password := self.cleaned_data.get(password_field_name)):
            return
        try:
            password_validation.validate_password(password, user)
        except forms.ValidationError as error:
            for each in error.error_list:
                self.add_error("new_password1", WEAK.get(each.code or "", each))


class WelcomeForm(PasswordForm):
    """The same, for who wants one: a code by mail is enough."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def clean(self) -> Any:
        """Either both or none."""
        names = ("new_password1", "new_password2")
        if any(self.cleaned_data.get(name) for name in names):
            for name in names:
                if self.cleaned_data.get(name) == "":
                    self.add_error(name, self.fields[name].error_messages["required"])
        return super().clean()

    def save(self, commit: bool = True) -> Any:
        return super().save(commit) if self.cleaned_data["new_password1"] else self.user


class StartForm(ActivateTOTPForm):
    code = code_field(_("Code uit je app"))


# --- Inviting -------------------------------------------------------------------------------------------------------


class InviteForm(forms.Form):
    """Another begeleider or coordinator: a name and an address."""

    name = name_field(autocomplete="off")
    email = email_field(autocomplete="off")

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(taken(email))
        return email


def taken(email: str) -> Any:
    return format_lazy(_("{email} heeft al een account en kan inloggen."), email=email)
