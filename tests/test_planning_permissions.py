"""Every URL of groups and planning, with everybody who could come to it. A URL without a row fails the test."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions.groups import links
from sessions.groups.models import Agreement, Group
from sessions.planning import feeds, schedule
from sessions.planning.models import Case, Intention, Meeting, Poll, Trajectory

from .planners import Planners
from .test_permissions import names

pytestmark = pytest.mark.django_db

# Carla coordinates, Joost facilitates (by account), Lieke too (by link), Sanne supervises; Wout left.
INSIDE = ["Carla", "Joost", "Lieke", "Sanne", "Amina", "Bram"]
ACCOUNTS = ["Carla", "Joost", "Dirk"]


def coordinator(status: int) -> dict[str, int]:
    return {"*": 404, "Carla": status}


def inside(status: int, **others: int) -> dict[str, int]:
    return {"*": 404, **dict.fromkeys(INSIDE, status), **others}


# URL name -> (method, data, {visitor: status}). "*" is everybody that is not named.
ROWS = {
    # Who has one group by a link is sent to that group, and nobody to the login.
    "planning:overview": ("get", {}, {"*": 302, **dict.fromkeys(ACCOUNTS, 200)}),
    "groups:new": ("get", {}, {"*": 302, **dict.fromkeys(ACCOUNTS, 200)}),
    "groups:settings": ("get", {}, coordinator(200)),
    "groups:contract": ("get", {}, coordinator(200)),
    "groups:agreements": ("get", {}, coordinator(200)),
    "groups:reword": ("get", {}, coordinator(200)),
    "groups:remove_agreement": ("post", {}, coordinator(302)),
    "groups:people": ("get", {}, coordinator(200)),
    "groups:add": ("get", {}, coordinator(200)),
    "groups:paste": ("get", {}, coordinator(200)),
    "groups:person": ("get", {}, coordinator(200)),
    "groups:link": ("post", {}, coordinator(200)),
    "groups:revoke": ("post", {}, coordinator(302)),
    "groups:come_back": ("post", {}, coordinator(302)),
    "groups:enter": ("get", {}, {"*": 200}),
    "groups:agree": ("get", {}, inside(200)),
    "groups:claim": ("post", {}, inside(302)),
    "planning:answer": ("get", {}, {"*": 200}),
    "planning:group": ("get", {}, coordinator(200)),
    "planning:series": ("get", {}, coordinator(200)),
    "planning:divide": ("post", {}, coordinator(302)),
    "planning:leave": ("post", {}, coordinator(302)),
    "planning:add": ("get", {}, coordinator(200)),
    "planning:meeting": ("get", {}, coordinator(200)),
    "planning:attendance": ("get", {}, {**coordinator(200), "Lieke": 200}),  # Lieke guides this meeting
    "planning:reopen": ("post", {}, coordinator(302)),
    "planning:csv": ("get", {}, coordinator(200)),
    "planning:spreadsheet": ("get", {}, coordinator(200)),
    "planning:certificate": ("get", {}, coordinator(200)),
    "planning:my_certificate": ("get", {}, inside(200)),
    "planning:change": ("get", {}, coordinator(200)),
    "planning:cancel": ("get", {}, coordinator(200)),
    "planning:restore": ("post", {}, coordinator(302)),
    "planning:facilitator": ("post", {"verb": "skip"}, coordinator(302)),
    "planning:task": ("post", {"what": "Taart"}, coordinator(302)),
    "planning:change_task": ("post", {"verb": "done"}, coordinator(302)),
    "planning:answer_for": ("post", {}, coordinator(422)),
    "planning:new_poll": ("get", {}, coordinator(200)),
    "planning:poll": ("get", {}, coordinator(200)),
    "planning:settle": ("post", {}, coordinator(404)),
    "planning:drop_poll": ("post", {}, coordinator(302)),
    "planning:mine": ("get", {}, inside(200)),
    "planning:my_answer": ("post", {"value": "yes"}, inside(302)),
    "planning:my_task": ("post", {"verb": "done"}, inside(404, Amina=302)),
    "planning:my_case": ("get", {}, inside(200, Carla=404, Sanne=404)),
    "planning:share_case": ("post", {"shared": "nobody"}, inside(302, Carla=404, Sanne=404)),
    "planning:drop_case": ("post", {}, inside(302, Carla=404, Sanne=404)),
    # Bram's case, shared with the group: not for himself on this page, and not for who only coordinates.
    "planning:read_case": ("get", {}, inside(200, Carla=404, Bram=404)),
    "planning:carry_case": ("post", {}, inside(404, Amina=302)),
    "planning:reflection": ("get", {}, inside(200, Carla=404)),
    "planning:hand_in": ("post", {}, inside(302, Carla=404)),
    "planning:intentions": ("get", {}, inside(200, Carla=404, Sanne=404)),
    "planning:change_intention": ("post", {"verb": "remove"}, inside(404, Amina=302)),
    "planning:vote": ("get", {}, inside(200)),
    "planning:renew_feed": ("post", {}, inside(200)),
    "planning:my_address": ("get", {}, inside(200)),
    "planning:my_reminders": ("post", {}, inside(302)),
    "planning:post": ("get", {}, coordinator(200)),
    "planning:hurry": ("post", {}, coordinator(302)),
    "planning:mail_link": ("post", {}, coordinator(302)),
    "planning:lost": ("get", {}, {"*": 200}),
    "planning:feed": ("get", {}, {"*": 200}),
}
# Open to any account, to everybody, or to whoever holds the link.
OPEN = {"planning:overview", "groups:new", "groups:enter", "planning:lost", "planning:answer", "planning:feed"}
CLOSED = [name for name in ROWS if name not in OPEN]
OF_MEETING = ("meeting", "change", "cancel", "restore", "facilitator", "task", "answer_for", "attendance", "reopen")
# What has a number of its own in its address, besides the group's.
NUMBERED = [
    *(f"planning:{page}" for page in OF_MEETING),
    *(f"planning:{page}" for page in ("my_case", "share_case", "drop_case", "read_case", "carry_case")),
    *(
        f"planning:{page}"
        for page in ("change_task", "my_task", "my_answer", "leave", "poll", "settle", "drop_poll", "vote")
    ),
    *("planning:mail_link", "planning:certificate"),
    *(f"groups:{page}" for page in ("reword", "remove_agreement", "person", "link", "revoke", "come_back")),
]


def test_every_url_of_groups_and_planning_has_a_row():
    assert {name for name in names() if name.startswith(("groups:", "planning:"))} == set(ROWS)


@pytest.fixture
def noord(planners) -> Planners:
    """Jeugdteam Noord with a series, a task of Amina's, a rule of its own and a poll."""
    planners.meeting = planners.series(2)[1]
    assert planners.meeting.facilitator == planners.person("Lieke")
    planners.task = planners.meeting.tasks.first()
    planners.task.membership = planners.person("Amina")
    planners.task.save()
    planners.rule = Agreement.objects.create(group=planners.group, text="We beginnen op tijd.")
    planners.poll = Poll.objects.create(group=planners.group, title="Extra")
    planners.poll.moments.create(starts=timezone.now() + timedelta(days=9))
    planners.shared = Case.objects.create(
        meeting=planners.meeting, membership=planners.person("Bram"), title="Te laat", shared=Case.Shared.GROUP
    )
    over = Meeting.objects.create(group=planners.group, starts=timezone.now() - timedelta(days=1))
    over.trajectory = Trajectory.objects.create(
        group=planners.group, kind="supervisie", starts=over.starts, every=3, number=10, time=over.starts, minutes=90
    )
    over.save()
    planners.over = over
    planners.intention = Intention.objects.create(
        meeting=over, membership=planners.person("Amina"), what="Nee zeggen"
    )
    planners.left_over = Case.objects.create(meeting=over, membership=planners.person("Amina"), title="Het gesprek")
    planners.token = links.new_link(planners.person("Amina"))
    planners.feed = feeds.renew(planners.person("Amina"))
    return planners


