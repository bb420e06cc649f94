"""Series of meetings: their dates, what is skipped, and local time across the change to summer time."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from sessions.groups.models import Kind
from sessions.planning import skipping, usual
from sessions.planning.rota import in_turn
from sessions.planning.series import PATIENCE, ZONE, Rhythm, days, instant, shifted

HALF_PAST_NINE = time(9, 30)
DATES = st.dates(date(2020, 1, 1), date(2035, 12, 31))
rhythms = st.builds(
    Rhythm,
    starts=DATES,
    weekday=st.integers(0, 6),
    every=st.integers(1, 8),
    number=st.integers(1, 20),
    at=st.times(time(6), time(23, 59)),
)


def never(day):
    return ""


def on(*off):
    return lambda day: "vrij" if day in off else ""


@given(rhythms)
def test_a_series_is_on_its_weekday_in_its_rhythm(rhythm):
    found = days(rhythm, never)
    assert [day.number for day in found] == list(range(1, rhythm.number + 1))
    assert rhythm.starts <= found[0].date < rhythm.starts + timedelta(days=7)
    assert {day.date.weekday() for day in found} == {rhythm.weekday}
    apart = {later.date - day.date for day, later in pairwise(found)}
    assert apart <= {timedelta(weeks=rhythm.every)}


@given(rhythms, st.sets(st.integers(0, 60), max_size=20))
def test_nobody_meets_on_a_day_off_and_every_meeting_is_made_up_for(rhythm, weeks):
    off = {rhythm.first + timedelta(weeks=week) for week in weeks}
    found = days(rhythm, on(*off))
    met = [day for day in found if day.number]
    assert len(met) == rhythm.number
    assert not off & {day.date for day in met}
    assert {day.date for day in found if day.why} <= off
    assert [day.date for day in found] == sorted({day.date for day in found})


@given(rhythms)
def test_a_rhythm_that_leads_nowhere_ends(rhythm):
    assert len(days(rhythm, lambda day: "altijd vrij")) <= PATIENCE + rhythm.every


@given(rhythms)
def test_the_clock_on_the_wall_shows_the_same_time_at_every_meeting(rhythm):
    for day in days(rhythm, never):
        there = instant(day.date, rhythm.at).astimezone(ZONE)
        assert (there.date(), there.time()) == (day.date, rhythm.at)


@given(DATES, st.integers(-200, 200), st.times(time(6), time(23, 59)))
def test_moving_along_keeps_the_local_time(day, by, at):
    there = shifted(instant(day, HALF_PAST_NINE), by, at).astimezone(ZONE)
    assert (there.date(), there.time().replace(tzinfo=None)) == (day + timedelta(days=by), at)


def test_half_past_nine_in_march_and_in_april():
    rhythm = Rhythm(date(2026, 3, 16), 0, 2, 2, HALF_PAST_NINE)
    assert [instant(day.date, rhythm.at) for day in days(rhythm, never)] == [
        datetime(2026, 3, 16, 8, 30, tzinfo=UTC),
        datetime(2026, 3, 30, 7, 30, tzinfo=UTC),
    ]


def test_a_skipped_day_is_made_up_for_a_week_later_and_the_rhythm_stays():
    rhythm = Rhythm(date(2026, 3, 9), 0, 4, 3, HALF_PAST_NINE)
    found = [(str(day.date), day.number, day.why) for day in days(rhythm, skipping.reasons("NL", []))]
    assert found == [
        ("2026-03-09", 1, ""),
        ("2026-04-06", None, "Tweede paasdag"),
        ("2026-04-13", 2, ""),
        ("2026-05-04", 3, ""),
    ]


@pytest.mark.parametrize(
    ("country", "day", "name"),
    [
        ("NL", date(2026, 4, 27), "Koningsdag"),
        ("BE", date(2026, 4, 27), ""),
        ("BE", date(2026, 7, 21), "Nationale feestdag"),
        ("NL", date(2026, 7, 21), ""),
        ("BE", date(2026, 5, 25), "Pinkstermaandag"),
    ],
)
def test_the_holidays_of_each_country(country, day, name):
    assert skipping.reasons(country, [])(day) == name


def test_the_holidays_in_english():
    with translation.override("en"):
        assert skipping.reasons("NL", [])(date(2026, 4, 27)) == "King's Day"


def test_periods_as_people_type_them():
    free = skipping.periods("17-10-2026 t/m 25-10-2026 herfstvakantie\n\n19/12/2026 - 3/1/2027: kerst\n5-5-2026")
    assert [(str(p.first), str(p.last), p.name) for p in free] == [
        ("2026-10-17", "2026-10-25", "herfstvakantie"),
        ("2026-12-19", "2027-01-03", "kerst"),
        ("2026-05-05", "2026-05-05", "vakantie"),
    ]
    why = skipping.reasons("NL", free)
    assert [why(date(2026, 10, day)) for day in (16, 17, 25, 26)] == ["", "herfstvakantie", "herfstvakantie", ""]


@pytest.mark.parametrize(
    "line", ["herfst", "32-10-2026", "2026-10-17", "25-10-2026 t/m 17-10-2026", "1-1-2026 t/m 1-1-2027"]
)
def test_a_line_that_is_no_period_is_said_to_be_none(line):
    with pytest.raises(skipping.NotUnderstood) as told:
        skipping.periods(f"1-5-2026 goed\n{line}")
    assert line in str(told.value)


def test_what_is_special_in_a_supervision_of_ten_and_of_twelve():
    of_ten = [usual.purpose(Kind.SUPERVISION, n, 10) for n in range(1, 11)]
    assert of_ten == ["first", "ordinary", "decide", *["ordinary"] * 2, "halfway", *["ordinary"] * 3, "last"]
    assert usual.purpose(Kind.SUPERVISION, 7, 12) == "halfway"
    assert usual.purpose(Kind.SUPERVISION, 6, 12) == "ordinary"


def test_usual_lengths():
    assert [usual.template(Kind.SUPERVISION, people).minutes for people in (2, 3)] == [90, 120]
    assert usual.template(Kind.PEERS, 6).minutes == 120


def test_nothing_is_special_in_a_loose_consultation():
    assert {usual.purpose(Kind.CONSULTATION, n, 3) for n in (1, 2, 3)} == {"ordinary"}


def test_the_rota_goes_round_and_begins_after_whoever_was_last():
    assert in_turn([1, 2, 3], 5) == [1, 2, 3, 1, 2]
    assert in_turn([1, 2, 3], 2, after=2) == [3, 1]
    assert in_turn([1, 2], 2, after=9) == [1, 2]
    assert in_turn([], 2) == [None, None]
