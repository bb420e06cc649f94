"""What whoever guards the process does: commands, the door, the people, laying back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from intervisie.public import absolute
from sessions.tokens import digest, new_token

from .. import actions
from ..decorators import LiveRequest, chair_required, facilitator_required, keeper_required
from ..forms import BadCommand, GuidanceForm, InsertForm, MethodForm, NameForm, StopForm, WordForm, read_command
from ..machine import Refused
from ..models import Contribution, Device, LiveSession, Participant, Signal
from ..overview import Overview
from ..scene import Scene
from ..stage import reason
from ..viewer import resolve, ticket_of
from .show import buttons


@require_POST
@facilitator_required
def command(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """One command of whoever guards the process. Answers with the fresh buttons; 409 when it came too late."""
    own = request.scene.state.chair or session.self_guided
    actor = request.viewer.participant if own else None
    try:
        match request.POST.get("verb"):
            case "undo":
                actions.undo(session)
            case "repeat":
                first, last = (int(request.POST.get(name, "")) for name in ("first", "last"))
                actions.repeat(session, first, last, actor)
            case _:
                actions.perform(session, read_command(request.POST, request.scene), actor)
    except Refused as refused:
        return buttons(request, refused.reason, status=409)
    except (BadCommand, ValueError):
        return buttons(request, "unknown", status=422)
    return buttons(request)


def _device(session: LiveSession, request: LiveRequest) -> Device:
    found = session.devices.filter(door=Device.Door.WAITING, pk=_number(request, "device")).first()
    if found is None:
        raise Refused("moved")
    return found


def _number(request: LiveRequest, name: str) -> int:
    try:
        return int(request.POST.get(name, ""))
    except ValueError:
        raise BadCommand(name) from None


def _kind(request: LiveRequest) -> str:
    if (kind := request.POST.get("kind", "")) not in Signal.Kind.values:
        raise BadCommand("kind")
    return kind


def _person(session: LiveSession, request: LiveRequest) -> Participant:
    found = session.participants.filter(pk=_number(request, "person")).first()
    if found is None:
        raise BadCommand("person")
    return found


@require_POST
@facilitator_required
def answer_door(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """Let in, let everybody in, refuse, or say that it is the same person as one who is in already."""
    try:
        match request.POST.get("verb"):
            case "admit":
                actions.admit(session, _device(session, request))
            case "same":
                device = _device(session, request)
                actions.admit(session, device, actions.namesake(session, device.name))
            case "refuse":
                actions.refuse(session, _device(session, request))
            case "all":
                actions.admit_all(session)
            case _:
                raise BadCommand("verb")
    except Refused as refused:
        return buttons(request, refused.reason, status=409)
    except BadCommand:
        return buttons(request, "unknown", status=422)
    if _has_another_seat_now(request, session):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})  # the page is made anew, with the way there
    return buttons(request)


def _has_another_seat_now(request: LiveRequest, session: LiveSession) -> bool:
    """Whether this very browser was let in: from now on it is both begeleider and participant."""
    viewer = resolve(session, ticket_of(request, session.code))
    return viewer is not None and viewer.switchable and not request.viewer.switchable


def _removable(request: LiveRequest, session: LiveSession) -> bool:
    """Whether this viewer may put somebody out; whoever opened a session without a begeleider, others only."""
    return request.viewer.keeps and (
        not session.self_guided or _person(session, request) != request.viewer.participant
    )


@require_POST
@facilitator_required
def people(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """Add somebody without a phone, remove somebody, put a sign away that was seen, or note who had a turn."""
    try:
        match request.POST.get("verb"):
            case "add":
                form = NameForm(request.POST)
                if not form.is_valid():
                    return render(request, "live/desk/_add.html", {"form": form, "session": session}, status=422)
                actions.add_phoneless(session, form.cleaned_data["name"])
                return render(request, "live/desk/_add.html", {"form": NameForm(), "session": session})
            case "remove" if _removable(request, session):
                actions.depart(session, _person(session, request), Participant.Presence.REMOVED)
            case "spoke":
                actions.spoke(session, _person(session, request))
            case "seen":
                actions.signal(session, _person(session, request), _kind(request), on=False)
            case _:
                raise BadCommand("verb")
    except Refused as refused:
        form = NameForm(request.POST)
        if request.POST.get("verb") == "add":
            form.add_error("name", reason(refused.reason))
            return render(request, "live/desk/_add.html", {"form": form, "session": session}, status=409)
        return buttons(request, refused.reason, status=409)
    except BadCommand:
        return buttons(request, "unknown", status=422)
    return buttons(request)


@require_POST
@facilitator_required
def seats(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """Another order of the seats, which is the order of the turns."""
    try:
        actions.reseat(session, [int(pk) for pk in request.POST.getlist("order")])
    except ValueError:
        return HttpResponse(status=422)
    except Refused:
        return HttpResponse(status=409)
    return HttpResponse(status=204)


@chair_required
def lay_back(request: LiveRequest, session: LiveSession, entry: int) -> HttpResponse:
    """Lay a question back with its author, with a kind word."""
    found = session.contributions.filter(pk=entry, returned="").first()
    if found is None or not _returnable(request, found):
        raise Http404
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.lay_back(session, found, form.cleaned_data["word"])
        return HttpResponse(status=204)
    context = {"form": form, "entry": found, "session": session}
    return render(request, "live/desk/_lay_back.html", context, status=422 if form.is_bound else 200)


def _returnable(request: LiveRequest, entry: Contribution) -> bool:
    step = request.scene.step
    return (
        step is not None
        and entry.step_id == step.pk
        and any(s.activity.returnable for s in request.scene.flap.sheets(step) if s.key == entry.key)
    )


@require_POST
@facilitator_required
def method(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """Another method in the lobby, for the first round about a case."""
    form = MethodForm(request.POST)
    if not form.is_valid():
        return buttons(request, "unknown", status=422)
    try:
        actions.change_method(session, form.cleaned_data["method"])
    except Refused as refused:
        return buttons(request, refused.reason, status=409)
    # Roles to look at and the warning about people belong to the method: the page is made anew.
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


@facilitator_required
def rounds(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """The rounds of the programme: one more, another method, or (before it began) one less."""
    refused, status = "", 200
    if request.method == "POST":
        try:
            _change_rounds(request, session)
        except Refused as refusal:
            refused, status = reason(refusal.reason), 409
        except BadCommand:
            refused, status = reason("unknown"), 422
        if not request.htmx:  # chosen on the page that says what fits
            if refused:
                messages.error(request, refused)
            return redirect("live:show", session.code)
    scene = Scene(LiveSession.objects.get(pk=session.pk))
    context = {"session": session, "desk": Overview(scene), "refused": refused}
    return render(request, "live/desk/_rounds.html", context, status=status)


def _change_rounds(request: LiveRequest, session: LiveSession) -> None:
    form = MethodForm(request.POST)
    match request.POST.get("verb"):
        case "add" if form.is_valid():
            actions.add_round(session, form.cleaned_data["method"])
        case "change" if form.is_valid() and form.cleaned_data["round"]:
            actions.change_method(session, form.cleaned_data["method"], form.cleaned_data["round"])
        case "drop":
            actions.drop_round(session, _number(request, "round"))
        case _:
            raise BadCommand("verb")


@require_POST
@facilitator_required
def insert(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """A step of the group's own, put into the programme."""
    form = InsertForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            actions.insert_step(session, **form.cleaned_data)
            form, status = InsertForm(), 200
        except Refused as refused:
            form.add_error(None, reason(refused.reason))
            status = 409
    return render(request, "live/desk/_insert.html", {"form": form, "session": session}, status=status)


@require_POST
@facilitator_required
def stop(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """Another moment at which the group must stop."""
    form = StopForm(request.POST)
    if form.is_valid():
        actions.stop_at(session, form.cleaned_data["stop_at"])
        form = StopForm(initial={"stop_at": form.cleaned_data["stop_at"]})
        return render(request, "live/desk/_stop.html", {"form": form, "session": session})
    return render(request, "live/desk/_stop.html", {"form": form, "session": session}, status=422)


@require_POST
@facilitator_required
def guidance(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """More or less explanation on all screens."""
    form = GuidanceForm(request.POST)
    if not form.is_valid():
        return buttons(request, "unknown", status=422)
    actions.guide(session, form.cleaned_data["guidance"])
    return buttons(request)


@require_POST
@keeper_required
def screen_link(request: LiveRequest, session: LiveSession) -> HttpResponse:
    """A fresh link for the big screen; the link before it opens nothing any more."""
    link = ""
    if request.POST.get("verb") != "revoke":
        token = new_token()
        actions.set_screen(session, digest(token))
        link = absolute(request, reverse("live:screen_by_link", args=[session.code, token]))
    else:
        actions.set_screen(session, "")
    return render(request, "live/desk/_screen_link.html", {"link": link, "session": session})
