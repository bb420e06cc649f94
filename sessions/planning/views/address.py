"""Where the mail of one member goes: their own to change, without an account too."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from intervisie.accounts.letters import MOVED
from intervisie.accounts.proving import NewAddress
from sessions.groups.identity import GroupRequest, member_required
from sessions.groups.models import Group

from ..seats import address_of


@member_required
def my_address(request: GroupRequest, group: Group) -> HttpResponse:
    """Another address in this group, which counts once a code that was mailed there is typed here."""
    now = address_of(request.membership)
    change = NewAddress(request, f"member_{request.membership.pk}", now)
    if request.method == "POST" and change.steps():
        if not change.proven:
            return redirect("planning:my_address", group.pk)
        return _move(request, now, change.proven)
    context = {"group": group, "change": change, "now": now}
    return render(request, "account/address.html", context, status=422 if change.form.errors else 200)


def _move(request: GroupRequest, before: str, email: str) -> HttpResponse:
    member = request.membership
    member.email = email
    member.save(update_fields=["email"])
    if before:
        get_adapter().send_mail(MOVED, before, {"group": member.group.name})
    messages.success(request, _("Je post gaat voortaan naar %(email)s.") % {"email": email})
    return redirect("planning:mine", member.group_id)
