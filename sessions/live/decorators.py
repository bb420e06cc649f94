"""Who may see a view of a session: everybody else gets the 404 of what does not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from .models import LiveSession
from .scene import Scene
from .viewer import Viewer, resolve, ticket_of


class LiveRequest(HttpRequest):
    """A request inside a session: what the decorators add to it."""

    htmx: HtmxDetails
    scene: Scene
    viewer: Viewer


View = Callable[..., HttpResponse]


def find(code: str) -> LiveSession:
    """The session with this code (a clean one), or Http404."""
    return get_object_or_404(LiveSession, code=code.upper())


def viewer_required(view: View) -> View:
    """For whoever the session knows. Gives `request.scene` and `request.viewer`, and the session to the view."""

    @wraps(view)
    def inside(request: Any, code: str, *args: Any, **kwargs: Any) -> HttpResponse:
        session = find(code)
        request.scene = Scene(session, timezone.now())
        viewer = resolve(session, ticket_of(request, session.code, request.GET.get("als", "")), request.scene)
        if viewer is None:
            raise Http404
        request.viewer = viewer
        return view(request, session, *args, **kwargs)

    return inside


def required(right: Callable[[Viewer], bool]) -> Callable[[View], View]:
    """Only for a viewer of whom this is true."""

    def limited(view: View) -> View:
        @wraps(view)
        def inside(request: LiveRequest, session: LiveSession, *args: Any, **kwargs: Any) -> HttpResponse:
            if not right(request.viewer):
                raise Http404
            return view(request, session, *args, **kwargs)

        return viewer_required(inside)

    return limited


# Only for whoever guards the process now: in the chair, or, without a begeleider, everybody who takes part.
facilitator_required = required(lambda viewer: viewer.guides)
# Only for whoever has the chair: what asks for somebody who does not take part in the content.
chair_required = required(lambda viewer: viewer.steers)
# For what concerns the room itself: whoever has the chair, or opened a session without a begeleider.
keeper_required = required(lambda viewer: viewer.keeps)
# Only for a begeleider who may lead this session, also while another has the chair.
owner_required = required(lambda viewer: viewer.owner)


def participant_required(view: View) -> View:
    """Only for somebody who is in the session (under a name, or in the chair)."""

    @wraps(view)
    def inside(request: LiveRequest, session: LiveSession, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.viewer.looks_as or not (request.viewer.participant or request.viewer.steers):
            raise Http404
        return view(request, session, *args, **kwargs)

    return viewer_required(inside)
