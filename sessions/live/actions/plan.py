"""The plan: opening a session, its rounds, another method, a loop once more, the moment to stop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from methods.models import Method
from sessions.activities.registry import PLAIN
from sessions.groups.models import Membership
from sessions.planning import attendance
from sessions.planning.models import Meeting
from sessions.roles import Speaks

from .. import machine, programme
from ..machine import Leg, Phase, Refused, State
from ..models import Guidance, LiveSession, Participant, Round, RoundStep
from ..scene import Scene
from .doors import TIME, announce, claim, save_state
from .process import owner_as_member, perform
from .rounds import freeze, leg_of, legs_of


def open_session(
    owner: Any,
    *parts: Method,
    group: Any = None,
    stop_at: datetime | None = None,
    case_title: str = "",
    guidance: str = Guidance.FULL,
    self_guided: bool = False,
    language: str = "nl",
    host: Membership | None = None,
    meeting: Meeting | None = None,
) -> LiveSession:
    """A new session in its lobby, its programme made of these parts in this order.

    owner: the account that opens it, none for a member who has none (`host`).
    case_title: of the first round about a case.
    self_guided: without a begeleider; whoever opens it takes part like everybody else.
    """
    with transaction.atomic():
        session = LiveSession.objects.create(
            owner=owner,
            host=host,
            meeting=meeting,
            group=group,
            stop_at=stop_at,
            guidance=guidance,
            self_guided=self_guided,
            languages=[language],
            chair_seen=timezone.now(),
        )
        rounds = [freeze(session, part) for part in parts]
        if first := next((round for round in rounds if round.has_case), None):
            first.case_title = case_title
            first.save(update_fields=["case_title"])
        legs = tuple(leg for round in rounds for leg in legs_of(round))
        save_state(session, State(legs=_settled(Scene(session), (), legs)), timezone.now())
        if self_guided:
            owner_as_member(session)
    return session


def open_meeting(meeting: Meeting, host: Membership, language: str = "nl") -> LiveSession:
    """The open session of a planned meeting; when there is none, one is opened, by this member."""
    with transaction.atomic():
        held = Meeting.objects.select_for_update().get(pk=meeting.pk)
        found = held.sessions.exclude(phase=Phase.CLOSED).first()
        session = found or open_session(
            host.user,
            *programme.of_meeting(held),
            group=held.group,
            stop_at=held.ends,
            self_guided=held.group.self_guided,
            language=language,
            host=host,
            meeting=held,
        )
        attendance.came(held, [host.pk])
    return session


def _settled(scene: Scene, before: Sequence[Leg], after: Sequence[Leg], at: int = -1) -> tuple[Leg, ...]:
    """The legs of another plan, where ahead what it can do without is left out; what it needs again comes back."""
    # Asked anew, not of the scene: these may be steps that were frozen a moment ago, and may yet be rolled back.
    steps = RoundStep.objects.filter(round__session=scene.session).in_bulk()
    were, are = (scene.superfluous(legs, steps).keys() for legs in (before, after))
    out = dict.fromkeys(are - were, True) | dict.fromkeys(were - are, False)
    return tuple(
        replace(leg, left_out=out.get(leg.step, leg.left_out)) if index > at else leg
        for index, leg in enumerate(after)
    )


def _replan(session: LiveSession, scene: Scene, legs: Sequence[Leg], instead: tuple[int, int] | None = None) -> None:
    """Carry out another plan, with what it can do without settled."""
    at = scene.state.at if scene.running else -1
    perform(session, machine.Replan(_settled(scene, scene.state.legs, legs, at), instead))


def change_method(session: LiveSession, method: Method, round: int | None = None) -> None:
    """Another method for a round that did not begin (none given: the first about a case). Raises Refused."""
    with transaction.atomic():
        session = claim(session)
        old = _not_begun(Scene(session), round)
        new = freeze(session, method)
        new.case_title, new.case_text = old.round.case_title, old.round.case_text
        new.save(update_fields=["case_title", "case_text"])
        scene = Scene(session)
        first, last = old.legs[0][0], old.legs[-1][0]
        legs = (*scene.state.legs[:first], *legs_of(new), *scene.state.legs[last + 1 :])
        _replan(session, scene, legs, (old.round.pk, new.pk))


def add_round(session: LiveSession, method: Method) -> None:
    """One more part of the meeting: a round in front of the closing, or an opening or closing. Raises Refused."""
    with transaction.atomic():
        session = claim(session)
        new = freeze(session, method)
        scene = Scene(session)
        legs, at = scene.state.legs, scene.state.at if scene.running else -1
        place = programme.place_for(new.part, legs, scene.rounds, at)
        _replan(session, scene, (*legs[:place], *legs_of(new), *legs[place:]))


def drop_round(session: LiveSession, round: int) -> None:
    """Take a round that did not begin out of the programme. Raises Refused when it is the only one, or began."""
    with transaction.atomic():
        session = claim(session)
        scene = Scene(session)
        old = _not_begun(scene, round)
        gone = {index for index, _leg in old.legs}
        left = tuple(leg for index, leg in enumerate(scene.state.legs) if index not in gone)
        if not left:
            raise Refused("no_steps")
        _replan(session, scene, left)


def _not_begun(scene: Scene, round: int | None) -> programme.Chapter:
    """The chapter of a round that can still be changed. Raises Refused."""
    wanted = (c for c in scene.programme if c.round.pk == round or (round is None and c.round.has_case))
    chapter = next(wanted, None)
    if chapter is None:
        raise Refused("no_step")
    if scene.phase is Phase.CLOSED or not chapter.ahead_of(scene.state.at, scene.running):
        raise Refused("started")
    return chapter


def insert_step(session: LiveSession, title: str, minutes: Decimal | None, actor: Participant | None = None) -> State:
    """Put a step of the group's own behind the present one (in the lobby: in front): a talk for everybody."""
    with transaction.atomic():
        leg = claim(session).state.leg
        present = RoundStep.objects.get(pk=leg.step)
        roles = {
            role: dict(row, speaks=[Speaks.SPEAKS], writes=[], instruction=title)
            for role, row in present.rows.items()
        }
        step = RoundStep.objects.create(
            round=present.round,
            order=0,  # no step of the method: nothing builds on it
            title=title,
            seconds=None if minutes is None else int(minutes * 60),
            summary=title,
            discussion=True,
            rows=roles,
            activities=[{"key": PLAIN, "kind": PLAIN, "options": {"mode": "group_talk"}}],
        )
        return perform(session, machine.Insert(leg_of(step)), actor)


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


def put_case(session: LiveSession, round: Round, title: str, text: str) -> None:
    """The case on the first sheet of its round, as far as its inbrenger wants."""
    with transaction.atomic():
        session = claim(session)
        session.rounds.filter(pk=round.pk).update(case_title=title, case_text=text)
        announce(session, {"head", "stage", "flap", "plan"})


def stop_at(session: LiveSession, moment: datetime | None) -> None:
    """Another moment (UTC) at which the group must stop; none: no such moment."""
    with transaction.atomic():
        session = claim(session)
        session.stop_at = moment
        session.save(update_fields=["stop_at"])
        announce(session, TIME)


def guide(session: LiveSession, guidance: str) -> None:
    """From now on the screens tell so much of each step."""
    with transaction.atomic():
        session = claim(session)
        session.guidance = guidance
        session.save(update_fields=["guidance"])
        announce(session, {"stage", "plan"})
