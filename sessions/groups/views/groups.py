"""A new group, and how a group works."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .. import people
from ..forms import ContractForm, NewGroupForm, SettingsForm
from ..identity import GroupRequest, coordinator_required
from ..models import Group


@login_required
def new(request: Any) -> HttpResponse:
    """Whoever has an account may make a group, and becomes its coordinator."""
    form = NewGroupForm(request.POST or None, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        group = people.found(request.user, **form.cleaned_data)
        return redirect("groups:people", group.pk)
    return render(request, "groups/new.html", {"form": form}, status=422 if form.errors else 200)


@coordinator_required
def settings(request: GroupRequest, group: Group) -> HttpResponse:
    form = SettingsForm(request.POST or None, instance=group)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("De instellingen zijn bewaard."))
        return redirect("groups:settings", group.pk)
    group.refresh_from_db()  # the head of the page says what is, not what was typed
    return render(request, "groups/settings.html", {"group": group, "form": form}, status=422 if form.errors else 200)


@coordinator_required
def contract(request: GroupRequest, group: Group) -> HttpResponse:
    form = ContractForm(request.POST or None, instance=group)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Het contract is bewaard."))
        return redirect("groups:contract", group.pk)
    return render(request, "groups/contract.html", {"group": group, "form": form}, status=422 if form.errors else 200)
