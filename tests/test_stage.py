"""Pushes: whatever happens, a screen that applied them shows what a fresh one would; and they leak nothing."""

import inspect
import json
import secrets
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from methods.models import Method
from sessions.groups.models import Group, Membership
from sessions.live import actions, machine, stage
from sessions.live.audience import DOOR, SCREEN, Audience
from sessions.live.models import LiveSession, Participant, Signal
from sessions.live.scene import Scene
from sessions.roles import Role
from sessions.tokens import digest
from tests.cast import Cast
from tests.screens import Wall

ROLES = [Role.FACILITATOR, Role.PRESENTER, Role.MEMBER, SCREEN, DOOR]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def still():
    """Time stands still unless a test moves it, so that two renderings of one state are equal."""
    with time_machine.travel("2026-04-13 09:30:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def wall(cast, still):
    Participant.objects.update(seen=timezone.now())
    return Wall(cast.session, ROLES)


def knocked(cast: Cast, name: str = "Noor"):
    return actions.knock(cast.session, digest(secrets.token_urlsafe(16)), name)


def member_of(cast: Cast):
    """Somebody of the session's group who has yet to come."""
    group = Group.objects.create(name="Noord")
    LiveSession.objects.filter(pk=cast.session.pk).update(group=group)
    return Membership.objects.create(group=group, name="Wout")


def put_question(cast: Cast):
    if cast.scene.step_number != 2:
        cast.start(2)
    return cast.put("Bram", "questions", text="Wat gebeurt er in jou als zij zwijgt?")


def loop(cast: Cast):
    cast.start(3)
    return actions.repeat(cast.session, 1, 2)


def another_round(cast: Cast):
    actions.add_round(cast.session, Method.objects.get(slug="roddelmethode"))
    return cast.state.legs[-1].round


def offered(cast: Cast):
    cast.perform(machine.Offer(cast.person("Bram").pk))
    return cast.person("Bram")


# Every public door, with a way to go through it. The test below fails when a door has no row.
DOORS = {
    "perform": lambda c: c.start(),
    "undo": lambda c: (c.start(), actions.undo(c.session)),
    "change_method": lambda c: actions.change_method(c.session, Method.objects.get(slug="roddelmethode")),
    "add_round": lambda c: (c.start(), actions.add_round(c.session, Method.objects.get(slug="roddelmethode"))),
    "drop_round": lambda c: (c.start(), actions.drop_round(c.session, another_round(c))),
    "put_case": lambda c: actions.put_case(c.session, c.scene.round, "Zwijgen", "Stil in het overleg"),
    "repeat": loop,
    "insert_step": lambda c: (c.start(), actions.insert_step(c.session, "Even uitwaaien", Decimal("2.5"))),
    "knock": knocked,
    "admit": lambda c: actions.admit(c.session, knocked(c)),
    "admit_all": lambda c: (knocked(c), knocked(c, "Klaas"), actions.admit_all(c.session)),
    "enter": lambda c: actions.enter(c.session, "x" * 64, member_of(c)),
    "add_phoneless": lambda c: actions.add_phoneless(c.session, "Wout"),
    "refuse": lambda c: actions.refuse(c.session, knocked(c)),
    "depart": lambda c: actions.depart(c.session, c.person("Joost"), "left"),
    "come_back": lambda c: (
        actions.depart(c.session, c.person("Joost"), "left"),
        actions.come_back(c.session, c.person("Joost")),
    ),
    "reseat": lambda c: actions.reseat(c.session, [p.pk for p in reversed(c.scene.people)]),
    "spoke": lambda c: (c.start(), actions.spoke(c.session, c.person("Bram"))),
    "signal": lambda c: actions.signal(c.session, c.person("Bram"), Signal.Kind.HAND, on=True),
    "contribute": put_question,
    "withdraw": lambda c: actions.withdraw(c.session, put_question(c)),
    "lay_back": lambda c: actions.lay_back(c.session, put_question(c), "Maak er een open vraag van."),
    "guide": lambda c: (c.start(), actions.guide(c.session, "short")),
    "stop_at": lambda c: actions.stop_at(c.session, timezone.now() + timedelta(hours=1)),
    "set_screen": lambda c: actions.set_screen(c.session, "x"),
    "accept_chair": lambda c: actions.accept_chair(c.session, offered(c)),
    "take_chair": lambda c: actions.take_chair(c.session, c.person("Bram")),
    "erase": lambda c: (c.start(), c.perform(machine.Finish()), actions.erase(c.session)),
}
NOT_SEEN = {
    "claim",
    "changed",
    "announce",
    "record",
    "save_state",
    "open_session",
    "leg_of",
    "namesake",
    "newcomer",
    "jot",
}
NOT_SEEN |= {"owner_as_member", "participant_of", "attend", "open_meeting"}


def test_every_door_is_in_the_table():
    public = {
        name
        for name, made in vars(actions).items()
        if inspect.isfunction(made) and made.__module__.startswith(actions.__name__)
    }
    assert public - NOT_SEEN == set(DOORS)


@pytest.mark.parametrize("door", DOORS)
def test_pushed_fragments_on_the_old_screen_equal_a_fresh_screen(
    door, cast, wall, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        DOORS[door](cast)
    wall.hear()
    for screen in wall.screens.values():
        fresh = wall.fresh(screen.audience)
        if not screen.pushes[1:]:
            continue  # nobody is in this audience (any more)
        assert screen.version == fresh["v"]
        again = type(screen)(screen.audience)
        again.apply(fresh)
        assert screen.bare == again.bare, screen.audience


def asked(cast: Cast):
    put_question(cast)
    cast.perform(machine.GoTo(3))


def answered(cast: Cast):
    cast.put("Amina", "answers", about=cast.session.contributions.get().pk, value="beantwoord")


@pytest.mark.parametrize(
    ("before", "happens"),
    [*((Cast.fresh, door) for door in DOORS.values()), (asked, answered)],
    ids=[*DOORS, "an answer"],
)
def test_what_the_begeleiders_buttons_say_is_never_left_behind(before, happens, cast, still):
    def buttons() -> tuple[str, str]:
        key = stage.keys(cast.scene, Audience(Role.FACILITATOR))["turn"]
        return key, cast.desk.get(cast.url("turn/")).content.decode().replace(key, "")

    before(cast)
    key, said = buttons()
    happens(cast)
    new_key, says = buttons()
    assert said == says or key != new_key


EVERY_COMMAND = [
    machine.Next(0),
    machine.GoTo(4),
    machine.Pause(),
    machine.Halt(),
    machine.Extend(60),
    machine.Extend(-60),
    machine.Skip(0),
    machine.Skip(5),
    machine.Reveal(),
    machine.Finish(),
]


@pytest.mark.parametrize("command", EVERY_COMMAND, ids=repr)
def test_every_command_reaches_every_screen(command, cast, wall, still, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        cast.start()
    wall.hear()
    still.shift(40)
    Participant.objects.update(seen=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        cast.perform(command)
    wall.hear()
    for screen in wall.screens.values():
        fresh = type(screen)(screen.audience)
        fresh.apply(wall.fresh(screen.audience))
        assert screen.version == fresh.version
        # Regions that were not pushed were not changed: their clocks count by themselves.
        assert {n: h for n, h in screen.bare.items() if n != "timer"} == {
            n: h for n, h in fresh.bare.items() if n != "timer"
        } or set(screen.pushes[-1]["regions"]) <= {"timer", "plan"}


def test_more_time_pushes_only_the_clock(cast, wall, django_capture_on_commit_callbacks):
    cast.start()
    with django_capture_on_commit_callbacks(execute=True):
        cast.perform(machine.Extend(60))
    wall.hear()
    regions = {role: set(screen.pushes[-1]["regions"]) for (role, _), screen in wall.screens.items()}
    assert regions[Role.MEMBER] == regions[SCREEN] == {"timer"}
    assert regions[Role.FACILITATOR] == {"timer", "plan"}


def test_the_clock_is_made_once_for_everybody_who_reads_the_same_language(cast):
    cast.start(2)
    scene = Scene(LiveSession.objects.get(pk=cast.session.pk))
    looking = [Audience(role, language) for role in ROLES if role != DOOR for language in ("nl", "en")]
    clocks = {a: stage.message(scene, a, {"timer"})["regions"]["timer"] for a in looking}
    assert len(scene.made) == len(set(clocks.values())) == 2
    assert 'aria-label="Time"' in clocks[Audience(Role.MEMBER, "en")]
    assert 'aria-label="Tijd"' in clocks[Audience(SCREEN, "nl")]


def test_one_push_per_audience_and_change(cast, wall, django_capture_on_commit_callbacks):
    for n in range(12):
        cast.let_in(f"Gast {n}")
    wall.hear()
    with django_capture_on_commit_callbacks(execute=True):
        cast.start()
    letters = [letter for letter in wall.hear() if letter["type"] == "letter"]
    assert sorted(letter["group"] for letter in letters) == sorted(
        screen.audience.group(cast.session.pk) for screen in wall.screens.values()
    )


def test_a_push_asks_the_database_no_more_for_forty_than_for_four(cast, django_assert_max_num_queries):
    cast.start(2)
    for n in range(36):
        cast.let_in(f"Gast {n}")
    with django_assert_max_num_queries(11):
        stage.push(cast.fresh(), actions.ALL)


def test_of_a_crowd_the_begeleiders_screen_only_hears_that_there_is_something_to_fetch(cast):
    """Their list is longer than a push may be; it is not made for nothing."""
    desk = Audience(Role.FACILITATOR, "nl")
    cast.start(2)
    assert json.loads(stage.letter(Scene(cast.fresh()), desk, actions.ALL))["t"] == "push"
    for n in range(stage.CROWD):
        cast.let_in(f"Gast {n}")
    scene = Scene(cast.fresh())
    letter = json.loads(stage.letter(scene, desk, actions.ALL))
    assert (letter["t"], letter["v"]) == ("beat", scene.session.version)
    assert len(stage.render(scene, desk, "people")) > stage.LONGEST * 0.75
    assert json.loads(stage.letter(scene, desk, actions.TIME))["t"] == "push"


def test_a_push_tells_of_its_own_change_and_of_no_later_one(cast, wall, django_capture_on_commit_callbacks):
    """The later one's push may be lost on the way; who had this one would never know that there was another."""
    with django_capture_on_commit_callbacks() as waiting:
        actions.signal(cast.session, cast.person("Bram"), Signal.Kind.HAND, on=True)
    version = cast.fresh().version
    cast.start()
    for push in waiting:
        push()
    wall.hear()
    assert {screen.version for screen in wall.screens.values()} == {version}
    assert version < cast.fresh().version


def test_each_language_gets_its_own_push(cast, django_capture_on_commit_callbacks):
    cast.session.languages = ["nl", "en"]
    cast.session.save(update_fields=["languages"])
    wall = Wall(cast.session, [Role.MEMBER], ("nl", "en"))
    with django_capture_on_commit_callbacks(execute=True):
        cast.perform(machine.Assign(cast.state.legs[0].round, Role.PRESENTER, ()))
    wall.hear()
    assert all(len(screen.pushes) == 2 for screen in wall.screens.values())


def test_what_is_hidden_is_in_no_push_and_shows_when_revealed(cast, wall, django_capture_on_commit_callbacks):
    secret = "Waarom zwijgt zij dan precies op dinsdag?"
    cast.start(2)
    with django_capture_on_commit_callbacks(execute=True):
        cast.put("Bram", "questions", text=secret)
    wall.hear()
    shown = {role: secret in str(screen.pushes) for (role, _), screen in wall.screens.items()}
    assert shown == {Role.FACILITATOR: True, Role.PRESENTER: False, Role.MEMBER: False, SCREEN: False, DOOR: False}
    with django_capture_on_commit_callbacks(execute=True):
        cast.perform(machine.Reveal())
    wall.hear()
    assert secret in wall.screens[Role.MEMBER, "nl"].shown["flap"]
    assert secret in wall.screens[SCREEN, "nl"].shown["flap"]


def test_what_is_pulled_has_the_key_that_is_pushed(cast):
    """Else every answer would be fetched once more, and what was chosen in a list meanwhile be lost."""
    cast.start(3)
    pushed = {audience.role: stage.keys(cast.scene, audience) for audience in stage.audiences(cast.scene)}
    for name, role in (("Amina", Role.PRESENTER), ("Bram", Role.MEMBER)):
        for region in ("mine", "turn"):
            html = cast.phone(name).get(cast.url(f"{region}/")).content.decode()
            assert f'data-key="{pushed[role][region]}"' in html


def test_nothing_personal_is_in_any_push(cast, wall, django_capture_on_commit_callbacks):
    amina = cast.person("Amina")
    device = amina.devices.get()
    # An id that cannot be mistaken for a number of something else.
    noor = Participant.objects.create(pk=98_700_001, session=cast.session, name="Noor", seat=9)
    with django_capture_on_commit_callbacks(execute=True):
        cast.start(2)
        actions.jot(device, "notes-1", "dit gaat niemand iets aan")
        cast.put("Noor", "questions", text="Wat zou helpen?")
        actions.signal(cast.session, amina, Signal.Kind.LIMIT, on=True)
    wall.hear()
    for (role, _), screen in wall.screens.items():
        pushed = str(screen.pushes)
        assert "dit gaat niemand iets aan" not in pushed
        assert device.token_hash not in pushed
        if role != Role.FACILITATOR:
            # Ids of people stand only where the begeleider manages them.
            assert str(noor.pk) not in pushed
            assert "data-person" not in pushed
            assert "grens" not in pushed.lower()


def test_the_limit_reaches_the_begeleider_as_a_neutral_mark(cast, wall, django_capture_on_commit_callbacks):
    cast.start(4)
    clock = cast.state.started
    with django_capture_on_commit_callbacks(execute=True):
        actions.signal(cast.session, cast.person("Amina"), Signal.Kind.LIMIT, on=True)
    wall.hear()
    assert "mark-limit" in wall.screens[Role.FACILITATOR, "nl"].shown["people"]
    assert "Mijn grens" not in wall.screens[Role.FACILITATOR, "nl"].shown["people"]
    assert cast.state.started == clock, "a clock that stops would give the inbrenger away"


def test_a_failing_channel_layer_costs_nobody_their_work(cast, settings, django_capture_on_commit_callbacks):
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": ["redis://127.0.0.1:1"]},
        }
    }
    cast.start(2)
    with django_capture_on_commit_callbacks(execute=True):
        assert cast.put("Bram", "questions", text="Blijft dit bewaard?").pk
