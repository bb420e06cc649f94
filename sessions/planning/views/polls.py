"""Finding a date together: the coordinator proposes moments, members tick, the best one becomes a meeting."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from sessions.groups.identity import GroupRequest, coordinator_required, member_required
from sessions.groups.models import Group

from .. import schedule
from ..forms import MomentForm, PollForm
from ..models import Poll, PollMoment, Vote
from ..overview import Overview, options
from .meeting import number


@coordinator_required
def new(request: GroupRequest, group: Group) -> HttpResponse:
    form = PollForm(request.POST or None, initial={"minutes": 120})
    if request.method == "POST" and form.is_valid():
        form.instance.group = group
        poll = _made(form)
        return redirect("planning:poll", group.pk, poll.pk)
    return render(
        request, "planning/new_poll.html", {"group": group, "form": form}, status=422 if form.errors else 200
    )


@transaction.atomic
def _made(form: PollForm) -> Poll:
    poll: Poll = form.save()
    PollMoment.objects.bulk_create([PollMoment(poll=poll, starts=moment) for moment in form.moments])
    return poll


@coordinator_required
def show(request: GroupRequest, group: Group, pk: int) -> HttpResponse:
    """The moments, the best first, with who can when; a field for one more."""
    poll = get_object_or_404(group.polls.select_related("meeting"), pk=pk)
    form = MomentForm(request.POST or None)
    if request.method == "POST" and poll.closed is None and form.is_valid():
        poll.moments.get_or_create(starts=form.cleaned_data["starts"])
        return redirect("planning:poll", group.pk, poll.pk)
    members, found = Overview(group).members, options(poll)
    rows = [(member, [option.votes.get(member.pk) for option in found]) for member in members]
    context = {"group": group, "poll": poll, "options": found, "rows": rows, "form": form}
    return render(request, "planning/poll.html", context, status=422 if form.errors else 200)


@coordinator_required
@require_POST
def settle(request: GroupRequest, group: Group, pk: int) -> HttpResponse:
    """Make one of the moments the meeting."""
    poll = get_object_or_404(group.polls.filter(closed=None), pk=pk)
    moment = get_object_or_404(poll.moments, pk=number(request.POST.get("moment", "")))
    meeting = schedule.settle(poll, moment)
    return redirect("planning:meeting", group.pk, meeting.pk)


@coordinator_required
@require_POST
def drop(request: GroupRequest, group: Group, pk: int) -> HttpResponse:
    """Away with a poll nobody needs; a meeting that came of it stays."""
    get_object_or_404(group.polls, pk=pk).delete()
    return redirect("planning:group", group.pk)


@member_required
def vote(request: GroupRequest, group: Group, pk: int) -> HttpResponse:
    """A member says per moment: yes, if need be, or no. What is not ticked stays open."""
    poll = get_object_or_404(group.polls.filter(closed=None), pk=pk)
    moments = list(poll.moments.all())
    if request.method == "POST":
        for moment in moments:
            value = request.POST.get(f"moment-{moment.pk}", "")
            if value in Vote.Value:
                Vote.objects.update_or_create(moment=moment, membership=request.membership, defaults={"value": value})
        return redirect("planning:mine", group.pk)
    mine = {vote.moment_id: vote.value for vote in request.membership.votes.filter(moment__poll=poll)}
    rows = [(moment, mine.get(moment.pk)) for moment in moments]
    return render(request, "planning/vote.html", {"group": group, "poll": poll, "rows": rows, "values": Vote.Value})
