"""The machine of a live session. Pure: no Django, no clock, no database.

`decide(command, state, table, now)` gives the next State or raises Refused. Nothing else changes a session's
course. The meanings are those of product.md, "Time and moves": a step's time is shown, never imposed; only a
command moves on; going back resumes the time the step had left; undo (kept outside: an earlier State put back)
restores position and clock exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import singledispatch

from sessions.roles import Role

from .commands import (
    Accept,
    Assign,
    Back,
    Command,
    Correct,
    Extend,
    Finish,
    Fit,
    GoTo,
    Halt,
    Include,
    Insert,
    Next,
    Offer,
    PassTurn,
    Pause,
    Rejoin,
    Repeat,
    Replan,
    Resume,
    Reveal,
    Skip,
    Start,
    Switch,
    TakeChair,
)
from .state import Held, Leg, Phase, Position, Refused, State, Table

__all__ = [
    "Accept",
    "Assign",
    "Back",
    "Command",
    "Correct",
    "Extend",
    "Finish",
    "Fit",
    "GoTo",
    "Halt",
    "Held",
    "Include",
    "Insert",
    "Leg",
    "Next",
    "Offer",
    "PassTurn",
    "Pause",
    "Phase",
    "Position",
    "Refused",
    "Rejoin",
    "Repeat",
    "Replan",
    "Resume",
    "Reveal",
    "Skip",
    "Start",
    "State",
    "Switch",
    "Table",
    "TakeChair",
    "decide",
    "elapsed",
    "next_turn",
    "stopped",
    "target",
]


def elapsed(state: State, now: datetime) -> float:
    """Seconds used in the present step, the clock's present run included."""
    running = (now - state.started).total_seconds() if state.started else 0.0
    return state.leg.used + max(running, 0.0)


# --- Deciding ---------------------------------------------------------------------------------------------------


@singledispatch
def decide(command: object, state: State, table: Table, now: datetime) -> State:
    """The state after a command. Raises Refused when the command does not fit."""
    raise Refused("unknown")


def need(right: bool, reason: str) -> None:
    if not right:
        raise Refused(reason)


def running(state: State) -> None:
    need(state.phase is Phase.RUNNING, state.phase.value)


def stopped(state: State, now: datetime) -> State:
    """The state with its clock standing still and the time used written down."""
    if state.started is None:
        return state
    return replace(state.with_leg(replace(state.leg, used=elapsed(state, now))), started=None)


def left_behind(state: State, now: datetime) -> State:
    """The state as its leg is left: the clock stands still, and whose case it was about is written down."""
    still = stopped(state, now)
    if state.phase is not Phase.RUNNING:
        return still
    return still.with_leg(replace(still.leg, brought=state.holders(state.leg.round, Role.PRESENTER)))


def next_turn(leg: Leg, order: Sequence[int]) -> Leg:
    """The leg with the turn at the first who did not have it, in a new round of turns where the leg has one."""
    waiting = [person for person in order if person not in leg.had and person not in leg.passed]
    if waiting:
        return replace(leg, turn=after(leg, order, waiting))
    said_something = bool(leg.had)
    more = leg.rounds is None or leg.lap < leg.rounds
    if order and more and said_something:
        return replace(leg, lap=leg.lap + 1, had=(), passed=(), turn=order[0])
    return replace(leg, turn=None)


def after(leg: Leg, order: Sequence[int], waiting: Sequence[int]) -> int:
    """Who of those waiting comes first after the present turn, going round the table."""
    if leg.turn not in order:
        return waiting[0]
    here = order.index(leg.turn)
    return next((p for p in (*order[here + 1 :], *order[: here + 1]) if p in waiting), waiting[0])


def entered(state: State, at: int, table: Table, now: datetime) -> State:
    """The state in another leg, its clock running. The table's order holds for the leg that is entered.

    What was hidden in the leg that is left shows from now on: the next step reveals. A chair that was handed over
    returns at the end of its round (product.md, "Roles are data").
    """
    left = left_behind(state, now)
    if state.phase is Phase.RUNNING and at > state.at:
        left = left.with_leg(replace(left.leg, revealed=True))
    moved = replace(left, at=at, started=now, halted=False)
    if left.lent is not None and left.lent != moved.leg.round:
        moved = replace(moved, chair=None, lent=None)
    leg = replace(moved.leg, left_out=False)
    if leg.has_turns and leg.turn is None and not leg.had and not leg.passed:
        leg = next_turn(leg, table.order)
    return with_silences(moved.with_leg(leg))


def with_silences(state: State) -> State:
    """The state in which the silence that closes a leg is left out with it, and comes back with it."""
    before = (None, *state.legs)
    legs = (
        replace(leg, left_out=earlier.left_out) if leg.closing and earlier else leg
        for earlier, leg in zip(before, state.legs, strict=False)
    )
    return replace(state, legs=tuple(legs))


