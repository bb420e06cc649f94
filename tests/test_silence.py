"""A silence: the small leg that closes a step (Balint), and a step that is one by itself (kgotla, intuïtief)."""

import pytest

from sessions.live import carried, machine, stage
from sessions.live.audience import SCREEN, Audience
from sessions.roles import Role
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PHONES = [Role.PRESENTER, Role.MEMBER]


@pytest.fixture
def balint():
    cast = Cast.gather(method="balint", presenter="")
    cast.start()
    return cast


def fall_silent(cast):
    cast.perform(machine.Next(cast.state.at))
    assert cast.state.leg.closing


def region(cast, role, name="stage"):
    return stage.render(cast.scene, Audience(role), name)


def test_every_step_of_balint_is_closed_by_a_quarter_of_a_minute(balint):
    legs = balint.state.legs
    assert [leg.closing for leg in legs] == [False, True] * 13
    assert {leg.planned for leg in legs if leg.closing} == {15}


def test_it_belongs_to_the_step_before_it(balint):
    for _step in range(2):
        said = "Stap 1 van 13"
        assert all(said in region(balint, role) for role in [Role.FACILITATOR, SCREEN, *PHONES])
        balint.perform(machine.Next(balint.state.at))
    assert "Stap 2 van 13" in region(balint, Role.MEMBER)


def test_the_screens_are_calm_and_ask_for_nothing(balint):
    fall_silent(balint)
    for role in [SCREEN, *PHONES]:
        assert "data-quiet" in region(balint, role) and "Even stil" in region(balint, role)
        assert 'class="sheet"' not in region(balint, role, "flap")
        assert not balint.scene.flap.offered(role)
    assert "banner" not in region(balint, Role.MEMBER) and "Laat nog even zakken" in region(balint, Role.MEMBER)
    assert "data-quiet" not in region(balint, Role.FACILITATOR)


def test_nobody_adds_to_the_step_that_is_over(balint):
    with pytest.raises(machine.Refused):
        fall_silent(balint)
        balint.put("Bram", "topics", text="te laat")


def test_the_plan_shows_it_only_while_it_lasts_and_the_steps_keep_their_minutes(balint):
    assert "Even stil" not in region(balint, Role.FACILITATOR, "plan")
    fall_silent(balint)
    assert region(balint, Role.FACILITATOR, "plan").count('class="plan-title">Even stil') == 1
    assert balint.scene.programme[0].seconds == 85 * 60


def test_what_builds_on_the_step_before_finds_it_across_the_silence(balint):
    topic = balint.put("Bram", "topics", text="het overleg")
    for _leg in range(4):
        balint.perform(machine.Next(balint.state.at))
    balint.put("Joost", "choice", about=topic.pk, value="mee")
    assert "het overleg" in region(balint, Role.MEMBER, "flap")


@pytest.mark.parametrize(
    ("method", "step", "quiet"), [("kgotla", 3, True), ("intuitief", 2, True), ("kgotla", 2, False)]
)
def test_a_step_can_be_a_silence_by_itself(method, step, quiet):
    cast = Cast.gather(method=method)
    cast.start(step)
    assert all(("data-quiet" in region(cast, role)) == quiet for role in [SCREEN, *PHONES])
    assert not cast.state.legs[cast.state.at + 1].closing


def test_it_counts_as_no_pass_of_its_own_for_whose_turn_it_was(balint):
    first, then = balint.person("Amina").pk, balint.person("Bram").pk
    round = balint.state.leg.round
    for presenter in (first, then):
        balint.perform(machine.Assign(round, Role.PRESENTER, (presenter,)))
        balint.perform(machine.Next(balint.state.at))
    balint.perform(machine.Next(balint.state.at))
    chapter = balint.scene.programme[0]
    assert set(carried.presenters(chapter, balint.scene.steps)) == {then}
