"""The doors through which a live session changes: `perform` for the process, `contribute` for the content.

Each is one transaction: the session's row is claimed by raising its version (which serialises writers on SQLite
and PostgreSQL alike), the change is made, and what the screens must see is pushed after the commit. A push that
fails is logged and forgiven: the database is the truth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from methods.models import Method
from sessions.activities.base import Refused as ContributionRefused
from sessions.activities.base import Sheet, too_many
from sessions.activities.registry import get as activity_of

from . import codec, machine, stage
from .machine import Command, Leg, Phase, Refused, State, Table, decide
from .models import (
    Contribution,
    Device,
    LiveSession,
    Participant,
    RecordedEvent,
    Round,
    RoundStep,
    Scratch,
    Signal,
)
from .scene import Scene

ALL = frozenset({"stage", "timer", "flap", "people", "plan"})
TIME = frozenset({"timer", "plan"})
# The smallest regions a command changes; every other command may change them all.
CHANGES: dict[type, frozenset[str]] = {machine.Extend: TIME, machine.Pause: TIME, machine.Resume: ALL}


def claim(session: LiveSession) -> LiveSession:
    """The session's row, claimed by raising its version: until the commit nobody else changes the session."""
    LiveSession.objects.filter(pk=session.pk).update(version=F("version") + 1, touched=timezone.now())
    return LiveSession.objects.get(pk=session.pk)


def announce(session: LiveSession, regions: Iterable[str] = ALL, *, recast: bool = False) -> None:
    """Push these regions to every audience as soon as the change is committed."""
    transaction.on_commit(partial(stage.push, session.pk, frozenset(regions), recast=recast))


# --- The process --------------------------------------------------------------------------------------------


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
        record(session, given, before, after, actor, now)
        recast = before.held != after.held or before.chair != after.chair
        announce(session, CHANGES.get(type(given), ALL), recast=recast)
    return after


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
    """Write the new state and what led to it; count a turn that ended with something said."""
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
        Participant.objects.filter(pk=before.leg.turn).update(spoke=F("spoke") + 1)


def save_state(session: LiveSession, state: State, now: datetime) -> None:
    """Write a state to the session's row (claimed before)."""
    session.data, session.phase = codec.dump(state), state.phase
    session.closed = (session.closed or now) if state.phase is Phase.CLOSED else None
    session.save(update_fields=["data", "phase", "closed"])


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
            Participant.objects.filter(pk=before.leg.turn, spoke__gt=0).update(spoke=F("spoke") - 1)
        announce(session, recast=True)
    return before


# --- The plan -------------------------------------------------------------------------------------------------


def open_session(
    owner: Any,
    method: Method,
    *,
    group: Any = None,
    stop_at: datetime | None = None,
    case_title: str = "",
    language: str = "nl",
) -> LiveSession:
    """A new session in its lobby, with one round of the method planned."""
    with transaction.atomic():
        session = LiveSession.objects.create(
            owner=owner, group=group, stop_at=stop_at, languages=[language], chair_seen=timezone.now()
        )
        _plan_round(session, method, case_title)
    return session


def change_method(session: LiveSession, method: Method) -> None:
    """Another method in the lobby. Raises machine.Refused after the start."""
    with transaction.atomic():
        session = claim(session)
        if session.state.phase is not Phase.LOBBY:
            raise Refused("started")
        title = next((r.case_title for r in session.rounds.all()), "")
        held, chair = session.state.held, session.state.chair
        session.rounds.all().delete()
        session.events.all().delete()
        round = _plan_round(session, method, title)
        moved = tuple(replace(h, round=round.pk) for h in held)
        save_state(session, replace(session.state, held=moved, chair=chair), timezone.now())
        announce(session, recast=True)


def _plan_round(session: LiveSession, method: Method, case_title: str) -> Round:
    """Freeze a method's steps as a round of the session and put them in its plan."""
    round = Round.objects.create(session=session, method=method, method_title=method.title, case_title=case_title)
    steps = [_freeze(round, step) for step in method.steps.prefetch_related("rows", "activities")]
    save_state(session, State(legs=tuple(leg_of(step) for step in steps)), timezone.now())
    return round


def _freeze(round: Round, step: Any) -> RoundStep:
    return RoundStep.objects.create(
        round=round,
        order=step.order,
        title=step.title,
        seconds=step.seconds,
        proposed=step.minutes is None,
        optional=step.optional,
        advice=step.advice,
        discussion=step.discussion,
        phones_away=step.phones_away,
        summary=step.summary,
        watch=step.watch,
        questions=step.questions,
        rows={
            row.role: {
                "instruction": row.instruction,
                "speaks": row.speaks,
                "writes": row.writes,
                "passes_turn": row.passes_turn,
            }
            for row in step.rows.all()
        },
        activities=[
            {"key": activity.key, "kind": activity.kind, "options": activity.options}
            for activity in step.activities.all()
        ],
    )


