"""`python -m tests.bench.overviews [GROUPS]`: the overview pages of planning.

With a number it makes so many groups of ten people and ten meetings, in a database of their own. Without, in a
process that like a server made nothing, it prints per person and page the queries and the median of the time."""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intervisie.settings")
MEMBERS, HELD, AHEAD = 8, 5, 5  # per group; with the coordinator and the begeleider ten people
GUIDED = 20  # groups of one begeleider
TIMES = 9


def build(groups: int) -> None:
    """The groups and everybody's accounts."""
    from intervisie.accounts.models import User
    from sessions.live.management import preparing

    preparing.make_database()
    preparing.collect_static()
    people = {
        name: User.objects.create_user(f"{name}@voorbeeld.example", name=name.title())
        for name in ("many", "one", *(f"guide{n}" for n in range(-(-groups // GUIDED))))
    }
    for number in range(groups):
        fill(number, people)


def fill(number: int, people: dict[str, Any]) -> None:
    """One group, half-way a series; in every fourth a date is sought."""
    from django.db import transaction

    from sessions.groups import rules
    from sessions.groups.models import Consent, Group, Membership

    with transaction.atomic():
        group = Group.objects.create(name=f"Groep {number:03}")
        long_ago = group.created.date() - timedelta(days=400)
        rows = [
            {"name": "Coördinator", "user": people["one" if number == 0 else "many"], "coordinates": True},
            {"name": "Begeleider", "user": people[f"guide{number // GUIDED}"], "facilitates": True},
            *({"name": f"Lid {n}", "email": f"lid{n}@groep{number}.example"} for n in range(MEMBERS)),
        ]
        members = Membership.objects.bulk_create(
            Membership(group=group, joined=long_ago, takes_part="email" in row, **row) for row in rows
        )
        agreed = [Consent(agreement=rule, membership=m) for rule in rules.adopt(group) for m in members[3:]]
        Consent.objects.bulk_create(agreed)
        meet(group, members[1], members[2:])
        if number % 4 == 0:
            ask_for_a_date(group, members[3:])


def meet(group: Any, guide: Any, takers: list[Any]) -> None:
    from sessions.planning.models import Answer, Attendance, Case, Intention, Mail, Meeting, Task, Trajectory

    now = group.created
    series = Trajectory.objects.create(
        group=group, title="Reeks", starts=now.date(), every=4, number=HELD + AHEAD, time=now.time(), minutes=120
    )
    meetings = Meeting.objects.bulk_create(
        Meeting(
            group=group,
            trajectory=series,
            number=n + 1,
            starts=now + timedelta(weeks=4 * (n - HELD), days=group.pk % 14 + 1),
            facilitator=guide if n < HELD + AHEAD - 1 else None,
            attendance_closed=now if n < HELD - 1 else None,
        )
        for n in range(HELD + AHEAD)
    )
    held, following = meetings[:HELD], meetings[HELD]
    Task.objects.bulk_create(
        Task(meeting=meeting, what=what, membership=takers[0])
        for meeting in meetings
        for what in ("Ruimte boeken", "Koffie en thee")
    )
    Answer.objects.bulk_create(
        Answer(meeting=meeting, membership=member, value="yes")
        for meeting in (*held, following)
        for member in takers[:-2]
    )
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, membership=member, state="present")
        for meeting in held
        for member in (guide, *takers)
    )
    Case.objects.bulk_create(
        [
            *(Case(meeting=held[n], membership=takers[n], brought_at=now, erased=now) for n in range(HELD)),
            Case(meeting=following, membership=takers[-1], title="Casus", shared="group"),
        ]
    )
    Intention.objects.bulk_create(Intention(meeting=held[-1], membership=m, what="Nee zeggen") for m in takers[:3])
    Mail.objects.bulk_create(
        Mail(
            membership=member,
            meeting=meeting,
            kind="invitation",
            key=f"{meeting.pk}-{member.pk}",
            due=now,
            state="sent",
            sent=now,
            problem="refused" if member == takers[-1] and meeting == following else "",
        )
        for meeting in meetings
        for member in takers
    )


def ask_for_a_date(group: Any, voters: list[Any]) -> None:
    from sessions.planning.models import Poll, PollMoment, Vote

    poll = Poll.objects.create(group=group, title="Extra keer")
    moments = [PollMoment.objects.create(poll=poll, starts=group.created + timedelta(days=20 + n)) for n in range(3)]
    Vote.objects.bulk_create(Vote(moment=m, membership=voter, value="yes") for m in moments for voter in voters)


def visits() -> Iterator[tuple[str, str, Any, str]]:
    """Who looks, at what, with which browser, and where that is."""
    from django.test import Client

    from intervisie.accounts.models import User
    from sessions.groups import links
    from sessions.groups.models import Membership

    for who, name in (("coördinator van veel", "many"), ("coördinator van één", "one"), ("begeleider", "guide0")):
        client = Client(SERVER_NAME="localhost")
        client.force_login(user := User.objects.get(email=f"{name}@voorbeeld.example"))
        group = Membership.objects.filter(user=user).latest("pk").group_id
        yield who, "overzicht", client, "/overzicht/"
        if name != "guide0":
            for page, path in (("groep", ""), ("post", "post/"), ("mensen", "mensen/")):
                yield who, page, client, f"/groepen/{group}/{path}"
        yield who, "mijn groep", client, f"/mijn-groep/{group}/"
    member = Membership.objects.filter(user=None).latest("pk")
    client = Client(SERVER_NAME="localhost")
    client.post(f"/lid/{links.new_link(member)}/")
    yield "lid", "mijn groep", client, f"/mijn-groep/{member.group_id}/"


def measured(client: Any, path: str) -> tuple[int, float]:
    """The queries of a page, and the median of its milliseconds."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    asked = len(queries)  # now: the next request empties the log
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    times = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - begun) * 1000)
    return asked, statistics.median(times)


def look() -> list[tuple[str, str, int, float]]:
    return [(who, page, *measured(client, path)) for who, page, client, path in visits()]


if __name__ == "__main__":
    django.setup()
    if sys.argv[1:]:
        build(int(sys.argv[1]))
    else:
        print(json.dumps(look()))
