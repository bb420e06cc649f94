"""The screens themselves: the page of whoever looks, its regions, and what is personal on it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from intervisie import public
from sessions.roles import Role
from sessions.tokens import digest, new_token

from .. import presence, stage
from ..actions import namesake
from ..audience import DOOR, SCREEN
from ..decorators import LiveRequest, chair_required, find, viewer_required
from ..forms import InsertForm, StopForm
from ..models import Device, LiveSession, Participant
from ..overview import Overview
from ..personal import Composer, turn_context
from ..scene import Scene
from ..viewer import DEVICE_COOKIE, SCREEN_COOKIE, Viewer, device_of, resolve, ticket_of
from .unnamed import keys_of

# In this order: whoever listens comes before link.js, which opens the line.
EVERYWHERE = tuple(f"js/{name}.js" for name in ("keep", "notice", "announce", "clock", "time-left", "live", "link"))
MODULES = {
    "phone": (
        *EVERYWHERE,
        "js/modules.js",
        "js/top.js",
        "js/double-tap.js",
        "js/drafts.js",
        "js/awake.js",
        "js/dialog.js",
    ),
    "desk": (
        *EVERYWHERE,
        "js/modules.js",
        "js/top.js",
        "js/double-tap.js",
        "js/waiting.js",
        "js/drafts.js",
        "js/keys.js",
        "js/seats.js",
        "js/copy.js",
        "js/dialog.js",
        "js/gong.js",
        "js/schedule.js",
    ),
    "screen": (*EVERYWHERE, "js/flap-pages.js"),
    "door": EVERYWHERE,
}


def page(request: Any, code: str) -> HttpResponse:
    """The screen of whoever looks; for a device that is no longer in, a goodbye; for outsiders, 404."""
    session = find(code)
    viewer = resolve(session, ticket_of(request, session.code))
    if viewer is None:
        return _goodbye(request, session)
    speak(session)
    presence.seen(session, [viewer])
    response = live_page(request, session, viewer)
    if (viewer.steers or viewer.owner) and not request.COOKIES.get(DEVICE_COOKIE):
        give_device(response, new_token())
    return response


def _goodbye(request: Any, session: LiveSession) -> HttpResponse:
    device = device_of(session, request.COOKIES.get(DEVICE_COOKIE, ""))
    if device is None:
        raise Http404
    person = device.participant
    left = person and person.presence == Participant.Presence.LEFT and device.door == Device.Door.IN
    return render(
        request,
        "live/goodbye.html",
        {"session": session, "left": left, "refused": device.door == Device.Door.REFUSED and not person},
    )


def give_device(response: HttpResponse, token: str) -> None:
    """Let the browser remember that it is this device."""
    response.set_cookie(
        DEVICE_COOKIE,
        token,
        max_age=60 * 60 * 24 * 400,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def speak(session: LiveSession) -> None:
    """From now on pushes of this session are made in the viewer's language too."""
    language = get_language() or "nl"
    if language not in session.languages:
        session.languages = [*session.languages, language]
        LiveSession.objects.filter(pk=session.pk).update(languages=session.languages)


def live_page(request: Any, session: LiveSession, viewer: Viewer, seat: str = "") -> HttpResponse:
    """A live page: every region of the viewer's audience, rendered as a push would."""
    scene = Scene(session)
    audience = viewer.audience(get_language() or "nl")
    place = stage.place_of(audience)
    known = stage.REGIONS[place]
    seat = seat or ("lid" if viewer.switchable and not viewer.steers else "")
    context = {
        "session": session,
        "scene": scene,
        "viewer": viewer,
        "place": place,
        "seat": seat,
        "now": stage.milliseconds(scene.now),
        "regions": {name: mark_safe(stage.render(scene, audience, name)) for name in known},
        "role_label": Role(viewer.role).label if viewer.role in list(Role) else "",
        "ws_path": f"/ws/live/{session.code}/?taal={audience.language}&als={seat}",
        "modules": (*MODULES[place], "js/copy.js") if viewer.shares else MODULES[place],
        "join_url": public.absolute(request, reverse("live:join", args=[session.code])),
        "site": urlsplit(public.absolute(request, "/")).netloc,
    }
    if place == "door" and viewer.device:
        context["namesake"] = namesake(session, viewer.device.name)
    if place == "desk":
        context["insert_form"] = InsertForm()
        context["roles"] = Overview(scene).roles
        context["stop_form"] = StopForm(initial={"stop_at": session.stop_at and localtime(session.stop_at)})
    if viewer.shares:
        context["levels"] = Overview(scene).levels
    if place in ("phone", "desk"):
        context["personal"] = Composer(scene, viewer, writer_of(viewer), keys=keys_of(request)).context()
        context["buttons"] = turn_context(scene, viewer)
    return render(request, f"live/{place}.html", context)


