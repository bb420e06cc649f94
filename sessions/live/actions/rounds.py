"""A round as it is planned: a method's steps, frozen, and the legs in which the machine goes through them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from methods.models import Method
from sessions.roles import Speaks

from ..flap import Spec, built
from ..machine import Leg
from ..models import LiveSession, Round, RoundStep


def freeze(session: LiveSession, method: Method) -> Round:
    """A method's steps, frozen as a round; it is in the programme once its legs are in the plan."""
    last = session.rounds.aggregate(last=Max("order"))["last"] or 0
    round = Round.objects.create(
        session=session, order=last + 1, method=method, method_title=method.title, part=method.part
    )
    for step in method.steps.prefetch_related("rows", "activities"):
        specs = [{"key": each.key, "kind": each.kind, "options": each.options} for each in step.activities.all()]
        silence = silence_of(specs[-1]) if len(specs) > 1 else 0
        _freeze_step(round, step, specs[:-1] if silence else specs)
        if silence:
            _fall_silent(round, step, specs[-1], silence)
    return round


def silence_of(spec: Spec) -> int:
    """Seconds of silence that an activity asks for; 0: none."""
    activity, options = built(spec)
    return activity.silence(options)


def _freeze_step(round: Round, step: Any, specs: Sequence[Spec]) -> None:
    RoundStep.objects.create(
        round=round,
        order=step.order,
        title=step.title,
        seconds=step.seconds,
        proposed=step.minutes is None and step.seconds is not None,
        optional=step.optional,
        advice=step.advice,
        discussion=step.discussion,
        phones_away=step.phones_away,
        summary=step.summary,
        watch=step.watch,
        questions=step.questions,
        rows={row.role: _row(row.instruction, row.speaks, row.writes, row.passes_turn) for row in step.rows.all()},
        activities=list(specs),
    )


def _fall_silent(round: Round, step: Any, spec: Spec, seconds: int) -> None:
    """The silence that closes a step, as a small one of its own behind it."""
    words = _("Laat nog even zakken wat er gezegd is, en wat niet.")
    RoundStep.objects.create(
        round=round,
        order=step.order,
        closes=True,
        title=_("Even stil"),
        seconds=seconds,
        phones_away=True,
        summary=words,
        rows={row.role: _row(words, [Speaks.SILENT]) for row in step.rows.all()},
        activities=[spec],
    )


def _row(instruction: str, speaks: Any, writes: Sequence[str] = (), passes_turn: bool = False) -> dict[str, Any]:
    return {"instruction": instruction, "speaks": speaks, "writes": list(writes), "passes_turn": passes_turn}


def legs_of(round: Round) -> list[Leg]:
    """Fresh legs for all steps of a round."""
    return [leg_of(step) for step in round.steps.all()]


def leg_of(step: RoundStep) -> Leg:
    """A fresh leg of the machine for a frozen step."""
    rounds: int | None = 0
    for activity, options in map(built, step.activities):
        turns = activity.turns(options)
        rounds = turns if turns != 0 else rounds
    return Leg(step.pk, step.round_id, step.seconds, parts=step.parts, rounds=rounds, closing=step.closes)
