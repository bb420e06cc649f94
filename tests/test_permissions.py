"""Every URL and the socket, with every kind of visitor. A URL without a row fails the test."""

import re
import secrets

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import get_resolver, reverse

from sessions.live import actions, machine
from sessions.live.viewer import DEVICE_COOKIE, SCREEN_COOKIE
from sessions.tokens import digest

pytestmark = pytest.mark.django_db

# Visitors. Whoever is not named in a row gets 404 there.
OUTSIDERS = ["nobody", "stranger", "other begeleider", "removed"]
INSIDE = ["owner", "inbrenger", "member"]

# URL name -> (method, data, {visitor: status}). "*" is everybody that is not named.
NOT_THERE = {"*": 404}
ACCOUNTS = ["owner", "other begeleider"]
WITH_ACCOUNT = {"*": 302, **dict.fromkeys(ACCOUNTS, 200)}
ROWS = {
    "home": ("get", {}, {"*": 200, "owner": 302, "other begeleider": 302}),
    "icon": ("get", {}, {"*": 302}),
    "set_language": ("post", {"language": "en"}, {"*": 302}),
    "live:enter": ("get", {}, {"*": 200}),
    "live:join": (
        "get",
        {},
        {"*": 200, "member": 302, "inbrenger": 302, "waiting": 302, "left": 302, "removed": 200},
    ),
    "live:begin": ("post", {}, NOT_THERE),  # of a planned meeting: tests/test_planned_session.py
    "live:new": ("get", {}, {"*": 302, "owner": 200, "other begeleider": 200}),
    "live:show": ("get", {}, {"*": 404, **dict.fromkeys([*INSIDE, "waiting", "refused", "removed", "left"], 200)}),
    "live:screen": ("get", {}, {**NOT_THERE, "owner": 200, "screen": 200}),
    "live:screen_link": ("post", {}, {**NOT_THERE, "owner": 200}),
    "live:screen_by_link": ("get", {}, NOT_THERE),
    "live:look_as": ("get", {}, {**NOT_THERE, "owner": 200}),
    "live:qr": ("get", {}, {**NOT_THERE, **dict.fromkeys([*INSIDE, "waiting"], 200)}),
    "live:regions": ("get", {}, {**NOT_THERE, **dict.fromkeys([*INSIDE, "waiting"], 200)}),
    "live:mine": ("get", {}, {**NOT_THERE, **dict.fromkeys(INSIDE, 200)}),
    "live:turn": ("get", {}, {**NOT_THERE, **dict.fromkeys(INSIDE, 200)}),
    "live:earlier": ("get", {}, {**NOT_THERE, **dict.fromkeys(INSIDE, 200)}),
    "live:command": ("post", {"verb": "pause"}, {**NOT_THERE, "owner": 200}),
    "live:door": ("post", {"verb": "all"}, {**NOT_THERE, "owner": 200}),
    "live:people": ("post", {"verb": "add", "name": "Wout"}, {**NOT_THERE, "owner": 200}),
    "live:seats": ("post", {"order": ["0"]}, {**NOT_THERE, "owner": 409}),
    "live:lay_back": ("get", {}, {**NOT_THERE, "owner": 200}),
    "live:method": ("post", {"method": "clinic"}, {**NOT_THERE, "owner": 409}),
    "live:rounds": ("post", {"verb": "add", "method": "clinic"}, {**NOT_THERE, "owner": 302}),
    "live:insert": ("post", {"title": "Pauze", "minutes": "5"}, {**NOT_THERE, "owner": 200}),
    "live:guidance": ("post", {"guidance": "short"}, {**NOT_THERE, "owner": 200}),
    "live:stop": ("post", {"stop_at": "11:30"}, {**NOT_THERE, "owner": 200}),
    "live:report": ("get", {}, {**NOT_THERE, "owner": 200}),
    "live:erase": ("get", {}, {**NOT_THERE, "owner": 302}),
    "live:flap": ("get", {}, NOT_THERE),  # after the end: tests/test_takeaway.py
    "live:photo": ("get", {}, NOT_THERE),  # who sees which: tests/test_photos.py
    "live:flap_markdown": ("get", {}, NOT_THERE),
    "live:take_back": ("post", {}, {**NOT_THERE, "owner": 409}),
    "live:act": ("post", {"verb": "hand"}, {**NOT_THERE, "owner": 422, "inbrenger": 200, "member": 200}),
    "live:case": ("get", {}, {**NOT_THERE, "inbrenger": 200}),
    "live:change_seat": ("post", {}, {**NOT_THERE, **dict.fromkeys([*INSIDE, "waiting"], 302)}),
    "live:contribute": ("post", {}, {**NOT_THERE, "owner": 409, "inbrenger": 409, "member": 422}),
    "live:withdraw": ("post", {}, {**NOT_THERE, "owner": 409, "inbrenger": 409, "member": 200}),
    "live:drafts": ("post", {"key": "notes-1", "text": "x"}, {**NOT_THERE, **dict.fromkeys(INSIDE, 204)}),
    "methods:list": ("get", {}, {"*": 200}),
    "methods:fit": ("get", {}, {"*": 200}),
    "methods:detail": ("get", {}, {"*": 200}),
    "methods:print": ("get", {}, {"*": 200}),
    "post": ("get", {}, NOT_THERE),  # in the demo: tests/test_mailbox.py
    "post_letter": ("get", {}, NOT_THERE),
    "post_laid_out": ("get", {}, NOT_THERE),
    "post_file": ("get", {}, NOT_THERE),
    "account": ("get", {}, WITH_ACCOUNT),
    "account_login": ("get", {}, {"*": 200, **dict.fromkeys(ACCOUNTS, 302)}),
    "account_login_password": ("get", {}, {"*": 200, **dict.fromkeys(ACCOUNTS, 302)}),
    "account_confirm_login_code": ("get", {}, {"*": 302}),  # in the middle of it: tests/test_signing_in.py
    "mfa_authenticate": ("get", {}, {"*": 302}),
    "account_logout": ("post", {}, {"*": 302}),
    "account_logout_everywhere": ("post", {}, {"*": 302}),
    "account_reauthenticate": ("get", {}, {"*": 302, **dict.fromkeys(ACCOUNTS, 404)}),  # they have no password
    "mfa_reauthenticate": ("get", {}, {"*": 302, **dict.fromkeys(ACCOUNTS, 404)}),
    "account_address": ("get", {}, WITH_ACCOUNT),
    "account_password": ("get", {}, WITH_ACCOUNT),
    "account_no_password": ("get", {}, WITH_ACCOUNT),
    "account_welcome": ("get", {}, NOT_THERE),
    "mfa_activate_totp": ("get", {}, WITH_ACCOUNT),
    "mfa_deactivate_totp": ("get", {}, {"*": 302, **dict.fromkeys(ACCOUNTS, 404)}),  # it is not on
    "mfa_view_recovery_codes": ("get", {}, {"*": 302, **dict.fromkeys(ACCOUNTS, 404)}),
    "mfa_generate_recovery_codes": ("get", {}, WITH_ACCOUNT),
    "account_invite": ("get", {}, WITH_ACCOUNT),
    "account_demo": ("get", {}, NOT_THERE),
}


