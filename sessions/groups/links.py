"""Personal links: 128 bits for one member of one group, kept as a hash, valid until they are revoked.

Every mail carries one of its own, so several are valid at once; revoking ends them all.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from sessions.tokens import digest, new_token

from .models import Access, Membership

DOORS = (Access.Purpose.LINK, Access.Purpose.MAIL)  # what a person opens by hand; a calendar's link opens no page


def new_link(membership: Membership, purpose: str = Access.Purpose.LINK) -> str:
    """A new token for this member. It is shown or sent now, and cannot be found back later."""
    token = new_token()
    Access.objects.create(membership=membership, purpose=purpose, token_hash=digest(token))
    return token


def find(token: str, purposes: Iterable[str] = DOORS) -> Access | None:
    """The access a token gives now; None: unknown, revoked, for something else, or of somebody who left."""
    return valid().filter(token_hash=digest(token), purpose__in=list(purposes)).first()


def valid() -> QuerySet[Access]:
    """Every access that still opens something."""
    found = Access.objects.filter(revoked=None, membership__left=None)
    return found.select_related("membership__group")


def touch(access: Access) -> None:
    """Remember that a link was used, for whoever wonders whether it arrived."""
    Access.objects.filter(pk=access.pk).update(used=timezone.now())


def revoke_all(membership: Membership) -> int:
    """End every link of this member at once, in mails and calendars too; how many."""
    return membership.accesses.filter(revoked=None).update(revoked=timezone.now())
