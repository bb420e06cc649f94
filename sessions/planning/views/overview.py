"""The first page of whoever is known here: everything of all their groups, what needs doing first."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render

from sessions.groups import identity

from ..across import Across


def overview(request: Any) -> HttpResponse:
    """For an account, and for who came by personal links; who has one group by a link is shown that group."""
    mine = identity.memberships(request)
    if not request.user.is_authenticated:
        if not mine:
            return redirect_to_login(request.get_full_path())
        if len(mine) == 1:
            return redirect("planning:mine", mine[0].group_id)
    plans = {member.group_id for member in mine if identity.plans(request, member)}
    name = request.user.name if request.user.is_authenticated else mine[0].name
    return render(request, "planning/overview.html", {"across": Across(mine, plans), "name": name})
