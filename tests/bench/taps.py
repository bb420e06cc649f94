"""How soon a phone answers a tap: Chromium slowed down four times, with forty post-its on the flap.

Measured by the browser itself (Event Timing): from the finger to the first frame painted after all that the page did
at that tap. An answer of the server that follows later is another matter; that is what the clicks measure.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser.people import Person, Room
from tests.browser.serving import Server
from tests.browsers import chromium_path

SLOWER = 4
NOTES = ("een vaste volgorde in het overleg", "de voorzitter vat samen wat er besloten is en vraagt wie het doet")
WATCH = """() => {
  window.taps = [];
  new PerformanceObserver((list) => list.getEntries().forEach(({name, interactionId, duration}) =>
    interactionId && taps.push(duration))).observe({type: "event", durationThreshold: 16, buffered: true});
}"""
PUT = """async ({path, key, step, columns, notes}) => {
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  for (let n = 0; n < 20; n++) {
    const column = columns[n % columns.length];
    const fields = {client_key: `${key}-${n}-taps`, step, column, text: notes[n % notes.length]};
    await fetch(path, {method: "POST", headers, body: new URLSearchParams(fields)});
  }
}"""


def taps(rounds: int = 8) -> dict[str, list[float]] | None:
    """Milliseconds per tap, for some taps there are; nothing where no Chromium is."""
    if not (path := chromium_path()):
        return None
    with tempfile.TemporaryDirectory(prefix="intervisie-taps-") as folder, sync_playwright() as playwright:
        server = Server(Path(folder)).start()
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            return measured(full_board(Room(browser, server)), rounds)
        finally:
            browser.close()
            server.stop()


def full_board(room: Room) -> Person:
    """A phone in the step of the board, with forty post-its lying open."""
    room.open("modelling").gather("Amina", "Bram", "Joost", presenter="Amina")
    room.start()
    while "board" not in (room.desk.stage.get_attribute("data-activity") or ""):
        at = int(room.desk.stage.get_attribute("data-step") or 1)
        room.go_to(at + 1)
    for name in ("Bram", "Joost"):
        page = room.phones[name].page
        form = page.locator("#compose form").first
        columns = page.locator("#compose [name=column]").evaluate_all("all => all.map(one => one.value)")
        step = form.locator("[name=step]").get_attribute("value")
        path = form.get_attribute("hx-post")
        page.evaluate(PUT, {"path": path, "key": name, "step": step, "columns": columns or [""], "notes": NOTES})
    room.command(verb="reveal")
    phone = room.phones["Bram"]
    phone.page.locator("#flap [data-entry]").nth(39).wait_for()
    return phone


def measured(phone: Person, rounds: int) -> dict[str, list[float]]:
    """Each tap a few times over, on a phone that is slowed down."""
    page, found = phone.page, {}
    line = phone.context.new_cdp_session(page)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.evaluate(WATCH)
    named = {
        "Ik ben zover": page.locator("#turn .button", has_text="Ik ben zover"),
        "Hand opsteken": page.locator("#turn .button", has_text="Hand opsteken"),
        "notities open": page.locator("#pad summary"),
        "in het veld": page.locator("#compose textarea").first,
    }
    for name, tapped in named.items():
        found[name] = [one_tap(page, tapped) for _ in range(rounds)]
    return found


def one_tap(page: Any, tapped: Any) -> float:
    """The longest event of one tap, in milliseconds; below sixteen the browser counts nothing."""
    page.evaluate("() => (taps.length = 0)")
    tapped.tap()
    page.wait_for_timeout(400)
    return max(page.evaluate("() => taps"), default=0.0)
