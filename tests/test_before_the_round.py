"""Before the first round: the rules everybody agrees to with one tap, and the case on the first sheet."""

import pytest

from sessions.groups import rules
from sessions.groups.models import Consent, Group, Membership
from sessions.live import actions, machine
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    """A group with the ten rules and one of its own, of which Amina is a member."""
    group = Group.objects.create(name="Noord")
    rules.adopt(group)
    group.agreements.create(text="We beginnen met koffie.", order=11)
    Membership.objects.create(group=group, name="Amina")
    return group


def page(cast, name):
    return cast.phone(name).get(cast.url()).content.decode()


def people(cast):
    return cast.desk.get(cast.url("regions/")).json()["regions"]["people"]


def test_the_rules_of_the_group_are_on_the_phones_and_one_tap_agrees(group):
    cast = Cast.gather(group=group)
    assert "We beginnen met koffie." in page(cast, "Bram") and "Ik ga akkoord" in page(cast, "Bram")
    assert "4 gingen nog niet akkoord" in people(cast)
    for name in ("Amina", "Bram", "Joost"):
        assert cast.act(name, verb="agree").status_code == 200
    assert "1 ging nog niet akkoord" in people(cast) and "Lieke" in people(cast)
    assert [p.name for p in cast.scene.undecided] == ["Lieke"]


def test_agreeing_is_kept_with_the_group_for_its_members_only(group):
    cast = Cast.gather(group=group)
    cast.act("Amina", verb="agree")
    cast.act("Bram", verb="agree")
    assert {c.membership.name for c in Consent.objects.all()} == {"Amina"}
    assert Consent.objects.count() == 11


def test_a_loose_session_has_the_ten_rules(cast):
    assert [str(rule) for rule in rules.TEN] == cast.scene.rules
    assert str(rules.TEN[0]) in page(cast, "Bram")


def test_agreeing_can_be_taken_back_in_the_lobby(cast):
    cast.act("Bram", verb="agree")
    assert "Bram" not in [p.name for p in cast.scene.undecided]
    cast.act("Bram", verb="disagree")
    assert "Bram" in [p.name for p in cast.scene.undecided]


def test_who_comes_in_later_is_asked_too_and_nobody_is_held_up(cast):
    cast.act("Bram", verb="agree")
    cast.start()
    cast.let_in("Wout")
    assert "Onze afspraken" in page(cast, "Wout")
    assert "Onze afspraken" not in page(cast, "Bram")


def test_the_inbrenger_puts_the_case_on_the_first_sheet(cast):
    cast.start()
    assert "Zet je casus op de flap" in page(cast, "Amina") and "Zet je casus" not in page(cast, "Bram")
    given = {"title": "Zwijgen in het overleg", "text": "Zodra het spannend wordt, valt het stil."}
    assert cast.phone("Amina").post(cast.url("casus/"), given).status_code == 204
    for name in ("Amina", "Bram"):
        assert "valt het stil" in cast.phone(name).get(cast.url("regions/")).json()["regions"]["flap"]


def test_nobody_else_puts_a_case_there(cast):
    given = {"title": "Van Bram", "text": "Niet van hem"}
    assert cast.phone("Bram").post(cast.url("casus/"), given).status_code == 404
    assert cast.desk.post(cast.url("casus/"), given).status_code == 404
    assert cast.scene.round.case_text == ""


def test_the_begeleider_writes_the_case_down_for_whoever_brings_it(cast):
    url = cast.url(f"casus/?voor={cast.person('Amina').pk}")
    assert cast.desk.post(url, {"title": "Zwijgen", "text": ""}).status_code == 204
    assert cast.scene.round.case_title == "Zwijgen"


def test_a_case_that_is_too_long_comes_back_as_it_was_typed(cast):
    answer = cast.phone("Amina").post(cast.url("casus/"), {"title": "T" * 121, "text": "Het begin"})
    assert answer.status_code == 422
    assert "Houd het bij 120 tekens" in answer.content.decode() and "Het begin" in answer.content.decode()
    assert cast.scene.round.case_title == ""


def test_after_the_end_no_case_is_put_up(cast):
    cast.start()
    cast.perform(machine.Finish())
    assert cast.phone("Amina").get(cast.url("casus/")).status_code == 404


def test_a_member_without_a_phone_is_not_waited_for(cast):
    actions.add_phoneless(cast.session, "Wout")
    assert "Wout" not in [p.name for p in cast.scene.undecided]
