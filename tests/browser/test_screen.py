"""The big screen in the room: all of it in sight, and to be read from six metres, whatever the step."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LONG_TITLE = 4  # “Elke vraag een antwoord”: three lines at this size
# What reaches over the edge of the window, of the clock and of everything with words of its own; and the sizes (px).
LOOK = """() => {
  const seen = (element) => element.checkVisibility();
  const worded = [...document.querySelectorAll(".screen *")].filter((element) => seen(element)
    && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) && !element.matches(".sr"));
  const out = [...worded, document.querySelector(".clock")].filter(seen).filter((element) => {
    const {top, bottom, left, right} = element.getBoundingClientRect();
    return top < 0 || left < 0 || bottom > innerHeight || right > innerWidth;
  });
  const size = (element) => parseFloat(getComputedStyle(element).fontSize);
  const sizes = (selector) => [...document.querySelectorAll(selector)].filter(seen).map(size);
  return {out: out.map((element) => element.textContent.trim()), smallest: Math.min(...worded.map(size)),
          titles: sizes("h1, time-left"), flap: sizes(".entry")};
}"""


def test_all_is_in_sight_and_large_from_the_lobby_to_the_end(room):
    room.open().gather("Amina", "Bram", presenter="Amina")
    wall = room.hang_screen().page
    way_in = wall.locator(".way-in")
    expect(way_in).to_contain_text(room.server.url.removeprefix("http://"))
    expect(way_in.locator("img")).to_be_visible()
    reads_from_six_metres(wall)
    room.start(2)
    room.phones["Bram"].put_up("Jouw vraag", "Wat gebeurt er in jou als het stil wordt aan tafel?")
    room.go_to(LONG_TITLE)
    expect(way_in).to_be_hidden()
    expect(wall.locator(".entry")).to_have_count(1)
    reads_from_six_metres(wall)
    room.command(verb="finish")
    expect(room.screen.stage).to_have_attribute("data-phase", "closed")
    expect(way_in).to_be_hidden()
    reads_from_six_metres(wall)


def test_a_page_of_a_long_board_has_the_first_of_every_column(room):
    room.open("krachtenveldanalyse").gather("Amina", "Bram", presenter="Amina")
    wall = room.hang_screen().page
    room.start(2)
    bram, columns = room.phones["Bram"], ("belemmerend", "bevorderend")
    for step, column in enumerate(columns, 2):
        room.go_to(step)
        form = bram.page.locator("#compose form")
        for n in range(1, 7):
            text = f"{column} {n}, en dat in de woorden van wie er elke dag mee te maken heeft"
            fields = {"client_key": f"{column}-{n}", "step": form.locator("[name=step]").get_attribute("value")}
            assert bram.posts(form.get_attribute("hx-post"), **fields, column=column, text=text) == 200
    room.go_to(4)
    expect(wall.locator(".entry")).to_have_count(12)
    expect(wall.locator("[data-page]")).to_have_text(re.compile("^1/"))
    for column in columns:
        post_its = wall.locator(f".column[aria-label={column}] .entry:visible")
        expect(post_its.first).to_contain_text(f"{column} 1,")
        assert 1 <= post_its.count() < 6


def test_columns_that_do_not_fit_beside_each_other_come_one_after_the_other(room):
    room.open("modelling").gather("Amina", "Bram", presenter="Amina")
    wall = room.hang_screen().page
    room.start(4)
    form = room.phones["Bram"].page.locator("#compose form")
    columns = form.locator("[name=column]").evaluate_all("all => all.map(one => one.value)")
    for column in columns:
        for n in range(1, 4):
            fields = {
                "client_key": f"{column[:4]}-{n}-bord",
                "step": form.locator("[name=step]").get_attribute("value"),
            }
            text = f"briefje {n}"
            assert room.phones["Bram"].posts(form.get_attribute("hx-post"), **fields, column=column, text=text) == 200
    room.desk.press("Toon")
    expect(wall.locator("[data-page]")).to_have_text(re.compile("^1/"))
    seen = [wall.locator(f".column[aria-label='{column}'] .entry:visible").count() for column in columns]
    assert seen[:2] == [3, 3] and sum(seen) < 15, seen  # all of the first two, before much of the next


def reads_from_six_metres(wall) -> None:
    look = wall.evaluate(LOOK)
    assert look["out"] == []
    assert look["smallest"] >= 32
    assert all(size >= 100 for size in look["titles"]), look
    assert all(size >= 44 for size in look["flap"]), look
