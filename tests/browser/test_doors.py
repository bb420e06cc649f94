"""Who comes in, who is shown out, and what every page carries."""

import re
import time

import pytest
from playwright.sync_api import expect

from .people import LAPTOP

pytestmark = pytest.mark.browser


def test_who_is_removed_sees_a_goodbye_at_once_and_nothing_more(room):
    room.open().gather("Bram", "Joost").start()
    bram = room.phones.pop("Bram")
    room.strangers.append(bram)
    bram.is_connected()
    bram.forgiven.append("status of 404")
    person = room.seat("Bram").get_attribute("data-person")
    assert room.desk.posts(f"{room.live}people/", verb="remove", person=person) == 200
    began = time.monotonic()
    bram.page.get_by_role("heading", name="Tot ziens").wait_for()
    took = time.monotonic() - began
    assert took < 2, f"{took:.1f} s"
    for path in ("regions/", "mine/", "turn/", "report/", "scherm/", "qr.svg"):
        assert bram.page.request.get(room.live + path).status == 404
    bram.goes_to(room.live).sees("Tot ziens")
    expect(room.phones["Joost"].page.locator("#people")).not_to_contain_text("Bram")


def test_removal_is_asked_about(room):
    room.open().gather("Bram")
    room.in_seat("Bram", "Haal uit de sessie")
    room.desk.button("Nee").click()
    expect(room.seat("Bram")).to_be_visible()
    room.in_seat("Bram", "Haal uit de sessie")
    room.knocks("Joost")  # a push in the meantime takes the button away, and not the question
    expect(room.desk.page.locator(".door-list")).to_contain_text("Joost")
    room.desk.agrees("Bram uit de sessie halen?")
    room.phones["Bram"].sees("Tot ziens")


def test_who_is_not_let_in_may_knock_again(room):
    room.open()
    phone = room.knocks("Bram")
    room.desk.button("Niet Bram").click()
    phone.sees("Je bent niet binnengelaten")
    phone.page.get_by_role("link", name="Opnieuw aankloppen").click()
    phone.fill("Naam", "Bram de Wit")
    phone.press("Klop aan")
    room.desk.press("Laat binnen Bram de Wit")
    phone.sees("Welkom")


def test_the_same_person_on_another_phone_has_no_notes_of_the_first(room):
    room.open().gather("Bram").start()
    room.phones["Bram"].note("Alleen hier.")
    second = room.knocks("bram")
    room.desk.press("Dat is dezelfde persoon")
    second.is_at(1)
    expect(second.page.locator("#people")).to_contain_text("1 deelnemer")
    expect(second.page.locator("[data-private]")).to_have_value("")
    room.phones["Bram"].open_pad()
    expect(room.phones["Bram"].page.locator("[data-private]")).to_have_value("Alleen hier.")


def test_plain_forms_work_under_the_security_headers(room):
    """Without a line of script: a post that carried `Origin: null` would be refused."""
    room.open()
    plain = room.stranger("zonder script", java_script_enabled=False).goes_to("/")
    plain.forgiven.append("status of 422")
    plain.fill("Code", room.code)
    plain.press("Meedoen")
    plain.fill("Naam", "Bram")
    plain.press("Klop aan")
    plain.sees("Je hebt aangeklopt")
    room.desk.press("Laat binnen Bram")
    expect(room.seat("Bram")).to_be_visible()
    plain.goes_to("/account/inloggen/")
    plain.page.get_by_role("link", name="Liever met een wachtwoord").click()
    plain.fill("E-mailadres", "niemand@browser.example")
    plain.fill("Wachtwoord", "geen idee welk woord")
    plain.page.locator("main").get_by_role("button", name="Inloggen").click()
    plain.sees("Dit e-mailadres en wachtwoord horen niet bij elkaar.")
    plain.press("English")
    plain.sees("Log in")


def test_a_code_that_opens_nothing_says_so(room):
    phone = room.stranger("iemand").goes_to("/")
    phone.forgiven.append("status of 4(04|22)")
    phone.press("Meedoen")
    phone.sees("Typ de code die op het scherm staat.")
    phone.fill("Code", "ABCD EFGH")
    phone.press("Meedoen")
    phone.sees("Deze code opent nu niets.")
    phone.goes_to("/j/ABCDEFGH/").sees("Deze code opent nu niets.")
    phone.goes_to("/live/ABCDEFGH/").sees("Hier is niets")


def test_every_page_carries_the_headers(room):
    room.open().gather("Bram")
    desk, bram = room.desk, room.phones["Bram"]
    guest = room.stranger("gast", **LAPTOP)
    pages = [
        *((guest, path) for path in ("/", "/account/inloggen/", "/methoden/", "/methoden/balint/", "/niets/")),
        (guest, f"/j/{room.code}/"),
        (bram, room.live),
        *((desk, path) for path in ("/", "/sessies/nieuw/", "/account/", "/account/tweede-stap/", room.live)),
        *(
            (desk, room.live + path)
            for path in ("scherm/", "als/inbrenger/", "report/", "mine/", "turn/", "regions/")
        ),
    ]
    for person, path in pages:
        answer = person.page.request.get(path)
        assert answer.status == (404 if path == "/niets/" else 200), path
        check_headers(path, answer.headers)


def check_headers(path: str, headers: dict[str, str]) -> None:
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy, path
    assert "unsafe-" not in policy and "*" not in policy, path
    assert headers["x-content-type-options"] == "nosniff", path
    assert headers["referrer-policy"] == "same-origin", path
    assert headers["x-frame-options"] == "DENY", path
    assert "camera=()" in headers["permissions-policy"], path
    assert re.search("no-store", headers["cache-control"]), path


def test_look_as_shows_what_a_role_sees_with_nothing_to_press(room):
    room.open().gather("Amina", "Bram", presenter="Amina").start(2)
    room.phones["Bram"].put_up("Jouw vraag", "Wat wil je?")
    desk = room.desk
    desk.press("Bekijk als")
    with desk.context.expect_page() as opened:
        desk.page.get_by_role("dialog").get_by_role("link", name="inbrenger").click()
    page = opened.value
    expect(page.locator("#stage")).to_have_attribute("data-step", "2")
    expect(page.locator("#flap")).to_contain_text("1 vraag ligt klaar")
    assert "Wat wil je?" not in page.content()
    expect(page.locator("#turn, #mine")).to_have_count(0)
    desk.press("Sluiten")
    room.next_step()
    expect(page.locator("#stage")).to_have_attribute("data-step", "3")