def behind_step(state: State) -> int:
    """The place in the plan behind the present leg and the silence that closes it."""
    after = state.at + 1
    return after + 1 if after < len(state.legs) and state.legs[after].closing else after


def ahead(state: State) -> int | None:
    """The next leg that is not left out, or none at the end."""
    return next((i for i in range(state.at + 1, len(state.legs)) if not state.legs[i].left_out), None)


def behind(state: State) -> int | None:
    """The step before that is not left out (not the silence that closed it), or none at the beginning."""
    steps = (i for i in range(state.at - 1, -1, -1) if not state.legs[i].closing)
    return next((i for i in steps if not state.legs[i].left_out), None)


def target(command: Command, state: State) -> int | None:
    """The leg that a command enters, if it enters one: what the table has to be laid for."""
    match command:
        case Start():
            return next((i for i, leg in enumerate(state.legs) if not leg.left_out), None)
        case Next():
            return ahead(state)
        case Back():
            return behind(state)
        case GoTo(to=to):
            return to
        case Skip(leg=leg) if leg == state.at:
            return ahead(_left_out(state, leg, True))
    return None


@decide.register
def _(command: Start, state: State, table: Table, now: datetime) -> State:
    need(state.phase is Phase.LOBBY, "started")
    first = target(command, state)
    if first is None:
        raise Refused("no_steps")
    total = sum(leg.planned or 0 for leg in state.legs if not leg.left_out)
    return replace(entered(state, first, table, now), phase=Phase.RUNNING, began=now, total=total)


@decide.register
def _(command: Next, state: State, table: Table, now: datetime) -> State:
    running(state)
    need(command.leaving == state.at, "moved")
    to = ahead(state)
    if to is None:
        raise Refused("last")
    return entered(state, to, table, now)


@decide.register
def _(command: Back, state: State, table: Table, now: datetime) -> State:
    running(state)
    need(command.leaving == state.at, "moved")
    to = behind(state)
    if to is None:
        raise Refused("first")
    return entered(state, to, table, now)


@decide.register
def _(command: GoTo, state: State, table: Table, now: datetime) -> State:
    running(state)
    need(0 <= command.to < len(state.legs), "no_step")
    need(command.to != state.at, "here")
    return entered(state, command.to, table, now)


@decide.register
def _(command: PassTurn, state: State, table: Table, now: datetime) -> State:
    running(state)
    leg = state.leg
    need(leg.has_turns and leg.turn is not None, "no_turn")
    need(command.leaving == Position(state.at, leg.turn), "moved")
    assert leg.turn is not None
    if command.passing:
        done = replace(leg, passed=(*leg.passed, leg.turn))
    else:
        done = replace(leg, had=(*leg.had, leg.turn))
    return state.with_leg(next_turn(done, table.order))


@decide.register
def _(command: Rejoin, state: State, table: Table, now: datetime) -> State:
    running(state)
    leg = state.leg
    need(leg.has_turns and command.person in table.order, "no_turn")
    need(command.person in leg.passed or command.person in leg.had, "waiting")
    again = replace(
        leg,
        passed=tuple(p for p in leg.passed if p != command.person),
        had=tuple(p for p in leg.had if p != command.person),
    )
    return state.with_leg(replace(again, turn=command.person) if leg.turn is None else again)


@decide.register
def _(command: Reveal, state: State, table: Table, now: datetime) -> State:
    running(state)
    need(not state.leg.revealed, "revealed")
    return state.with_leg(replace(state.leg, revealed=True))


@decide.register
def _(command: Switch, state: State, table: Table, now: datetime) -> State:
    running(state)
    need(state.leg.parts > 1, "no_parts")
    return state.with_leg(replace(state.leg, part=(state.leg.part + 1) % state.leg.parts))


@decide.register
def _(command: Pause, state: State, table: Table, now: datetime) -> State:
    running(state)
    need(state.started is not None, "still")
    return stopped(state, now)


@decide.register
def _(command: Resume, state: State, table: Table, now: datetime) -> State:
    running(state)
    need(state.started is None, "runs")
    return replace(state, started=now, halted=False)


@decide.register
def _(command: Halt, state: State, table: Table, now: datetime) -> State:
    running(state)
    need(not state.halted, "halted")
    return replace(stopped(state, now), halted=True)


@decide.register
def _(command: Extend, state: State, table: Table, now: datetime) -> State:
    running(state)
    used, planned = elapsed(state, now), state.leg.planned
    if planned is None:
        need(command.seconds > 0, "no_time")
        planned = int(used)
    if command.seconds < 0:
        need(planned > used, "over_time")
        return state.with_leg(replace(state.leg, planned=max(planned + command.seconds, int(used))))
    return state.with_leg(replace(state.leg, planned=planned + command.seconds))