def address(name: str, noord: Planners, group: int | None = None) -> str:
    group = group or noord.group.pk
    person, meeting, poll = noord.person("Amina").pk, noord.meeting.pk, noord.poll.pk
    args = {
        **{page: [] for page in ("planning:overview", "groups:new")},
        **{name: [group, person] for name in ("groups:person", "groups:link", "groups:revoke", "planning:leave")},
        **{f"planning:{page}": [group, meeting] for page in (*OF_MEETING, "my_answer")},
        **{f"planning:{page}": [group, meeting] for page in ("my_case", "share_case", "drop_case")},
        **{f"planning:{page}": [group, noord.over.pk] for page in ("reflection", "hand_in")},
        "planning:change_intention": [group, noord.intention.pk],
        "planning:read_case": [group, noord.shared.pk],
        "planning:carry_case": [group, noord.left_over.pk],
        **{f"planning:{page}": [group, poll] for page in ("poll", "settle", "drop_poll", "vote")},
        **{f"groups:{page}": [group, noord.rule.pk] for page in ("reword", "remove_agreement")},
        "groups:enter": [noord.token],
        "planning:answer": [noord.token, meeting],
        "planning:feed": [noord.feed],
        "planning:lost": [],
        **{f"planning:{page}": [group, person] for page in ("mail_link", "certificate")},
        "groups:come_back": [group, noord.person("Wout").pk],
        "planning:change_task": [group, meeting, noord.task.pk],
        "planning:my_task": [group, noord.task.pk],
        "planning:my_answer": [group, meeting],
    }
    return reverse(name, args=args.get(name, [group]))


