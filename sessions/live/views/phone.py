"""What a participant does: hand in, take back, pass the turn, give a sign, leave; and drafts as they are typed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sessions.activities.base import Refused as ContributionRefused
from sessions.activities.pictures import BadPicture, Picture, read
from sessions.roles import Role
from sessions.tokens import digest

from .. import actions, machine
from ..decorators import LiveRequest, participant_required, viewer_required
from ..flap import built
from ..forms import BadCommand, CaseForm
from ..machine import Position, Refused
from ..models import Device, LiveSession, Participant, Signal
from ..personal import Bound, Composer
from ..scene import Scene
from ..viewer import DEVICE_COOKIE
from .show import buttons, writing_for
from .unnamed import keys_of, remember

CLIENT_KEY = re.compile(r"[0-9a-zA-Z-]{8,40}")
DRAFT_KEY = re.compile(r"[\w-]{1,80}")
FIELD = re.compile(r"f(?P<step>\d{1,9})-(?P<key>[\w-]+)_(?P<name>\w+)")
ENTRY = re.compile(r"\d{1,18}")
DRAFT_LENGTH = 20_000
SIGNS = {
    "ready": (Signal.Kind.READY, True),
    "unready": (Signal.Kind.READY, False),
    "hand": (Signal.Kind.HAND, True),
    "unhand": (Signal.Kind.HAND, False),
    "disturbance": (Signal.Kind.DISTURBANCE, True),
    "undisturbance": (Signal.Kind.DISTURBANCE, False),
    "limit": (Signal.Kind.LIMIT, True),
    "agree": (Signal.Kind.AGREED, True),
    "disagree": (Signal.Kind.AGREED, False),
    "unlimit": (Signal.Kind.LIMIT, False),
}


@require_POST
@participant_required
def contribute(request: LiveRequest, session: LiveSession, key: str) -> HttpResponse:
    """Put something on the flap. 422 with the form as it was typed, 409 when the step is over."""
    composer = Composer(request.scene, request.viewer, writing_for(request, key))
    try:
        step, client_key, about = _envelope(request)
        author, role = composer.author(key), composer.role
        made = actions.contribute(
            session,
            author,
            role,
            key,
            request.POST,
            step=step,
            client_key=client_key,
            about=about,
            files=_photos(request),
            ready=composer.ready(key),
            own=keys_of(request),
        )
    except actions.FormInvalid as invalid:
        return _block(request, key, {key: invalid.form} if invalid.form else {}, status=422)
    except ContributionRefused as refused:
        return _block(request, key, {}, status=422, refused=str(refused))
    except Refused as refused:
        return _block(request, key, {}, status=409, refused=refused.reason)
    except BadCommand:
        return _block(request, key, {}, status=422, refused=_("Dat kan nu niet."))
    _forget_drafts(request, key)
    if author and made.author_id is None:
        return remember(request, _block(request, key, keys=[*keys_of(request), client_key]), session.code, client_key)
    return _block(request, key)


def _photos(request: LiveRequest) -> dict[str, Picture | BadPicture]:
    """The photo that came along, if any; read before the session is claimed, so that nobody waits for it."""
    photo = request.FILES.get("photo")
    return {"photo": read(photo.file, photo.size or 0)} if photo and photo.file else {}


def _envelope(request: LiveRequest) -> tuple[int, str, int | None]:
    """Step, key of the submission and the entry it is about, as the form carried them."""
    client_key, about = request.POST.get("client_key", ""), request.POST.get("about", "")
    if not CLIENT_KEY.fullmatch(client_key):
        raise BadCommand("client_key")
    try:
        return int(request.POST.get("step", "")), client_key, int(about) if about else None
    except ValueError:
        raise BadCommand("step") from None


def _forget_drafts(request: LiveRequest, key: str) -> None:
    if request.viewer.device and request.scene.step:
        prefix = f"f{request.scene.step.pk}-{key}_"
        request.viewer.device.scratches.filter(key__startswith=prefix).delete()


def _block(
    request: LiveRequest,
    key: str,
    bound: Bound | None = None,
    status: int = 200,
    refused: str = "",
    keys: Sequence[str] = (),
) -> HttpResponse:
    """The activity's part of my screen as it stands now; without it (the step is over), all I may write."""
    session = LiveSession.objects.get(pk=request.scene.session.pk)
    writer, keys = writing_for(request, key), keys or keys_of(request)
    composer = Composer(Scene(session), request.viewer, writer, bound, keys)
    sheet = next((s for s in composer.sheets if s.key == key), None)
    if sheet is None and any(s.key == key for s in composer.steered):
        return HttpResponse(status=204 if status == 200 else status)  # steered from the flap, which is pushed
    if sheet is None:
        response = render(
            request,
            "live/_compose.html",
            {"personal": composer.context(), "late": True, "session": session},
            status=409,
        )
        response["HX-Retarget"] = "#compose"
        return response
    if refused:
        composer.bound = {key: sheet.activity.form(sheet, request.POST)}
    return render(request, "live/_block.html", {"block": composer.block(sheet), "refused": refused}, status=status)


@require_POST
@participant_required
def withdraw(request: LiveRequest, session: LiveSession, key: str) -> HttpResponse:
    """Take back what I put up, while the step lasts."""
    composer = Composer(request.scene, request.viewer, writing_for(request, key), keys=keys_of(request))
    author, asked = composer.author(key), request.POST.get("entry", "")
    sheet = next((sheet for sheet in composer.sheets if sheet.key == key), None)
    mine = composer.kept_of(sheet, author.pk if author else None) if sheet else session.contributions.none()
    if found := mine.filter(pk=int(asked) if ENTRY.fullmatch(asked) else 0).first():
        actions.withdraw(session, found)
    return _block(request, key)


