"""One meeting for its coordinator: who guides it, who comes, what is to be seen to; changing it, calling it off."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from sessions.groups.identity import GroupRequest, coordinator_required
from sessions.groups.models import Group

from .. import answers, cases, rota, schedule
from ..forms import AnswerForm, MeetingForm, TaskForm
from ..models import Meeting
from ..overview import Overview, Sheet

View = Callable[..., HttpResponse]


def of_group(view: View) -> View:
    """For the coordinators of the group; gives the view the meeting instead of the group and a number."""

    @coordinator_required
    @wraps(view)
    def inside(request: GroupRequest, group: Group, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        meeting = get_object_or_404(group.meetings.select_related("facilitator", "method", "trajectory"), pk=pk)
        meeting.group = group
        return view(request, meeting, *args, **kwargs)

    return inside


def back(meeting: Meeting) -> HttpResponse:
    return redirect("planning:meeting", meeting.group_id, meeting.pk)


def number(text: str) -> int:
    """The id that a button or a list sent; 0, which nothing has, for what is none."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


@of_group
def show(request: GroupRequest, meeting: Meeting) -> HttpResponse:
    return page(request, meeting)


def page(request: GroupRequest, meeting: Meeting, **forms: Any) -> HttpResponse:
    """The meeting's page, with a form in it that has to be mended if there is one."""
    group = meeting.group
    context = {
        "group": group,
        "meeting": meeting,
        "method": cases.method_of(meeting),
        "sheet": Sheet(meeting, Overview(group).members, timezone.now()),
        "facilitators": rota.facilitators(group),
        "others": schedule.planned_ahead(group).exclude(pk=meeting.pk).exclude(facilitator=None),
        "task": TaskForm(group=group),
        "answer": AnswerForm(group=group),
        **forms,
    }
    return render(request, "planning/meeting.html", context, status=422 if forms else 200)


@of_group
def change(request: GroupRequest, meeting: Meeting) -> HttpResponse:
    """Another date, place or method; this meeting, or also those of its series that follow."""
    later = schedule.following_ones(meeting).count()
    form = MeetingForm(request.POST or None, instance=Meeting.objects.get(pk=meeting.pk))
    if request.method == "POST" and form.is_valid():
        many = schedule.change(meeting, form.change, following="following" in request.POST)
        said = ngettext("De bijeenkomst is aangepast.", "%(many)d bijeenkomsten zijn aangepast.", many)
        messages.success(request, said % {"many": many})
        return back(meeting)
    context = {"group": meeting.group, "meeting": meeting, "form": form, "later": later}
    return render(request, "planning/change.html", context, status=422 if form.errors else 200)


@of_group
def cancel(request: GroupRequest, meeting: Meeting) -> HttpResponse:
    """Call it off, after asking: people were counting on it."""
    if request.method == "POST":
        many = schedule.cancel(meeting, following="following" in request.POST)
        said = ngettext("De bijeenkomst is afgelast.", "%(many)d bijeenkomsten zijn afgelast.", many)
        messages.success(request, said % {"many": many})
        return back(meeting)
    later = schedule.following_ones(meeting).count()
    return render(request, "planning/cancel.html", {"group": meeting.group, "meeting": meeting, "later": later})


@of_group
@require_POST
def restore(request: GroupRequest, meeting: Meeting) -> HttpResponse:
    schedule.restore(meeting)
    messages.success(request, _("De bijeenkomst gaat toch door."))
    return back(meeting)


@of_group
@require_POST
def facilitator(request: GroupRequest, meeting: Meeting) -> HttpResponse:
    """Who guides it: somebody by name, the next in the rota, or in exchange with another meeting."""
    verb, chosen = request.POST.get("verb"), request.POST.get("chosen", "")
    pk = number(chosen)
    if verb == "skip":
        rota.skip(meeting)
    elif verb == "swap":
        rota.swap(meeting, get_object_or_404(schedule.planned_ahead(meeting.group), pk=pk))
    else:
        people = meeting.group.members.filter(facilitates=True)
        meeting.facilitator = get_object_or_404(people, pk=pk) if chosen else None
        meeting.save(update_fields=["facilitator"])
    return back(meeting)


@of_group
@require_POST
def task(request: GroupRequest, meeting: Meeting) -> HttpResponse:
    """Something more to see to."""
    form = TaskForm(request.POST, group=meeting.group)
    form.instance.meeting = meeting
    if not form.is_valid():
        return page(request, meeting, task=form)
    form.save()
    return back(meeting)


@of_group
@require_POST
def change_task(request: GroupRequest, meeting: Meeting, task: int) -> HttpResponse:
    """Somebody else's, done, not done after all, or not needed."""
    found = get_object_or_404(meeting.tasks, pk=task)
    verb, who = request.POST.get("verb"), request.POST.get("who", "")
    if verb == "remove":
        found.delete()
        return back(meeting)
    if verb == "assign":
        found.membership = get_object_or_404(meeting.group.members, pk=number(who)) if who else None
    else:
        found.done = verb == "done"
    found.save(update_fields=["membership", "done"])
    return back(meeting)


@of_group
@require_POST
def answer_for(request: GroupRequest, meeting: Meeting) -> HttpResponse:
    """Write down what somebody answered by word of mouth."""
    form = AnswerForm(request.POST, group=meeting.group)
    if not form.is_valid():
        return page(request, meeting, answer=form)
    given = form.cleaned_data
    answers.give(meeting, given["membership"], given["value"], given["reason"], by=request.membership)
    messages.success(request, _("Het antwoord van %(name)s staat erin.") % {"name": given["membership"].name})
    return back(meeting)
