"""What calendars read: one meeting for one receiver (iTIP, RFC 5546), and the feed of everything somebody has.

Pure: no Django and no clock. Nothing stands in these files that may not lie in a shared calendar: no personal link,
no address but the receiver's and the coordinator's, nothing of what is talked about.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vRecur

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
PRODUCT = "-//Intervisie//Intervisie//NL"
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Address:
    name: str
    email: str

    def __eq__(self, other: object) -> bool:
        """The same mailbox, however the name or the capitals were written."""
        return isinstance(other, Address) and self.email.casefold() == other.email.casefold()

    def __hash__(self) -> int:
        return hash(self.email.casefold())


@dataclass(frozen=True)
class Occasion:
    """One meeting as it stands in one person's calendar.

    uid: one per person and meeting, the same for as long as both exist; that is how a change finds what it changes.
    """

    uid: str
    sequence: int
    starts: datetime
    minutes: int
    summary: str
    place: str = ""
    url: str = ""
    description: str = ""
    zone: str = "Europe/Amsterdam"
    cancelled: bool = False


def method(occasion: Occasion, organizer: Address, receiver: Address) -> str:
    """What the message does. Calendars refuse an invitation from oneself: the organizer gets a plain publication."""
    if organizer == receiver:
        return PUBLISH
    return CANCEL if occasion.cancelled else REQUEST


def message(occasion: Occasion, organizer: Address, receiver: Address, stamp: datetime) -> bytes:
    """The file that goes with a mail: an invitation, a change of it or its end. stamp: the moment of writing."""
    how = method(occasion, organizer, receiver)
    event = as_event(occasion, stamp)
    event.add("organizer", address(organizer))
    if how != PUBLISH:
        event.add("attendee", guest(receiver))
    return written(how, [event], [occasion.zone])


def feed(occasions: Iterable[Occasion], name: str, stamp: datetime) -> bytes:
    """Everything somebody has, to subscribe to. What was cancelled is left out: what a feed lacks is gone."""
    held = [each for each in occasions if not each.cancelled]
    events = [as_event(each, stamp) for each in held]
    return written(PUBLISH, events, sorted({each.zone for each in held}), name)


def written(how: str, events: list[Event], zones: list[str], name: str = "") -> bytes:
    """A whole file; the library folds its lines at 75 octets."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", how)
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("x-published-ttl", "PT1H")
    for part in [*map(time_zone, zones), *events]:
        calendar.add_component(part)
    return calendar.to_ical(sorted=False)


def as_event(occasion: Occasion, stamp: datetime) -> Event:
    """The event itself, in local time: 19:30 stays 19:30, on both sides of the change to summer time."""
    event, begin = Event(), occasion.starts.astimezone(ZoneInfo(occasion.zone))
    event.add("uid", occasion.uid)
    event.add("sequence", occasion.sequence)
    event.add("dtstamp", stamp)
    event.add("dtstart", begin)
    event.add("dtend", (occasion.starts + timedelta(minutes=occasion.minutes)).astimezone(begin.tzinfo))
    event.add("summary", occasion.summary)
    event.add("status", "CANCELLED" if occasion.cancelled else "CONFIRMED")
    # Colleagues who may look into somebody's calendar see that the time is taken, and no more.
    event.add("class", "PRIVATE")
    texts = {"location": occasion.place or occasion.url, "description": occasion.description, "url": occasion.url}
    for name, text in texts.items():
        if text:
            event.add(name, text)
    return event


def address(person: Address) -> vCalAddress:
    found = vCalAddress(f"mailto:{person.email}")
    found.params["CN"] = person.name or person.email
    return found


def guest(person: Address) -> vCalAddress:
    """The one attendee. RSVP=FALSE: answers come by the link in the mail, not as mails to the coordinator."""
    found = address(person)
    found.params.update(
        {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"}
    )
    return found


def time_zone(name: str) -> Timezone:
    """Central European time, by the rule that holds since 1996: Amsterdam and Brussels change in the same night.

    Not the library's own: it lists dates (RDATE), and Outlook reads only a yearly rule, once for each half of the
    year (MS-STANOICAL 2.2.47); without one it ignores the zone and the meeting shifts.
    """
    zone = Timezone()
    zone.add("tzid", name)
    zone.add_component(half(TimezoneDaylight(), "CEST", datetime(1996, 3, 31, 2), HOUR, 2 * HOUR))
    zone.add_component(half(TimezoneStandard(), "CET", datetime(1996, 10, 27, 3), 2 * HOUR, HOUR))
    return zone


def half(
    part: TimezoneDaylight | TimezoneStandard, name: str, first: datetime, before: timedelta, after: timedelta
) -> TimezoneDaylight | TimezoneStandard:
    """One half of the year: it begins on the last Sunday of the month of `first`, at that hour of the old time."""
    part.add("dtstart", first)
    part.add("rrule", vRecur(freq="yearly", bymonth=first.month, byday="-1SU"))
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    part.add("tzname", name)
    return part
