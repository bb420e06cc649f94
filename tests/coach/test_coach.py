"""The open-question coach: how well its rules hear the difference, and that its hint is gentle and private.

The lists were written before the rules. Every third line is held out: it measures the rules and is not looked at when
making them. So whoever improves a rule thinks of the other lines, and adds new ones at the end of a list.
Playwright here runs in a thread of its own: in this one it may already be in use, by tests/browser.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect, sync_playwright

from tests.browsers import HOW_TO, chromium_path, required

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
SITE = "http://coach.test"
KINDS = ("closed", "leading", "double", "advice")
FALSE_ALARMS = 0.05  # at most, of the open questions
NOTICED = 0.80  # at least, of each other kind
REST = 700  # milliseconds without a key, before a hint comes
PAGE = """<!doctype html><html lang="nl"><title>Coach</title><body>
<form action="/ingediend">
  <label for="q">Jouw vraag</label>
  <textarea id="q" name="text" data-coach="question"></textarea>
  <p data-coach-hint role="status" aria-live="polite" hidden data-on-closed="gesloten: {word}"
    data-on-leading="sturend: {word}" data-on-double="dubbel: {word}" data-on-advice="advies: {word}"></p>
  <button type="button" data-coach-off hidden>Niet meer tonen</button>
  <button>Leg op de flap</button>
</form>
<form>
  <label for="s">Jouw zin</label>
  <textarea id="s" data-coach="advice-only"></textarea>
  <p data-coach-hint role="status" aria-live="polite" hidden data-on-advice="nog geen advies"></p>
