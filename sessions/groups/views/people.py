"""The people of a group: adding one or a list, their roles, and their personal links."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from intervisie.public import absolute

from .. import links, people, roster
from ..forms import ListForm, PersonForm
from ..identity import GroupRequest, coordinator_required
from ..models import Group, Membership


@coordinator_required
def everybody(request: GroupRequest, group: Group) -> HttpResponse:
    context = {"group": group, "members": group.members.all(), "left": group.memberships.exclude(left=None)}
    return render(request, "groups/people.html", context)


@coordinator_required
def add(request: GroupRequest, group: Group) -> HttpResponse:
    """One person more."""
    form = PersonForm(request.POST or None, instance=Membership(group=group, language=group.language))
    if request.method == "POST" and form.is_valid():
        person = form.save()
        messages.success(request, _("%(name)s zit nu in de groep.") % {"name": person.name})
        return redirect("groups:people", group.pk)
    return render(request, "groups/add.html", {"group": group, "form": form}, status=422 if form.errors else 200)


@coordinator_required
def paste(request: GroupRequest, group: Group) -> HttpResponse:
    """A list of people: first what we read in it, then all of them at once, or none while something is wrong."""
    form = ListForm(request.POST or None, request.FILES or None)
    found: list[roster.Person] = []
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        found = roster.read(text, taken=[member.name for member in group.members])
        sound = bool(found) and not any(person.problems for person in found)
        if sound and request.POST.get("verb") == "add":
            return _added(request, group, people.add(group, found))
        form = ListForm(initial={"text": text})
    context = {"group": group, "form": form, "found": found, "wrong": sum(bool(p.problems) for p in found)}
    return render(request, "groups/paste.html", context, status=422 if form.errors or context["wrong"] else 200)


def _added(request: GroupRequest, group: Group, many: int) -> HttpResponse:
    said = ngettext("%(many)d persoon toegevoegd.", "%(many)d mensen toegevoegd.", many) % {"many": many}
    messages.success(request, said)
    return redirect("groups:people", group.pk)


@coordinator_required
def person(request: GroupRequest, group: Group, pk: int) -> HttpResponse:
    """One person's name, address and roles, and the links that let them in."""
    member = get_object_or_404(group.memberships, pk=pk)
    form = PersonForm(request.POST or None, instance=member)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Bewaard."))
        return redirect("groups:people", group.pk)
    return _show(request, member, form, status=422 if form.errors else 200)


def _show(
    request: GroupRequest, member: Membership, form: PersonForm, link: str = "", status: int = 200
) -> HttpResponse:
    known = Membership.objects.get(pk=member.pk)  # the form may have written what was typed into the other one
    access = links.valid().filter(membership=member, purpose__in=links.DOORS)
    last = access.exclude(used=None).order_by("-used").first()
    context = {
        "group": member.group,
        "person": known,
        "form": form,
        "link": link,
        "many": access.count(),
        "last": last,
    }
    return render(request, "groups/person.html", context, status=status)


@coordinator_required
@require_POST
def link(request: GroupRequest, group: Group, pk: int) -> HttpResponse:
    """Make a personal link and show it, this once. Links that were given before stay valid."""
    member = get_object_or_404(group.members, pk=pk)
    path = reverse("groups:enter", args=[links.new_link(member)])
    return _show(request, member, PersonForm(instance=member), link=absolute(request, path))


@coordinator_required
@require_POST
def revoke(request: GroupRequest, group: Group, pk: int) -> HttpResponse:
    """End all links of one person, also those in mails and calendars."""
    member = get_object_or_404(group.memberships, pk=pk)
    links.revoke_all(member)
    messages.success(request, _("Alle links van %(name)s zijn ingetrokken.") % {"name": member.name})
    return redirect("groups:person", group.pk, member.pk)


@coordinator_required
@require_POST
def come_back(request: GroupRequest, group: Group, pk: int) -> HttpResponse:
    member = get_object_or_404(group.memberships.exclude(left=None), pk=pk)
    if people.come_back(member):
        messages.success(request, _("%(name)s zit weer in de groep.") % {"name": member.name})
    else:
        messages.error(request, _("Er zit al een %(name)s in de groep.") % {"name": member.name})
    return redirect("groups:people", group.pk)
