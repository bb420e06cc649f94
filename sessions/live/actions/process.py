"""The process: commands of the machine, undo, and the chair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import codec, machine
from ..carried import carry_over
from ..machine import Command, Phase, Refused, State, Table, decide
from ..models import LiveSession, Participant, RecordedEvent, Signal
from ..scene import Scene
from .doors import announce, changed, claim, save_state
from .people import namesake, newcomer


def perform(
    session: LiveSession,
    command: Command | Callable[[State], Command],
    actor: Participant | None = None,
    now: datetime | None = None,
) -> State:
    """Carry out a command of the machine and push what changed. Raises machine.Refused; then nothing changed.

    actor: the participant who gave it, none for the begeleider who opened the session.
    """
    now = now or timezone.now()
    with transaction.atomic():
        session = claim(session)
        before = session.state
        scene = Scene(session, now, before)
        given = command(before) if callable(command) else command
        after = decide(given, before, _table(scene, given), now)
        if casts(before) != casts(after):
            after = _turn_goes_on(session, after)
        if before.halted and not after.halted:
            session.signals.filter(kind=Signal.Kind.DISTURBANCE).delete()  # it was asked for, and was had
        record(session, given, before, after, actor, now)
        announce(session, changed(given, before, after), recast=casts(before) != casts(after))
    return after


def casts(state: State) -> tuple[object, ...]:
    """What decides who somebody is on the screens: another round has other roles."""
    return state.held, state.chair, state.leg.round if state.legs else None


def _turn_goes_on(session: LiveSession, state: State) -> State:
    """The turn is not left with somebody whose role or chair takes none any more."""
    if state.phase is not Phase.RUNNING or state.leg.turn is None:
        return state
    order = Scene(session, state=state).table(state.leg).order
    return state if state.leg.turn in order else state.with_leg(machine.next_turn(state.leg, order))


def _table(scene: Scene, command: Command) -> Table:
    """The table as it is laid in the leg that the command enters (or is in)."""
    at = machine.target(command, scene.state)
    if isinstance(command, machine.Repeat):
        return scene.table(command.legs[0]) if command.legs else Table()
    legs = scene.state.legs
    at = scene.state.at if at is None else at
    return scene.table(legs[at]) if 0 <= at < len(legs) else Table()


def record(
    session: LiveSession,
    command: Command,
    before: State,
    after: State,
    actor: Participant | None,
    now: datetime,
) -> None:
    """Write the new state and what led to it; count a turn that ended with something said, hand over what is kept."""
    save_state(session, after, now)
    RecordedEvent.objects.create(
        session=session,
        version=session.version,
        verb=type(command).__name__,
        data=codec.plain(asdict(command)),
        before=codec.dump(before),
        actor=actor,
        at=now,
    )
    if isinstance(command, machine.PassTurn) and not command.passing:
        Participant.objects.filter(pk=before.leg.turn or 0).update(spoke=F("spoke") + 1)
    if after.phase is Phase.CLOSED:
        carry_over(session, after)


def undo(session: LiveSession) -> State:
    """Take back the last command as if it had not been given: position, clock, roles and plan, never content.

    Works after closing too, until the contents are deleted. Raises machine.Refused when there is nothing left.
    """
    with transaction.atomic():
        session = claim(session)
        event = session.events.filter(undone=False).last()
        if event is None or session.erased:
            raise Refused("nothing")
        before = codec.load(event.before)
        RecordedEvent.objects.filter(pk=event.pk).update(undone=True)
        save_state(session, before, timezone.now())
        if event.verb == "PassTurn" and not event.data.get("passing"):
            Participant.objects.filter(pk=before.leg.turn or 0, spoke__gt=0).update(spoke=F("spoke") - 1)
        announce(session, recast=True)
    return before


def accept_chair(session: LiveSession, person: Participant) -> None:
    """Whoever was offered the chair takes it; the owner becomes a member of the group until it comes back."""
    with transaction.atomic():
        owner_as_member(claim(session))
        perform(session, machine.Accept(person.pk), person)


def take_chair(session: LiveSession, person: Participant | None) -> None:
    """A chair left alone is taken, or (none) taken back by the owner. The caller knows whether that is due."""
    with transaction.atomic():
        if person is not None:
            owner_as_member(claim(session))
        LiveSession.objects.filter(pk=session.pk).update(chair_seen=timezone.now())
        perform(session, machine.TakeChair(person.pk if person else None), person)


def owner_as_member(session: LiveSession) -> Participant:
    """The begeleider who opened the session as a participant: what they are while another has the chair."""
    owner, host = session.owner, session.host
    found = session.participants.filter(user=owner) if owner else session.participants.filter(membership=host)
    if known := found.first():
        return known
    name = host.name if host else owner.name if owner else _("begeleider")
    taken = namesake(session, name)
    who = {"membership": host} if host else {}
    return newcomer(session, f"{name} (begeleider)" if taken else name, user=owner, **who)
