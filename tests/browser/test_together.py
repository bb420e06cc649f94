"""Without a begeleider, looking back, a photo, a phone that is put away: what a person does and sees of it."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
PRESS = """async ({path, fields}) => {
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  const press = () => fetch(path, {method: "POST", headers, body: new URLSearchParams(fields)});
  return (await Promise.all([press(), press(), press()])).map((answer) => answer.status).sort();
}"""


def test_an_evening_without_a_begeleider(room):
    room.open(together=True).gather("Amina", "Bram")
    marieke, amina, bram = room.desk, room.phones["Amina"], room.phones["Bram"]
    bram.page.locator(".seat-row", has_text="Amina").locator("summary").click()
    bram.press("Wordt inbrenger Amina")
    expect(amina.page.locator("#role")).to_have_text("inbrenger")
    bram.press("Start")
    room.all_at(1)
    marieke.press("Volgende stap")
    room.all_at(2, "questions")
    marieke.put_up("Jouw vraag", "Wat wil je het liefst?")
    bram.sees_not("Wat wil je het liefst?")
    amina.press("Pauze")
    for person in room.everyone:
        expect(person.clock).to_have_attribute("mode", "paused")
    bram.press("Verder")
    once = bram.page.evaluate(PRESS, {"path": f"{room.live}command/", "fields": {"verb": "next", "leaving": "1"}})
    assert once == [200, 409, 409]
    bram.forgiven.append("status of 409")
    room.all_at(3, "rating")
    marieke.sees("Wat wil je het liefst?")


def test_the_row_of_buttons_fits_every_phone_and_covers_nothing(room):
    room.open(together=True).gather("Bram")
    bram = room.phones["Bram"]
    bram.press("Start")
    bram.press("Volgende stap")
    bram.is_at(2, "questions")
    for width in (320, 360, 390, 430):
        bram.page.set_viewport_size({"width": width, "height": 740})
        assert bram.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        for name in ("Pauze", "Volgende stap", *(["+1 min"] if width > 344 else [])):
            bram.button(name).click(trial=True)
            bram.rests()
            box = bram.button(name).bounding_box()
            assert box and box["height"] >= 44 and box["x"] + box["width"] <= width
        bram.button("Leg op de flap").click(trial=True)


def test_looking_back_costs_nothing_of_what_is_typed(room):
    room.open().gather("Amina", "Bram", presenter="Amina").start(2)
    amina, bram = room.phones["Amina"], room.phones["Bram"]
    bram.put_up("Jouw vraag", "Wat gebeurt er in jou?")
    room.go_to(3)
    amina.weighs("Wat gebeurt er in jou?", "warm")
    room.go_to(6)
    bram.fill("Mijn probleem is …", "dat ik nog niet weet")
    bram.press("Eerdere vellen")
    dialog = bram.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Wat gebeurt er in jou?")
    expect(dialog).to_contain_text("warm")
    room.command(verb="extend", seconds=60)
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Sluiten").click()
    expect(bram.field("Mijn probleem is …")).to_have_value("dat ik nog niet weet")


def test_a_photo_of_a_drawing_is_on_every_screen(room):
    room.open("creatieve-brein").gather("Amina", "Bram", presenter="Amina")
    room.start()
    bram = room.phones["Bram"]
    while not bram.page.locator("#compose .photo").count():
        at = int(room.desk.stage.get_attribute("data-step") or 1)
        room.go_to(at + 1)
    bram.page.locator("#compose .photo summary").click()
    bram.page.locator("#compose input[type=file]").set_input_files(
        {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    )
    bram.press("Leg de foto op de flap")
    expect(bram.page.locator("#compose img.drawing")).to_be_visible()
    if room.desk.button("Toon").count():
        room.desk.press("Toon")
    for person in (room.desk, room.phones["Amina"], bram):
        picture = person.page.locator("#flap img.drawing")
        expect(picture).to_have_count(1)
        person.until("() => document.querySelector('#flap img.drawing').naturalWidth === 1600")


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (2400, 1800), "orange").save(out, "JPEG")
    return out.getvalue()


def test_a_step_that_needs_no_phone_dims_it_and_the_next_one_wakes_it(room):
    room.open("socratisch").gather("Amina", "Bram", presenter="Amina")
    room.start()
    bram = room.phones["Bram"]
    away = bram.page.locator(".away")
    while not away.count():
        at = int(room.desk.stage.get_attribute("data-step") or 1)
        room.go_to(at + 1)
    expect(away).to_have_text(re.compile("Leg je telefoon weg"))
    assert light(bram) < 0.3
    while away.count():
        at = int(room.desk.stage.get_attribute("data-step") or 1)
        room.go_to(at + 1)
    assert light(bram) > 0.9


def light(person) -> float:
    """How light the ground of a screen is, from 0 to 1."""
    return person.page.evaluate("() => Number(getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g)[0])")
