"""Where an account is entered, kept and left. The names are allauth's where it looks for them.

It has more pages than these. What is not here does not exist: nobody makes an account for themself.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import ReauthenticateView as StepAgainView
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp.views import DeactivateTOTPView
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.urls import path, reverse_lazy
from django.views.decorators.debug import sensitive_post_parameters

from .forms import PasswordAgainForm, SecondStepAgainForm
from .views import entering, inviting, own

View = Callable[..., HttpResponseBase]


def as_here(view: View) -> View:
    """A view of allauth's or Django's that answers as ours do: a form that was refused is a 422, and what is not for
    you is not there. All of them redirect after a form that was in order.
    """

    @sensitive_post_parameters()
    @wraps(view)
    def answering(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except PermissionDenied:
            raise Http404 from None
        if request.method == "POST" and response.status_code == 200:
            response.status_code = 422
        return response

    return answering


again, step_again = ReauthenticateView.as_view, StepAgainView.as_view
urlpatterns = [
    path("", own.account, name="account"),
    path("inloggen/", as_here(entering.Login.as_view()), name="account_login"),
    path("inloggen/code/", as_here(entering.Code.as_view()), name="account_confirm_login_code"),
    path("inloggen/wachtwoord/", as_here(entering.LoginByPassword.as_view()), name="account_login_password"),
    path("inloggen/tweede-stap/", as_here(entering.SecondStep.as_view()), name="mfa_authenticate"),
    path("uitloggen/", own.Logout.as_view(), name="account_logout"),
    path("uitloggen/overal/", own.logout_everywhere, name="account_logout_everywhere"),
    path("bevestigen/", as_here(again(form_class=PasswordAgainForm)), name="account_reauthenticate"),
    path("bevestigen/tweede-stap/", as_here(step_again(form_class=SecondStepAgainForm)), name="mfa_reauthenticate"),
    path("adres/", own.address, name="account_address"),
    path("wachtwoord/", own.password, name="account_password"),
    path("wachtwoord/weg/", own.no_password, name="account_no_password"),
    path("wachtwoord/<uidb64>/<token>/", as_here(entering.Welcome.as_view()), name="account_welcome"),
    path("tweede-stap/", as_here(own.StartSecondStep.as_view()), name="mfa_activate_totp"),
    path(
        "tweede-stap/uit/",
        as_here(DeactivateTOTPView.as_view(success_url=reverse_lazy("account"))),
        name="mfa_deactivate_totp",
    ),
    path("tweede-stap/codes/", as_here(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("tweede-stap/codes/nieuw/", as_here(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("uitnodigen/", inviting.invite, name="account_invite"),
    path("demo/<str:token>/", entering.demo, name="account_demo"),
]
