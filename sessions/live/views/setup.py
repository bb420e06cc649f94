"""Before and after: opening a session, how the time went, and deleting what was written."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sessions.planning import evaluations

from .. import actions
from ..clock import clock_text
from ..decorators import LiveRequest, owner_required
from ..forms import NewSessionForm
from ..machine import Phase
from ..models import LiveSession
from ..overview import Overview, minutes_text
from ..programme import TEMPLATES


@login_required
def new(request: Any) -> HttpResponse:
    """The begeleider picks a programme, a method, a moment to stop and perhaps a title, and opens the lobby."""
    wanted = request.GET.get("methode")
    initial = {"programme": "ronde" if wanted else "gewoon", "method": wanted or "tien-stappen"}
    form = NewSessionForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        language = get_language() or "nl"
        session = actions.open_session(request.user, *form.parts, **form.details, language=language)
        return redirect("live:show", session.code)
    context = {"form": form, "templates": TEMPLATES}
    return render(request, "live/new.html", context, status=422 if form.errors else 200)


@owner_required
def report(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """Planned and actual minutes per step, for the begeleider; no content."""
    scene = request.scene
    legs = [leg for leg in scene.state.legs if not leg.left_out]
    context = {
        "session": session,
        "scene": scene,
        "parts": Overview(scene).parts,
        "total_planned": minutes_text(sum(leg.planned or 0 for leg in legs)),
        "total_used": clock_text(sum(leg.used for leg in legs)),
    }
    return render(request, "live/report.html", context)


@owner_required
def erase(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """Delete everything that was written, after asking; only of a session that is closed."""
    if session.phase != Phase.CLOSED:
        messages.error(request, _("Sluit de sessie eerst af; daarna kun je de inhoud verwijderen."))
        return redirect("live:show", session.code)
    if request.method == "POST":
        actions.erase(session)
        evaluations.drop(session.pk)  # at its term it waits for the next meeting; by hand everything goes
        messages.success(request, _("Alles wat er geschreven is, is verwijderd. De tijden blijven staan."))
        return redirect("live:report", session.code)
    return render(request, "live/erase.html", {"session": session})