def writer_of(viewer: Viewer) -> Participant | None:
    """In whose name somebody writes for themself: nobody's while guarding the process."""
    return None if viewer.steers or viewer.looks_as else viewer.participant


@never_cache
@require_GET
@viewer_required
def regions(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """Everything a screen shows, as one push: the repair path, and the whole way for phones without websockets."""
    presence.seen(session, [request.viewer])
    session.refresh_from_db()
    audience = request.viewer.audience(get_language() or "nl")
    message = stage.message(Scene(session), audience, stage.REGIONS[stage.place_of(audience)])
    return JsonResponse(message)


@require_GET
@viewer_required
def mine(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """What I may write now. With `voor`, the begeleider writes down for a named member."""
    viewer = request.viewer
    if viewer.role in (SCREEN, DOOR):
        raise Http404
    composer = Composer(request.scene, viewer, writing_for(request), keys=keys_of(request))
    return render(request, "live/_compose.html", {"personal": composer.context(), "session": session})


def writing_for(request: LiveRequest, key: str = "") -> Participant | None:
    """Whose name a contribution (to the activity with this key) gets: one's own, or that of whom one writes for."""
    viewer, wanted = request.viewer, request.GET.get("voor", "")
    if not (viewer.guides and wanted):
        return writer_of(viewer)
    found = next((p for p in request.scene.seats if str(p.pk) == wanted), None)
    if found is None or not (viewer.steers or _stands_in(request, found, key)):
        raise Http404
    return found


def _stands_in(request: LiveRequest, person: Participant, key: str) -> bool:
    """Whether one member may do this for another: who has no phone, or where it only passes the word on."""
    sheets = request.scene.flap.sheets(request.scene.step) if request.scene.step else []
    moves = {move for sheet in sheets if sheet.key == key for move in sheet.activity.moves}
    return person.phoneless or request.POST.get("value") in moves


@require_GET
@viewer_required
def turn(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """The buttons of the moment."""
    if request.viewer.role in (SCREEN, DOOR):
        raise Http404
    return buttons(request)


def buttons(request: LiveRequest, refused: str = "", status: int = 200) -> HttpResponse:
    """The fresh buttons, after a command or instead of one that was refused."""
    session = LiveSession.objects.get(pk=request.scene.session.pk)
    scene = Scene(session)
    viewer = resolve(session, ticket_of(request, session.code, request.GET.get("als", "")), scene) or request.viewer
    name = "desk" if viewer.steers else "phone"
    return render(
        request, f"live/{name}/_turn.html", {"buttons": turn_context(scene, viewer, refused)}, status=status
    )


@never_cache
@require_GET
@viewer_required
def earlier(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """The earlier sheets of this round, for whoever looks back; pulled, and shown beside what is being typed."""
    scene, role = request.scene, request.viewer.role
    if role in (SCREEN, DOOR) or not scene.running:
        raise Http404
    shown = [(step, step.row(role), sheets) for step, sheets in scene.flap.earlier(role)]
    context = {"session": session, "scene": scene, "role": role, "earlier": shown}
    return render(request, "live/_earlier.html", context)


@require_GET
def screen(request: Any, code: str) -> HttpResponse:
    """The big screen, from the begeleider's own browser or one that was opened by its link."""
    session = find(code)
    viewer = resolve(session, ticket_of(request, session.code, SCREEN))
    if viewer is None:
        raise Http404
    speak(session)
    return live_page(request, session, viewer, seat=SCREEN)


@require_GET
def screen_by_link(request: Any, code: str, token: str) -> HttpResponse:
    """The big screen's own link: remembers the token as a cookie and leaves it out of the address."""
    session = find(code)
    if not session.screen_hash or digest(token) != session.screen_hash:
        raise Http404
    response = redirect("live:screen", session.code)
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(SCREEN_COOKIE, token, httponly=True, samesite="Lax", secure=secure)
    return response


@require_GET
@chair_required
def look_as(request: LiveRequest, session: LiveSession, role: str) -> HttpResponse:
    """Bekijk als: any role's screen as that role sees it, with nothing to press."""
    if role not in set(Role) - {Role.FACILITATOR}:
        raise Http404
    return live_page(request, session, Viewer(role, looks_as=True), seat=role)


@require_GET
@viewer_required
def qr(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """The join link as a QR code."""
    link = public.absolute(request, reverse("live:join", args=[session.code]))
    return HttpResponse(public.qr(link), content_type="image/svg+xml", headers={"Cache-Control": "no-store"})
