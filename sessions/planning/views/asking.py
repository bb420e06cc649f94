"""A personal link that was lost comes by mail: asked for by its owner, or sent by the coordinator."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sessions.groups.identity import GroupRequest, coordinator_required
from sessions.groups.models import Group

from .. import outbox
from ..forms import LostLinkForm


def lost(request: Any) -> HttpResponse:
    """The same answer for every address: it tells nobody who is in a group."""
    form = LostLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outbox.post_links(form.cleaned_data["email"])
        return render(request, "planning/link_sent.html", {"email": form.cleaned_data["email"]})
    return render(request, "planning/link_lost.html", {"form": form}, status=422 if form.errors else 200)


@coordinator_required
@require_POST
def mail_link(request: GroupRequest, group: Group, pk: int) -> HttpResponse:
    """Mail a member a new personal link."""
    member = get_object_or_404(group.members, pk=pk)
    if outbox.post_link(member):
        messages.success(request, _("%(name)s krijgt een mail met een nieuwe link.") % {"name": member.name})
    else:
        messages.error(request, _("%(name)s heeft nog geen e-mailadres.") % {"name": member.name})
    return redirect("groups:person", group.pk, member.pk)
