"""Which sessions are open now: asked by the pages of planning, which know nothing of sessions."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import template
from django.db.models import Q

from sessions.groups.models import Group

from ..machine import Phase
from ..models import LiveSession

register = template.Library()


@register.simple_tag
def open_session_of(group: Group) -> LiveSession | None:
    """The session of a planned meeting of this group that is open now."""
    planned = group.live_sessions.exclude(meeting=None).exclude(phase=Phase.CLOSED)
    return planned.select_related("meeting").first()


@register.simple_tag
def open_sessions_of(user: Any, groups: Collection[int]) -> list[LiveSession]:
    """The open sessions somebody opened by account, and those of meetings of their groups (ids); the newest first."""
    own = Q(owner=user.pk) if user.is_authenticated else Q(pk=None)
    found = LiveSession.objects.exclude(phase=Phase.CLOSED).filter(own | Q(meeting__group__in=groups))
    return list(found.select_related("group", "meeting__group"))
