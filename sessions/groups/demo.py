"""The demo's groups and people, as fixtures/demo.yaml has them. Invented, all of it."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.crypto import salted_hmac
from ruamel.yaml import YAML

from sessions.tokens import digest

from . import people, rules
from .models import Access, Agreement, Consent, Group, Membership

User = get_user_model()
LONG_AGO = timedelta(weeks=26)


@cache
def script() -> dict[str, Any]:
    """The whole document."""
    found: dict[str, Any] = YAML(typ="safe").load(settings.BASE_DIR / "fixtures" / "demo.yaml")
    return found


def address(name: str) -> str:
    return f"{name.split()[0].lower()}@{script()['domain']}"


def account(name: str) -> Any:
    """Somebody's account. It has no password: the demo's link logs in to it, or a code from its mailbox."""
    email = address(name)
    return User.objects.filter(email=email).first() or User.objects.create_user(email, name=name)


def gather(written: dict[str, Any]) -> Group:
    """A group with its people and what they agreed; one that is there stays as it is."""
    own = Group.objects.filter(name=written["name"], memberships__user__email__in=emails()).distinct().first()
    group = own or Group.objects.create(name=written["name"], kind=written["kind"], **written["contract"])
    for person in written["people"]:
        if own is None or "signs_in" in person:
            join(group, **person)
    if own is None:
        agree(group, written)
    return group


def join(group: Group, name: str, signs_in: bool = False, **roles: bool) -> None:
    who = {"user": account(name)} if signs_in else {"name": name}
    known = {"name": name, "email": address(name), "joined": timezone.localdate() - LONG_AGO, **roles}
    Membership.objects.get_or_create(group=group, **who, defaults=known)


def agree(group: Group, written: dict[str, Any]) -> None:
    """The ten rules and the group's own, to which all but a few agreed when they began."""
    rules.adopt(group)
    if own := written.get("rule"):
        Agreement.objects.create(group=group, text=own, order=len(rules.TEN) + 1)
    for member in group.members.exclude(name__in=written["not_agreed"]):
        people.agree(member)
    Consent.objects.filter(agreement__group=group).update(at=timezone.now() - LONG_AGO)


def member_token(group: Group) -> str:
    """The token of one member's page, 128 bits made from our secret: each start prints the same link."""
    member = group.memberships.get(name=script()["lid"])
    token = salted_hmac("groups.demo.member", str(member.pk), algorithm="sha256").hexdigest()[:32]
    known = {"membership": member, "purpose": Access.Purpose.LINK, "revoked": None}
    Access.objects.update_or_create(token_hash=digest(token), defaults=known)
    return token


def emails() -> list[str]:
    """The addresses of the demo's accounts."""
    return [address(script()[who]) for who in ("begeleider", "coordinator")]


def forget() -> None:
    """Delete the demo's groups and its accounts; other groups and accounts stay."""
    names = [group["name"] for group in script()["groups"]]
    Group.objects.filter(name__in=names, memberships__user__email__in=emails()).delete()
    User.objects.filter(email__in=emails()).delete()
