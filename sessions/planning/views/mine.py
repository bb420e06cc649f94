"""A group as one of its members sees it: my meetings, what is asked of me, who is in. And leaving it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sessions.groups import people
from sessions.groups.identity import GroupRequest, coordinator_required, member_required
from sessions.groups.models import Agreement, Group, Membership

from .. import answers, cases, intentions, reflections, rota
from ..forms import REPLIES, ReplyForm
from ..models import Task, Vote
from ..opening import may_open
from ..overview import Overview, Sheet
from .answering import open_for_answers


@member_required
def mine(request: GroupRequest, group: Group) -> HttpResponse:
    """My group: only what is mine and what everybody in it may see."""
    member, overview = request.membership, Overview(group)
    prepared = {case.meeting_id: case for case in cases.to_come(member)}
    voted = set(Vote.objects.filter(membership=member).values_list("moment__poll", flat=True))
    context = {
        "group": group,
        "member": member,
        "can_prepare": member.takes_part,
        "readable": cases.readable(member),
        "left_over": cases.left_over(member),
        "intentions": intentions.of(member),
        "reflect_on": reflections.asked(group).first() if member.takes_part or member.supervises else None,
        "meetings": [
            (sheet.meeting, sheet.reply_of.get(member.pk), prepared.get(sheet.meeting.pk)) for sheet in overview.ahead
        ],
        "tasks": overview.tasks_for(member),
        "to_note": [sheet.meeting for sheet in overview.sheets if notes(member, sheet)],
        "to_open": [sheet.meeting for sheet in overview.ahead if may_open(member, sheet.meeting)],
        "polls": [(poll, poll.pk in voted) for poll in overview.polls],
        "people": overview.members,
        "to_agree": Agreement.objects.filter(group=group).exclude(consents__membership=member).count(),
        "choices": REPLIES,
        "turns": overview.turns,
        "guides": member.supervises or (overview.next and member.pk == overview.next.meeting.facilitator_id),
        "my_turn": overview.on_its_way and overview.turns.has(member),
        "can_claim": request.user.is_authenticated and member.user_id is None,
    }
    return render(request, "planning/mine.html", context)


def notes(member: Membership, sheet: Sheet) -> bool:
    """Whether this member, who guided it, may still say who was there."""
    meeting = sheet.meeting
    open_still = sheet.begun and meeting.is_planned and not meeting.attendance_closed
    return open_still and meeting.facilitator_id == member.pk


@member_required
@require_POST
def my_task(request: GroupRequest, group: Group, task: int) -> HttpResponse:
    """I take it on, I did it, or not after all."""
    free_or_mine = Q(membership=None) | Q(membership=request.membership)
    found = get_object_or_404(Task, free_or_mine, pk=task, meeting__group=group)
    found.membership = request.membership
    found.done = request.POST.get("verb") == "done"
    found.save(update_fields=["membership", "done"])
    return redirect("planning:mine", group.pk)


@member_required
@require_POST
def my_answer(request: GroupRequest, group: Group, pk: int) -> HttpResponse:
    """Whether I come; what was answered when there was nothing to answer any more is not written."""
    meeting = get_object_or_404(group.meetings, pk=pk)
    form = ReplyForm(request.POST)
    if not open_for_answers(meeting):
        messages.error(request, _("Deze bijeenkomst is geweest of gaat niet door; je antwoord is niet bewaard."))
    elif form.is_valid():
        answers.give(meeting, request.membership, **form.cleaned_data)
    else:
        messages.error(request, _("Je antwoord is niet bewaard. Houd de reden korter dan 300 tekens."))
    return redirect("planning:mine", group.pk)


@coordinator_required
@require_POST
def leave(request: GroupRequest, group: Group, pk: int) -> HttpResponse:
    """Somebody leaves the group: no way in any more, and no turn in the rota."""
    member = get_object_or_404(group.members, pk=pk)
    if people.is_last_coordinator(member):
        messages.error(request, _("Er moet een coördinator blijven. Maak eerst iemand anders coördinator."))
        return redirect("groups:person", group.pk, member.pk)
    people.leave(member)
    rota.release(member, timezone.now())
    messages.success(request, _("%(name)s zit niet meer in de groep.") % {"name": member.name})
    return redirect("groups:people", group.pk)


@member_required
@require_POST
def my_reminders(request: GroupRequest, group: Group) -> HttpResponse:
    """Reminders on or off, for this person in this group."""
    member = request.membership
    member.reminders = request.POST.get("verb") == "on"
    member.save(update_fields=["reminders"])
    return redirect("planning:mine", group.pk)