def leg_of(step: RoundStep) -> Leg:
    """A fresh leg of the machine for a frozen step."""
    rounds: int | None = 0
    for spec in step.activities:
        activity = activity_of(spec["kind"])
        turns = activity.turns(activity.options_class.read(spec["options"])) if activity.kind == spec["kind"] else 0
        rounds = turns if turns != 0 else rounds
    return Leg(step.pk, step.round_id, step.seconds, parts=step.parts, rounds=rounds)


def repeat(session: LiveSession, first: int, last: int, actor: Participant | None = None) -> State:
    """Repeat the legs from first to last (indexes): fresh steps behind the present one, history stays."""
    with transaction.atomic():
        state = claim(session).state
        if not 0 <= first <= last <= state.at:
            raise Refused("no_step")
        steps = [RoundStep.objects.get(pk=leg.step) for leg in state.legs[first : last + 1]]
        for step in steps:
            step.pk, step._state.adding = None, True
            step.save()
        return perform(session, machine.Repeat(tuple(leg_of(step) for step in steps)), actor)


# --- Who is there ----------------------------------------------------------------------------------------------


def knock(session: LiveSession, token_hash: str, name: str) -> Device:
    """A device at the door, under a name; knocking again changes the name."""
    with transaction.atomic():
        session = claim(session)
        device, made = Device.objects.get_or_create(session=session, token_hash=token_hash, defaults={"name": name})
        if not made and device.door != Device.Door.IN:
            device.name, device.door = name, Device.Door.WAITING
            device.save(update_fields=["name", "door"])
        announce(session, {"people"})
    return device


def admit(session: LiveSession, device: Device, same_as: Participant | None = None) -> Participant:
    """Let a device in: as somebody new, or as the participant it was said to be. Raises Refused on a taken name."""
    with transaction.atomic():
        session = claim(session)
        person = same_as or _newcomer(session, device.name)
        device.participant, device.door = person, Device.Door.IN
        device.save(update_fields=["participant", "door"])
        if person.presence != Participant.Presence.IN:
            person.presence = Participant.Presence.IN
            person.save(update_fields=["presence"])
        _turn_may_begin(session)
        announce(session, recast=True)
    return person


def add_phoneless(session: LiveSession, name: str) -> Participant:
    """A participant without a phone, added by the begeleider. Raises Refused on a taken name."""
    with transaction.atomic():
        session = claim(session)
        person = _newcomer(session, name, phoneless=True)
        announce(session)
    return person


def _newcomer(session: LiveSession, name: str, **fields: Any) -> Participant:
    if namesake(session, name):
        raise Refused("name_taken")
    last = session.participants.aggregate(last=Max("seat"))["last"]
    member = session.group and session.group.memberships.filter(name__iexact=name).first()
    return Participant.objects.create(
        session=session, name=name, seat=(last or 0) + 1, membership=member or None, **fields
    )


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


def refuse(session: LiveSession, device: Device) -> None:
    """Do not let this device in; it may knock again under another name."""
    with transaction.atomic():
        session = claim(session)
        Device.objects.filter(pk=device.pk).update(door=Device.Door.REFUSED)
        announce(session, {"people", "stage"}, recast=True)


def depart(session: LiveSession, person: Participant, presence: str) -> None:
    """Somebody leaves, or is removed: their turn and their chair go on, what they put up stays."""
    with transaction.atomic():
        session = claim(session)
        Participant.objects.filter(pk=person.pk).update(presence=presence)
        if presence == Participant.Presence.REMOVED:
            person.devices.update(door=Device.Door.REFUSED)
        Signal.objects.filter(participant=person).delete()
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
        announce(session, recast=True)


def reseat(session: LiveSession, order: list[int]) -> None:
    """Another order of the seats: ids of all who are in. Raises Refused when somebody is missing or unknown."""
    with transaction.atomic():
        session = claim(session)
        people = {p.pk: p for p in session.participants.filter(presence=Participant.Presence.IN)}
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
        place = state.leg.step if kind == Signal.Kind.READY and state.phase is Phase.RUNNING else 0
        if on:
            Signal.objects.get_or_create(session=session, participant=person, kind=kind, place=place)
        else:
            Signal.objects.filter(participant=person, kind=kind, place=place).delete()
        announce(session, {"people", "stage"} if kind == Signal.Kind.DISTURBANCE else {"people"})


# --- The content ------------------------------------------------------------------------------------------------


