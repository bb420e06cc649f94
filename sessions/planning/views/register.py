"""Who was at a meeting, put right and closed; the table of a series as a file; a certificate of attendance."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sessions.groups.identity import GroupRequest, coordinator_required, member_required, plans
from sessions.groups.models import Group, Membership

from .. import attendance, export
from ..models import Attendance, Meeting
from ..overview import Overview
from ..register import ALL, Line, Register, register_of, register_of_meeting

View = Callable[..., HttpResponse]
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def keeper_required(view: View) -> View:
    """For the group's coordinators and, until it is closed, the meeting's begeleider. Gives the view the meeting."""

    @member_required
    @wraps(view)
    def inside(request: GroupRequest, group: Group, pk: int) -> HttpResponse:
        meeting = get_object_or_404(group.meetings.select_related("facilitator", "trajectory"), pk=pk)
        meeting.group = group
        if not (coordinates(request) or meeting.facilitator_id == request.membership.pk):
            raise Http404
        return view(request, meeting)

    return inside


def coordinates(request: GroupRequest) -> bool:
    return plans(request, request.membership)


@keeper_required
def keep(request: GroupRequest, meeting: Meeting) -> HttpResponse:
    """The list of one meeting, to put right what the app saw, and to close it afterwards."""
    register = list_of(meeting)
    may_change = coordinates(request) or not meeting.attendance_closed
    if request.method == "POST" and may_change and meeting.is_planned:
        _put_right(request, register)
        if request.POST.get("verb") == "close":
            return _close(request, meeting)
        messages.success(request, _("De aanwezigheid is bewaard."))
        return redirect("planning:attendance", meeting.group_id, meeting.pk)
    context = {
        "group": meeting.group,
        "meeting": meeting,
        "register": register,
        "cells": [line.cells[0] for line in register.lines],
        "states": Attendance.State.choices,
        "plans": coordinates(request),
        "member_only": not coordinates(request),
        "may_change": may_change and meeting.is_planned,
        "over": meeting.is_over(),
    }
    return render(request, "planning/attendance.html", context, status=409 if request.method == "POST" else 200)


def list_of(meeting: Meeting) -> Register:
    return register_of_meeting(meeting, meeting.group.memberships.all(), timezone.now())


def _put_right(request: GroupRequest, register: Register) -> None:
    """Only what was changed on the page is written: the app may have seen somebody in the meantime."""
    for line in register.lines:
        was, now = (request.POST.get(f"{name}-{line.member.pk}", "") for name in ("was", "state"))
        if now != was and now in Attendance.State:
            attendance.correct(register.meetings[0], line.member, now)


def _close(request: GroupRequest, meeting: Meeting) -> HttpResponse:
    if not coordinates(request):
        raise Http404
    if not meeting.is_over():
        messages.error(request, _("De bijeenkomst is nog niet geweest. Sluit de aanwezigheid daarna af."))
        return redirect("planning:attendance", meeting.group_id, meeting.pk)
    fresh = Meeting.objects.get(pk=meeting.pk)
    attendance.close(meeting, list_of(fresh).standings)
    messages.success(request, _("De aanwezigheid is afgesloten."))
    return redirect("planning:group", meeting.group_id)


@coordinator_required
@require_POST
def reopen(request: GroupRequest, group: Group, pk: int) -> HttpResponse:
    """Closed too soon."""
    meeting = get_object_or_404(group.meetings, pk=pk)
    attendance.reopen(meeting)
    messages.success(request, _("De aanwezigheid staat weer open."))
    return redirect("planning:attendance", group.pk, meeting.pk)


@coordinator_required
@require_GET
def as_csv(request: GroupRequest, group: Group) -> HttpResponse:
    register = register_of(Overview(group), request.GET.get("traject", ""))
    return _file(group, export.as_csv(register), "csv", "text/csv; charset=utf-8")


@coordinator_required
@require_GET
def as_spreadsheet(request: GroupRequest, group: Group) -> HttpResponse:
    register = register_of(Overview(group), request.GET.get("traject", ""))
    return _file(group, export.as_spreadsheet(register), "xlsx", SPREADSHEET)


def _file(group: Group, content: bytes, ending: str, kind: str) -> HttpResponse:
    name = f"{slugify(_('aanwezigheid'))}-{slugify(group.name) or group.pk}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)


@coordinator_required
@require_GET
def certificate(request: GroupRequest, group: Group, pk: int) -> HttpResponse:
    """What somebody attended, for whoever keeps their registration; also of who has left."""
    return _certificate(request, get_object_or_404(group.memberships, pk=pk))


@member_required
@require_GET
def my_certificate(request: GroupRequest, group: Group) -> HttpResponse:
    return _certificate(request, request.membership)


def _certificate(request: GroupRequest, person: Membership) -> HttpResponse:
    overview = Overview(request.group)
    register = register_of(overview, ALL)
    line = next((line for line in register.lines if line.member == person), Line(person, ()))
    signer = next((member for member in overview.everybody if member.coordinates and not member.left), None)
    context = {"group": request.group, "person": person, "line": line, "signer": signer, "today": timezone.now()}
    return render(request, "planning/certificate.html", context)
