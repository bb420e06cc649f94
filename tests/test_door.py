"""The way in: codes, names, waiting, being let in, being somebody twice, leaving and coming back."""

import secrets

import pytest
from django.test import Client

from sessions.live import actions, machine
from sessions.live.forms import clean_code
from sessions.live.models import Device, Participant, WrongCode
from sessions.live.overview import Overview
from sessions.live.viewer import DEVICE_COOKIE
from sessions.live.views.door import WRONG_LIMIT

pytestmark = pytest.mark.django_db


def knock(cast, name, client=None):
    """Somebody gives a name at the door; their browser follows to the live page."""
    client = client or Client()
    response = client.post(f"/j/{cast.session.code}/", {"name": name})
    assert response.status_code == 302, response.content.decode()
    return client


def door(cast, **data):
    return cast.desk.post(cast.url("door/"), data)


def device(name):
    return Device.objects.get(name=name, door=Device.Door.WAITING)


@pytest.mark.parametrize("typed", ["{}", " {} ", "{lower}", "{dashed}", "{spaced}"])
def test_the_code_works_however_it_is_typed(cast, typed):
    code = cast.session.code
    forms = {"lower": code.lower(), "dashed": f"{code[:4]}-{code[4:]}", "spaced": " ".join(code)}
    response = Client().post("/", {"code": typed.format(code, **forms)})
    assert response["Location"] == f"/j/{code}/"


@pytest.mark.parametrize(
    "typed", ["", "ABC", "ABCDEFG1", "ABCDEFGHI", "OOOOOOOO", "<script>", "ÅÅÅÅÅÅÅÅ", "A" * 5000]
)
def test_what_is_no_code_is_nothing(typed):
    assert clean_code(typed) == ""


def test_wrong_closed_and_unknown_codes_get_one_and_the_same_answer(cast):
    cast.start()
    cast.perform(machine.Finish())
    answers = {
        Client().post("/", {"code": code}).content.decode().split("csrfmiddlewaretoken")[0]
        for code in (cast.session.code, "ABCDEFGH", "fout")
    }
    pages = [Client().get(f"/j/{code}/") for code in (cast.session.code, "ABCDEFGH", "fout")]
    assert len(answers) == 1
    assert {page.status_code for page in pages} == {404}
    assert "Deze code opent nu niets" in answers.pop() + pages[0].content.decode()


def test_a_wrong_code_keeps_what_was_typed_and_says_so_beside_the_field():
    page = Client().post("/", {"code": "ABCD EFGH"})
    assert page.status_code == 422
    assert 'value="ABCD EFGH"' in page.content.decode()


def test_after_thirty_wrong_codes_it_is_enough(cast):
    guesser = Client()
    for _ in range(WRONG_LIMIT):
        assert guesser.post("/", {"code": "ABCDEFGH"}).status_code == 422
    assert guesser.post("/", {"code": "ABCDEFGH"}).status_code == 429
    assert guesser.get("/j/ABCDEFGH/").status_code == 429
    assert guesser.post("/", {"code": cast.session.code}).status_code == 429, "a hit tells nothing either"
    assert Client(HTTP_USER_AGENT="een ander").post("/", {"code": cast.session.code}).status_code == 302
    known = cast.phone("Bram")
    assert known.post("/", {"code": cast.session.code}).status_code == 302, "known devices are not touched"


def test_wrong_codes_are_forgiven_after_ten_minutes(cast):
    guesser = Client()
    for _ in range(WRONG_LIMIT):
        guesser.get("/j/ABCDEFGH/")
    WrongCode.objects.update(at="2020-01-01T00:00Z")
    assert guesser.post("/", {"code": cast.session.code}).status_code == 302


def test_knocking_waiting_and_being_let_in(cast):
    noor = knock(cast, "Noor")
    assert "Je hebt aangeklopt" in noor.get(cast.url()).content.decode()
    assert noor.get(cast.url("mine/")).status_code == 404
    assert door(cast, verb="admit", device=device("Noor").pk).status_code == 200
    cast.start(2)
    assert cast.step.title in noor.get(cast.url()).content.decode(), "a latecomer lands in the current step"


