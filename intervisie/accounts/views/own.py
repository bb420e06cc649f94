"""My account: name, address, password, second step; and going out."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LogoutView
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sessions.groups.models import Membership
from sessions.live import presence

from ..again import asks_again
from ..forms import TAKEN, AccountAddressForm, NameForm, PasswordForm, StartForm
from ..letters import ADDRESS_SET, PASSWORD_GONE, PASSWORD_SET
from ..proving import NewAddress
from ..signing_out import sign_out


@login_required
def account(request: Any) -> HttpResponse:
    """What there is to say and to change about one's own account."""
    form = NameForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Je naam is bewaard."))
        return redirect("account")
    steps = {each.type: each.wrap() for each in Authenticator.objects.filter(user=request.user.pk)}
    context = {"form": form, "step": steps.get("totp"), "codes": steps.get("recovery_codes")}
    return render(request, "account/account.html", context, status=422 if form.errors else 200)


@asks_again
def address(request: Any) -> HttpResponse:
    """Another address, which counts once a code that was mailed there is typed here."""
    user = request.user
    change = NewAddress(request, "account", user.email, AccountAddressForm)
    if request.method == "POST" and change.steps():
        return _move(request, change.proven) if change.proven else redirect("account_address")
    context = {"change": change, "now": user.email}
    return render(request, "account/address.html", context, status=422 if change.form.errors else 200)


def _move(request: Any, email: str) -> HttpResponse:
    user, before = request.user, request.user.email
    user.email = email
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
            Membership.objects.filter(user=user, email__iexact=before).update(email=email)
    except IntegrityError:  # somebody else had the same idea between the asking and the code
        messages.error(request, TAKEN)
        return redirect("account_address")
    get_adapter().send_notification_mail(ADDRESS_SET, user, email=before)
    messages.success(request, _("Je e-mailadres is veranderd."))
    return redirect("account")


@asks_again
def password(request: Any) -> HttpResponse:
    """Choose a password, the first or another one."""
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        return after_password(request, PASSWORD_SET, _("Je wachtwoord is bewaard."))
    return render(request, "account/password.html", {"form": form}, status=422 if form.errors else 200)


@asks_again
def no_password(request: Any) -> HttpResponse:
    """Go without a password from now on."""
    if request.method == "POST":
        request.user.set_unusable_password()
        request.user.save(update_fields=["password"])
        return after_password(
            request, PASSWORD_GONE, _("Je wachtwoord is weg. Je logt in met een code die we je mailen.")
        )
    return render(request, "account/no_password.html")


def after_password(request: Any, kind: str, said: str) -> HttpResponse:
    """Another password ends the sign-ins elsewhere, and its owner hears of it by mail."""
    update_session_auth_hash(request, request.user)
    sign_out(request.user, besides=request.session.session_key)
    get_adapter().send_notification_mail(kind, request.user)
    messages.success(request, said)
    return redirect("account")


class StartSecondStep(ActivateTOTPView):
    """The code that starts it shows who one is: without asking again the recovery codes can be read next."""

    form_class = StartForm
    success_url = reverse_lazy("mfa_view_recovery_codes")

    def get_success_url(self) -> str:
        return str(self.success_url)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        step = Authenticator.objects.get(user=self.request.user.pk, type=Authenticator.Type.TOTP)
        post_authentication(self.request, step, reauthenticated=True)
        return response


# --- Out ------------------------------------------------------------------------------------------------------------


class Logout(LogoutView):
    """Out, by POST only; and nothing of the pages stays in the browser."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user.pk
        response = super().post(request, *args, **kwargs)
        if user:
            presence.logged_out(user)
        return leave_nothing(response)


@require_POST
@login_required
def logout_everywhere(request: Any) -> HttpResponse:
    """Out in every browser, this one too."""
    user = request.user
    logout(request)
    sign_out(user)
    messages.success(request, _("Je bent overal uitgelogd."))
    return leave_nothing(redirect("home"))


def leave_nothing(response: HttpResponse) -> HttpResponse:
    # Not "storage": what a participant typed and did not send yet may lie there, under another name.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
