"""What happens to a group and its people: founding, adding, leaving and coming back, agreeing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from . import links, rules
from .models import Agreement, Consent, Group, Membership
from .roster import ROLES, Person


@transaction.atomic
def found(user: Any, *, name: str, kind: str, language: str, takes_part: bool, facilitates: bool) -> Group:
    """A new group with the ten rules; whoever makes it is its coordinator."""
    group = Group.objects.create(name=name, kind=kind, language=language)
    rules.adopt(group)
    roles = {"coordinates": True, "takes_part": takes_part, "facilitates": facilitates}
    Membership.objects.create(group=group, user=user, name=user.name, email=user.email, language=language, **roles)
    return group


@transaction.atomic
def add(group: Group, people: Iterable[Person]) -> int:
    """Make members of the lines of a list, all or none; how many."""
    made = [
        Membership.objects.create(
            group=group,
            name=person.name,
            email=person.email,
            language=group.language,
            **{role: role in person.roles for role in ROLES},
        )
        for person in people
    ]
    return len(made)


@transaction.atomic
def leave(member: Membership) -> None:
    """Somebody leaves: every link and role ends at once, what is past stays."""
    links.revoke_all(member)
    member.left = timezone.localdate()
    member.save(update_fields=["left"])


def come_back(member: Membership) -> bool:
    """Somebody is in again, without their old links. False when their name was given to another meanwhile."""
    if member.group.members.filter(name__iexact=member.name).exists():
        return False
    member.left = None
    member.save(update_fields=["left"])
    return True


def is_last_coordinator(member: Membership) -> bool:
    """Whether nobody else with an account could plan for the group."""
    others = member.group.members.filter(coordinates=True).exclude(user=None).exclude(pk=member.pk)
    return member.coordinates and not others.exists()


def agree(member: Membership) -> None:
    """Somebody agrees to every rule of the group they did not agree to yet."""
    missing = Agreement.objects.filter(group=member.group_id).exclude(consents__membership=member)
    Consent.objects.bulk_create(
        [Consent(agreement=rule, membership=member) for rule in missing], ignore_conflicts=True
    )


@transaction.atomic
def reword(agreement: Agreement, text: str) -> None:
    """Change a rule of the group's own. Who agreed did so to other words, and is asked again."""
    if agreement.text != text:
        agreement.consents.all().delete()
        agreement.text = text
        agreement.save(update_fields=["text"])
