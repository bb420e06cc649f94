"""The flap that the inbrenger takes home, what everybody else wrote themself, and the photos on it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from .. import takeaway
from ..audience import DOOR
from ..decorators import LiveRequest, viewer_required
from ..models import Attachment, LiveSession, Participant
from ..personal import all_notes


@never_cache
@require_GET
@viewer_required
def photo(request: LiveRequest, session: LiveSession, entry: int) -> HttpResponse:
    """The photo of a contribution, for whoever sees that contribution now."""
    found = Attachment.objects.select_related("contribution")
    kept = found.filter(contribution=entry, contribution__session=session).first()
    viewer = request.viewer
    person = None if viewer.looks_as else viewer.participant
    if kept is None or viewer.role == DOOR:
        raise Http404
    if not takeaway.sees(request.scene, viewer.role, person, kept.contribution):
        raise Http404
    return HttpResponse(kept.image, content_type="image/webp")


def taker(request: LiveRequest) -> Participant:
    """Who takes something home here; nobody does before it is due, on another's screen, or after the term."""
    viewer = request.viewer
    if viewer.participant is None or viewer.looks_as or not takeaway.is_due(request.scene, viewer.participant):
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
