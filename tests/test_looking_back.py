"""Looking back during a round: the earlier sheets, for each role what it may see of them."""

import pytest

from sessions.live import actions, machine
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(cast):
    """Two questions, one of them laid back; weighed by Amina; now they are answered."""
    cast.session.rounds.update(case_title="Zwijgen in het overleg", case_text="Het wordt stil aan tafel.")
    cast.start(2)
    cast.kept = cast.put("Bram", "questions", text="Wat raakt je het meest?")
    actions.lay_back(cast.session, cast.put("Joost", "questions", text="Vind je ook niet?"), "Maak hem open.")
    cast.phone("Bram").post(cast.url("drafts/"), {"key": "notes-1", "text": "dit is van mij alleen"})
    cast.perform(machine.Next(1))
    cast.put("Amina", "rating", about=cast.kept.pk, value="warm")
    cast.perform(machine.Next(2))
    return cast


def back(client, cast):
    return client.get(cast.url("earlier/")).content.decode()


def test_everybody_in_the_round_looks_back_the_case_first(later):
    for client in (later.desk, later.phone("Amina"), later.phone("Joost")):
        page = back(client, later)
        assert page.index("Het wordt stil aan tafel.") < page.index("Wat raakt je het meest?")
        assert page.index("Vragen opschrijven") < page.index("Vragen wegen")


def test_one_tap_on_every_screen_from_the_second_step(cast):
    cast.start()
    assert "Eerdere vellen" not in cast.phone("Bram").get(cast.url()).content.decode()
    cast.perform(machine.Next(0))
    for client in (cast.desk, cast.phone("Amina"), cast.phone("Bram")):
        assert "Eerdere vellen" in client.get(cast.url()).content.decode()


def test_what_was_laid_back_and_what_is_private_is_not_there(later):
    assert later.session.contributions.exclude(returned="").exists()
    for client in (later.desk, later.phone("Amina"), later.phone("Bram")):
        page = back(client, later)
        assert "Vind je ook niet?" not in page
        assert "dit is van mij alleen" not in page


def test_a_sheet_of_the_present_step_is_no_earlier_one(cast):
    cast.start(2)
    cast.put("Bram", "questions", text="Wat raakt je het meest?")
    assert "raakt je" not in back(cast.desk, cast)
    assert "Wat jullie in een stap opleggen" in back(cast.desk, cast)


def test_what_was_not_shown_yet_stays_a_count_for_the_group(cast):
    """Somebody went back past a step whose questions nobody saw: going to a later one again does not tell."""
    cast.start(2)
    cast.put("Bram", "questions", text="Wat raakt je het meest?")
    cast.perform(machine.Back(1))
    cast.perform(machine.Skip(1))
    cast.perform(machine.GoTo(2))
    assert not cast.state.legs[1].revealed
    assert "raakt je" not in back(cast.phone("Amina"), cast)
    assert "ligt klaar" in back(cast.phone("Amina"), cast)
    assert "raakt je" in back(cast.desk, cast), "the begeleider guards the process"


def test_nobody_steers_from_an_earlier_sheet(db):
    cast = Cast.gather(self_guided=True)
    cast.start(2)
    cast.put("Bram", "questions", text="Wat raakt je het meest?")
    cast.perform(machine.Next(1))
    page = back(cast.phone("Joost"), cast)
    assert "raakt je" in page
    assert "hx-post" not in page


def test_who_was_not_in_the_round_gets_what_does_not_exist(later):
    actions.depart(later.session, later.person("Joost"), "removed")
    assert later.phone("Joost").get(later.url("earlier/")).status_code == 404
    later.perform(machine.Finish())
    assert later.phone("Bram").get(later.url("earlier/")).status_code == 404
