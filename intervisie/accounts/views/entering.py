"""Coming in: with a mailed code, a password, a second step; by the link that opens an account, and by the demo's."""

from typing import Any

from allauth.account.utils import perform_login
from allauth.account.views import ConfirmLoginCodeView, LoginView
from allauth.decorators import rate_limit
from allauth.mfa.base.views import AuthenticateView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .. import links
from ..forms import AddressForm, CodeForm, PasswordLoginForm, SecondStepForm, WelcomeForm


class Login(LoginView):
    """An address, to which a code goes. One that is unknown gets the same answer, and a mail that says so."""

    form_class = AddressForm

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """Whoever comes back to the beginning begins afresh: perhaps the address was wrong, or the phone is away."""


class LoginByPassword(Login):
    form_class = PasswordLoginForm
    template_name = "account/login_password.html"


@method_decorator(rate_limit(action="login_code"), name="dispatch")
class Code(ConfirmLoginCodeView):
    """The code that was mailed. Tries are counted in the session too, but many at one instant would slip through."""

    form_class = CodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = super().dispatch(request, *args, **kwargs)
        pending = getattr(self, "_process", None)
        if request.method == "POST" and not pending and not request.user.is_authenticated:
            messages.error(request, _("Deze code werkt niet meer. Vraag een nieuwe aan."))
        return response


class SecondStep(AuthenticateView):
    """The code of an app, or a recovery code."""

    form_class = SecondStepForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A form without a code has an empty one; allauth would take it for a passkey."""
        posted = request.POST.copy()
        posted.setdefault("code", "")
        request.POST = posted  # type: ignore[assignment]
        return super().dispatch(request, *args, **kwargs)


class Welcome(PasswordResetConfirmView):
    """A one-time link that lets in, and takes a password from who wants one.

    Looking at it uses nothing up: mail scanners look too. It works until its account signs in, in whatever way.
    """

    template_name = "account/welcome.html"
    form_class = WelcomeForm  # type: ignore[assignment]

    def form_valid(self, form: Any) -> HttpResponse:
        del self.request.session[INTERNAL_RESET_SESSION_TOKEN]
        return perform_login(self.request, form.save())

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        return super().render_to_response(context, status=200 if self.validlink else 404, **kwargs)


@require_safe
def demo(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in as one of the demo's people, and go where the link says. Exists in the demo only.

    That a GET signs in is wrong anywhere else. Here it is what makes one printed line enough to begin, the
    account belongs to nobody, and whoever reads the line already sits at the machine that serves the demo.
    """
    user = links.demo_user(token) if settings.DEMO else None
    if user is None:
        raise Http404
    if request.user != user:  # a second login would cut the tabs that are open off from their forms
        login(request, user)
    return redirect(own_path(request.GET.get("next", "")))


def own_path(path: str) -> str:
    """A path of this site, or home: no other address, with or without a scheme."""
    own = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if own else settings.LOGIN_REDIRECT_URL
