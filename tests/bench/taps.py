"""How soon a phone answers a tap, and what a push weighs: with forty notes on the flap, in the heaviest steps.

The phone is Chromium, slowed down four times; it measures by itself (Event Timing): from the finger to the first
frame painted after all that the page did at that tap. An answer of the server that follows later is another matter;
that is what the clicks measure. A push is weighed as it comes in.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.browser.people import PHONE, Person, Room
from tests.browser.serving import Server
from tests.browsers import chromium_path

SLOWER, MANY = 4, 40
NOTES = ("een vaste volgorde in het overleg", "de voorzitter vat samen wat er besloten is en vraagt wie het doet")
WATCH = """() => {
  window.taps = [];
  new PerformanceObserver((list) => list.getEntries().forEach(({name, interactionId, duration}) =>
    interactionId && taps.push(duration))).observe({type: "event", durationThreshold: 16, buffered: true});
}"""
PUT = """async ({path, key, step, columns, notes, many}) => {
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  for (let n = 0; n < many; n++) {
    const column = columns[n % columns.length];
    const fields = {client_key: `${key}-${n}-taps`, step, column, text: notes[n % notes.length]};
    await fetch(path, {method: "POST", headers, body: new URLSearchParams(fields)});
  }
}"""


@dataclass(frozen=True)
class Scene:
    """A full step: where two people put up the notes, and who then taps what, in which step."""

    name: str
    method: str
    filled: int
    writers: tuple[str, str]
    tapped: int
    who: str
    taps: dict[str, str]
    columns: int | None = None  # only the first so many, where the others are not shown later


BUTTONS = {
    "Ik ben zover": "#turn .button:has-text('Ik ben zover')",
    "Hand opsteken": "#turn .button:has-text('Hand opsteken')",
    "notities open": "#pad summary",
}
FIELD, FIGURE, MARK = "#compose textarea", "#compose .figure", "#compose .mark"
A_J, B_J = ("Amina", "Joost"), ("Bram", "Joost")
SCENES = (
    Scene("briefjes op een bord", "modelling", 4, A_J, 4, "Bram", {**BUTTONS, "in het veld": FIELD}),
    Scene("elk briefje een gewicht", "krachtenveldanalyse", 2, A_J, 4, "Bram", {**BUTTONS, "gewicht": FIGURE}, 1),
    Scene("elke vraag een antwoord", "incidentmethode", 3, B_J, 3, "Amina", {**BUTTONS, "beantwoord": MARK}),
)


# The list of a select is drawn by Chromium, not by us: what that takes where there is nothing else.
EMPTY = "<meta name=viewport content=width=device-width>" + "".join(
    f"<p><select aria-label={n}>{''.join(f'<option>{figure}' for figure in range(11))}</select>" for n in range(MANY)
)


@dataclass(frozen=True)
class Heavy:
    """What was measured in one full step: milliseconds per tap, some of each; bytes of the heaviest push, or none."""

    name: str
    taps: dict[str, list[float]]
    push: int


def taps(rounds: int = 8) -> list[Heavy]:
    """What the heaviest steps ask of a phone; nothing where no Chromium is."""
    if not (path := chromium_path()):
        return []
    with tempfile.TemporaryDirectory(prefix="intervisie-taps-") as folder, sync_playwright() as playwright:
        server = Server(Path(folder)).start()
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            return [*(played(Room(browser, server), scene, rounds) for scene in SCENES), empty_page(browser, rounds)]
        finally:
            browser.close()
            server.stop()


def played(room: Room, scene: Scene, rounds: int) -> Heavy:
    room.open(scene.method).gather("Amina", "Bram", "Joost", presenter="Amina")
    room.start(scene.filled)
    for name in scene.writers:
        put_up(room.phones[name], name, scene.columns)
    phone, pushes = room.phones[scene.who], []
    phone.page.on("websocket", lambda line: line.on("framereceived", lambda frame: pushes.append(weight(frame))))
    phone.page.reload()
    phone.is_connected()
    room.go_to(scene.tapped)
    if room.desk.button("Toon").count():
        room.command(verb="reveal")
    phone.page.locator("#flap [data-entry]").nth(MANY - 1).wait_for(state="attached")
    found = dict(measured(phone, scene, rounds))
    room.close()
    return Heavy(scene.name, found, max(pushes))


def weight(frame: str | bytes) -> int:
    return len(frame if isinstance(frame, bytes) else frame.encode())


def put_up(person: Person, key: str, most: int | None) -> None:
    """Half of the notes, by one person, over the columns there are."""
    form = person.page.locator("#compose form").first
    columns = person.page.locator("#compose [name=column]").evaluate_all("all => all.map(one => one.value)")
    step = form.locator("[name=step]").get_attribute("value")
    given = {"path": form.get_attribute("hx-post"), "key": key, "step": step, "columns": columns[:most] or [""]}
    person.page.evaluate(PUT, {**given, "notes": NOTES, "many": MANY // 2})


def empty_page(browser: Browser, rounds: int) -> Heavy:
    """The floor for what opens a list: on a page without anything of ours."""
    with browser.new_context(**PHONE) as context:
        page = context.new_page()
        page.set_content(EMPTY)
        slow_down(page)
        return Heavy(
            "een lege pagina",
            {"keuzelijst open": [one_tap(page, page.locator("select").nth(n)) for n in range(rounds)]},
            0,
        )


def slow_down(page: Page) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.evaluate(WATCH)


def measured(phone: Person, scene: Scene, rounds: int) -> Iterator[tuple[str, list[float]]]:
    """Each tap a few times over, on a phone that is slowed down."""
    slow_down(phone.page)
    for name, selector in scene.taps.items():
        tapped = phone.page.locator(selector)
        tapped.first.wait_for()
        yield name, [one_tap(phone.page, tapped.nth(n % tapped.count())) for n in range(rounds)]


def one_tap(page: Page, tapped: Locator) -> float:
    """The longest event of one tap, in milliseconds; below sixteen the browser counts nothing."""
    tapped.scroll_into_view_if_needed()
    page.evaluate("() => (taps.length = 0)")
    tapped.tap()
    page.wait_for_timeout(400)
    return max(page.evaluate("() => taps"), default=0.0)
