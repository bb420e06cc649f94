"""Which mails are due, and when: one meeting on Tuesday 31 March 2026 at 19:30, two days into summer time."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sessions.planning.due import NEWS, Kind, Seat, Told, due

ZONE = ZoneInfo("Europe/Amsterdam")
STARTS = datetime(2026, 3, 31, 19, 30, tzinfo=ZONE)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
EARLY = STARTS - 40 * DAY
NEW = Seat(meeting=1, member=7, starts=STARTS, sequence=0)
TOLD = Told(id=4, kind=Kind.INVITATION, sequence=0, starts=STARTS, at=EARLY)
KNOWN = replace(NEW, told=TOLD)


def kinds(now, *seats):
    return [each.kind for each in due(now, seats)]


def test_who_was_not_told_is_invited_once_for_each_state_of_the_meeting():
    assert kinds(EARLY, NEW) == [Kind.INVITATION]
    assert due(EARLY, [NEW]) == due(EARLY + DAY, [NEW])
    assert due(EARLY, [NEW])[0].key != due(EARLY, [replace(NEW, sequence=1)])[0].key


def test_who_was_told_hears_nothing_until_something_changes():
    assert kinds(EARLY, KNOWN) == []
    assert kinds(EARLY, replace(KNOWN, sequence=1)) == [Kind.CHANGED]
    assert kinds(EARLY, replace(KNOWN, sequence=1, starts=STARTS + DAY)) == [Kind.MOVED]
    assert kinds(EARLY, replace(KNOWN, sequence=1, expected=False)) == [Kind.CANCELLED]


def test_a_meeting_cancelled_before_anybody_heard_of_it_makes_no_mail():
    assert kinds(EARLY, replace(NEW, expected=False)) == []


def test_who_is_needed_after_all_is_invited_again_under_another_key():
    gone = replace(KNOWN, told=replace(TOLD, id=5, kind=Kind.CANCELLED))
    assert kinds(EARLY, gone) == [Kind.INVITATION]
    assert due(EARLY, [gone])[0].key != due(EARLY, [NEW])[0].key
    assert kinds(EARLY, replace(gone, expected=False)) == []


def test_a_series_is_announced_once_before_its_invitations():
    first, second = replace(NEW, series=3), replace(NEW, series=3, meeting=2, starts=STARTS + 28 * DAY)
    found = due(EARLY, [second, first])
    assert [each.kind for each in found] == [Kind.SERIES, Kind.INVITATION, Kind.INVITATION]
    assert found[0].seat == first
    assert kinds(EARLY, first) == [Kind.INVITATION]  # a series of which one meeting is left needs no list
    assert kinds(EARLY, replace(first, told=TOLD), second) == [Kind.INVITATION]


@pytest.mark.parametrize(
    ("before", "hour", "expected"),
    [
        (8, 19, []),
        (7, 20, []),  # still night rest for phones at eight
        (6, 8, [Kind.ANSWER]),
        (4, 9, [Kind.ANSWER, Kind.CASE]),
        (2, 12, [Kind.ANSWER, Kind.CASE]),
        (1, 7, []),
        (1, 8, [Kind.ANSWER, Kind.CASE, Kind.TOMORROW]),
        (1, 19, [Kind.ANSWER, Kind.CASE, Kind.TOMORROW]),
        (0, 9, []),
    ],
)
def test_reminders_come_by_day_and_in_their_own_week(before, hour, expected):
    """The clock is put forward in the night before the last Sunday: days are counted as people count them."""
    now = (STARTS - before * DAY).replace(hour=hour, minute=0)
    assert kinds(now, KNOWN) == expected


def test_who_answered_is_not_asked_and_who_cannot_come_is_left_alone():
    now = (STARTS - 4 * DAY).replace(hour=10)
    assert kinds(now, KNOWN) == [Kind.ANSWER, Kind.CASE]
    assert kinds(now, replace(KNOWN, answer="yes")) == kinds(now, replace(KNOWN, answer="maybe")) == [Kind.CASE]
    assert kinds(now, replace(KNOWN, answer="no")) == []
    assert kinds(now, replace(KNOWN, answer="yes", brings_case=False)) == []


def test_each_reminder_can_be_switched_off():
    now = (STARTS - DAY).replace(hour=10)
    assert kinds(now, KNOWN) == [Kind.ANSWER, Kind.CASE, Kind.TOMORROW]
    assert kinds(now, replace(KNOWN, reminders=frozenset({Kind.CASE}))) == [Kind.CASE]
    assert kinds(now, replace(KNOWN, reminders=frozenset())) == []


def test_nobody_is_reminded_within_two_days_of_the_invitation_but_of_tomorrow():
    now = (STARTS - 4 * DAY).replace(hour=10)
    late = replace(KNOWN, told=replace(TOLD, at=now - DAY))
    assert kinds(now, late) == []
    assert kinds(now + DAY, late) == [Kind.ANSWER, Kind.CASE]
    eve = (STARTS - DAY).replace(hour=10)
    assert kinds(eve, replace(KNOWN, told=replace(TOLD, at=eve - MINUTE))) == [Kind.TOMORROW]


def test_a_reminder_has_one_key_for_a_date_whatever_else_changes_and_a_new_one_after_a_move():
    now = (STARTS - DAY).replace(hour=10)
    tomorrow = due(now, [KNOWN])[-1]
    placed = replace(KNOWN, sequence=1, told=replace(TOLD, sequence=1, id=9))
    moved = replace(placed, starts=STARTS + DAY, told=replace(TOLD, sequence=1, starts=STARTS + DAY))
    assert due(now + MINUTE, [placed])[-1].key == tomorrow.key
    assert due(now + DAY, [moved])[-1].key != tomorrow.key


def test_while_there_is_news_to_tell_nobody_is_reminded_and_what_is_past_is_past():
    now = (STARTS - DAY).replace(hour=10)
    assert kinds(now, replace(KNOWN, sequence=1)) == [Kind.CHANGED]
    assert kinds(STARTS, replace(KNOWN, sequence=1)) == kinds(STARTS, NEW) == []


def test_news_and_reminders_are_different_things():
    assert not NEWS & set(KNOWN.reminders)
