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
from sessions.groups.identity import GroupRequest, coordinator_required, member_required, plans
from sessions.groups.models import Group

from .. import answers, rota
from ..forms import REPLIES, RemindersForm, ReplyForm
from ..models import Task
from ..my_group import MyGroup
from ..seats import address_of
from .answering import open_for_answers


@member_required
def mine(request: GroupRequest, group: Group) -> HttpResponse:
    """My group."""
    member = request.membership
    context = {
        "group": group,
        "member": member,
        "my": MyGroup(member),
        "address": address_of(member),
        "reminders": RemindersForm(instance=member),
        "choices": REPLIES,
        "plans": plans(request, member),
        "can_claim": request.user.is_authenticated and member.user_id is None,
    }
    return render(request, "planning/mine.html", context)


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
    """Which reminders this person gets of this group."""
    form = RemindersForm(request.POST, instance=request.membership)
    if form.is_valid():
        form.save()
        messages.success(request, _("Bewaard."))
    return redirect("planning:mine", group.pk)
