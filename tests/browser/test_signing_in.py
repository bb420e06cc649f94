"""Signing in as a begeleider does: the code is read in the mailbox, and typed; later an app asks for another."""

from __future__ import annotations

import re
import secrets
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from .people import PHONE, Person, Room, eventually
from .test_axe import LAPTOP, findings
from .test_axe import PHONE as SMALL

pytestmark = pytest.mark.browser
SIZES = (SMALL, LAPTOP)


@pytest.fixture
def joris(room: Room) -> Person:
    """An account of his own, at a phone."""
    email = f"joris-{secrets.token_hex(4)}@voorbeeld.example"
    room.server.manage("begeleider", email, "--name", "Joris")
    joris = room.stranger("Joris", **PHONE)
    joris.email = email
    joris.forgiven.append("status of 422")
    return joris


@pytest.fixture
def mailbox(room: Room) -> Person:
    """A browser that may read the demo's mail."""
    return room.stranger("de post", **PHONE).goes_to(room.server.login)


def newest_code(mailbox: Person, email: str) -> str:
    """The code in the last mail to this address."""
    mailbox.goes_to("/post/").page.locator("li", has_text=email).first.get_by_role("link").click()
    expect(mailbox.page.get_by_role("heading", name="Je code om in te loggen")).to_be_visible()
    return re.search(r"\b\d{4}-\d{4}\b", mailbox.page.locator(".post-text").inner_text())[0]


def asks_for_a_code(person: Person) -> None:
    person.goes_to("/account/inloggen/")
    person.fill("E-mailadres", person.email)
    person.press("Mail me een code")
    person.sees("Kijk in je mail")


def signs_in(person: Person, mailbox: Person) -> None:
    asks_for_a_code(person)
    person.fill("Code", newest_code(mailbox, person.email))
    person.page.locator("main").get_by_role("button", name="Inloggen").click()


def types_from_the_app(person: Person, label: str, secret: str, button: str) -> None:
    """A code of the app is worth half a minute, and on a slow machine one may be too late for it."""

    def accepted() -> bool:
        if not person.field(label).is_visible():
            return True
        person.fill(label, format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
        with person.page.expect_navigation():
            person.page.locator("main").get_by_role("button", name=button).click()
        return not person.field(label).is_visible()

    eventually(person.page, accepted, every=500)


def test_with_a_code_from_the_mail(joris, mailbox):
    asks_for_a_code(joris)
    assert findings(joris.page, SIZES) == []
    code = newest_code(mailbox, joris.email)
    assert findings(mailbox.page, SIZES) == []
    joris.fill("Code", "12")
    joris.page.locator("main").get_by_role("button", name="Inloggen").click()
    joris.sees("Deze code klopt niet.")
    assert findings(joris.page, SIZES) == []
    joris.fill("Code", code)
    joris.page.locator("main").get_by_role("button", name="Inloggen").click()
    joris.sees("Dag Joris")
    joris.page.get_by_role("link", name="Mijn account").click()
    joris.sees(joris.email)
    assert findings(joris.page, SIZES) == []


def test_a_second_step_from_turning_on_to_turning_off(joris, mailbox):
    signs_in(joris, mailbox)
    joris.page.get_by_role("link", name="Mijn account").click()
    joris.page.get_by_role("link", name="Zet de tweede stap aan").click()
    picture = joris.page.get_by_role("img", name="QR-code voor de app")
    assert picture.evaluate("picture => picture.complete && picture.naturalWidth > 0")
    joris.page.get_by_text("Scannen lukt niet").click()
    secret = joris.page.locator(".key").inner_text()
    assert findings(joris.page, SIZES) == []
    types_from_the_app(joris, "Code uit je app", secret, "Zet aan")
    expect(joris.page.locator(".codes li")).to_have_count(10)
    recovery = joris.page.locator(".codes li").first.inner_text()
    assert findings(joris.page, SIZES) == []
    joris.page.get_by_role("link", name="Ik heb ze").click()
    joris.sees("Er zijn nog 10 herstelcodes over.")
    assert findings(joris.page, SIZES) == []

    joris.press("Overal uitloggen")
    joris.sees("Je bent overal uitgelogd.")
    signs_in(joris, mailbox)
    joris.sees("Nu nog de code uit je app")
    assert findings(joris.page, SIZES) == []
    joris.fill("Code uit je app, of een herstelcode", recovery)
    joris.page.locator("main").get_by_role("button", name="Inloggen").click()
    joris.sees("Dag Joris")

    joris.goes_to("/account/").page.get_by_role("link", name="Zet uit").click()
    joris.sees("Ben jij het?")
    assert findings(joris.page, SIZES) == []
    types_from_the_app(joris, "Code uit je app, of een herstelcode", secret, "Verder")
    joris.sees("Tweede stap uitzetten?")
    assert findings(joris.page, SIZES) == []
    joris.press("Zet uit")
    joris.sees("De tweede stap staat uit.")


def test_the_link_that_opens_an_account(room):
    link = room.server.manage(
        "begeleider", "lieke@elders.example", "--name", "Lieke", "--url", room.server.url
    ).split()[-1]
    lieke = room.stranger("Lieke", **PHONE).goes_to(link)
    lieke.page.get_by_text("Ik wil ook een wachtwoord").click()
    assert findings(lieke.page, SIZES) == []
    lieke.press("Naar binnen")
    lieke.sees("Dag Lieke")
