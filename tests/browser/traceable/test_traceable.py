"""The private check for what makes people traceable: what it hears, what it leaves alone, and that it stays there."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
SITE = "http://traceable.test"
FINDINGS = """async (text) => {
  const { findings } = await import("/traceable.js");
  return findings(text, new Date(2026, 10, 22));
}"""
PAGE = """<!doctype html><html lang="nl"><title>Casus</title><body>
<form><p hidden data-traceable-words data-on-name="Met “{found}” is iemand te herkennen."
  data-on-birth="Een leeftijd zegt genoeg."
  data-on-mail="Het kan zonder." data-put-client="mijn cliënt" data-put-age="{age} jaar" data-put-mail="(e-mailadres)"
  data-do="Maak er “{instead}” van" data-leave="Laat staan"></p>
  <div><textarea id="f" aria-label="Wat gebeurde er?" data-traceable></textarea></div>
</form>
<script type="module" src="/traceable.js"></script>"""


def serve(route):
    script = route.request.url.endswith("/traceable.js")
    body = (settings.BASE_DIR / "static/js/traceable.js").read_text() if script else PAGE
    route.fulfill(body=body, content_type=f"text/{'javascript' if script else 'html'}; charset=utf-8")


@pytest.fixture
def page(browser):
    page = browser.new_page()
    page.set_default_timeout(10_000)
    page.asked = []
    page.route("**/*", lambda route: (page.asked.append(route.request.url), serve(route)))
    page.goto(SITE)
    yield page
    page.close()


def lines(name):
    return (HERE / f"{name}.txt").read_text().splitlines()


def test_it_hears_what_leads_to_a_person_and_nothing_else(page):
    heard = [
        (kind, text, page.evaluate(FINDINGS, text)) for kind, text in (line.split("\t") for line in lines("found"))
    ]
    assert [(kind, text) for kind, text, found in heard if [one["kind"] for one in found] != [kind]] == []
    assert [text for text in lines("harmless") if page.evaluate(FINDINGS, text)] == []


def test_it_knows_exactly_what_and_what_could_stand_there(page):
    text = "Toen zei mw. A. van der Bakker dat Anne op 3 maart 1987 geboren is."
    name, birth = page.evaluate(FINDINGS, text)
    assert (text[name["start"] : name["end"]], name["initial"]) == ("mw. A. van der Bakker", "mw. B.")
    assert (birth["found"], birth["age"]) == ("3 maart 1987", 39)


def test_the_eleven_test(page):
    script = "async (digits) => { const {isBsn} = await import('/traceable.js'); return digits.map(isBsn); }"
    assert page.evaluate(script, ["111222333", "123456782", "12345672"]) == [True, True, True]
    assert page.evaluate(script, ["123456789", "000000000", "12345673"]) == [False, False, False]


def test_one_tap_puts_something_gentler_there(page):
    field = page.get_by_role("textbox")
    field.fill("Mevrouw Jansen kwam te laat.")
    expect(page.get_by_role("status")).to_contain_text("Met “Mevrouw Jansen” is iemand te herkennen.")
    page.get_by_role("button", name="Maak er “Mevrouw J.” van").click()
    expect(field).to_have_value("Mevrouw J. kwam te laat.")
    expect(page.get_by_role("status")).to_have_count(0)
    field.fill("Ik sprak meneer Pieters.")
    page.get_by_role("button", name="Maak er “mijn cliënt” van").click()
    expect(field).to_have_value("Ik sprak mijn cliënt.")


def test_an_age_in_the_place_of_a_date_of_birth(page):
    year = date.today().year - 40
    page.get_by_role("textbox").fill(f"Hij is geboren op 1-1-{year}.")
    page.get_by_role("button", name="Maak er “40 jaar” van").click()
    expect(page.get_by_role("textbox")).to_have_value("Hij is 40 jaar.")


def test_what_is_left_stays_left_and_the_next_one_is_shown(page):
    field = page.get_by_role("textbox")
    field.fill("Mevrouw Jansen schreef op sanne@zorg.example.")
    page.get_by_role("button", name="Laat staan").click()
    expect(page.get_by_role("status")).to_contain_text("Het kan zonder.")
    page.get_by_role("button", name="Maak er “(e-mailadres)” van").click()
    expect(field).to_have_value("Mevrouw Jansen schreef op (e-mailadres).")


def test_nothing_leaves_the_device(page):
    before = list(page.asked)
    assert before
    page.get_by_role("textbox").fill("Mevrouw Jansen, 111222333, 06-12345678")
    expect(page.get_by_role("status")).to_be_visible()
    assert page.asked == before
    stored = "() => [localStorage.length, sessionStorage.length, document.cookie]"
    assert page.evaluate(stored) == [0, 0, ""]
