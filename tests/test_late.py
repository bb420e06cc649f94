"""Late? What the app proposes, and what it never does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.live import clock, late, machine
from sessions.live.machine import Leg, Refused, State, Table, decide

NOW = datetime(2026, 4, 13, 9, 30, tzinfo=UTC)


def running(*minutes: float | None) -> State:
    legs = tuple(Leg(10 + n, 1, None if m is None else int(m * 60)) for n, m in enumerate(minutes))
    return decide(machine.Start(), State(legs), Table(), NOW)


def propose(state: State, stop: float, optional=(), now: float = 0):
    """What is proposed when the group stops so many minutes from the start."""
    return late.proposals(state, optional, NOW + timedelta(minutes=stop), NOW + timedelta(minutes=now))


def test_on_time_there_is_nothing_to_propose():
    assert propose(running(5, 10, 5), stop=20) == []


def test_an_optional_step_can_be_left_out():
    first = propose(running(5, 10, 5), stop=15, optional={12})[0]
    assert (first.kind, first.leg, first.saves, first.command) == ("leave_out", 2, 300, machine.Fit(out=(2,)))


def test_the_longest_step_gives_what_is_needed():
    shorten = next(p for p in propose(running(5, 20, 5), stop=25) if p.kind == "shorten")
    assert (shorten.leg, shorten.saves, shorten.command.times) == (1, 300, ((1, 900),))


def test_no_step_gives_more_than_half():
    shorten = next(p for p in propose(running(5, 10, 5), stop=1) if p.kind == "shorten")
    assert shorten.command.times == ((1, 300),)


def test_all_steps_can_give_a_little_in_halves_of_a_minute():
    spread = next(p for p in propose(running(5, 10, 20), stop=30) if p.kind == "spread")
    assert spread.saves >= 300
    assert all(seconds % 30 == 0 for _, seconds in spread.command.times)


def test_the_step_that_runs_and_those_behind_are_left_alone():
    state = decide(machine.Next(0), running(5, 10, 10), Table(), NOW + timedelta(minutes=9))
    touched = {at for p in propose(state, stop=25, now=9) for at, _ in p.command.times}
    assert touched == {2}


def test_without_a_moment_to_stop_the_plan_at_the_start_is_the_measure():
    state = running(5, 10, 10)
    assert late.proposals(state, (), None, NOW) == []
    assert late.proposals(state, (), None, NOW + timedelta(minutes=8))


steps = st.lists(st.one_of(st.none(), st.floats(0.5, 40)), min_size=1, max_size=10)


@settings(max_examples=300, deadline=None)
@given(steps, st.floats(0, 200), st.floats(0, 100), st.sets(st.integers(10, 20)))
def test_whatever_is_proposed_can_be_done_and_wins_what_it_says(minutes, stop, now, optional):
    state, moment = running(*minutes), NOW + timedelta(minutes=now)
    for proposal in propose(state, stop, optional, now):
        after = decide(proposal.command, state, Table(), moment)
        won = (clock.expected_end(state, moment) - clock.expected_end(after, moment)).total_seconds()
        assert won == pytest.approx(proposal.saves, abs=1)
        assert proposal.saves >= late.WORTH or proposal.kind == "leave_out"
        for before, leg in zip(state.legs, after.legs, strict=True):
            assert leg.left_out or (leg.planned or 0) >= (before.planned or 0) / 2
        assert replace(after, legs=()) == replace(state, legs=()), "nothing else changes"


def test_a_step_that_was_started_late_is_corrected():
    state = decide(machine.Correct(90), running(5, 10), Table(), NOW + timedelta(seconds=10))
    assert clock.read(state, NOW + timedelta(seconds=10)).left == 200
    with pytest.raises(Refused):
        decide(machine.Correct(-300), state, Table(), NOW + timedelta(seconds=10))


def test_an_inserted_step_comes_next():
    state = decide(machine.Insert(Leg(99, 1, 120)), running(5, 10), Table(), NOW)
    assert [leg.step for leg in state.legs] == [10, 99, 11]
    assert decide(machine.Next(0), state, Table(), NOW).leg.step == 99
