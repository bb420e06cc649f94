"""An account for somebody else, with a link that opens it."""

from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from intervisie.public import absolute

from .. import links
from ..forms import InviteForm, taken
from ..models import User


@login_required
def invite(request: HttpRequest) -> HttpResponse:
    """Make an account for another begeleider, and show the link that opens it once, to hand over."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (guest := make_account(form)):
        link = absolute(request, links.welcome_path(guest))
        return render(request, "account/invited.html", {"guest": guest, "link": link})
    return render(request, "account/invite.html", {"form": form}, status=422 if form.errors else 200)


def make_account(form: InviteForm) -> User | None:
    """The account of the form; none, with its error in the form, when somebody else was first."""
    try:
        with transaction.atomic():
            return User.objects.create_user(form.cleaned_data["email"], name=form.cleaned_data["name"])
    except IntegrityError:
        form.add_error("email", taken(form.cleaned_data["email"]))
        return None
