"""The way in: the code on the first page, a name at the door, and waiting to be let in."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sessions.groups import identity
from sessions.tokens import digest, new_token

from .. import actions
from ..forms import CodeForm, NameForm, open_session_by
from ..machine import Phase
from ..models import Device, LiveSession, Participant, WrongCode
from ..viewer import DEVICE_COOKIE, device_of, resolve, ticket_of
from .meeting import come_in
from .show import give_device

WRONG_LIMIT, WRONG_TERM = 30, timedelta(minutes=10)


def home(request: Any) -> HttpResponse:
    """The first page: for whoever is known here what waits for them, for everybody else the door."""
    if request.method != "POST" and (request.user.is_authenticated or identity.memberships(request)):
        return redirect("planning:overview")
    return enter(request)


def enter(request: Any) -> HttpResponse:
    """A code to join with, and the way in for begeleiders."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["code"]
        if too_many_wrong(request):
            return _slow_down(request, form)
        if session := open_session_by(typed):
            return redirect("live:join", session.code)
        count_wrong(request)
        form.add_error("code", _("Deze code opent nu niets. Kijk nog eens op het scherm, of vraag de begeleider."))
    return _home(request, form, status=422 if form.errors else 200)


def _home(request: Any, form: CodeForm, status: int) -> HttpResponse:
    mine = LiveSession.objects.none()
    if request.user.is_authenticated:
        mine = LiveSession.objects.filter(owner=request.user, erased=None).prefetch_related("rounds")[:10]
    return render(request, "live/home.html", {"form": form, "mine": mine}, status=status)


def _slow_down(request: Any, form: CodeForm) -> HttpResponse:
    form.add_error("code", _("Dat waren veel codes achter elkaar. Wacht tien minuten en probeer het dan opnieuw."))
    return _home(request, form, status=429)


def join(request: Any, code: str) -> HttpResponse:
    """Give a name and knock. A device that is known goes straight to its screen."""
    if known := known_device(request, code):
        if request.method == "POST" and known.participant and has_left(known):
            actions.come_back(known.session, known.participant)
        return redirect("live:show", known.session.code)
    form = CodeForm({"code": code})
    if too_many_wrong(request):
        return _slow_down(request, form)
    session = open_session_by(code)
    if session is None:
        count_wrong(request)
        form.add_error("code", _("Deze code opent nu niets. Kijk nog eens op het scherm, of vraag de begeleider."))
        return _home(request, form, status=404)
    member = identity.member_of(request, session.group)
    if request.method == "POST" and member and "own" in request.POST:
        return come_in(request, session, member)
    naming = NameForm(request.POST or None)
    if request.method == "POST" and naming.is_valid():
        token = request.COOKIES.get(DEVICE_COOKIE) or new_token()
        actions.knock(session, digest(token), naming.cleaned_data["name"])
        response = redirect("live:show", session.code)
        give_device(response, token)
        return response
    own = resolve(session, ticket_of(request, session.code)) is not None
    status = 422 if naming.errors else 200
    context = {"form": naming, "session": session, "own": own, "member": member}
    return render(request, "live/join.html", context, status=status)


def known_device(request: Any, code: str) -> Device | None:
    """This browser's device at the session's door, unless it has to knock (again) or gives another name."""
    session = LiveSession.objects.filter(code=code.upper()).first()
    device = session and device_of(session, request.COOKIES.get(DEVICE_COOKIE, ""))
    if not device or device.door in (Device.Door.REFUSED, Device.Door.DESK):
        return None
    return None if request.method == "POST" and device.door == Device.Door.WAITING else device


def has_left(device: Device) -> bool:
    """Whether this device's person left by themself, and can still come back."""
    person = device.participant
    gone = person is not None and person.presence == Participant.Presence.LEFT
    return gone and device.session.phase != Phase.CLOSED


def origin(request: Any) -> str:
    """Address and browser of a request, as one hash."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    return hashlib.sha256(f"{request.META.get('REMOTE_ADDR', '')}|{agent}".encode()).hexdigest()


def too_many_wrong(request: Any) -> bool:
    """Whether this address and browser typed more wrong codes than people do; known devices never did."""
    token = request.COOKIES.get(DEVICE_COOKIE, "")
    if token and Device.objects.filter(token_hash=digest(token), door=Device.Door.IN).exists():
        return False
    since = timezone.now() - WRONG_TERM
    return WrongCode.objects.filter(origin=origin(request), at__gt=since).count() >= WRONG_LIMIT


def count_wrong(request: Any) -> None:
    WrongCode.objects.create(origin=origin(request))
