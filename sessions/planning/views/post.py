"""What was mailed to a group, what waits and what went wrong: for its coordinator, who sees no words of any mail."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sessions.groups.identity import GroupRequest, coordinator_required
from sessions.groups.models import Group

from .. import outbox


@coordinator_required
def post(request: GroupRequest, group: Group) -> HttpResponse:
    return render(request, "planning/post.html", {"group": group, "post": outbox.Overview.of(group)})


@coordinator_required
@require_POST
def hurry(request: GroupRequest, group: Group) -> HttpResponse:
    """Send what waits at once, and try again what failed."""
    outbox.hurry(outbox.of_group(group))
    messages.success(request, _("De post gaat nu de deur uit. Kijk over een minuut nog eens."))
    return redirect("planning:post", group.pk)
