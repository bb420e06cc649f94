"""Who comes: giving an answer, for oneself or for somebody else, and asking again after a move of the date."""

from __future__ import annotations

from django.utils import timezone

from sessions.groups.models import Membership

from .models import Answer, Meeting


def give(meeting: Meeting, member: Membership, value: str, reason: str = "", by: Membership | None = None) -> Answer:
    """Write down whether a member comes. A reason goes only with 'kan niet'; the coordinator alone sees it."""
    answer, _made = Answer.objects.update_or_create(
        meeting=meeting,
        membership=member,
        defaults={
            "value": value,
            "reason": reason if value == Answer.Value.NO else "",
            "at": timezone.now(),
            "by": by if by != member else None,
        },
    )
    return answer


def ask_again(meeting: Meeting) -> int:
    """Forget what was answered for another date; how many have to answer anew."""
    return meeting.answers.exclude(value="").update(value="", reason="", by=None, at=timezone.now())