def test_everybody_is_let_in_but_whoever_has_a_taken_name(cast):
    for name in ("Noor", "Samir", "bram"):
        knock(cast, name)
    door(cast, verb="all")
    assert {p.name for p in cast.scene.people} == {"Amina", "Bram", "Joost", "Lieke", "Noor", "Samir"}
    assert [d.name for d in cast.scene.waiting] == ["bram"]


def test_a_taken_name_gets_a_kind_question_and_never_makes_a_ghost(cast):
    second = knock(cast, "BRAM")
    assert "Er is al iemand binnen die Bram heet" in second.get(cast.url()).content.decode()
    assert "Dat is dezelfde persoon" in cast.desk.get(cast.url()).content.decode()
    assert door(cast, verb="admit", device=device("BRAM").pk).status_code == 409
    door(cast, verb="same", device=device("BRAM").pk)
    assert cast.session.participants.filter(name__iexact="bram").count() == 1
    assert cast.person("Bram").devices.count() == 2
    assert second.get(cast.url("mine/")).status_code == 200


def test_private_notes_stay_on_the_device_they_were_written_on(cast):
    cast.start()
    cast.phone("Bram").post(cast.url("drafts/"), {"key": "notes-1", "text": "alleen voor dit toestel"})
    second = knock(cast, "Bram")
    door(cast, verb="same", device=device("Bram").pk)
    assert "alleen voor dit toestel" in cast.phone("Bram").get(cast.url()).content.decode()
    assert "alleen voor dit toestel" not in second.get(cast.url()).content.decode()


def test_whoever_knocks_can_take_another_name(cast):
    noor = knock(cast, "Noor")
    knock(cast, "Noor de Vries", noor)
    assert [d.name for d in cast.scene.waiting] == ["Noor de Vries"]


def test_a_refused_device_may_knock_again(cast):
    klaas = knock(cast, "Klaas")
    door(cast, verb="refuse", device=device("Klaas").pk)
    assert "niet binnengelaten" in klaas.get(cast.url()).content.decode()
    knock(cast, "Klaas", klaas)
    assert [d.name for d in cast.scene.waiting] == ["Klaas"]


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "…", "x" * 41, "Noor\x00"])
def test_a_name_that_cannot_be_shown_is_asked_again(cast, name):
    page = Client().post(f"/j/{cast.session.code}/", {"name": name})
    assert page.status_code == 422
    assert 'class="error"' in page.content.decode()
    assert not cast.scene.waiting


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "👩\u200d🏫 Anna", "می\u200cنا", "Noor & Bram", 'O\'Neill "Nel"', "Ÿ̈sß"]
)
def test_a_strange_name_is_only_a_name(cast, name):
    noor = knock(cast, name)
    door(cast, verb="all")
    for client in (noor, cast.desk):
        assert "<script>alert" not in client.get(cast.url()).content.decode()


def test_a_name_that_only_looks_different_to_a_machine_is_taken(cast):
    knock(cast, "Bram\u200d")
    assert [(knocked.same and knocked.same.name) for knocked in Overview(cast.scene).door] == ["Bram"]


def test_leaving_and_coming_back(cast):
    cast.start(2)
    joost = cast.phone("Joost")
    assert cast.act("Joost", verb="leave").headers["HX-Refresh"] == "true"
    assert "Kom terug" in joost.get(cast.url()).content.decode()
    assert "Joost" not in [p.name for p in cast.scene.people]
    joost.post(f"/j/{cast.session.code}/", {"name": "-"})
    assert cast.step.title in joost.get(cast.url()).content.decode()
    assert cast.session.participants.filter(name="Joost").count() == 1