def names(patterns=None, space=""):
    """The name of every URL there is."""
    for pattern in patterns or get_resolver().url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name}"


def test_every_url_has_a_row():
    """Those of groups and planning have theirs in tests/test_planning_permissions.py."""
    assert {name for name in names() if not name.startswith(("groups:", "planning:"))} == set(ROWS)


@pytest.fixture
def evening(cast):
    """A running step 2 with a question on the flap and somebody at every stage of coming and going."""
    for name, presence in (("Weg", "left"), ("Eruit", "removed")):
        actions.depart(cast.session, cast.let_in(name), presence)
    cast.start(2)
    cast.entry = cast.put("Bram", "questions", text="Wat wil je het liefst?")
    visitors = {
        "nobody": Client(),
        "stranger": device(),
        "other begeleider": account(),
        "removed": cast.phone("Eruit"),
        "left": cast.phone("Weg"),
        "waiting": at_the_door(cast, "Noor"),
        "refused": at_the_door(cast, "Klaas", refuse=True),
        "member": cast.phone("Bram"),
        "inbrenger": cast.phone("Amina"),
        "owner": cast.desk,
        "screen": device(SCREEN_COOKIE, token := secrets.token_urlsafe(16)),
    }
    actions.set_screen(cast.session, digest(token))
    cast.visitors = visitors
    return cast


def device(cookie=DEVICE_COOKIE, token=None):
    client = Client()
    client.cookies[cookie] = token or secrets.token_urlsafe(16)
    return client


def account():
    user = get_user_model().objects.create_user("ander@voorbeeld.example", name="Ander")
    client = device()
    client.force_login(user)
    return client


def at_the_door(cast, name, refuse=False):
    client = device(token=(token := secrets.token_urlsafe(16)))
    knocked = actions.knock(cast.session, digest(token), name)
    if refuse:
        actions.refuse(cast.session, knocked)
    return client


