"""A round of turns: one after another, and nobody is skipped because somebody came late or left."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

AFFIRM, REFLECT = 4, 5


@pytest.fixture
def room(room):
    room.open("reflecterend-team").gather("Amina", "Bram", "Joost", presenter="Amina")
    room.hang_screen()
    room.start(AFFIRM)
    return room


def turn_is(room, name: str) -> None:
    """Everybody sees whose turn it is, and only their phone has the buttons."""
    for person in room.everyone:
        expect(person.page.locator("#main")).to_contain_text(f"Aan de beurt: {name}")
    for phone in room.phones.values():
        expect(phone.button("Klaar")).to_have_count(int(phone.name == name))
        expect(phone.button("Ik pas")).to_have_count(int(phone.name == name))


def test_each_says_something_or_passes(room):
    turn_is(room, "Bram")
    room.phones["Bram"].press("Klaar")
    turn_is(room, "Joost")
    late = room.let_in("Lieke")
    expect(room.screen.flap).to_contain_text("Hierna: Lieke")
    room.desk.press("Volgende beurt")
    turn_is(room, "Lieke")
    late.press("Ik pas")
    for person in room.everyone:
        expect(person.flap).to_contain_text("Iedereen is aan de beurt geweest.")
        expect(person.flap).to_contain_text("Gepast: Lieke")
    late.press("Ik wil nog iets zeggen")
    turn_is(room, "Lieke")
    assert room.phones["Amina"].button("Ik wil nog iets zeggen").count() == 0  # the inbrenger only listens


def test_rounds_go_on_while_somebody_has_more_and_whoever_leaves_is_passed_over(room):
    room.go_to(REFLECT)
    turn_is(room, "Bram")
    room.phones["Bram"].put_up("In een paar woorden", "lees iets over stilte")
    expect(room.screen.flap).to_contain_text("lees iets over stilte")
    room.phones["Bram"].press("Verlaat de sessie")
    room.phones["Bram"].agrees("De sessie verlaten? Je kunt terugkomen.")
    room.phones["Bram"].sees("Je hebt de sessie verlaten")
    bram = room.phones.pop("Bram")
    bram.forgiven.append("status of 404")  # what his screen asked for while he left
    turn_is(room, "Joost")
    expect(room.screen.flap).to_contain_text("lees iets over stilte")
    bram.press("Kom terug")
    bram.is_at(REFLECT)
    room.phones["Bram"] = bram
    room.phones["Joost"].press("Klaar")
    turn_is(room, "Bram")  # a new round, in which he counts again
    bram.press("Ik pas")
    room.phones["Joost"].press("Ik pas")
    for person in room.everyone:
        expect(person.flap).to_contain_text("Iedereen is aan de beurt geweest.")


def test_two_presses_pass_one_turn(room):
    room.let_in("Lieke")
    fields = {"verb": "turn", "leaving": AFFIRM - 1, "turn": person_id(room, "Bram")}
    statuses = [room.desk.posts(f"{room.live}command/", **fields) for _ in range(2)]
    assert statuses == [200, 409]
    room.desk.forgiven.append("status of 409")
    turn_is(room, "Joost")


def person_id(room, name: str) -> str:
    return room.seat(name).get_attribute("data-person")


def test_another_step_begins_at_its_top_but_not_under_who_is_typing(room):
    bram, joost = room.phones["Bram"].page, room.phones["Joost"].page
    for phone in (bram, joost):
        phone.set_viewport_size({"width": 390, "height": 500})
        phone.evaluate("scrollTo(0, 200)")
    joost.locator("#pad").evaluate("pad => pad.open = true")
    joost.locator("[data-private]").focus()
    room.go_to(REFLECT)
    assert bram.evaluate("scrollY") == 0
    assert joost.evaluate("scrollY") > 0
