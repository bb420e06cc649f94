"""From a planned meeting to its session: opening it, and coming in as the member one is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sessions.groups.identity import GroupRequest, member_required
from sessions.groups.models import Group, Membership
from sessions.planning.opening import may_open
from sessions.tokens import digest, new_token

from .. import actions
from ..machine import Phase, Refused
from ..models import LiveSession
from ..viewer import DEVICE_COOKIE, leads, ticket_of
from .show import give_device


@member_required
@require_POST
def begin(request: GroupRequest, group: Group, pk: int) -> HttpResponse:
    """Open the session of a meeting, or come into the one that is open. Pressing twice opens one."""
    meeting = get_object_or_404(group.meetings.select_related("group", "method"), pk=pk)
    if may_open(request.membership, meeting):
        session = actions.open_meeting(meeting, request.membership, get_language() or "nl")
    elif found := meeting.sessions.exclude(phase=Phase.CLOSED).first():
        session = found
    else:
        raise Http404
    return come_in(request, session, request.membership)


def come_in(request: Any, session: LiveSession, member: Membership) -> HttpResponse:
    """In without knocking: to the begeleider's chair, or under one's own name on this device."""
    response = redirect("live:show", session.code)
    if leads(session, ticket_of(request, session.code)) and not session.self_guided:
        return response
    token = request.COOKIES.get(DEVICE_COOKIE) or new_token()
    try:
        actions.enter(session, digest(token), member)
    except Refused:
        messages.error(request, _("Je bent uit deze sessie gezet. Klop aan om weer mee te doen."))
        return redirect("live:join", session.code)
    give_device(response, token)
    return response
