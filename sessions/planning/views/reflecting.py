"""In supervision: my reflection on a meeting, and those of others that I may read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sessions.groups.identity import GroupRequest, member_required
from sessions.groups.models import Group

from .. import reflections
from ..looking_back import CARDS
from ..models import Meeting
from ..writing import ReflectionForm
from .preparing import saved

View = Callable[..., HttpResponse]


def of_supervision(view: View) -> View:
    """For the people of a supervision, about a meeting they had; gives the view that meeting."""

    @member_required
    @wraps(view)
    def inside(request: GroupRequest, group: Group, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        meeting = get_object_or_404(reflections.asked(group), pk=pk)
        if not (request.membership.takes_part or request.membership.supervises):
            raise Http404
        meeting.group = group
        return view(request, meeting, *args, **kwargs)

    return inside


@of_supervision
def reflection(request: GroupRequest, meeting: Meeting) -> HttpResponse:
    """My reflection, which saves itself; and what others handed in."""
    own = reflections.of(meeting, request.membership)
    if request.method != "POST":
        return page(request, meeting, ReflectionForm(instance=own))
    if not request.membership.takes_part:
        raise Http404
    form = ReflectionForm(request.POST, instance=own)
    if form.is_valid():
        form.save()
    return saved(request, form) or (back(meeting) if form.is_valid() else page(request, meeting, form))


def back(meeting: Meeting) -> HttpResponse:
    return redirect("planning:reflection", meeting.group_id, meeting.pk)


def page(request: GroupRequest, meeting: Meeting, form: ReflectionForm) -> HttpResponse:
    context = {
        "group": meeting.group,
        "meeting": meeting,
        "form": form if request.membership.takes_part else None,
        "own": form.instance,
        "cards": CARDS,
        "readable": reflections.readable(request.membership, meeting),
        "awaited": reflections.awaited(meeting) if request.membership.supervises else [],
        "following": reflections.following(meeting),
    }
    return render(request, "planning/reflection.html", context, status=422 if form.errors else 200)


@of_supervision
@require_POST
def hand_in(request: GroupRequest, meeting: Meeting) -> HttpResponse:
    """Hand it in, or take it back to write on."""
    own = reflections.of(meeting, request.membership)
    if own.pk is None or not own.text:
        messages.error(request, _("Er staat nog niets. Schrijf eerst een paar zinnen."))
    elif request.POST.get("verb") == "back":
        reflections.take_back(own)
    else:
        reflections.hand_in(own, meeting.group)
    return back(meeting)
