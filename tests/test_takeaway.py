"""After the end: who takes what home, and who gets nothing."""

import pytest
from django.test import Client

from sessions.live import actions, machine
from sessions.roles import Role

from .cast import Cast

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


def home(cast, name):
    """What somebody takes home when it is over, as the lines of the file."""
    if cast.state.phase is not machine.Phase.CLOSED:
        cast.perform(machine.Finish())
    return [line for line in flap(cast, name, "flap.md").content.decode().splitlines() if line.startswith("- ")]


def test_a_place_on_the_list_is_nothing_to_take_home(db):
    cast = Cast.gather(method="alleen-maar-advies")
    cast.start(3)
    for value, text in (("signup", ""), ("word", ""), ("words", "Vraag het haar zelf.")):
        cast.put("Bram", "advice", value=value, text=text)
    for name in ("Amina", "Bram"):
        assert home(cast, name) == ["- Ik adviseer je om Vraag het haar zelf."]


def test_what_was_weighed_reads_with_its_weight(db):
    cast = Cast.gather(method="krachtenveldanalyse")
    cast.start(2)
    against = cast.put("Lieke", "board", text="te weinig tijd", column="belemmerend")
    cast.perform(machine.GoTo(3))
    cast.put("Bram", "board", about=against.pk, value=6)
    cast.put("Joost", "board", about=against.pk, value=9)
    assert home(cast, "Amina") == ["- belemmerend: te weinig tijd", "- belemmerend: te weinig tijd — 7,5"]
    assert home(cast, "Bram") == [], "a figure says nothing without the words, which are Lieke's"
    assert home(cast, "Lieke") == ["- belemmerend: te weinig tijd"]


def test_a_mark_and_another_idea_read_beside_what_they_are_about(db):
    cast = Cast.gather(method="dominante-ideeen")
    cast.start(3)
    step, key = cast.scene.step.pk, "van-de-groep"
    given = {"text": "moet je sterk zijn"}
    idea = actions.contribute(cast.session, None, Role.FACILITATOR, "statements", given, step=step, client_key=key)
    cast.perform(machine.GoTo(3))
    cast.put("Amina", "marking", about=idea.pk, value="herken ik")
    cast.perform(machine.GoTo(4))
    cast.put("Amina", "table", about=idea.pk, text="hulp vragen mag")
    said = "- Volgens jou moet je sterk zijn"
    assert home(cast, "Amina") == [said, f"{said} — herken ik", f"{said} — hulp vragen mag"]


def test_a_reason_comes_along_with_its_mark(db):
    cast = Cast.gather(method="vijf-stappen")
    cast.start(4)
    advice = cast.put("Bram", "advice", text="te wachten")
    cast.put("Amina", "marking", about=advice.pk, value="spreekt aan", reason="dat durf ik")
    assert "- Ik adviseer je om te wachten — spreekt aan, “dat durf ik”" in home(cast, "Amina")
    assert home(cast, "Bram") == ["- Ik adviseer je om te wachten"]


def test_a_reason_of_a_member_comes_along_without_what_it_is_about(db):
    cast = Cast.gather(method="vissenkom", presenter="")
    cast.make(Role.INNER, "Amina", "Bram")
    cast.make(Role.OUTER, "Joost", "Lieke")
    cast.start(4)
    advice = cast.put("Joost", "advice", text="te wachten")
    cast.put("Amina", "marking", about=advice.pk, value="spreekt aan", reason="dat durf ik")
    assert home(cast, "Joost") == ["- Ik adviseer jullie om te wachten"]
    assert home(cast, "Amina") == ["- dat durf ik"]
    assert home(cast, "Bram") == []


def test_each_pass_of_a_loop_has_a_flap_and_an_inbrenger_of_its_own(db):
    cast = Cast.gather(method="alleen-maar-advies")
    cast.start(6)
    cast.put("Amina", "evaluation", learned="dat ik mag kiezen")
    actions.repeat(cast.session, 1, 5)
    cast.make(Role.PRESENTER, "Bram")
    cast.perform(machine.GoTo(10))
    cast.put("Bram", "evaluation", learned="dat wachten helpt")
    assert home(cast, "Amina") == ["- Wat heb je geleerd? dat ik mag kiezen"]
    assert home(cast, "Bram") == ["- Wat heb je geleerd? dat wachten helpt"]
    assert home(cast, "Joost") == []
    assert "De flap van je casus" in flap(cast, "Amina").content.decode()


def test_a_drawing_is_on_the_flap(db):
    cast = Cast.gather(method="creatieve-brein")
    cast.start(4)
    cast.put("Bram", "drawing", strokes='[{"color": "red", "width": "thin", "points": [10, 20, 30, 40]}]')
    for name in ("Amina", "Bram"):
        assert home(cast, name) == ["- Tekening"]
        assert 'd="M10 20l20 20"' in flap(cast, name).content.decode()
    assert "<path" not in flap(cast, "Joost").content.decode()


def test_what_was_written_is_text_on_the_page(db):
    cast = Cast.gather()
    cast.start(2)
    cast.put("Bram", "questions", text="Wat is <b>1 < 2</b>?")
    assert home(cast, "Amina") == ["- Wat is <b>1 < 2</b>?"]
    assert "Wat is &lt;b&gt;1 &lt; 2&lt;/b&gt;?" in flap(cast, "Amina").content.decode()
