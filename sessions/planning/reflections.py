"""In supervision: a reflection on each meeting, handed in before the next one (methods.json R47).

Until it is handed in it is its author's alone; then the supervisor reads it, and the group if it agreed to that.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from sessions.groups.models import Group, Kind, Membership

from .models import Meeting, Reflection

SUPERVISED = Q(trajectory__kind=Kind.SUPERVISION) | Q(trajectory=None, group__kind=Kind.SUPERVISION)


def asked(group: Group) -> QuerySet[Meeting]:
    """The meetings of supervision that have been, on which one reflects; the last one first."""
    had = Meeting.objects.filter(group=group, state=Meeting.State.PLANNED, starts__lte=timezone.now())
    return had.filter(SUPERVISED).order_by("-starts")


def of(meeting: Meeting, member: Membership) -> Reflection:
    """What this member wrote about a meeting; a fresh one, not yet kept, when that is nothing."""
    found = Reflection.objects.filter(meeting=meeting, membership=member).first()
    return found or Reflection(meeting=meeting, membership=member)


def following(meeting: Meeting) -> Meeting | None:
    """The meeting before which it is to be handed in."""
    planned = Meeting.objects.filter(group=meeting.group_id, state=Meeting.State.PLANNED)
    return planned.filter(starts__gt=meeting.starts).order_by("starts").first()


def hand_in(reflection: Reflection, group: Group) -> None:
    """From now on the supervisor reads it; the group too, if that is what it agreed by now."""
    reflection.handed_in, reflection.for_group = timezone.now(), group.share_reflections
    reflection.save(update_fields=["handed_in", "for_group"])


def take_back(reflection: Reflection) -> None:
    reflection.handed_in = None
    reflection.save(update_fields=["handed_in"])


def readable(reader: Membership, meeting: Meeting) -> list[Reflection]:
    """What others handed in about a meeting, as far as this person may read it."""
    found = Reflection.objects.filter(meeting=meeting, handed_in__isnull=False, membership__left=None)
    if not reader.supervises:
        found = found.filter(for_group=True) if reader.takes_part else found.none()
    return list(found.exclude(membership=reader).select_related("membership"))


def awaited(meeting: Meeting) -> list[str]:
    """Who takes part and did not hand in yet what they wrote about this meeting, by name; never what it is."""
    handed_in = Reflection.objects.filter(meeting=meeting, handed_in__isnull=False).values("membership")
    takers = meeting.group.takers.filter(joined__lte=timezone.localdate(meeting.starts))
    return list(takers.exclude(pk__in=handed_in).values_list("name", flat=True))
