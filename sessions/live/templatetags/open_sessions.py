"""Which session of a group is open now: asked by the pages of planning, which know nothing of sessions."""

from __future__ import annotations

from django import template

from sessions.groups.models import Group

from ..machine import Phase
from ..models import LiveSession

register = template.Library()


@register.simple_tag
def open_session_of(group: Group) -> LiveSession | None:
    """The session of a planned meeting of this group that is open now."""
    planned = group.live_sessions.exclude(meeting=None).exclude(phase=Phase.CLOSED)
    return planned.select_related("meeting").first()
