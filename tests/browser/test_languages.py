"""One phone in English, the others in Dutch, in the same session; what is pushed too."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_each_screen_in_its_own_language(room):
    room.open()
    bram = room.let_in("Bram")
    amy = room.stranger("Amy").goes_to("/")
    amy.press("English")
    amy.sees("Join")
    expect(amy.page.locator("html")).to_have_attribute("lang", "en")
    amy.goes_to(f"/j/{room.code}/")
    amy.page.get_by_role("textbox").fill("Amy")
    amy.page.locator("main form button").click()
    room.desk.press("Laat binnen Amy")
    amy.sees("Welcome")
    bram.sees("Welkom")
    room.start()
    pushed(room, bram, amy, 1)
    room.next_step()
    pushed(room, bram, amy, 2)
    room.desk.press("Pauze")
    expect(bram.page.locator("#timer")).to_contain_text("pauze")
    expect(amy.page.locator("#timer")).to_contain_text("pause")
    expect(amy.page.locator("#timer")).not_to_contain_text("pauze")
    expect(amy.own_fields.first).to_be_visible()
    amy.sees_not("Leg op de flap")


def pushed(room, bram, amy, step: int) -> None:
    expect(bram.stage).to_contain_text(f"Stap {step} van 10")
    expect(amy.stage).to_contain_text(f"Step {step} of 10")
    expect(room.desk.stage).to_contain_text(f"Stap {step} van 10")
