"""The files that calendars read, read by another library than the one that wrote them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from sessions.planning.calendar import Address, Occasion, feed, message

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
MARIEKE = Address("Marieke Hofman", "marieke@voorbeeld.example")
AMINA = Address("Amina", "amina@voorbeeld.example")
ZONES = ["Europe/Amsterdam", "Europe/Brussels"]
TUESDAY = Occasion(
    uid="een-7@intervisie",
    sequence=0,
    starts=datetime(2026, 3, 10, 18, 30, tzinfo=UTC),
    minutes=120,
    summary="Intervisiegroep Noord: bijeenkomst 1",
    place="Buurthuis De Linde, zaal 2; boven",
)


def read(raw: bytes):
    return vobject.readOne(raw.decode())


def invitation(occasion=TUESDAY, receiver=AMINA):
    return message(occasion, MARIEKE, receiver, NOW)


def test_an_invitation_names_one_receiver_and_the_coordinator():
    calendar = read(invitation())
    event = calendar.vevent
    assert calendar.method.value == "REQUEST"
    assert calendar.version.value == "2.0"
    assert event.organizer.value == "mailto:marieke@voorbeeld.example"
    assert [each.value for each in event.attendee_list] == ["mailto:amina@voorbeeld.example"]
    assert event.attendee.params["RSVP"] == ["FALSE"]
    assert event.location.value == "Buurthuis De Linde, zaal 2; boven"
    assert event.dtstamp.value == NOW
    assert b"\r\nCLASS:PRIVATE\r\n" in invitation()


def test_the_organizer_gets_a_plain_publication_whatever_the_capitals():
    own = read(invitation(receiver=Address("Marieke", "Marieke@Voorbeeld.example")))
    assert own.method.value == "PUBLISH"
    assert not hasattr(own.vevent, "attendee")
    assert own.vevent.organizer.value == "mailto:marieke@voorbeeld.example"
    gone = read(invitation(replace(TUESDAY, cancelled=True), MARIEKE))
    assert (gone.method.value, gone.vevent.status.value) == ("PUBLISH", "CANCELLED")


def test_a_change_and_the_end_are_recognised_as_the_same_event():
    first = read(invitation()).vevent
    later = read(invitation(replace(TUESDAY, sequence=1, starts=TUESDAY.starts + timedelta(days=7))))
    ended = read(invitation(replace(TUESDAY, sequence=2, cancelled=True)))
    assert first.uid.value == later.vevent.uid.value == ended.vevent.uid.value
    assert [int(each.sequence.value) for each in (first, later.vevent, ended.vevent)] == [0, 1, 2]
    assert (later.method.value, later.vevent.status.value) == ("REQUEST", "CONFIRMED")
    assert (ended.method.value, ended.vevent.status.value) == ("CANCEL", "CANCELLED")


@pytest.mark.parametrize("zone", ZONES)
def test_a_series_across_the_change_to_summer_time_keeps_its_hour(zone):
    """Six Tuesdays at 19:30, of which the fourth is the first in summer time."""
    local = ZoneInfo(zone)
    days = [datetime(2026, 3, 10, 19, 30, tzinfo=local) + timedelta(weeks=week) for week in range(6)]
    series = [replace(TUESDAY, uid=f"{i}", starts=day.astimezone(UTC), zone=zone) for i, day in enumerate(days)]
    assert series[2].starts.hour != series[3].starts.hour  # otherwise this shows nothing
    raw = feed(series, "Amina", NOW)
    assert raw.count(b"T193000") == 6
    assert raw.count(b"BEGIN:VTIMEZONE") == 1
    begins = [event.dtstart.value for event in read(raw).vevent_list]
    assert [each.replace(tzinfo=None) for each in begins] == [day.replace(tzinfo=None) for day in days]
    assert [each.astimezone(UTC) for each in begins] == [each.starts for each in series]


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1)).map(lambda at: at.replace(tzinfo=UTC, microsecond=0)),
    st.sampled_from(ZONES),
)
def test_the_time_zone_in_the_file_says_the_same_as_the_tables_of_the_world(at, zone):
    """By the rule as it stands in the file, half by half, without any table of zones."""
    raw = invitation(replace(TUESDAY, zone=zone)).decode()
    assert offset(raw, at) == at.astimezone(ZoneInfo(zone)).utcoffset()


def offset(text: str, at: datetime) -> timedelta:
    """The offset at that moment of the observance that began last."""
    begun = []
    for half in ("DAYLIGHT", "STANDARD"):
        lines = text.split(f"BEGIN:{half}\r\n")[1].split(f"END:{half}")[0].splitlines()
        values = dict(line.split(":", 1) for line in lines)
        before, after = (signed(values[name]) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
        rule = rrulestr(values["RRULE"], dtstart=datetime.strptime(values["DTSTART"], "%Y%m%dT%H%M%S"))
        last = rule.before(at.replace(tzinfo=None) + before, inc=True)
        begun.append((last - before, after))
    return max(begun)[1]


def signed(value: str) -> timedelta:
    return timedelta(hours=int(value[:3]), minutes=int(value[3:]))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300), st.text(max_size=120))
def test_no_line_is_longer_than_75_octets_and_nothing_typed_can_add_a_line(summary, place):
    tame = "".join(each for each in place if each.isprintable() or each == "\n")
    raw = invitation(replace(TUESDAY, summary=f"S{summary}", place=f"P{tame}"))
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(b"\n" not in line for line in lines)
    assert raw.count(b"\r\nSUMMARY:") == raw.count(b"\r\nUID:") == raw.count(b"\r\nEND:VEVENT") == 1
    raw.decode()  # no character is cut in two for good


def test_a_name_with_signs_of_the_format_stays_a_name():
    odd = Address('Jan "de Lange"; van Dam, RSVP=TRUE:x', "jan@voorbeeld.example")
    event = read(message(TUESDAY, MARIEKE, odd, NOW)).vevent
    assert event.attendee.value == "mailto:jan@voorbeeld.example"
    assert event.attendee.params["RSVP"] == ["FALSE"]


def test_a_feed_leaves_out_what_is_off_and_names_nobody():
    off = replace(TUESDAY, uid="twee-7@intervisie", cancelled=True)
    raw = feed([TUESDAY, off], "Intervisie van Amina", NOW)
    assert [event.uid.value for event in read(raw).vevent_list] == [TUESDAY.uid]
    assert b"mailto:" not in raw
    assert b"BEGIN:VCALENDAR" in feed([], "Intervisie van Amina", NOW)