@require_POST
@participant_required
def act(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """A participant's own moves and signs. Answers with the fresh buttons; 409 when it came too late."""
    me, verb = request.viewer.participant, request.POST.get("verb", "")
    try:
        if me is None:
            raise BadCommand("verb")
        if verb in SIGNS:
            _sign(request, session, me, verb)
        else:
            _move(request, session, me, verb)
    except Refused as refused:
        return buttons(request, refused.reason, status=409)
    except (BadCommand, ValueError):
        return buttons(request, "unknown", status=422)
    if verb == "leave":
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return buttons(request)


def _sign(request: LiveRequest, session: LiveSession, me: Participant, verb: str) -> None:
    kind, on = SIGNS[verb]
    if kind == Signal.Kind.LIMIT and request.viewer.role != Role.PRESENTER:
        raise BadCommand("limit")
    actions.signal(session, me, kind, on)


def _move(request: LiveRequest, session: LiveSession, me: Participant, verb: str) -> None:
    scene = request.scene
    match verb:
        case "done" | "pass":
            leaving = Position(int(request.POST.get("leaving", "")), me.pk)
            actions.perform(session, machine.PassTurn(leaving, passing=verb == "pass"), me)
        case "turn" if scene.step and scene.step.row(request.viewer.role).get("passes_turn"):
            leaving = Position(int(request.POST.get("leaving", "")), int(request.POST.get("turn", "")))
            actions.perform(session, machine.PassTurn(leaving), me)
        case "rejoin":
            actions.perform(session, machine.Rejoin(me.pk), me)
        case "accept":
            actions.accept_chair(session, me)
        case "decline" if scene.state.offered == me.pk:
            actions.perform(session, machine.Offer(None), me)
        case "takeover":
            if not session.chair_free(timezone.now()):
                raise Refused("chair_kept")
            actions.take_chair(session, me)
        case "leave" if not request.viewer.owner:
            actions.depart(session, me, Participant.Presence.LEFT)
        case _:
            raise BadCommand(verb)


@require_POST
@viewer_required
def take_back(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """The begeleider who opened the session takes the chair back, always."""
    if not request.viewer.owner or session.self_guided:
        raise Http404
    try:
        actions.take_chair(session, None)
    except Refused as refused:
        return buttons(request, refused.reason, status=409)
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


@require_POST
@viewer_required
def change_seat(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """A browser that is both begeleider and participant goes to its other seat."""
    key = f"seat-{session.code}"
    request.session[key] = "" if request.session.get(key) else "lid"
    return redirect("live:show", session.code)


@participant_required
def case(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """Whoever brings a case puts it on the first sheet; the begeleider writes it down for a named member."""
    writer = writing_for(request)
    round = request.scene.case_of(writer)
    if round is None:
        raise Http404
    there = {"title": round.case_title, "text": round.case_text}
    prepared = {} if any(there.values()) else Composer(request.scene, request.viewer, writer).case
    form = CaseForm(request.POST or None, initial={**there, **prepared})
    if request.method == "POST" and form.is_valid():
        actions.put_case(session, round, **form.cleaned_data)
        return HttpResponse(status=204)
    status = 422 if form.errors else 200
    for_other = writer if request.viewer.steers else None
    context = {"form": form, "session": session, "writer": for_other, "prepared": bool(prepared)}
    return render(request, "live/_case_form.html", context, status=status)


@require_POST
@participant_required
def draft(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """Keep what is being typed (a field of mine, or my private notes); nobody else ever sees it."""
    key, text = request.POST.get("key", ""), request.POST.get("text", "").replace("\0", "")  # PostgreSQL has no NUL
    if not DRAFT_KEY.fullmatch(key):
        return HttpResponse(status=422)
    if len(text) > DRAFT_LENGTH:
        return HttpResponse(status=413)
    if not (is_unnamed(request.scene, key) or handed_in(session, request.viewer.participant, key, text)):
        actions.jot(device_for_notes(request, session), key, text)
    return HttpResponse(status=204)


def is_unnamed(scene: Scene, key: str) -> bool:
    """Whether a draft is of a field where no author is kept: kept here, it would stand with the device."""
    field = FIELD.fullmatch(key)
    step = scene.steps.get(int(field["step"])) if field else None
    specs = [built(spec) for spec in step.activities if field and spec["key"] == field["key"]] if step else []
    return any(activity.anonymous(options) for activity, options in specs)


def handed_in(session: LiveSession, me: Participant | None, key: str, text: str) -> bool:
    """Whether a draft that arrives late is what its writer put on the flap in the meantime."""
    field = FIELD.fullmatch(key)
    if not field or not me or not text:
        return False
    mine = session.contributions.filter(author=me, step=int(field["step"]), key=field["key"])
    last = mine.last()
    return last is not None and last.body.get(field["name"]) == text.strip()


def device_for_notes(request: LiveRequest, session: LiveSession) -> Device:
    """The device that types; a begeleider's browser gets one when it writes its first note."""
    if request.viewer.device:
        return request.viewer.device
    token = request.COOKIES.get(DEVICE_COOKIE, "")
    if not token:
        raise Http404
    device, _made = Device.objects.get_or_create(
        session=session, token_hash=digest(token), defaults={"door": Device.Door.DESK}
    )
    return device
