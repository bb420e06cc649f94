"""The machine: what each command means, and what holds whatever the order in which they come."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.live import clock, codec, machine
from sessions.live.machine import Leg, Phase, Position, Refused, State, Table, decide

NOW = datetime(2026, 4, 13, 9, 30, tzinfo=UTC)
TABLE = Table((1, 2, 3))


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def plan(*legs: Leg) -> State:
    return State(legs or (Leg(10, 1, 300), Leg(11, 1, 600), Leg(12, 1, 150), Leg(13, 1, None)))


def play(state: State, *timed: tuple[float, machine.Command], table: Table = TABLE) -> State:
    """The state after commands at so many seconds from NOW."""
    for seconds, command in timed:
        state = decide(command, state, table, at(seconds))
    return state


def silences() -> State:
    """Two steps, each with a silence that closes it."""
    return plan(Leg(10, 1, 300), Leg(11, 1, 15, closing=True), Leg(12, 1, 600), Leg(13, 1, 15, closing=True))


def refuses(state: State, command: machine.Command, reason: str, seconds: float = 0) -> None:
    with pytest.raises(Refused) as refused:
        decide(command, state, TABLE, at(seconds))
    assert refused.value.reason == reason


class TestSteps:
    def test_start_enters_the_first_step_with_its_clock_running(self):
        state = play(plan(), (0, machine.Start()))
        assert (state.phase, state.at, state.started, state.began) == (Phase.RUNNING, 0, NOW, NOW)
        assert clock.read(state, at(60)).left == 240

    def test_start_passes_over_what_was_left_out_in_the_lobby(self):
        state = play(plan(), (0, machine.Skip(0)), (0, machine.Start()))
        assert (state.at, state.total) == (1, 750)

    def test_next_leaves_the_step_and_writes_down_the_time_it_took(self):
        state = play(plan(), (0, machine.Start()), (70, machine.Next(0)))
        assert (state.at, state.legs[0].used, clock.read(state, at(70)).left) == (1, 70, 600)

    def test_two_clicks_on_next_move_one_step(self):
        state = play(plan(), (0, machine.Start()), (5, machine.Next(0)))
        refuses(state, machine.Next(0), "moved")

    def test_next_on_the_last_step_is_refused(self):
        refuses(play(plan(Leg(10, 1, 60)), (0, machine.Start())), machine.Next(0), "last")

    def test_back_resumes_the_time_the_step_had_left(self):
        state = play(plan(), (0, machine.Start()), (100, machine.Next(0)), (150, machine.Back(1)))
        assert (state.at, clock.read(state, at(160)).left) == (0, 190)

    def test_repeating_starts_full_and_keeps_history(self):
        state = play(plan(), (0, machine.Start()), (250, machine.Repeat((Leg(20, 1, 300),))))
        assert [leg.step for leg in state.legs] == [10, 20, 11, 12, 13]
        assert (state.at, state.legs[0].used, clock.read(state, at(250)).left) == (1, 250, 300)

    def test_a_leg_that_is_left_remembers_whose_case_it_was(self):
        bram, joost = machine.Assign(1, "inbrenger", (2,)), machine.Assign(1, "inbrenger", (3,))
        state = play(plan(), (0, machine.Start()), (9, bram), (60, machine.Repeat((Leg(20, 1, 300),))), (70, joost))
        assert [leg.brought for leg in state.legs[:2]] == [(2,), ()]
        state = play(state, (80, machine.Finish()))
        assert [leg.brought for leg in state.legs[:2]] == [(2,), (3,)]
        assert codec.load(codec.dump(state)) == state

    def test_a_silence_closes_its_step_and_is_not_gone_back_to(self):
        state = play(silences(), (0, machine.Start()), (60, machine.Next(0)))
        assert (state.at, clock.read(state, at(65)).left) == (1, 10)
        state = play(state, (75, machine.Next(1)), (80, machine.Back(2)))
        assert state.at == 0
        assert play(silences(), (0, machine.Start()), (60, machine.Next(0)), (65, machine.Back(1))).at == 0

    def test_a_silence_is_left_out_with_its_step_and_comes_back_with_it(self):
        state = play(silences(), (0, machine.Start()), (5, machine.Skip(2)))
        assert [leg.left_out for leg in state.legs] == [False, False, True, True]
        assert not any(leg.left_out for leg in play(state, (6, machine.Include(2))).legs)
        assert not any(leg.left_out for leg in play(state, (6, machine.GoTo(2))).legs)
        fitted = play(silences(), (0, machine.Start()), (5, machine.Fit(out=(2,))))
        assert fitted.legs == state.legs

    def test_skipping_the_present_step_passes_its_silence_over(self):
        state = play(silences(), (0, machine.Start()), (5, machine.Skip(0)))
        assert (state.at, state.legs[1].left_out) == (2, True)
        refuses(play(silences(), (0, machine.Start()), (5, machine.GoTo(2))), machine.Skip(2), "last", 6)

    def test_what_is_put_in_or_repeated_comes_after_the_silence(self):
        started = play(silences(), (0, machine.Start()))
        assert [leg.step for leg in play(started, (5, machine.Insert(Leg(20, 1, 60)))).legs] == [10, 11, 20, 12, 13]
        repeated = play(started, (5, machine.Repeat((Leg(20, 1, 60),))))
        assert (repeated.at, [leg.step for leg in repeated.legs]) == (2, [10, 11, 20, 12, 13])

    def test_skipping_the_present_step_leaves_it(self):
        state = play(plan(), (0, machine.Start()), (30, machine.Skip(0)))
        assert (state.at, state.legs[0].left_out) == (1, True)

    def test_a_step_ahead_can_be_left_out_and_taken_back(self):
        state = play(plan(), (0, machine.Start()), (0, machine.Skip(1)), (9, machine.Next(0)))
        assert state.at == 2
        assert not play(state, (9, machine.Include(1))).legs[1].left_out

    def test_going_back_passes_over_what_was_left_out(self):
        state = play(plan(), (0, machine.Start()), (0, machine.Skip(1)), (9, machine.Next(0)), (12, machine.Back(2)))
        assert state.at == 0

    def test_what_was_hidden_shows_when_the_step_is_left(self):
        state = play(plan(), (0, machine.Start()), (5, machine.Next(0)))
        assert state.legs[0].revealed
        assert play(state, (6, machine.Back(1))).leg.revealed

    def test_a_step_in_two_parts_switches_and_back(self):
        state = play(plan(Leg(10, 1, 60, parts=2)), (0, machine.Start()), (1, machine.Switch()))
        assert (state.leg.part, play(state, (2, machine.Switch())).leg.part) == (1, 0)
        refuses(play(plan(), (0, machine.Start())), machine.Switch(), "no_parts")


class TestTime:
    def test_pause_freezes_and_resume_goes_on(self):
        state = play(plan(), (0, machine.Start()), (100, machine.Pause()))
        assert clock.read(state, at(5000)).left == 200
        assert clock.read(play(state, (400, machine.Resume())), at(410)).left == 190

    def test_a_halt_is_shown_apart_from_a_pause(self):
        state = play(plan(), (0, machine.Start()), (100, machine.Halt()))
        assert (clock.read(state, at(200)).mode, clock.read(state, at(200)).left) == ("halted", 200)
        assert clock.read(play(state, (300, machine.Resume())), at(300)).mode == "running"

    def test_moving_on_ends_a_halt(self):
        state = play(plan(), (0, machine.Start()), (100, machine.Halt()), (130, machine.Next(0)))
        assert (state.halted, clock.read(state, at(130)).mode) == (False, "running")

    def test_overtime_counts_up(self):
        assert clock.read(play(plan(), (0, machine.Start())), at(324)).text == "+0:24"

    def test_a_step_without_minutes_counts_up_quietly(self):
        state = play(plan(Leg(10, 1, None)), (0, machine.Start()))
        reading = clock.read(state, at(75))
        assert (reading.left, reading.deadline, reading.text) == (None, None, "1:15")

    @pytest.mark.parametrize(("seconds", "left"), [(60, 260), (300, 500), (-60, 140)])
    def test_extending_and_shortening(self, seconds, left):
        state = play(plan(), (0, machine.Start()), (100, machine.Extend(seconds)))
        assert clock.read(state, at(100)).left == left

    def test_shortening_never_takes_more_than_is_left(self):
        state = play(plan(), (0, machine.Start()), (270, machine.Extend(-60)))
        assert clock.read(state, at(270)).left == 0
        refuses(state, machine.Extend(-60), "over_time", 271)

    def test_a_minute_more_in_overtime_takes_a_minute_off_it(self):
        state = play(plan(), (0, machine.Start()), (382, machine.Extend(60)))
        assert clock.read(state, at(382)).text == "+0:22"

    def test_extending_in_a_pause_keeps_the_pause(self):
        state = play(plan(), (0, machine.Start()), (100, machine.Pause()), (200, machine.Extend(60)))
        assert (clock.read(state, at(900)).left, state.started) == (260, None)

    def test_a_step_without_minutes_gets_a_countdown_when_time_is_given(self):
        state = play(plan(Leg(10, 1, None)), (0, machine.Start()), (30, machine.Extend(60)))
        assert clock.read(state, at(30)).left == 60

    def test_half_minutes_are_kept(self):
        state = play(plan(Leg(10, 1, 150)), (0, machine.Start()))
        assert clock.read(state, at(0)).text == "2:30"

    def test_behind_is_measured_against_the_whole(self):
        state = play(plan(), (0, machine.Start()), (480, machine.Next(0)))
        assert clock.delay(state, at(480)) == 180
        assert clock.expected_end(state, at(480)) == at(480 + 750)

    def test_a_pause_makes_the_group_late(self):
        state = play(plan(), (0, machine.Start()), (10, machine.Pause()))
        assert clock.delay(state, at(310)) == 300

    @pytest.mark.parametrize(
        ("seconds", "text"),
        [(372, "6:12"), (0.4, "0:01"), (0, "0:00"), (-24, "+0:24"), (-0.5, "+0:00"), (60, "1:00")],
    )
    def test_a_second_that_has_begun_counts(self, seconds, text):
        assert clock.clock_text(seconds) == text


class TestTurns:
    def turning(self, rounds: int | None = 1) -> State:
        return play(plan(Leg(10, 1, 300, rounds=rounds), Leg(11, 1, 60)), (0, machine.Start()))

    def test_everybody_once_in_the_order_of_the_seats(self):
        state, order = self.turning(), []
        while state.leg.turn:
            order.append(state.leg.turn)
            state = play(state, (1, machine.PassTurn(Position(0, state.leg.turn))))
        assert order == [1, 2, 3]

    def test_a_double_tap_passes_one_turn(self):
        state = play(self.turning(), (1, machine.PassTurn(Position(0, 1))))
        refuses(state, machine.PassTurn(Position(0, 1)), "moved")

    def test_whoever_passed_can_still_have_the_turn(self):
        state = play(self.turning(), (1, machine.PassTurn(Position(0, 1), passing=True)), (2, machine.Rejoin(1)))
        state = play(state, (3, machine.PassTurn(Position(0, 2))), (4, machine.PassTurn(Position(0, 3))))
        assert state.leg.turn == 1

    def test_a_latecomer_gets_a_turn_and_moves_nobody(self):
        state = play(self.turning(), (1, machine.PassTurn(Position(0, 1))), table=Table((1, 2, 3, 4)))
        assert state.leg.turn == 2
        table = Table((1, 2, 3, 4))
        state = play(state, (2, machine.PassTurn(Position(0, 2))), (3, machine.PassTurn(Position(0, 3))), table=table)
        assert state.leg.turn == 4

    def test_somebody_who_left_is_passed_over(self):
        state = play(self.turning(), (1, machine.PassTurn(Position(0, 1))), table=Table((1, 3)))
        assert state.leg.turn == 3

    def test_rounds_until_nobody_has_anything_more(self):
        state = self.turning(rounds=None)
        for person in (1, 2, 3):
            state = play(state, (1, machine.PassTurn(Position(0, person))))
        assert (state.leg.lap, state.leg.turn) == (2, 1)
        for person in (1, 2, 3):
            state = play(state, (1, machine.PassTurn(Position(0, person), passing=True)))
        assert state.leg.turn is None

    def test_coming_back_to_a_step_finds_the_turn_where_it_was(self):
        state = play(
            self.turning(), (1, machine.PassTurn(Position(0, 1))), (2, machine.Next(0)), (3, machine.Back(1))
        )
        assert (state.leg.turn, state.leg.had) == (2, (1,))


class TestRolesAndChair:
    def test_a_role_is_held_per_round_and_by_one_role_each(self):
        state = play(plan(), (0, machine.Assign(1, "inbrenger", (1,))), (0, machine.Assign(1, "stamoudste", (1, 2))))
        assert state.holders(1, "inbrenger") == ()
        assert state.holders(1, "stamoudste") == (1, 2)
        assert play(state, (0, machine.Assign(1, "stamoudste", ()))).held == ()

    def test_the_chair_is_offered_and_accepted(self):
        state = play(plan(), (0, machine.Offer(2)))
        refuses(state, machine.Accept(3), "not_offered")
        assert play(state, (0, machine.Accept(2))).chair == 2

    def test_the_owner_takes_the_chair_back(self):
        state = play(plan(), (0, machine.Offer(2)), (0, machine.Accept(2)), (0, machine.TakeChair(None)))
        assert state.chair is None

    def test_finishing_stops_the_clock_and_everything_after(self):
        state = play(plan(), (0, machine.Start()), (90, machine.Finish()))
        assert (state.phase, state.legs[0].used, state.ended) == (Phase.CLOSED, 90, at(90))
        refuses(state, machine.Next(0), "closed")
        refuses(state, machine.Pause(), "closed")


people = st.sampled_from([1, 2, 3, 4, None])
legs = st.integers(-1, 6)
commands = st.one_of(
    st.just(machine.Start()),
    st.builds(machine.Next, legs),
    st.builds(machine.Back, legs),
    st.builds(machine.GoTo, legs),
    st.builds(machine.PassTurn, st.builds(Position, legs, people), st.booleans()),
    st.builds(machine.Rejoin, st.sampled_from([1, 2, 3, 4])),
    st.sampled_from([machine.Reveal(), machine.Switch(), machine.Pause(), machine.Resume(), machine.Halt()]),
    st.builds(machine.Extend, st.sampled_from([60, 300, -60])),
    st.builds(machine.Skip, legs),
    st.builds(machine.Correct, st.sampled_from([60, -60])),
    st.builds(
        machine.Fit,
        st.lists(st.tuples(legs, st.sampled_from([0, 60, 600])), max_size=2).map(tuple),
        st.lists(legs, max_size=2).map(tuple),
    ),
    st.builds(machine.Insert, st.builds(Leg, st.integers(70, 75), st.just(1), st.sampled_from([None, 120]))),
    st.builds(machine.Include, legs),
    st.builds(
        machine.Repeat, st.lists(st.builds(Leg, st.integers(50, 60), st.just(1), st.just(120)), max_size=2).map(tuple)
    ),
    st.builds(
        machine.Assign,
        st.just(1),
        st.sampled_from(["inbrenger", "stamoudste"]),
        st.lists(st.integers(1, 4), max_size=2).map(tuple),
    ),
    st.builds(machine.Offer, people),
    st.builds(machine.Accept, st.integers(1, 4)),
    st.builds(machine.TakeChair, people),
    st.just(machine.Finish()),
)
tables = st.lists(st.integers(1, 4), unique=True, max_size=4).map(lambda ids: Table(tuple(ids)))
evenings = st.lists(st.tuples(st.floats(0, 600), commands, tables), max_size=50)
START = plan(
    Leg(10, 1, 300, rounds=None),
    Leg(11, 1, 150, parts=2),
    Leg(12, 1, 15, closing=True),
    Leg(13, 1, None),
    Leg(14, 1, 60, rounds=2),
)


@settings(max_examples=400, deadline=None)
@given(evenings)
def test_whatever_the_commands_the_state_stays_sound(evening):
    state, now = START, NOW
    for wait, command, table in evening:
        now += timedelta(seconds=wait)
        try:
            after = decide(command, state, table, now)
        except Refused:
            continue
        assert 0 <= after.at < len(after.legs)
        assert codec.load(codec.dump(after)) == after
        assert after.started is None or after.phase is Phase.RUNNING
        assert not (after.halted and after.started)
        assert all(leg.used >= 0 and (leg.planned is None or leg.planned >= 0) for leg in after.legs)
        assert not set(after.leg.had) & set(after.leg.passed)
        assert {leg.step for leg in state.legs} <= {leg.step for leg in after.legs}
        assert len({held.person for held in after.held}) == len(after.held)
        if after.phase is Phase.RUNNING:
            assert not after.leg.left_out
            assert clock.expected_end(after, now) >= now
        if after.at != state.at:
            assert after.started == now
        state = after


@settings(max_examples=200, deadline=None)
@given(evenings)
def test_time_is_neither_made_nor_lost(evening):
    """The seconds used in all steps together are the seconds in which the clock ran."""
    state, now, ran = START, NOW, 0.0
    for wait, command, table in evening:
        now += timedelta(seconds=wait)
        ran += wait if state.started else 0.0
        try:
            state = decide(command, state, table, now)
        except Refused:
            continue
        if isinstance(command, machine.Correct):
            ran += command.seconds
    if state.phase is Phase.RUNNING:
        state = machine.stopped(state, now)
    assert sum(leg.used for leg in state.legs) == pytest.approx(ran, abs=0.01)


def test_undo_is_the_state_put_back():
    state = play(plan(), (0, machine.Start()), (100, machine.Pause()))
    kept = codec.load(codec.dump(state))
    assert kept == state
    assert replace(play(kept, (500, machine.Next(0))), at=0) != kept
