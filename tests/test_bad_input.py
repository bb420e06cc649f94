"""Whatever comes in where something else was asked for: a plain answer, and nothing that was refused is done."""

import secrets

import pytest
from django.urls import reverse

from sessions.live import actions
from sessions.roles import Role
from sessions.tokens import digest

pytestmark = pytest.mark.django_db

STRANGE = ["", "x" * 70_000, "a\0b", "🙂", "-1", "9" * 40]
# URL name -> what can be sent there; each field of each is tried with every strange value, and left out.
SENT = {
    "live:command": [
        {"verb": "start"},
        {"verb": "next", "leaving": "1"},
        {"verb": "back", "leaving": "1"},
        {"verb": "goto", "to": "4"},
        {"verb": "turn", "leaving": "1", "turn": "1"},
        {"verb": "extend", "seconds": "60"},
        {"verb": "correct", "seconds": "60"},
        {"verb": "fit", "times": "4:60", "out": "5"},
        {"verb": "skip", "leg": "5"},
        {"verb": "include", "leg": "5"},
        {"verb": "assign", "role": "inbrenger", "person": "1"},
        {"verb": "cast", "role": "inbrenger", "person": "1"},
        {"verb": "offer", "person": "1"},
        {"verb": "repeat", "first": "0", "last": "1"},
    ],
    "live:door": [
        {"verb": "admit", "device": "1"},
        {"verb": "same", "device": "1"},
        {"verb": "refuse", "device": "1"},
    ],
    "live:people": [
        {"verb": "add", "name": "Wout"},
        {"verb": "remove", "person": "1"},
        {"verb": "seen", "person": "1", "kind": "hand"},
        {"verb": "spoke", "person": "1"},
    ],
    "live:seats": [{"order": "1"}],
    "live:lay_back": [{"word": "Maak er een open vraag van."}],
    "live:method": [{"method": "clinic"}],
    "live:rounds": [
        {"verb": "add", "method": "clinic"},
        {"verb": "change", "method": "clinic", "round": "1"},
        {"verb": "drop", "round": "1"},
    ],
    "live:insert": [{"title": "Pauze", "minutes": "5"}],
    "live:guidance": [{"guidance": "short"}],
    "live:stop": [{"stop_at": "11:30"}],
    "live:act": [
        {"verb": "done", "leaving": "1"},
        {"verb": "turn", "leaving": "1", "turn": "1"},
        {"verb": "hand"},
    ],
    "live:case": [{"title": "Zwijgen", "text": "Stil in het overleg"}],
    "live:contribute": [
        {"text": "Wat wil je?", "step": "1", "client_key": "0123456789", "about": "1", "value": "warm"},
    ],
    "live:withdraw": [{"entry": "1"}],
    "live:drafts": [{"key": "notes-1", "text": "x"}],
    "live:join": [{"name": "Noor"}],
    "home": [{"code": "ABCDEFGH"}],
    "live:new": [
        {
            "programme": "ronde",
            "method": "tien-stappen",
            "second": "",
            "stop_at": "11:30",
            "case_title": "Zwijgen",
            "guidance": "full",
            "self_guided": "",
            "group": "",
        },
    ],
    "set_language": [{"language": "en", "next": "/"}],
}
BY = {
    "live:act": "Bram",
    "live:case": "Amina",
    "live:contribute": "Bram",
    "live:withdraw": "Bram",
    "live:drafts": "Bram",
}
QUERIES = [
    ("live:mine", "voor"),
    ("live:contribute", "voor"),
    ("live:regions", "als"),
    ("live:show", "als"),
    ("live:case", "voor"),
]


def address(name, cast, entry):
    args = {"live:contribute": ["questions"], "live:withdraw": ["questions"], "live:lay_back": [entry.pk]}
    outside = {"home", "live:new", "set_language"}
    return reverse(name, args=[] if name in outside else [cast.session.code, *args.get(name, [])])


@pytest.fixture
def entry(cast):
    """A running step 2 with one question on the flap, and somebody at the door."""
    cast.start(2)
    actions.knock(cast.session, digest(secrets.token_urlsafe(16)), "Noor")
    return cast.put("Bram", "questions", text="Wat wil je?")


def traces(cast):
    """What a refused request has no business with."""
    session = cast.fresh()
    people = list(session.participants.values_list("name", "seat", "presence"))
    return session.data, session.stop_at, people, session.contributions.count(), session.rounds.count()


@pytest.mark.slow
@pytest.mark.parametrize("name", SENT)
def test_a_strange_value_in_any_field_breaks_and_changes_nothing(name, cast, entry):
    url = address(name, cast, entry)
    client = cast.phone(BY[name]) if name in BY else cast.desk
    for good, field, strange in ((g, f, s) for g in SENT[name] for f in g for s in [*STRANGE, None]):
        given = {key: value for key, value in {**good, field: strange}.items() if value is not None}
        before = traces(cast)
        status = client.post(url, given).status_code
        assert status in (200, 204, 302, 404, 409, 413, 422, 429), (given, status)
        assert status < 400 or traces(cast) == before, (given, status)


@pytest.mark.parametrize(("name", "key"), QUERIES)
def test_a_strange_question_behind_an_address_is_not_there(name, key, cast, entry):
    for client in (cast.desk, cast.phone("Bram")):
        for strange in STRANGE[1:]:
            answer = client.get(address(name, cast, entry), {key: strange})
            assert answer.status_code in (200, 404, 405), (strange, answer.status_code)


@pytest.mark.parametrize(
    "path", ["", "command/", "regions/", "scherm/", "als/koning/", "lay-back/9999999999999999999999/"]
)
def test_a_strange_code_is_a_session_that_does_not_exist(path, cast):
    for code in ("ABCDEFGH", "🙂", "a" * 300, "..", "%00", "%ff", "ABCDEFG%0A", "٣" * 8):
        assert cast.desk.get(f"/live/{code}/{path}").status_code in (404, 405), code


def test_a_role_that_is_none_is_not_looked_at(cast):
    for role in ("koning", "begeleider", "🙂", "x" * 300):
        assert cast.desk.get(cast.url(f"als/{role}/")).status_code == 404
    assert cast.desk.get(cast.url(f"als/{Role.MEMBER}/")).status_code == 200
