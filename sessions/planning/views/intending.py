"""What I will try before the next meeting, and what came of it: only mine, only for me."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sessions.groups.identity import GroupRequest, member_required
from sessions.groups.models import Group

from .. import intentions as intended
from ..models import Intention
from ..writing import IntentionForm, OutcomeForm


@member_required
def intentions(request: GroupRequest, group: Group) -> HttpResponse:
    """My intentions; after a meeting one can be added."""
    if not request.membership.takes_part:
        raise Http404
    last = intended.last_meeting(group)
    form = IntentionForm(request.POST or None, instance=Intention(membership=request.membership, meeting=last))
    if request.method == "POST" and last and form.is_valid():
        form.save()
        return back(group)
    return page(request, group, form)


def page(request: GroupRequest, group: Group, form: IntentionForm, changed: Any = None) -> HttpResponse:
    """The page, with the form in it that has to be mended if there is one. changed: that of one that was there."""
    mine = [(one, *_forms(one, changed)) for one in intended.of(request.membership)]
    context = {"group": group, "form": form, "last": intended.last_meeting(group), "intentions": mine}
    return render(request, "planning/intentions.html", context, status=422 if form.errors or changed else 200)


def _forms(one: Intention, changed: Any) -> tuple[Any, Any]:
    fresh = {kind: kind(instance=one, auto_id=f"id_{one.pk}_%s") for kind in (IntentionForm, OutcomeForm)}
    if changed is not None and changed.instance.pk == one.pk:
        fresh[type(changed)] = changed
    return fresh[IntentionForm], fresh[OutcomeForm]


def back(group: Group) -> HttpResponse:
    return redirect("planning:intentions", group.pk)


@member_required
@require_POST
def change_intention(request: GroupRequest, group: Group, pk: int) -> HttpResponse:
    """Other words for it, what came of it, or away with it."""
    mine = get_object_or_404(Intention, pk=pk, membership=request.membership)
    if request.POST.get("verb") == "remove":
        mine.delete()
        messages.success(request, _("Je voornemen is weg."))
        return back(group)
    kind = OutcomeForm if request.POST.get("verb") == "tell" else IntentionForm
    form: Any = kind(request.POST, instance=mine, auto_id=f"id_{mine.pk}_%s")
    if not form.is_valid():
        return page(request, group, IntentionForm(), form)
    form.save()
    return back(group)
