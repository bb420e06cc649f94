"""The chair goes from hand to hand, and is never out of reach of who opened the session."""

import pytest
from playwright.sync_api import expect

from .people import eventually

pytestmark = pytest.mark.browser


def test_a_phone_gets_the_chair_and_gives_it_back(room):
    room.open().gather("Amina", "Bram", "Joost", presenter="Amina").start()
    marieke, bram = room.desk, room.phones["Bram"]
    room.in_seat("Bram", "Draag over")
    bram.sees("De begeleider biedt je de leiding aan.")
    bram.press("Neem over")
    expect(bram.page.locator("body")).to_have_attribute("data-place", "desk")
    expect(marieke.page.locator("body")).to_have_attribute("data-place", "phone")
    marieke.sees("Iemand anders heeft nu de leiding.")
    the_desk_works_on_a_phone(bram)
    room.phones["Joost"].is_at(2, "questions")
    a_member_meanwhile(marieke, bram)
    marieke.press("Neem over")
    expect(marieke.page.locator("body")).to_have_attribute("data-place", "desk")
    expect(bram.page.locator("body")).to_have_attribute("data-place", "phone")
    marieke.press("Volgende stap")
    room.all_at(3, "rating")


def the_desk_works_on_a_phone(bram) -> None:
    """All that a begeleider needs can be reached and pressed at 390 by 844."""
    for name in ("Volgende stap", "Vorige stap", "+1 minuut", "+5 minuten", "Pauze", "Storing eerst", "Meer"):
        bram.button(name).first.click(trial=True)  # as if pressed: it is visible, and nothing lies over it
    bram.press("+1 minuut")
    expect(bram.clock).to_have_attribute("planned", "360")
    bram.press("Pauze")
    expect(bram.clock).to_have_attribute("mode", "paused")
    bram.press("Verder")
    expect(bram.clock).to_have_attribute("mode", "running")
    bram.press("Volgende stap")
    bram.is_at(2, "questions")
    wide = bram.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


def a_member_meanwhile(marieke, bram) -> None:
    """Who gave the chair away writes as a member; who has it has no field of their own."""
    marieke.is_at(2, "questions")
    marieke.put_up("Jouw vraag", "Wat wil je het liefst?")
    expect(bram.own_fields).to_have_count(0)
    expect(bram.flap).to_contain_text("1 vraag ligt klaar")


def test_an_offer_can_be_declined_and_withdrawn(room):
    room.open().gather("Bram").start()
    bram = room.phones["Bram"]
    room.in_seat("Bram", "Draag over")
    bram.press("Niet nu")
    expect(room.desk.page.locator("#turn")).not_to_contain_text("De leiding is aangeboden")
    expect(bram.button("Neem over")).to_have_count(0)
    room.in_seat("Bram", "Draag over")
    room.desk.press("Trek aanbod in")
    expect(bram.button("Neem over")).to_have_count(0)


def test_a_chair_left_alone_is_taken_after_two_minutes(room):
    room.open().gather("Bram", "Joost").start()
    marieke, bram = room.desk, room.phones["Bram"]
    marieke.goes_to("/methoden/")
    left_alone(room, minutes=1, until=bram.page.get_by_text("De begeleider is even weg"))
    expect(bram.button("Neem over")).to_have_count(0)
    left_alone(room, minutes=2.1, until=bram.button("Neem over"))
    bram.press("Neem over")
    expect(bram.page.locator("body")).to_have_attribute("data-place", "desk")
    expect(room.phones["Joost"].button("Neem over")).to_have_count(0)
    bram.press("Volgende stap")
    room.phones["Joost"].is_at(2)
    marieke.goes_to(room.live)
    marieke.press("Neem over")
    expect(marieke.page.locator("body")).to_have_attribute("data-place", "desk")
    expect(bram.page.locator("body")).to_have_attribute("data-place", "phone")


def left_alone(room, minutes: float, until) -> None:
    """As if the desk gave no sign of life for so long; its last one may still be on its way, so it is said again."""

    def shown() -> bool:
        room.server.forget_chair(room.code, minutes)
        return until.is_visible()

    eventually(until.page, shown, every=500, patience=30_000)
