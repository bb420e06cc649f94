"""Everybody's place in every meeting to come, read from the database for due.py; and who is expected at a meeting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from sessions.groups.models import Group, Membership

from .calendar import Address
from .due import NEWS, REMINDERS, Kind, Seat, Told
from .models import Answer, Mail, Meeting

SWITCHES = {Kind.ANSWER: "remind_answer", Kind.CASE: "remind_case", Kind.TOMORROW: "remind_day_before"}


def seats(now: datetime) -> Iterator[Seat]:
    """The places in meetings that have yet to begin, of everybody who has an address."""
    answers, heard = answers_ahead(now), told_ahead(now)
    members: dict[int, list[Membership]] = defaultdict(list)
    for member in (
        Membership.objects.filter(group__meetings__starts__gt=now).distinct().select_related("user", "group")
    ):
        if address_of(member):
            members[member.group_id].append(member)
    for meeting in Meeting.objects.filter(starts__gt=now):
        for member in members[meeting.group_id]:
            place = (meeting.pk, member.pk)
            yield seat(meeting, member, answers.get(place, ""), heard.get(place))


def seat(meeting: Meeting, member: Membership, answer: str, told: Told | None) -> Seat:
    return Seat(
        meeting=meeting.pk,
        member=member.pk,
        starts=meeting.starts,
        sequence=meeting.sequence,
        expected=meeting.is_planned and belongs(member, meeting),
        series=meeting.trajectory_id,
        answer=answer,
        brings_case=member.takes_part,
        reminders=reminders(member),
        told=told,
    )


INVITABLE = Q(takes_part=True) | Q(facilitates=True) | Q(supervises=True)


def invitable(member: Membership) -> bool:
    """Who may be asked to come: those who take part, guide or supervise. A mere coordinator is not."""
    return member.left is None and (member.takes_part or member.facilitates or member.supervises)


def belongs(member: Membership, meeting: Meeting) -> bool:
    """Who is to be there: the members, a supervisor, and of those who only guide the one whose turn it is."""
    comes = member.takes_part or member.supervises or member.pk == meeting.facilitator_id
    return comes and member.left is None


def belonging(facilitator: Any, to: str = "") -> Q:
    """The same as a condition of a query: on memberships, or on what leads `to` them; without who left."""
    return Q(**{f"{to}takes_part": True}) | Q(**{f"{to}supervises": True}) | Q(**{f"{to}pk": facilitator})


def belonged(member: Membership, meeting: Meeting) -> bool:
    """The same, for a meeting of any day: who was not in the group yet, or not any more, was not to be there."""
    comes = member.takes_part or member.supervises or member.pk == meeting.facilitator_id
    day = timezone.localtime(meeting.starts).date()
    return comes and member.joined <= day and (member.left is None or day < member.left)


def reminders(member: Membership) -> frozenset[Kind]:
    """The reminders this person gets: on in the group, and not switched off by the person."""
    switches = ((kind, SWITCHES[kind]) for kind in REMINDERS)
    return frozenset(kind for kind, name in switches if getattr(member.group, name) and getattr(member, name))


def answers_ahead(now: datetime) -> dict[tuple[int, int], str]:
    found = Answer.objects.filter(meeting__starts__gt=now).values_list("meeting", "membership", "value")
    return {(meeting, member): value for meeting, member, value in found}


def told_ahead(now: datetime) -> dict[tuple[int, int], Told]:
    """What each calendar heard last of each meeting."""
    sent = Mail.objects.filter(meeting__starts__gt=now, state=Mail.State.SENT, kind__in=NEWS).order_by("sent", "pk")
    return {(mail.meeting_id or 0, mail.membership_id): told(mail) for mail in sent}


def told(mail: Mail) -> Told:
    at = mail.sent or mail.created
    return Told(mail.pk, mail.kind, mail.sequence, mail.starts or at, at)


def address_of(member: Membership) -> str:
    """Where this person's mail goes; empty: nowhere."""
    return member.email or (member.user.email if member.user else "")


def organizer(group: Group, otherwise: str) -> Address:
    """In whose name a group's meetings stand in calendars: always the same coordinator, or the group itself."""
    for member in group.members.filter(coordinates=True).order_by("pk").select_related("user"):
        if email := address_of(member):
            return Address(member.name, email)
    return Address(group.name, otherwise)