def test_who_is_removed_cannot_walk_back_in(cast):
    joost = cast.phone("Joost")
    cast.desk.post(cast.url("people/"), {"verb": "remove", "person": cast.person("Joost").pk})
    assert "Je bent niet meer in deze sessie" in joost.get(cast.url()).content.decode()
    assert joost.get(cast.url("regions/")).status_code == 404
    joost.post(f"/j/{cast.session.code}/", {"name": "Joost"})
    assert joost.get(cast.url("mine/")).status_code == 404
    assert [d.name for d in cast.scene.waiting] == ["Joost"], "knocking again is allowed; the begeleider decides"


def test_a_participant_without_a_phone_is_a_participant(cast):
    page = cast.desk.post(cast.url("people/"), {"verb": "add", "name": "Wout"})
    assert page.status_code == 200
    wout = cast.person("Wout")
    cast.start(2)
    url = cast.url(f"contribute/questions/?voor={wout.pk}")
    form = {"text": "Wat heb je nodig?", "step": cast.step.pk, "client_key": secrets.token_hex(10)}
    assert cast.desk.post(url, form).status_code == 200
    assert cast.session.contributions.get().author == wout
    again = cast.desk.post(cast.url("people/"), {"verb": "add", "name": "wout"})
    assert again.status_code == 409
    assert 'value="wout"' in again.content.decode()


def test_a_browser_that_lets_itself_in_is_made_anew_with_the_way_to_its_other_seat(cast):
    cast.desk.post(f"/j/{cast.session.code}/", {"name": "Marieke zelf"})
    assert "Terug naar begeleiden" not in (page := cast.desk.get(cast.url()).content.decode())
    assert "Mijn plek in de groep" not in page
    answer = cast.desk.post(cast.url("door/"), {"verb": "all"})
    assert answer.headers["HX-Refresh"] == "true"
    assert "Mijn plek in de groep" in cast.desk.get(cast.url()).content.decode()
    assert "HX-Refresh" not in cast.desk.post(cast.url("door/"), {"verb": "all"}).headers


def test_whoever_scans_the_code_of_their_own_session_is_shown_the_way_back(cast):
    page = cast.desk.get(f"/j/{cast.session.code}/").content.decode()
    assert "Je begeleidt deze sessie" in page
    assert f'href="{cast.url()}"' in page


def test_a_browser_that_is_both_shows_which_and_switches(cast):
    token = cast.desk.cookies[DEVICE_COOKIE].value
    assert token
    cast.desk.post(f"/j/{cast.session.code}/", {"name": "Marieke zelf"})
    actions.admit(cast.session, device("Marieke zelf"))
    assert 'data-place="desk"' in cast.desk.get(cast.url()).content.decode()
    cast.desk.post(cast.url("seat/"))
    assert 'data-place="phone"' in (page := cast.desk.get(cast.url()).content.decode())
    assert "Iemand anders heeft nu de leiding" not in page, "the chair is their own, in the other seat"
    assert cast.command(verb="start").status_code == 404, "as a participant there is nothing to steer"
    cast.desk.post(cast.url("seat/"))
    assert cast.command(verb="start").status_code == 200


def test_a_closed_session_says_goodbye_and_keeps_its_people(cast):
    cast.start()
    cast.perform(machine.Finish())
    page = cast.phone("Bram").get(cast.url()).content.decode()
    assert "De sessie is afgesloten" in page
    assert cast.phone("Bram").get(cast.url("regions/")).status_code == 200
    actions.undo(cast.session)
    assert cast.step.title in cast.phone("Bram").get(cast.url()).content.decode()


def test_a_participant_without_account_never_needs_one(cast):
    assert "inloggen" not in cast.phone("Bram").get(cast.url()).content.decode().lower()
    assert Participant.objects.get(name="Bram", session=cast.session).user is None


def test_what_is_far_too_large_is_told_so_and_changes_nothing(cast):
    page = Client().post(f"/j/{cast.session.code}/", {"name": "x" * 300_000})
    assert page.status_code == 400
    assert "te groot" in page.content.decode()
    assert not cast.scene.waiting
