"""The sheet to draw on, in Chromium: by mouse, by touch and by keyboard, and what it hands in.

Playwright runs in a thread of its own, as in tests/coach.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.template.loader import get_template
from playwright.sync_api import sync_playwright

from sessions.activities import registry
from sessions.activities.base import Sheet
from sessions.activities.drawing.strokes import read
from tests.browsers import HOW_TO, chromium_path, required

pytestmark = pytest.mark.browser
CENTRE = [500, 375]


def page_html():
    """The part of a phone's screen with the sheet, as the server renders it."""
    activity = registry.get("drawing")
    sheet = Sheet(activity, activity.options_class(), "drawing", "1-drawing")
    given = {"sheet": sheet, "form": activity.form(sheet), "own": [], "returned": [], "limit": 3}
    part = get_template(sheet.mine_template).render(
        given | {"url": "/leg/", "client_key": "a" * 20, "step": SimpleNamespace(pk=1)}
    )
    styles = "".join(f'<link rel="stylesheet" href="/css/{name}.css">' for name in ("app", "live", "activities"))
    return f'<!doctype html><html lang="nl"><title>Teken</title>{styles}<main id="mine">{part}</main>' + (
        '<script type="module" src="/js/drawing.js"></script>'
    )


def serve(html):
    def answer(route):
        path = route.request.url.removeprefix("http://teken.test/")
        kind = {"js": "javascript", "css": "css"}.get(path.rpartition(".")[2], "html")
        body = html if kind == "html" else (settings.BASE_DIR / "static" / path).read_text()
        route.fulfill(body=body, content_type=f"text/{kind}; charset=utf-8")

    return answer


@pytest.fixture
def on_sheet():
    if not chromium_path():
        (pytest.fail if required() else pytest.skip)(HOW_TO)
    html = page_html()

    def open_and(play):
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 390, "height": 1400})
            page.set_default_timeout(10_000)
            wrong = []
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.route("**/*", serve(html))
            page.goto("http://teken.test/")
            outcome = play(page)
            browser.close()
            assert wrong == []
            return outcome

    def run(play):
        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(open_and, play).result()

    return run


def strokes_of(page):
    text = page.locator("[data-strokes]").input_value()
    return read(text) if text else []


def inked(page):
    """How many points of the sheet carry ink."""
    return page.evaluate(
        """() => { const c = document.querySelector("canvas");
        const {data} = c.getContext("2d").getImageData(0, 0, c.width, c.height);
        return data.filter((value, at) => at % 4 === 3 && value > 0).length; }"""
    )


def drag(page, *points):
    box = page.locator("canvas").bounding_box()
    spots = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*spots[0])
    page.mouse.down()
    for spot in spots[1:]:
        page.mouse.move(*spot, steps=5)
    page.mouse.up()


def test_a_line_by_mouse_in_the_colour_and_width_that_are_chosen(on_sheet):
    def play(page):
        page.get_by_role("button", name="rood").click()
        page.get_by_role("button", name="dik", exact=True).click()
        drag(page, (0.1, 0.1), (0.5, 0.5))
        assert page.get_by_role("button", name="rood").get_attribute("aria-pressed") == "true"
        assert page.get_by_role("button", name="zwart").get_attribute("aria-pressed") == "false"
        (stroke,) = strokes_of(page)
        assert (stroke["color"], stroke["width"]) == ("red", "thick")
        assert stroke["points"][:2] == [100, 75] and stroke["points"][-2:] == [500, 375]
        assert inked(page) > 10_000
        page.get_by_role("button", name="Neem lijn terug").click()
        assert strokes_of(page) == [] and inked(page) == 0

    on_sheet(play)


def test_a_drawing_by_keyboard_alone(on_sheet):
    def play(page):
        page.locator("canvas").focus()
        for pressed in ("Space", "ArrowRight", "ArrowRight", "Shift+ArrowDown", "Space", "ArrowUp"):
            page.keyboard.press(pressed)
        (stroke,) = strokes_of(page)
        assert stroke["points"] == [*CENTRE, 520, 375, 540, 375, 540, 380]
        assert page.locator("[data-pen]").inner_text() == "Pen van papier"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent.trim()") == "zwart"
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.get_by_role("button", name="blauw").get_attribute("aria-pressed") == "true"

    on_sheet(play)


def test_the_sheet_is_emptied_only_after_asking_and_drawn_again_after_a_swap(on_sheet):
    def play(page):
        drag(page, (0.2, 0.2), (0.8, 0.2))
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.get_by_role("button", name="Maak leeg").click()
        assert len(strokes_of(page)) == 1
        page.evaluate(
            """() => { const form = document.querySelector("form"), kept = form.querySelector("[data-strokes]").value;
            form.outerHTML = form.outerHTML; document.querySelector("[data-strokes]").value = kept;
            document.dispatchEvent(new CustomEvent("htmx:afterSwap", {detail: {}})); }"""
        )
        page.wait_for_timeout(200)
        assert inked(page) > 0
        page.once("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Maak leeg").click()
        assert strokes_of(page) == [] and inked(page) == 0

    on_sheet(play)


def test_a_full_sheet_says_so_and_keeps_what_was_there(on_sheet):
    def play(page):
        page.evaluate("document.querySelector('canvas').dataset.longest = 200")
        drag(page, (0.2, 0.2), (0.3, 0.2))
        before = strokes_of(page)
        drag(page, (0.1, 0.5), (0.9, 0.5), (0.1, 0.6), (0.9, 0.6))
        assert strokes_of(page) == before != []
        assert page.get_by_text("Je vel is vol. Neem eerst een lijn terug.").is_visible()
        assert json.loads(page.locator("[data-strokes]").input_value()) == before

    on_sheet(play)
