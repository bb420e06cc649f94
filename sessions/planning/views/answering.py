"""Answering from a mail: its link opens a page with three buttons. Looking changes nothing: scanners look too."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sessions.groups import links
from sessions.groups.models import Membership

from .. import answers
from ..forms import ReplyForm
from ..models import Meeting


def answer(request: Any, token: str, meeting: int) -> HttpResponse:
    """Whether I come: three buttons, and after "kan niet" a reason if one wishes. A change of mind is as easy."""
    access = links.find(token)
    if access is None:
        raise Http404
    member = access.membership
    held = get_object_or_404(member.group.meetings, pk=meeting)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and open_for_answers(held) and form.is_valid():
        answers.give(held, member, **form.cleaned_data)
        links.touch(access)
        return redirect(request.path)
    return page(request, held, member, form, token)


def open_for_answers(meeting: Meeting) -> bool:
    return meeting.is_planned and not meeting.is_over()


def page(request: Any, meeting: Meeting, member: Membership, form: ReplyForm, token: str) -> HttpResponse:
    """409: it was answered when there was nothing to answer any more."""
    context = {
        "meeting": meeting,
        "member": member,
        "form": form,
        "token": token,
        "own": meeting.answers.filter(membership=member).exclude(value="").first(),
        "open": open_for_answers(meeting),
    }
    status = 200 if request.method != "POST" else 422 if context["open"] else 409
    return render(request, "planning/answer.html", context, status=status)