@decide.register
def _(command: Correct, state: State, table: Table, now: datetime) -> State:
    running(state)
    need(elapsed(state, now) + command.seconds >= 0, "no_time")
    corrected = stopped(state, now)
    leg = replace(corrected.leg, used=max(corrected.leg.used + command.seconds, 0.0))
    return replace(corrected.with_leg(leg), started=now if state.started else None)


@decide.register
def _(command: Fit, state: State, table: Table, now: datetime) -> State:
    need(state.phase is not Phase.CLOSED, "closed")
    ahead_of = state.at if state.phase is Phase.RUNNING else -1
    for at, seconds in command.times:
        need(0 <= at < len(state.legs) and at >= state.at and seconds >= 0, "no_step")
        leg = state.legs[at]
        used = elapsed(state, now) if at == ahead_of else leg.used
        need(seconds >= used or leg.planned is None, "over_time")
        state = _put(state, at, replace(leg, planned=seconds))
    for at in command.out:
        need(ahead_of < at < len(state.legs) and not state.legs[at].left_out, "no_step")
        state = _left_out(state, at, True)
    need(any(not leg.left_out for leg in state.legs), "last")
    return state


@decide.register
def _(command: Insert, state: State, table: Table, now: datetime) -> State:
    need(state.phase is not Phase.CLOSED, "closed")
    behind_it = behind_step(state) if state.phase is Phase.RUNNING else state.at
    return replace(state, legs=(*state.legs[:behind_it], command.leg, *state.legs[behind_it:]))


@decide.register
def _(command: Skip, state: State, table: Table, now: datetime) -> State:
    need(state.phase is not Phase.CLOSED, "closed")
    need(0 <= command.leg < len(state.legs) and not state.legs[command.leg].left_out, "no_step")
    if state.phase is Phase.RUNNING:
        need(command.leg >= state.at, "no_step")
        if command.leg == state.at:
            to = target(command, state)
            if to is None:
                raise Refused("last")
            return _left_out(entered(state, to, table, now), command.leg, True)
    need(sum(not (leg.left_out or leg.closing) for leg in state.legs) > 1, "last")
    return _left_out(state, command.leg, True)


@decide.register
def _(command: Include, state: State, table: Table, now: datetime) -> State:
    need(state.phase is not Phase.CLOSED, "closed")
    need(0 <= command.leg < len(state.legs) and state.legs[command.leg].left_out, "no_step")
    return _left_out(state, command.leg, False)


def _left_out(state: State, at: int, out: bool) -> State:
    return with_silences(_put(state, at, replace(state.legs[at], left_out=out)))


def _put(state: State, at: int, leg: Leg) -> State:
    return replace(state, legs=(*state.legs[:at], leg, *state.legs[at + 1 :]))


@decide.register
def _(command: Repeat, state: State, table: Table, now: datetime) -> State:
    running(state)
    need(bool(command.legs), "no_step")
    place = behind_step(state)
    legs = (*state.legs[:place], *command.legs, *state.legs[place:])
    return entered(replace(state, legs=legs), place, table, now)


@decide.register
def _(command: Replan, state: State, table: Table, now: datetime) -> State:
    need(state.phase is not Phase.CLOSED, "closed")
    done = state.at + 1 if state.phase is Phase.RUNNING else 0
    need(command.legs[:done] == state.legs[:done], "moved")
    need(any(not leg.left_out for leg in command.legs[max(done - 1, 0) :]), "no_steps")
    old, new = command.instead or (0, 0)
    held = tuple(replace(h, round=new) if h.round == old else h for h in state.held)
    return with_silences(replace(state, legs=command.legs, at=state.at if done else 0, held=held))


@decide.register
def _(command: Assign, state: State, table: Table, now: datetime) -> State:
    need(state.phase is not Phase.CLOSED, "closed")
    kept = tuple(
        h
        for h in state.held
        if h.round != command.round or (h.role != command.role and h.person not in command.people)
    )
    given = tuple(Held(command.round, command.role, person) for person in dict.fromkeys(command.people))
    return replace(state, held=kept + given)


@decide.register
def _(command: Offer, state: State, table: Table, now: datetime) -> State:
    need(state.phase is not Phase.CLOSED, "closed")
    need(command.person is None or command.person != state.chair, "chair")
    return replace(state, offered=command.person)


@decide.register
def _(command: Accept, state: State, table: Table, now: datetime) -> State:
    need(state.phase is not Phase.CLOSED, "closed")
    need(state.offered == command.person, "not_offered")
    lent = state.leg.round if state.phase is Phase.RUNNING else None
    return replace(state, chair=command.person, offered=None, lent=lent)


@decide.register
def _(command: TakeChair, state: State, table: Table, now: datetime) -> State:
    need(state.phase is not Phase.CLOSED, "closed")
    need(command.person != state.chair, "chair")
    return replace(state, chair=command.person, offered=None, lent=None)


@decide.register
def _(command: Finish, state: State, table: Table, now: datetime) -> State:
    running(state)
    return replace(left_behind(state, now), phase=Phase.CLOSED, halted=False, ended=now)
