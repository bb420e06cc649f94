"""The flap that the inbrenger takes home, and what everybody else wrote themself."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from .. import takeaway
from ..decorators import LiveRequest, viewer_required
from ..models import LiveSession, Participant
from ..personal import all_notes


def taker(request: LiveRequest) -> Participant:
    """Who takes something home here; nobody does before the end, on another's screen, or after the term."""
    viewer = request.viewer
    if viewer.participant is None or viewer.looks_as or not takeaway.is_due(request.scene):
        raise Http404
    return viewer.participant


@require_GET
@viewer_required
def flap(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """A page to read and print."""
    person, scene = taker(request), request.scene
    context = {
        "session": session,
        "scene": scene,
        "cases": takeaway.own_cases(scene, person),
        "parts": takeaway.parts(scene, person),
        "notes": all_notes(request.viewer.device),
    }
    return render(request, "live/flap.html", context)


@require_GET
@viewer_required
def flap_markdown(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """The same, to keep as a file."""
    person = taker(request)
    notes = all_notes(request.viewer.device)
    words = {"case": _("De casus"), "notes": _("Mijn notities")}
    text = takeaway.markdown(request.scene, person, notes, words)
    kept = {"Content-Disposition": 'attachment; filename="flap.md"', "Cache-Control": "no-store"}
    return HttpResponse(text, content_type="text/markdown; charset=utf-8", headers=kept)