def contribute(
    session: LiveSession,
    author: Participant | None,
    role: str,
    key: str,
    data: Mapping[str, Any],
    *,
    step: int,
    client_key: str,
    about: int | None = None,
) -> Contribution:
    """Put one contribution on the flap. The same client_key twice is one contribution.

    role: the role whose row gives leave to write. Raises activities.base.Refused with a sentence for the person,
    FormInvalid with the bound form, or machine.Refused("moved") when the step is over.
    """
    with transaction.atomic():
        session = claim(session)
        if known := session.contributions.filter(client_key=client_key).first():
            return known
        scene = Scene(session)
        sheet = next((s for s in scene.flap.writable(role) if s.key == key), None)
        if sheet is None or scene.step is None or scene.step.pk != step:
            raise Refused("moved")
        form = sheet.activity.form(sheet, data)
        if form is None or not form.is_valid():
            raise FormInvalid(sheet, form)
        target = _about(sheet, about)
        writer = author.pk if author else None
        earlier = [e for e in sheet.by(writer) if e.about_id == about]
        if sheet.activity.one_per_about and target:
            Contribution.objects.filter(pk__in=[e.pk for e in earlier]).delete()
        elif (limit := sheet.activity.limit(sheet.options)) and len(sheet.by(writer)) >= limit:
            raise too_many(limit)
        body = sheet.activity.accept(sheet, form.cleaned_data, writer)
        made = Contribution.objects.create(
            session=session,
            step=scene.step,
            key=key,
            author=author,
            about_id=about,
            body=body,
            client_key=client_key,
        )
        if sheet.activity.shared:
            announce(session, {"flap", "people"})
    return made


class FormInvalid(Exception):
    """A contribution whose form has errors; carries the sheet and the bound form."""

    def __init__(self, sheet: Sheet, form: Any) -> None:
        super().__init__("form")
        self.sheet, self.form = sheet, form


def _about(sheet: Sheet, about: int | None) -> Any:
    """The entry of the sheet this one builds on that a mark is about."""
    if sheet.source is None:
        if about is not None:
            raise Refused("moved")
        return None
    found = next((e for e in sheet.source.entries if e.pk == about), None)
    if found is None:
        raise ContributionRefused(str(stage.reason("gone")))
    return found


def withdraw(session: LiveSession, contribution: Contribution) -> None:
    """Take one's own contribution away."""
    with transaction.atomic():
        session = claim(session)
        Contribution.objects.filter(pk=contribution.pk).delete()
        announce(session, {"flap", "people"})


def lay_back(session: LiveSession, contribution: Contribution, word: str) -> None:
    """Lay an entry back with its author, with a kind word; it leaves the flap."""
    with transaction.atomic():
        session = claim(session)
        Contribution.objects.filter(pk=contribution.pk).update(returned=word)
        announce(session, {"flap", "people"})


def jot(device: Device, key: str, text: str) -> None:
    """Keep what a device has under its hands: a draft or a note. Never pushed, no version."""
    if not text:
        Scratch.objects.filter(device=device, key=key).delete()
        return
    try:
        Scratch.objects.update_or_create(device=device, key=key, defaults={"body": text})
    except IntegrityError:  # two tabs made the same draft at once: the later one stands
        Scratch.objects.filter(device=device, key=key).update(body=text)


# --- The end ------------------------------------------------------------------------------------------------------


def erase(session: LiveSession) -> None:
    """Destroy everything people wrote in a session; times and who was there stay. Idempotent."""
    with transaction.atomic():
        session = claim(session)
        Contribution.objects.filter(session=session).delete()
        Scratch.objects.filter(device__session=session).delete()
        Signal.objects.filter(session=session).delete()
        session.rounds.update(case_title="", case_text="")
        session.devices.all().delete()
        if session.group_id is None:
            session.participants.all().delete()
        session.erased = timezone.now()
        session.save(update_fields=["erased"])
        announce(session, recast=True)


def chair_of(scene: Scene) -> Participant | None:
    """The participant in the chair, if it was handed over."""
    return next((p for p in scene.people if p.pk == scene.state.chair), None)


def owner_as_member(session: LiveSession) -> Participant:
    """The begeleider who opened the session as a participant: what they are while another has the chair."""
    found = session.participants.filter(user=session.owner).first()
    if found:
        return found
    name = session.owner.name
    return _newcomer(session, name if not namesake(session, name) else f"{name} (begeleider)", user=session.owner)


def stop_at(session: LiveSession, moment: datetime | None) -> None:
    """Another moment (UTC) at which the group must stop; none: no such moment."""
    with transaction.atomic():
        session = claim(session)
        session.stop_at = moment
        session.save(update_fields=["stop_at"])
        announce(session, TIME)


def set_screen(session: LiveSession, hashed: str) -> None:
    """Another link for the big screen (its digest); screens that were opened by the old one say goodbye."""
    with transaction.atomic():
        session = claim(session)
        session.screen_hash = hashed
        session.save(update_fields=["screen_hash"])
        announce(session, (), recast=True)


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
        perform(session, machine.TakeChair(person.pk if person else None), person)
        LiveSession.objects.filter(pk=session.pk).update(chair_seen=timezone.now())
