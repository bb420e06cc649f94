"""Accounts of begeleiders: logging in and out, a first password by a link, and inviting one another."""

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, views
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from intervisie.public import absolute
from sessions.live import presence

from . import links, throttle
from .forms import InviteForm, LoginForm, PasswordForm, taken
from .models import User


class Login(views.RedirectURLMixin, View):
    """The name login. `next` is kept, as far as it stays on this site."""

    template_name = "accounts/login.html"

    def get_default_redirect_url(self) -> str:
        return str(reverse_lazy(settings.LOGIN_REDIRECT_URL))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect(self.get_success_url())
        return self.show(LoginForm())

    @method_decorator(sensitive_post_parameters("password"))
    def post(self, request: HttpRequest) -> HttpResponse:
        form = LoginForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        origin = throttle.origin(request, form.cleaned_data["email"])
        if not throttle.begin(origin):
            form.add_error(
                None, _("Dat waren veel pogingen achter elkaar. Wacht tien minuten en probeer het dan opnieuw.")
            )
            return self.show(form, status=429)
        user = authenticate(request, username=form.cleaned_data["email"], password=form.cleaned_data["password"])
        if user is None:
            form.add_error(
                "password", _("Dit e-mailadres en wachtwoord horen niet bij elkaar. Probeer het nog eens.")
            )
            return self.show(form, status=422)
        throttle.forgive(origin)
        login(request, user)
        return HttpResponseRedirect(self.get_success_url())

    def show(self, form: LoginForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "next": self.get_redirect_url()}
        return render(self.request, self.template_name, context, status=status)


class Logout(views.LogoutView):
    """Out, by POST only; and nothing of the pages stays in the browser."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user.pk
        response = super().post(request, *args, **kwargs)
        if user:
            presence.logged_out(user)
        # Not "storage": what a participant typed and did not send yet may lie there, under another name.
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


class Password(views.PasswordResetConfirmView):
    """A one-time link that sets a password and logs in. Looking at it uses nothing up: mail scanners look too."""

    template_name = "accounts/password.html"
    form_class = PasswordForm
    success_url = reverse_lazy("home")
    post_reset_login = True

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        status = 404 if not self.validlink else 422 if context["form"].errors else 200
        return super().render_to_response(context, status=status, **kwargs)


@login_required
def invite(request: HttpRequest) -> HttpResponse:
    """Make an account for another begeleider, and show the link that opens it once, to hand over."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (guest := make_account(form)):
        link = absolute(request, links.password_path(guest))
        return render(request, "accounts/invited.html", {"guest": guest, "link": link})
    return render(request, "accounts/invite.html", {"form": form}, status=422 if form.errors else 200)


def make_account(form: InviteForm) -> User | None:
    """The account of the form; none, with its error in the form, when somebody else was first."""
    try:
        with transaction.atomic():
            return User.objects.create_user(form.cleaned_data["email"], name=form.cleaned_data["name"])
    except IntegrityError:
        form.add_error("email", taken(form.cleaned_data["email"]))
        return None


@require_safe
def demo(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in as the demo's begeleider, and go where the link says. Exists in the demo only.

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