</form>
<script type="module" src="/coach.js"></script>"""
KINDS_OF = "async (texts) => { const {kindOf} = await import('/coach.js'); return texts.map(kindOf); }"
OPENINGS_OF = "async (texts) => { const {openingFor} = await import('/coach.js'); return texts.map(openingFor); }"
# As htmx does it with an answer: the fields are replaced by new ones, and keep.js has put the text back.
SWAP = """() => {
  const form = document.querySelector("form");
  const typed = form.elements.q.value;
  form.outerHTML = form.outerHTML.replace(/(data-coach-hint[^>]*)>[^<]*/, "$1 hidden>");
  document.getElementById("q").value = typed;
  document.dispatchEvent(new CustomEvent("htmx:afterSwap", {detail: {}}));
}"""


def serve(route: Any) -> None:
    script = route.request.url.endswith("/coach.js")
    body = (settings.BASE_DIR / "static/js/coach.js").read_text() if script else PAGE
    route.fulfill(body=body, content_type=f"text/{'javascript' if script else 'html'}; charset=utf-8")


def open_and(play: Callable[[Page], Any]) -> Any:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(10_000)
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.route("**/*", serve)
        page.goto(SITE)
        outcome = play(page)
        browser.close()
        assert wrong == []
        return outcome


def on_page(play: Callable[[Page], Any]) -> Any:
    """What `play` returns, played on a fresh page with two fields and the coach."""
    if not chromium_path():
        (pytest.fail if required() else pytest.skip)(HOW_TO)
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(open_and, play).result()


def lines(name: str) -> list[str]:
    return (HERE / f"{name}.txt").read_text().splitlines()


def held_out(listed: list[Any]) -> list[Any]:
    return listed[2::3]


def training(listed: list[Any]) -> list[Any]:
    return [one for number, one in enumerate(listed, 1) if number % 3]


def share(kinds: list[str | None], *counted: str) -> float:
    return sum(kind in counted for kind in kinds) / len(kinds)


@pytest.fixture(scope="module")
def heard() -> dict[str, list[str | None]]:
    """Per list what the coach makes of every line, in Chromium."""
    listed = {name: lines(name) for name in ("open", *KINDS, "statements")}
    return on_page(lambda page: {name: page.evaluate(KINDS_OF, texts) for name, texts in listed.items()})


def report(heard: dict[str, list[str | None]], *counted: str, names: tuple[str, ...]) -> None:
    for name in names:
        parts = {"training": training(heard[name]), "held out": held_out(heard[name])}
        print(
            f"{name:>10}: "
            + ", ".join(f"{part} {share(of, *counted):6.1%} of {len(of)}" for part, of in parts.items())
        )


@pytest.mark.parametrize("name", ["open", *KINDS])
def test_the_lists_are_long_and_say_nothing_twice(name):
    assert len(set(lines(name))) == len(lines(name)) >= 150
    assert all(text == text.strip() != "" for text in lines(name))


def test_open_questions_raise_hardly_any_alarm(heard):
    report(heard, *KINDS, names=("open",))
    assert share(held_out(heard["open"]), *KINDS) <= FALSE_ALARMS


@pytest.mark.parametrize("kind", KINDS)
def test_the_other_kinds_are_noticed(heard, kind):
    report(heard, *KINDS, names=(kind,))
    assert share(held_out(heard[kind]), *KINDS) >= NOTICED


def test_advice_is_told_from_what_people_say_of_the_case(heard):
    """For the fields with advice-only: there, statements are what is asked for."""
    report(heard, "advice", names=("statements", "advice"))
    assert share(held_out(heard["statements"]), "advice") <= FALSE_ALARMS
    assert share(held_out(heard["advice"]), "advice") >= NOTICED


def test_an_opening_fits_what_was_typed():
    openings = {
        "Heb je al met haar gepraat?": "Wat heb je al",
        "Waarom vraag je het hem niet?": "Wat maakt dat",
        "Ben je boos?": "Hoe",
        "Weet je team dit?": "Wat",
        "Waar was jij toen, en wat zag je gebeuren?": "Waar",
        "Met wie sprak je, en wat kwam daaruit?": "Met wie",
        "Wat raakt je hierin?": None,
    }
    assert on_page(lambda page: page.evaluate(OPENINGS_OF, list(openings))) == list(openings.values())


def test_a_long_text_does_not_hold_up_the_typing():
    took = """async () => {
      const {kindOf} = await import("/coach.js");
      const long = ["wat je ", "heb je ", "en wat, ", "zou je niet ", "is hij of ", "wat? "].map((t) => t.repeat(99));
      const start = performance.now();
      long.forEach(kindOf);
      return (performance.now() - start) / long.length;
    }"""
    assert on_page(lambda page: page.evaluate(took)) < 50


def test_a_hint_comes_when_typing_rests_and_goes_when_it_is_no_longer_true():
    def play(page: Page) -> None:
        page.clock.install()
        field, hint = page.locator("#q"), page.locator("[data-coach-hint]").first
        assert hint.is_hidden()
        field.press_sequentially("Is het")
        page.clock.run_for(REST)
        assert hint.is_hidden()  # two words say nothing yet
        field.press_sequentially(" vaker gebeurd?")
        page.clock.run_for(REST - 100)
        field.press_sequentially(" ")
        page.clock.run_for(REST - 100)
        assert hint.is_hidden()  # not while the thumb is still moving
        page.clock.run_for(100)
        assert hint.is_visible() and hint.text_content() == "gesloten: Hoe"
        expect(field).to_be_focused()
        field.fill("Hoe vaak is het gebeurd?")
        assert hint.is_hidden()  # at once
        field.fill("Heb je al geprobeerd om te bellen?")
        page.clock.run_for(REST)
        assert hint.text_content() == "advies: Wat heb je al"
        field.fill("")
        assert hint.is_hidden()

    on_page(play)


def test_where_advice_is_not_due_only_advice_gets_a_hint():
    def play(page: Page) -> None:
        page.clock.install()
        field, hint = page.locator("#s"), page.locator("[data-coach-hint]").last
        field.fill("Misschien moet je haar gewoon bellen.")
        page.clock.run_for(REST)
        assert hint.is_visible() and hint.text_content() == "nog geen advies"
        field.fill("Is dit al vaker gebeurd?")
        page.clock.run_for(REST)
        assert hint.is_hidden()

    on_page(play)


def test_a_hint_survives_a_swap():
    def play(page: Page) -> None:
        page.clock.install()
        field, hint = page.locator("#q"), page.locator("[data-coach-hint]").first
        field.fill("Ben je boos op haar?")
        page.clock.run_for(REST)
        page.evaluate(SWAP)
        assert hint.is_visible() and hint.text_content() == "gesloten: Hoe"
        field.fill("Wie was er nog bij?")
        field.fill("Was zij erbij?")
        page.evaluate(SWAP)  # while the coach waits for the typing to rest
        page.clock.run_for(REST)
        assert hint.is_visible()

    on_page(play)


def test_it_never_blocks_and_sends_and_keeps_nothing():
    def play(page: Page) -> None:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.locator("#q").press_sequentially("Ben je niet gewoon boos?", delay=20)
        expect(page.locator("[data-coach-hint]").first).to_be_visible()
        page.wait_for_timeout(300)
        assert asked == []
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
        with page.expect_navigation():
            page.get_by_role("button", name="Leg op de flap").click()
        assert asked[0].startswith(f"{SITE}/ingediend?text=Ben+je+niet")

    on_page(play)


def test_who_wants_no_hints_gets_none_on_this_device():
    def play(page: Page) -> None:
        page.clock.install()
        off, hint = page.get_by_role("button", name="Niet meer tonen"), page.locator("[data-coach-hint]").first
        page.locator("#q").fill("Ben je boos op haar?")
        page.clock.run_for(REST)
        off.click()
        expect(page.locator("#q")).to_be_focused()
        for again in (lambda: None, page.reload):
            again()
            page.locator("#q").fill("Was zij er ook bij?")
            page.clock.run_for(REST)
            assert hint.is_hidden() and off.is_hidden()
        assert page.evaluate("({...localStorage})") == {"coach:off": "1"}

    on_page(play)
