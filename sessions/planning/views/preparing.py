"""My case for a meeting: writing it, sharing it or not any more, taking it along; and reading somebody else's."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sessions.confidential import destroy_at
from sessions.groups.identity import GroupRequest, member_required
from sessions.groups.models import Group

from .. import cases
from ..looking_back import CARDS
from ..models import Case, Meeting
from ..writing import CaseForm

View = Callable[..., HttpResponse]


def of_taker(view: View) -> View:
    """For who can prepare a case for this meeting to come; gives the view that meeting."""

    @member_required
    @wraps(view)
    def inside(request: GroupRequest, group: Group, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        ahead = cases.ahead(request.membership).select_related("facilitator", "method")
        meeting = get_object_or_404(ahead, pk=pk)
        meeting.group = group
        return view(request, meeting, *args, **kwargs)

    return inside


def back(meeting: Meeting) -> HttpResponse:
    return redirect("planning:my_case", meeting.group_id, meeting.pk)


@of_taker
def my_case(request: GroupRequest, meeting: Meeting) -> HttpResponse:
    """My case. The page saves by itself, a field at a time (204, or what is wrong per field); a button does too."""
    if request.method != "POST":
        return page(request, meeting, CaseForm(instance=cases.of(meeting, request.membership)))
    form = cases.write(meeting, request.membership, request.POST.dict())
    return saved(request, form) or (back(meeting) if form.is_valid() else page(request, meeting, form))


def saved(request: GroupRequest, form: Any) -> HttpResponse | None:
    """The answer to a page that saves by itself; none for a form that was handed in by its button."""
    if "X-Saving" not in request.headers:
        return None
    if form.is_valid():
        return HttpResponse(status=204)
    return JsonResponse({name: " ".join(told) for name, told in form.errors.items()}, status=422)


def page(request: GroupRequest, meeting: Meeting, form: CaseForm) -> HttpResponse:
    context = {
        "group": meeting.group,
        "meeting": meeting,
        "form": form,
        "case": cases.of(meeting, request.membership),
        "method": cases.method_of(meeting),
        "cards": CARDS,
        "readers": Case.Shared.choices,
        "destroyed": destroy_at(meeting.ends, meeting.group.keep_days),
    }
    return render(request, "planning/case.html", context, status=422 if form.errors else 200)


@of_taker
@require_POST
def share_case(request: GroupRequest, meeting: Meeting) -> HttpResponse:
    """Who may read it from now on; taking that back is as easy."""
    case, shared = cases.of(meeting, request.membership), request.POST.get("shared", "")
    if shared not in cases.Shared:
        raise Http404
    if case.pk is None or not case.title:
        messages.error(request, _("Geef je casus eerst een titel. Dan weten de anderen wat ze openen."))
    else:
        cases.share(case, shared)
    return back(meeting)


@of_taker
@require_POST
def drop_case(request: GroupRequest, meeting: Meeting) -> HttpResponse:
    """Throw my case away."""
    case = cases.of(meeting, request.membership)
    if case.pk and not case.brought_at:
        case.delete()
        messages.success(request, _("Je casus is weg."))
    return redirect("planning:mine", meeting.group_id)


def found_in(them: list[Case], pk: int) -> Case:
    found = next((case for case in them if case.pk == pk), None)
    if found is None:
        raise Http404
    return found


@member_required
def read_case(request: GroupRequest, group: Group, pk: int) -> HttpResponse:
    """A case that somebody lets me read."""
    found = found_in(cases.readable(request.membership), pk)
    context = {"group": group, "case": found, "form": CaseForm(instance=found), "meeting": found.meeting}
    return render(request, "planning/read_case.html", context)


@member_required
@require_POST
def carry_case(request: GroupRequest, group: Group, pk: int) -> HttpResponse:
    """Take a case that I did not bring along to the next meeting."""
    case = found_in(cases.left_over(request.membership), pk)
    meeting = cases.ahead(request.membership).first()
    if meeting is None or not cases.carry(case, meeting):
        messages.error(request, _("Voor de volgende keer ligt er al een casus van je, of er is nog niets gepland."))
        return redirect("planning:mine", group.pk)
    meeting.group = group
    return back(meeting)
