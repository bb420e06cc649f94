"""What the group agreed: the coordinator words it, every member consents for themself."""

from __future__ import annotations

from django.db.models import Max, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from .. import people
from ..forms import AgreementForm
from ..identity import GroupRequest, coordinator_required, member_required
from ..models import Agreement, Consent, Group, Membership


@coordinator_required
def rules(request: GroupRequest, group: Group) -> HttpResponse:
    """The rules with who agreed; a field for one of the group's own."""
    last = group.agreements.aggregate(last=Max("order"))["last"] or 0
    form = AgreementForm(request.POST or None, instance=Agreement(group=group, order=last + 1))
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("groups:agreements", group.pk)
    context = {"group": group, "form": form, "agreements": with_consents(group), "not_yet": not_yet(group)}
    return render(request, "groups/agreements.html", context, status=422 if form.errors else 200)


def with_consents(group: Group) -> list[Agreement]:
    """The rules, each with the consents of who is still there."""
    consents = Consent.objects.filter(membership__left=None).select_related("membership")
    return list(group.agreements.prefetch_related(Prefetch("consents", consents)))


def not_yet(group: Group) -> list[Membership]:
    """Who takes part and did not agree to every rule yet."""
    many = group.agreements.count()
    members = group.takers.prefetch_related("consents")
    return [member for member in members if len(member.consents.all()) < many]


@coordinator_required
def reword(request: GroupRequest, group: Group, pk: int) -> HttpResponse:
    """Other words for a rule of the group's own."""
    agreement = get_object_or_404(group.agreements, pk=pk, source=False)
    form = AgreementForm(request.POST or None, instance=Agreement(text=agreement.text))
    if request.method == "POST" and form.is_valid():
        people.reword(agreement, form.cleaned_data["text"])
        return redirect("groups:agreements", group.pk)
    context = {"group": group, "form": form, "agreement": agreement}
    return render(request, "groups/reword.html", context, status=422 if form.errors else 200)


@coordinator_required
@require_POST
def remove(request: GroupRequest, group: Group, pk: int) -> HttpResponse:
    get_object_or_404(group.agreements, pk=pk, source=False).delete()
    return redirect("groups:agreements", group.pk)


@member_required
def agree(request: GroupRequest, group: Group) -> HttpResponse:
    """The rules as a member reads them, and one press to agree."""
    member = request.membership
    if request.method == "POST":
        people.agree(member)
        return redirect("groups:agree", group.pk)
    mine = {consent.agreement_id: consent.at for consent in member.consents.all()}
    rows = [(agreement, mine.get(agreement.pk)) for agreement in group.agreements.all()]
    context = {"group": group, "rows": rows, "agreed": all(at for _rule, at in rows)}
    return render(request, "groups/agree.html", context)