def address(name, cast):
    args = {
        "live:lay_back": [cast.session.code, cast.entry.pk],
        "live:photo": [cast.session.code, cast.entry.pk],
        "live:look_as": [cast.session.code, "groepslid"],
        "live:begin": [1, 1],
        "live:screen_by_link": [cast.session.code, "geen-echte-token"],
        "live:contribute": [cast.session.code, "questions"],
        "live:withdraw": [cast.session.code, "questions"],
        "methods:detail": ["tien-stappen"],
        "methods:print": ["tien-stappen"],
        "post_letter": ["geen-echte-naam"],
        "post_laid_out": ["geen-echte-naam"],
        "post_file": ["geen-echte-naam"],
        "account_welcome": ["MQ", "geen-echte-token"],
        "account_demo": ["geen-echte-token"],
    }
    open_to_all = {"post", "home", "icon", "set_language", "live:enter", "live:new", "methods:list", "methods:fit"}
    default = [] if name in open_to_all or name.startswith(("account", "mfa")) else [cast.session.code]
    return reverse(name, args=args.get(name, default))


@pytest.mark.parametrize("name", ROWS)
def test_each_visitor_gets_what_is_theirs(name, evening):
    method, data, expected = ROWS[name]
    url, got = address(name, evening), {}
    before = evening.fresh().data
    for visitor, client in evening.visitors.items():
        got[visitor] = getattr(client, method)(url, data).status_code
        if visitor in OUTSIDERS and name.startswith("live:") and name != "live:join":
            assert evening.fresh().data == before, visitor
    assert got == {visitor: expected.get(visitor, expected["*"]) for visitor in evening.visitors}


CLOSED = [name for name, row in ROWS.items() if name.startswith("live:") and row[2]["*"] == 404]


@pytest.mark.parametrize("name", CLOSED)
def test_an_outsider_cannot_tell_a_session_that_exists_from_one_that_does_not(name, evening):
    method, data, _ = ROWS[name]
    real = answer(evening, getattr(evening.visitors["stranger"], method)(address(name, evening), data))
    evening.session.code = "ABCDEFGH"
    unreal = answer(evening, getattr(evening.visitors["stranger"], method)(address(name, evening), data))
    assert real == unreal
    assert real[0] == 404


def answer(cast, response):
    """Status, headers and page, without the one-time token and the address that was asked for."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    page = re.sub(r"/live/\w+/[^\"]*", "", page)
    return response.status_code, dict(response.headers) | {"Content-Length": ""}, page


@pytest.mark.parametrize("visitor", ["left", "removed", "refused"])
def test_a_goodbye_holds_no_content(visitor, evening):
    page = evening.visitors[visitor].get(evening.url()).content.decode()
    assert "Wat wil je het liefst?" not in page
    assert evening.step.title not in page
    assert "Bram" not in page


def test_the_content_of_a_round_is_only_for_those_who_were_in_it(evening):
    evening.perform(machine.Reveal())
    seen = {
        visitor: "Wat wil je het liefst?" in client.get(evening.url("regions/")).content.decode()
        for visitor, client in evening.visitors.items()
    }
    assert seen == {v: v in ("owner", "member", "inbrenger") for v in evening.visitors}


def test_a_member_cannot_act_in_anothers_name(evening):
    joost, bram = evening.phone("Joost"), evening.person("Bram")
    form = {"text": "Van wie is dit?", "step": evening.step.pk, "client_key": secrets.token_hex(10)}
    joost.post(evening.url(f"contribute/questions/?voor={bram.pk}"), form)
    assert evening.session.contributions.filter(author=bram).count() == 1
    joost.post(evening.url("withdraw/questions/"), {"entry": evening.entry.pk})
    assert evening.session.contributions.filter(pk=evening.entry.pk).exists()


def test_what_belongs_to_another_session_is_not_there(evening):
    """Ids of one session do nothing in another, also in the hands of its begeleider."""
    other = actions.open_session(evening.owner, evening.session.rounds.get().method)
    desk, bram = evening.desk, evening.person("Bram")
    url = f"/live/{other.code}/"
    assert desk.get(f"{url}lay-back/{evening.entry.pk}/").status_code == 404
    assert desk.post(f"{url}people/", {"verb": "remove", "person": bram.pk}).status_code == 422
    assert desk.post(f"{url}command/", {"verb": "offer", "person": bram.pk}).status_code == 422
    assert desk.get(f"{url}mine/?voor={bram.pk}").status_code == 404
    assert evening.phone("Bram").get(url).status_code == 404
    bram.refresh_from_db()
    assert bram.presence == "in"
