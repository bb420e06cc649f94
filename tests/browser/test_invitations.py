"""From planning a meeting to an answer: the coordinator plans, the mail comes, a member answers with one tap."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from babel.dates import format_date
from playwright.sync_api import Page, expect

from .people import PHONE, Person, Room, eventually
from .test_axe import LAPTOP, findings
from .test_axe import PHONE as SMALL

pytestmark = pytest.mark.browser
SIZES = (SMALL, LAPTOP)
DAY = date.today() + timedelta(days=25)  # a day on which the demo's own series does not meet
WHEN = f" {format_date(DAY, 'd MMMM', locale='nl')}"


@pytest.fixture
def coordinator(room: Room) -> Person:
    """Nadia coordinates the demo's group."""
    return room.desk.goes_to(room.server.coordinator)


def plan(coordinator: Person, place: str) -> str:
    """Plan a meeting on that day; its address."""
    coordinator.goes_to("/overzicht/").page.get_by_role("link", name="Intervisiegroep Noord").first.click()
    coordinator.page.get_by_role("link", name="Eén bijeenkomst").click()
    coordinator.fill("Dag", DAY.isoformat())
    coordinator.fill("Hoe laat", "19:30")
    coordinator.fill("Plaats", place)
    coordinator.page.locator("main form .primary").click()
    coordinator.page.wait_for_url(re.compile(r"/bijeenkomst/\d+/$"))
    return coordinator.page.url


def shows(page: Page, text: str) -> bool:
    """Whether a page says this by now; it is asked for anew."""
    page.reload()
    return text in page.locator("main").inner_text()


def test_an_invitation_is_answered_with_one_tap(room, coordinator):
    meeting = plan(coordinator, "Buurthuis De Linde")
    coordinator.page.get_by_role("link", name="Post", exact=True).click()
    eventually(coordinator.page, lambda: shows(coordinator.page, WHEN), every=500)
    assert findings(coordinator.page, SIZES) == []
    coordinator.press("Verstuur nu")
    coordinator.sees("De post gaat nu de deur uit.")
    eventually(coordinator.page, lambda: not shows(coordinator.page, "Gaat zo de deur uit"), every=500)
    assert findings(coordinator.page, SIZES) == []

    coordinator.goes_to("/post/")
    assert findings(coordinator.page, SIZES) == []
    mine = coordinator.page.locator("li", has_text="Uitnodiging").filter(has_text="Amina").filter(has_text=WHEN)
    mine.get_by_role("link").click()
    assert findings(coordinator.page, SIZES) == []
    link = coordinator.page.locator(".post-text a").first.get_attribute("href")
    coordinator.page.get_by_role("link", name="Zoals in een mailprogramma").click()
    expect(coordinator.page.get_by_role("link", name="Laat weten of je komt")).to_have_attribute("href", link)

    amina = room.stranger("Amina", **PHONE).goes_to(link)
    amina.sees("Amina, kom je?")
    assert findings(amina.page, SIZES) == []
    amina.press("Ik kan niet")
    amina.fill("Wil je zeggen waarom?", "Dan ben ik op reis")
    amina.press("Geef de reden door")
    amina.sees("Je reden is doorgegeven.")
    assert findings(amina.page, SIZES) == []
    coordinator.goes_to(meeting).sees("Dan ben ik op reis")

    amina.page.get_by_role("link", name="Naar mijn groep").click()
    amina.press("Naar mijn groep")
    amina.press("Geef me een agenda-adres")
    assert findings(amina.page, SIZES) == []
    address = amina.page.locator("#id_link").input_value()
    assert "Buurthuis De Linde" in amina.context.request.get(address).text()


def test_a_lost_link(room):
    guest = room.stranger("gast", **PHONE).goes_to("/link-kwijt/")
    assert findings(guest.page, SIZES) == []
