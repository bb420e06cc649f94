"""Everything somebody has, for their own calendar program: by a secret address, renewed with one press."""

from __future__ import annotations

from hashlib import sha256

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sessions.groups import links
from sessions.groups.models import Access, Membership

from . import calendar
from .calendar import Occasion
from .models import Meeting
from .post import occasion
from .seats import belongs

FEED = Access.Purpose.FEED


def occasions(member: Membership) -> list[Occasion]:
    """The meetings this person is expected at, in every group of theirs that we know to be theirs."""
    own = Q(pk=member.pk) | (Q(user=member.user_id) if member.user_id else Q(pk=None))
    places = {each.group_id: each for each in Membership.objects.filter(own, left=None)}
    held = Meeting.objects.filter(group__in=places, state=Meeting.State.PLANNED).select_related("group", "trajectory")
    return [
        occasion(meeting, places[meeting.group_id], cancelled=False)
        for meeting in held
        if belongs(places[meeting.group_id], meeting)
    ]


def feed(member: Membership) -> tuple[bytes, str]:
    """The file, and a tag that changes only when what is in it does."""
    with translation.override(member.language):
        held = occasions(member)
        name = _("Intervisie van %(name)s") % {"name": member.name}
        return calendar.feed(held, name, timezone.now()), sha256(repr((name, held)).encode()).hexdigest()


def renew(member: Membership) -> str:
    """A new token for this person's feed; the one before shows nothing from now on."""
    member.accesses.filter(purpose=FEED, revoked=None).update(revoked=timezone.now())
    return links.new_link(member, FEED)
