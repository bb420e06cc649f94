"""Who is there: knocking, letting in, leaving, seats and signs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from sessions.groups.models import Membership
from sessions.groups.people import agree
from sessions.planning import attendance

from .. import machine
from ..machine import Phase, Refused
from ..models import Device, LiveSession, Participant, Signal
from ..scene import Scene
from ..stage import SIGNS
from .doors import announce, claim, save_state


def knock(session: LiveSession, token_hash: str, name: str) -> Device:
    """A device at the door, under a name; knocking again changes the name."""
    with transaction.atomic():
        session = claim(session)
        device, made = Device.objects.get_or_create(session=session, token_hash=token_hash, defaults={"name": name})
        if not made and device.door != Device.Door.IN:
            device.name, device.door = name, Device.Door.WAITING
            device.save(update_fields=["name", "door"])
        announce(session, {SIGNS})
    return device


def admit(session: LiveSession, device: Device, same_as: Participant | None = None) -> Participant:
    """Let a device in: as somebody new, or as the participant it was said to be. Raises Refused on a taken name."""
    with transaction.atomic():
        session = claim(session)
        person = _open_to(session, device, same_as)
        _turn_may_begin(session)
        announce(session, recast=True)
    return person


def admit_all(session: LiveSession) -> None:
    """Let in everybody at the door, but for whoever has a name that is taken: about them there is a question."""
    with transaction.atomic():
        session = claim(session)
        for device in session.devices.filter(door=Device.Door.WAITING):
            if not namesake(session, device.name):
                _open_to(session, device)
        _turn_may_begin(session)
        announce(session, recast=True)


def _open_to(session: LiveSession, device: Device, same_as: Participant | None = None) -> Participant:
    """The door opens for a device; who it is in the session."""
    person = same_as or newcomer(session, device.name)
    device.participant, device.door = person, Device.Door.IN
    device.save(update_fields=["participant", "door"])
    if person.presence != Participant.Presence.IN:
        person.presence = Participant.Presence.IN
        person.save(update_fields=["presence"])
        attend(session, [person])
    return person


def enter(session: LiveSession, token_hash: str, member: Membership) -> Participant:
    """A member is in without knocking, under their own name: their link or account vouches for them.

    A name that was taken meanwhile is theirs. Raises Refused for somebody who was put out: they have to knock.
    """
    with transaction.atomic():
        session = claim(session)
        person = participant_of(session, member) or newcomer(session, member.name, membership=member)
        if person.presence == Participant.Presence.REMOVED:
            raise Refused("removed")
        given = {"participant": person, "door": Device.Door.IN, "name": person.name}
        Device.objects.update_or_create(session=session, token_hash=token_hash, defaults=given)
        person.presence, person.membership, person.phoneless = Participant.Presence.IN, member, False
        person.save(update_fields=["presence", "membership", "phoneless"])
        attend(session, [person])
        _turn_may_begin(session)
        announce(session, recast=True)
    return person


def participant_of(session: LiveSession, member: Membership) -> Participant | None:
    """Who a member is in this session, if they are in it under their name already."""
    return session.participants.filter(membership=member).first() or namesake(session, member.name)


def attend(session: LiveSession, people: Iterable[Participant]) -> None:
    """Tell planning who was there: members of the group, at the meeting this session is of."""
    members = [person.membership_id for person in people if person.membership_id]
    if session.meeting and members:
        attendance.came(session.meeting, members)


def add_phoneless(session: LiveSession, name: str) -> Participant:
    """A participant without a phone, added by the begeleider. Raises Refused on a taken name, and when it is over."""
    with transaction.atomic():
        session = claim(session)
        if session.phase == Phase.CLOSED:
            raise Refused("closed")
        person = newcomer(session, name, phoneless=True)
        attend(session, [person])
        announce(session)
    return person


def refuse(session: LiveSession, device: Device) -> None:
    """Do not let this device in; it may knock again under another name."""
    with transaction.atomic():
        session = claim(session)
        Device.objects.filter(pk=device.pk).update(door=Device.Door.REFUSED)
        announce(session, {"people", "stage"}, recast=True)


def newcomer(session: LiveSession, name: str, **fields: Any) -> Participant:
    if namesake(session, name):
        raise Refused("name_taken")
    last = session.participants.aggregate(last=Max("seat"))["last"]
    if session.group and "membership" not in fields:
        fields["membership"] = session.group.members.filter(name__iexact=name).first()
    return Participant.objects.create(session=session, name=name, seat=(last or 0) + 1, **fields)


def namesake(session: LiveSession, name: str) -> Participant | None:
    """The participant who has this name already, whatever its case."""
    wanted = name.casefold()
    return next((p for p in session.participants.all() if p.name.casefold() == wanted), None)


def _turn_may_begin(session: LiveSession) -> None:
    """A round of turns that ended for lack of people goes on when somebody comes in late."""
    state = session.state
    if state.phase is not Phase.RUNNING or not state.leg.has_turns or state.leg.turn is not None:
        return
    leg = machine.next_turn(state.leg, Scene(session).table(state.leg).order)
    save_state(session, state.with_leg(leg), timezone.now())


def depart(session: LiveSession, person: Participant, presence: str) -> None:
    """Somebody leaves, or is removed: their turn and their chair go on, what they put up stays."""
    with transaction.atomic():
        session = claim(session)
        Participant.objects.filter(pk=person.pk).update(presence=presence)
        if presence == Participant.Presence.REMOVED:
            person.devices.update(door=Device.Door.REFUSED)
        Signal.objects.filter(participant=person).delete()
        if session.meeting and person.membership_id and presence == Participant.Presence.LEFT:
            attendance.went(session.meeting, person.membership_id)
        state = session.state
        if state.chair == person.pk or state.offered == person.pk:
            chair = None if state.chair == person.pk else state.chair
            state = replace(state, chair=chair, offered=None)
        if state.phase is Phase.RUNNING and state.leg.turn == person.pk:
            order = Scene(session, state=state).table(state.leg).order
            passed = replace(state.leg, passed=(*state.leg.passed, person.pk))
            state = state.with_leg(machine.next_turn(passed, order))
        save_state(session, state, timezone.now())
        announce(session, recast=True)


def come_back(session: LiveSession, person: Participant) -> None:
    """Somebody who left by themself is in again."""
    with transaction.atomic():
        session = claim(session)
        Participant.objects.filter(pk=person.pk).update(presence=Participant.Presence.IN)
        attend(session, [person])
        announce(session, recast=True)


def reseat(session: LiveSession, order: list[int]) -> None:
    """Another order of the seats: ids of all who are in. Raises Refused when somebody is missing or unknown."""
    with transaction.atomic():
        session = claim(session)
        people = {p.pk: p for p in Scene(session).people}
        if sorted(order) != sorted(people):
            raise Refused("moved")
        for seat, pk in enumerate(order, 1):
            people[pk].seat = seat
        Participant.objects.bulk_update(people.values(), ["seat"])
        announce(session, {"people", "stage", "flap"})


def signal(session: LiveSession, person: Participant, kind: str, on: bool) -> None:
    """Give a sign, or take it back; the same sign twice is one sign."""
    with transaction.atomic():
        session = claim(session)
        state = session.state
        # Without a begeleider nobody says "seen": what was let go is let go until the next step.
        passing = {Signal.Kind.READY, Signal.Kind.LIMIT} if session.self_guided else {Signal.Kind.READY}
        place = state.leg.step if kind in passing and state.phase is Phase.RUNNING else 0
        if on and kind == Signal.Kind.AGREED and person.membership:
            agree(person.membership)
        if on:
            Signal.objects.get_or_create(session=session, participant=person, kind=kind, place=place)
        else:
            Signal.objects.filter(participant=person, kind=kind, place=place).delete()
        announce(session, {SIGNS, "stage"} if kind == Signal.Kind.LIMIT and session.self_guided else {SIGNS})


def spoke(session: LiveSession, person: Participant) -> None:
    """Somebody had a turn in a talk, where nobody passes turns on: the begeleider saw it."""
    with transaction.atomic():
        session = claim(session)
        Participant.objects.filter(pk=person.pk).update(spoke=F("spoke") + 1)
        announce(session, {SIGNS})


def set_screen(session: LiveSession, hashed: str) -> None:
    """Another link for the big screen (its digest); screens that were opened by the old one say goodbye."""
    with transaction.atomic():
        session = claim(session)
        session.screen_hash = hashed
        session.save(update_fields=["screen_hash"])
        announce(session, (), recast=True)
