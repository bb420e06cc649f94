"""After the end: who takes what home, and who gets nothing."""

import pytest
from django.test import Client

from sessions.live import actions, machine

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening(cast):
    """Questions of two members, weighed by Amina; notes of Bram; closed."""
    cast.start(2)
    bram = cast.put("Bram", "questions", text="Wat raakt je het meest?")
    cast.put("Joost", "questions", text="Hoe lang speelt dit?")
    cast.phone("Bram").post(cast.url("drafts/"), {"key": "notes-1", "text": "dit neem ik mee naar mijn team"})
    cast.perform(machine.Next(1))
    cast.put("Amina", "rating", about=bram.pk, value="warm")
    cast.perform(machine.Finish())
    return cast


def flap(cast, name, path="flap/"):
    return cast.phone(name).get(cast.url(path))


def test_the_inbrenger_takes_the_whole_flap_with_the_weights(evening):
    page = flap(evening, "Amina").content.decode()
    assert "Wat raakt je het meest? — warm" in page
    assert "Hoe lang speelt dit?" in page
    assert "dit neem ik mee naar mijn team" not in page
    assert "Bram" not in page, "who wrote it stays in the room"


def test_a_member_takes_only_what_they_wrote_themself(evening):
    page = flap(evening, "Bram").content.decode()
    assert "Wat raakt je het meest?" in page
    assert "dit neem ik mee naar mijn team" in page
    assert "Hoe lang speelt dit?" not in page
    assert "warm" not in page


def test_the_same_as_a_file(evening):
    file = flap(evening, "Amina", "flap.md")
    assert "attachment" in file.headers["Content-Disposition"]
    text = file.content.decode()
    assert text.startswith("# ")
    assert "- Wat raakt je het meest? — warm" in text


def test_a_line_break_cannot_pose_as_a_heading(cast):
    cast.start(2)
    cast.put("Bram", "questions", text="Wat nu?\n# Alles")
    cast.perform(machine.Finish())
    assert "\n# Alles" not in flap(cast, "Amina", "flap.md").content.decode()


def test_nobody_else_opens_it(evening):
    assert evening.desk.get(evening.url("flap/")).status_code == 404
    assert Client().get(evening.url("flap/")).status_code == 404
    actions.depart(evening.session, evening.person("Joost"), "removed")
    assert flap(evening, "Joost").status_code == 404


def test_not_before_the_end_and_not_after_the_term(cast):
    cast.start(2)
    assert flap(cast, "Amina").status_code == 404
    cast.perform(machine.Finish())
    assert flap(cast, "Amina").status_code == 200
    assert "Neem de flap van je casus mee" in cast.phone("Amina").get(cast.url()).content.decode()
    assert "Neem mee wat jij opschreef" in cast.phone("Bram").get(cast.url()).content.decode()
    actions.erase(cast.session)
    assert flap(cast, "Amina").status_code == 404
