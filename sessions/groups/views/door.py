"""The way in without an account: a personal link, one tap, and this browser is known."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from .. import identity, links
from ..identity import GroupRequest, member_required
from ..models import Group


def enter(request: Any, token: str) -> HttpResponse:
    """Looking lets nobody in and uses nothing up, for mail scanners look too. One tap does."""
    access = links.find(token)
    if access is None:
        raise Http404
    if request.method == "POST":
        request.session.cycle_key()
        identity.remember(request, access)
        links.touch(access)
        return redirect("planning:mine", access.membership.group_id)
    return render(request, "groups/enter.html", {"member": access.membership})


@member_required
@login_required
@require_POST
def claim(request: GroupRequest, group: Group) -> HttpResponse:
    """Join the account of this browser with the member whose personal link was opened in it.

    Both were shown to be theirs; an e-mail address that happens to be equal would prove nothing.
    """
    member = request.membership
    if member.user_id is None and not group.members.filter(user=request.user.pk).exists():
        member.user = request.user  # type: ignore[assignment]
        member.save(update_fields=["user"])
    return redirect("planning:mine", group.pk)
