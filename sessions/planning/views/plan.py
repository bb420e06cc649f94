"""A group's meetings at a glance, and planning more of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from sessions.groups.identity import GroupRequest, coordinator_required
from sessions.groups.models import Group, Kind

from .. import rota, schedule, skipping
from ..forms import MeetingForm, SeriesForm
from ..models import Meeting
from ..overview import Overview
from ..preparation import Preparation
from ..register import all_series, register_of
from ..series import Day, days
from ..usual import template


@coordinator_required
def group(request: GroupRequest, group: Group) -> HttpResponse:
    """The coordinator's page of a group."""
    overview, wanted = Overview(group), request.GET.get("traject", "")
    context = {
        "group": group,
        "overview": overview,
        "preparation": Preparation(request.membership, overview),
        "register": register_of(overview, wanted),
        "all_series": all_series(overview),
        "wanted": wanted or str(overview.series or ""),
    }
    return render(request, "planning/group.html", context)


@coordinator_required
def series(request: GroupRequest, group: Group) -> HttpResponse:
    """A series: first every date with why one is skipped, then all meetings at once."""
    kind = request.GET.get("soort", "")
    usual = template(kind if kind in Kind else group.kind, group.takers.count())
    form = SeriesForm(request.POST or None, initial=_initial(group, usual))
    found: list[Day] = []
    if request.method == "POST" and form.is_valid():
        why = skipping.reasons(form.cleaned_data["country"], form.cleaned_data["free"])
        found = days(form.rhythm, why)
        if request.POST.get("verb") == "plan":
            schedule.plan(group, form.instance, found)
            return _planned(request, group, found)
    context = {"group": group, "form": form, "usual": usual, "kinds": Kind, "days": found}
    return render(request, "planning/series.html", context, status=422 if form.errors else 200)


def _initial(group: Group, usual: object) -> dict[str, object]:
    today = timezone.localdate()
    last = group.trajectories.first()
    return {
        **{name: getattr(usual, name) for name in ("kind", "number", "every", "minutes")},
        "title": _("%(kind)s %(year)d") % {"kind": Kind(usual.kind).label, "year": today.year},  # type: ignore[attr-defined]
        "starts": today,
        "weekday": today.weekday(),
        **({name: getattr(last, name) for name in ("time", "place", "online_url", "country")} if last else {}),
    }


def _planned(request: GroupRequest, group: Group, found: list[Day]) -> HttpResponse:
    many = sum(bool(day.number) for day in found)
    said = ngettext("%(many)d bijeenkomst gepland.", "%(many)d bijeenkomsten gepland.", many) % {"many": many}
    messages.success(request, said)
    return redirect("planning:group", group.pk)


@coordinator_required
def add(request: GroupRequest, group: Group) -> HttpResponse:
    """One meeting by itself."""
    form = MeetingForm(request.POST or None, instance=Meeting(group=group), initial=_like_the_last(group))
    if request.method == "POST" and form.is_valid():
        wanted = form.change
        meeting = schedule.add(group, starts=wanted.starts, **wanted.fields)
        return redirect("planning:meeting", group.pk, meeting.pk)
    return render(request, "planning/add.html", {"group": group, "form": form}, status=422 if form.errors else 200)


def _like_the_last(group: Group) -> dict[str, object]:
    last = group.meetings.last()
    return {name: getattr(last, name) for name in schedule.HEARD} if last else {}


@coordinator_required
@require_POST
def divide(request: GroupRequest, group: Group) -> HttpResponse:
    """Divide the meetings to come that have no begeleider yet over those who facilitate, in turn."""
    many = rota.fill(group, schedule.planned_ahead(group))
    said = ngettext("%(many)d bijeenkomst verdeeld.", "%(many)d bijeenkomsten verdeeld.", many) % {"many": many}
    messages.success(request, said if many else _("Er is nog niemand die kan begeleiden. Geef iemand die rol."))
    return redirect("planning:group", group.pk)