@pytest.mark.parametrize("name", ROWS)
def test_each_visitor_gets_what_is_theirs(name, noord):
    method, data, expected = ROWS[name]
    got = {}
    for visitor in sorted(noord.clients, key=lambda visitor: visitor in INSIDE):  # who may do something comes last
        got[visitor] = getattr(noord.clients[visitor], method)(address(name, noord), data).status_code
    assert got == {visitor: expected.get(visitor, expected["*"]) for visitor in noord.clients}


@pytest.mark.parametrize("name", CLOSED)
def test_an_outsider_cannot_tell_a_group_that_exists_from_one_that_does_not(name, noord):
    method, data, _ = ROWS[name]
    for outsider in ("Dirk", "Wout", "nobody"):
        ask = getattr(noord.clients[outsider], method)
        assert answer(ask(address(name, noord), data)) == answer(ask(address(name, noord, group=987654), data))


def answer(response):
    """Status and page, without the one-time token and the address that was asked for."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return response.status_code, re.sub(r"/(groepen|mijn-groep)/\d+[^\"]*", "", page)


@pytest.mark.parametrize("name", NUMBERED)
def test_what_belongs_to_another_group_is_not_there(name, noord):
    """Numbers of one group do nothing under the address of another, also in the hands of its coordinator."""
    south = Group.objects.get(name="Zuid")
    method, data, _ = ROWS[name]
    got = getattr(noord.clients["Dirk"], method)(address(name, noord, group=south.pk), data)
    assert got.status_code == 404


def test_a_link_never_makes_anybody_coordinator(noord):
    noord.group.memberships.filter(name="Amina").update(coordinates=True)
    assert noord.clients["Amina"].get(reverse("planning:mine", args=[noord.group.pk])).status_code == 200
    assert noord.clients["Amina"].get(noord.url()).status_code == 404


def test_leaving_and_revoking_end_what_a_browser_could_do_at_the_next_request(noord):
    mine = reverse("planning:mine", args=[noord.group.pk])
    amina, bram = noord.clients["Amina"], noord.clients["Bram"]
    assert (amina.get(mine).status_code, bram.get(mine).status_code) == (200, 200)
    noord.clients["Carla"].post(noord.url(f"mensen/{noord.person('Amina').pk}/weg/"))
    noord.clients["Carla"].post(noord.url(f"mensen/{noord.person('Bram').pk}/intrekken/"))
    assert (amina.get(mine).status_code, bram.get(mine).status_code) == (404, 404)


def test_a_reason_for_not_coming_is_the_coordinators_alone(noord):
    bram = noord.person("Bram")
    told = {"membership": bram.pk, "value": "no", "reason": "naar de tandarts"}
    noord.clients["Carla"].post(noord.url(f"bijeenkomst/{noord.meeting.pk}/antwoord/"), told)
    seen = {
        visitor: "naar de tandarts" in client.get(page).content.decode()
        for visitor, client in noord.clients.items()
        for page in (reverse("planning:mine", args=[noord.group.pk]), noord.url(f"bijeenkomst/{noord.meeting.pk}/"))
    }
    assert seen == {visitor: visitor == "Carla" for visitor in noord.clients}


def test_addresses_are_the_coordinators_alone(noord):
    assert "bram@voorbeeld.example" in noord.clients["Carla"].get(noord.url("mensen/")).content.decode()
    page = noord.clients["Amina"].get(reverse("planning:mine", args=[noord.group.pk])).content.decode()
    assert "Bram" in page
    assert "@voorbeeld.example" not in page.replace("amina@voorbeeld.example", ""), "but one's own"


def test_outsiders_change_nothing(noord):
    before = Meeting.objects.values().get(pk=noord.meeting.pk)
    for outsider in ("Dirk", "Wout", "nobody", "Amina", "Joost"):
        for verb in ("afgelasten", "wijzigen", "begeleider", "toch"):
            noord.clients[outsider].post(noord.url(f"bijeenkomst/{noord.meeting.pk}/{verb}/"), {"verb": "skip"})
    assert Meeting.objects.values().get(pk=noord.meeting.pk) == before
    schedule.cancel(noord.meeting)
    assert Meeting.objects.values().get(pk=noord.meeting.pk) != before
