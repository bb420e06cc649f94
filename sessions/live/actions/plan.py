"""The plan: opening a session, another method, a loop once more, the moment to stop."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from methods.models import Method
from sessions.activities.registry import PLAIN
from sessions.activities.registry import get as activity_of
from sessions.roles import Speaks

from .. import machine
from ..machine import Leg, Phase, Refused, State
from ..models import Guidance, LiveSession, Participant, Round, RoundStep
from .doors import TIME, announce, claim, save_state
from .process import owner_as_member, perform


def open_session(
    owner: Any,
    method: Method,
    *,
    group: Any = None,
    stop_at: datetime | None = None,
    case_title: str = "",
    guidance: str = Guidance.FULL,
    self_guided: bool = False,
    language: str = "nl",
) -> LiveSession:
    """A new session in its lobby, with one round of the method planned.

    self_guided: without a begeleider; whoever opens it takes part like everybody else.
    """
    with transaction.atomic():
        session = LiveSession.objects.create(
            owner=owner,
            group=group,
            stop_at=stop_at,
            guidance=guidance,
            self_guided=self_guided,
            languages=[language],
            chair_seen=timezone.now(),
        )
        _plan_round(session, method, case_title)
        if self_guided:
            owner_as_member(session)
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
        moved = tuple(replace(h, round=round.pk) if h.round else h for h in held)
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
