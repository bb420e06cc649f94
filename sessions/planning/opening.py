"""Who may open the session of a planned meeting, and when."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from sessions.groups.models import Membership

from .models import Meeting

BEFOREHAND = timedelta(days=1)


def may_open(member: Membership, meeting: Meeting, now: datetime | None = None) -> bool:
    """Whoever guides in this group; where it does without (product.md, rule 1), everybody who takes part.

    From the day before until the end. Another begeleider may, for whose turn it is can be ill.
    """
    now = now or timezone.now()
    due = meeting.is_planned and meeting.starts - BEFOREHAND <= now < meeting.ends
    takes_part = meeting.group.self_guided and (member.takes_part or member.supervises)
    return due and (member.facilitates or member.pk == meeting.facilitator_id or takes_part)
