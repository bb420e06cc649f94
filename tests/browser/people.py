"""The people of an evening, each at a browser of their own, and what they do and see.

Everything goes through the buttons and fields as they are named on the screen. What goes wrong unseen (an error in
the console, a breach of the content security policy) is gathered, and fails the test at its end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from .serving import Server

PATIENCE = 20_000  # milliseconds, on a busy machine
expect.set_options(timeout=PATIENCE)

LAPTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
WALL = {"viewport": {"width": 1920, "height": 1080}}
# What a browser itself says of a line that is lost or refused.
OFFLINE = r"net::ERR_|WebSocket connection|status of 403|^htmx:(sendError|afterRequest)"
TELL_OF_CSP = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`))"""
# Everything of one's own to write in or to press, the private notes apart.
OWN_FIELDS = "#compose :is(textarea, input:not([type=hidden]), select, .mark), #mine [data-advice]"
POST = """async ({path, fields}) => {
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  return (await fetch(path, {method: "POST", headers, body: new URLSearchParams(fields)})).status;
}"""


class Person:
    """Somebody at a screen. `wrong` is what the browser complained of, `forgiven` what it may complain of."""

    def __init__(self, browser: Browser, url: str, name: str, **options: Any) -> None:
        init_script = options.pop("init_script", "")
        self.name, self.url = name, url
        self.wrong: list[str] = []
        self.forgiven: list[str] = []
        self.context: BrowserContext = browser.new_context(
            base_url=url, locale=options.pop("locale", "nl-NL"), reduced_motion="reduce", **options
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.add_init_script(TELL_OF_CSP)
        if init_script:
            self.context.add_init_script(init_script)
        self.context.on("console", lambda said: said.type == "error" and self.wrong.append(said.text))
        self.context.on("weberror", lambda error: self.wrong.append(str(error.error)))
        self.page: Page = self.context.new_page()

    def __repr__(self) -> str:
        return self.name

    # -- doing -------------------------------------------------------------------------------------------------------

    def goes_to(self, path: str) -> Person:
        self.page.goto(path)
        return self

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    def press(self, name: str) -> None:
        """Press a button, once what was pressed before has been answered."""
        self.page.wait_for_load_state()  # a page that was just made anew is not listening yet
        self.rests()
        self.button(name).first.click()

    def agrees(self, question: str) -> None:
        """Answer yes to what a button asked before it acts."""
        expect(self.page.get_by_role("dialog", name=question)).to_be_visible()
        self.button("Ja").click()

    def rests(self) -> None:
        """No request of this page is under way."""
        expect(self.page.locator(".htmx-request")).to_have_count(0)

    def fill(self, label: str, text: str) -> None:
        self.field(label).fill(text)

    def put_up(self, label: str, text: str) -> None:
        """Write something and lay it on the flap."""
        self.fill(label, text)
        self.press("Leg op de flap")
        expect(self.page.locator("#compose .own")).to_contain_text(text)

    def note(self, text: str) -> None:
        """Write in the private notes."""
        self.open_pad()
        self.page.locator("[data-private]").fill(text)
        expect(self.page.locator("#pad [data-draft-state]")).to_have_text("Opgeslagen, alleen voor jou.")

    def open_pad(self) -> None:
        self.page.locator("#pad").evaluate("pad => pad.open = true")

    def weighs(self, text: str, mark: str) -> None:
        """Press a mark of the card on which this text stands."""
        button = self.card(text).get_by_role("button", name=mark, exact=True)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")

    def card(self, text: str) -> Locator:
        return self.page.locator("#compose .card", has_text=text)

    def posts(self, path: str, **fields: Any) -> int:
        """A request of this page's own, as a press would make it; its status. For what a test prepares."""
        fields = {name: str(value) for name, value in fields.items()}
        return self.page.evaluate(POST, {"path": path, "fields": fields})

    # -- seeing ------------------------------------------------------------------------------------------------------

    @property
    def stage(self) -> Locator:
        return self.page.locator("#stage")

    @property
    def flap(self) -> Locator:
        return self.page.locator("#flap")

    @property
    def clock(self) -> Locator:
        return self.page.locator("time-left")

    @property
    def own_fields(self) -> Locator:
        return self.page.locator(OWN_FIELDS)

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def sees_not(self, text: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(text)

    def is_at(self, step: int, activity: str | None = None) -> None:
        expect(self.stage).to_have_attribute("data-phase", "running")
        expect(self.stage).to_have_attribute("data-step", str(step))
        expect(self.stage).to_have_attribute("data-round", "1")
        if activity is not None:
            expect(self.stage).to_have_attribute("data-activity", activity)

    def is_connected(self) -> Person:
        expect(self.page.locator("html")).to_have_attribute("data-link", "open")
        return self

    def until(self, script: str, argument: Any = None) -> Any:
        """What a function in the page answers, as soon as that is something."""
        return eventually(self.page, lambda: self.page.evaluate(script, argument))

    def minds(self) -> list[str]:
        """What went wrong, without what was to be expected."""
        return [said for said in self.wrong if not any(re.search(pattern, said) for pattern in self.forgiven)]


def eventually(page: Page, ask: Callable[[], Any], every: float = 50, patience: float = PATIENCE) -> Any:
    """The first answer that is true; the page goes on living meanwhile."""
    for _ in range(int(patience / every)):
        if answer := ask():
            return answer
        page.wait_for_timeout(every)
    raise AssertionError(f"nothing came of it in {patience / 1000:.0f} s")


class Room:
    """All of one session: Marieke's laptop is the `desk`, the others have `phones`, a `screen` is on the wall."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.browser, self.server = browser, server
        self.desk = Person(browser, server.url, "Marieke", **LAPTOP)
        self.phones: dict[str, Person] = {}
        self.screen: Person | None = None
        self.strangers: list[Person] = []
        self.code = ""

    # -- coming in ---------------------------------------------------------------------------------------------------

    def open(
        self, method: str = "tien-stappen", *, together: bool = False, programme: str = "Alleen een methode"
    ) -> Room:
        """Marieke logs in by the demo's link and opens a lobby; together: without a begeleider.

        method: "" where the programme has its own.
        """
        self.desk.goes_to(self.server.login).goes_to("/sessies/nieuw/")
        self.desk.page.get_by_text(programme, exact=True).click()  # its label lies over it
        if method:
            self.desk.field("Methode").select_option(method)
        self.desk.field("We doen het zonder begeleider").set_checked(together)
        self.desk.press("Open de lobby")
        self.read_code()
        return self

    def read_code(self) -> None:
        self.desk.page.wait_for_url(re.compile(r"/live/\w+/$"))
        self.code = self.desk.page.url.rstrip("/").rpartition("/")[2]

    @property
    def live(self) -> str:
        return f"/live/{self.code}/"

    def stranger(self, name: str, url: str = "", **options: Any) -> Person:
        """Somebody with a phone, who is not in the session."""
        self.strangers.append(Person(self.browser, url or self.server.url, name, **{**PHONE, **options}))
        return self.strangers[-1]

    def knocks(self, name: str, url: str = "", **options: Any) -> Person:
        """Somebody types their name at the door."""
        phone = self.stranger(name, url, **options)
        self.strangers.remove(phone)
        self.phones[name] = phone.goes_to(f"/j/{self.code}/")
        phone.fill("Naam", name)
        phone.press("Klop aan")
        phone.page.wait_for_url(f"**{self.live}")
        return phone

    def let_in(self, name: str, url: str = "", **options: Any) -> Person:
        """Somebody knocks and is let in."""
        phone = self.knocks(name, url, **options)
        self.desk.press(f"Laat binnen {name}")
        phone.sees("Hand opsteken" if self.running else "Welkom")
        return phone

    @property
    def running(self) -> bool:
        return self.desk.stage.get_attribute("data-phase") == "running"

    def gather(self, *names: str, presenter: str = "") -> Room:
        """Let these people in, and give one of them the role of inbrenger."""
        for name in names:
            self.let_in(name)
        if presenter:
            self.make_presenter(presenter)
        return self

    def seat(self, name: str) -> Locator:
        """Somebody's line in the list of people on the desk."""
        return self.desk.page.locator(".seat-row").filter(
            has=self.desk.page.locator(".who", has_text=re.compile(f"^{name}$"))
        )

    def in_seat(self, name: str, button: str) -> None:
        """Open somebody's line on the desk, and press a button there."""
        pressed = self.seat(name).get_by_role("button", name=button)
        if not pressed.is_visible():
            self.seat(name).locator("summary").click()
        pressed.click()

    def make_presenter(self, name: str) -> None:
        self.in_seat(name, "Wordt inbrenger")
        expect(self.seat(name).locator(".role-tag")).to_have_text("inbrenger")

    def hang_screen(self) -> Person:
        """The big screen, opened from the begeleider's own browser on the wall."""
        self.screen = Person(self.browser, self.server.url, "het scherm", **WALL)
        self.screen.goes_to(self.server.login).goes_to(f"{self.live}scherm/")
        return self.screen

    # -- moving on ---------------------------------------------------------------------------------------------------

    def start(self, step: int = 1) -> None:
        """Begin, and go to a step."""
        self.desk.press("Start")
        self.desk.is_at(1)
        expect(self.desk.button("Vorige stap")).to_be_visible()
        self.desk.rests()
        if step > 1:
            self.go_to(step)

    def next_step(self) -> None:
        self.desk.press("Volgende stap")

    @property
    def leg(self) -> int:
        """The leg of the plan that the desk is at."""
        return int(self.desk.page.locator(".plan [aria-current]").get_attribute("data-leg") or 0)

    def command(self, **fields: Any) -> None:
        """A command by the desk's page itself, for what a test prepares."""
        self.desk.rests()
        assert self.desk.posts(f"{self.live}command/", **fields) == 200

    def go_to(self, step: int) -> None:
        if self.desk.stage.get_attribute("data-step") != str(step):
            self.command(verb="goto", to=step - 1)
        self.all_at(step)
        leaving = re.compile(rf'"leaving": {step - 1}\b')
        expect(self.desk.button("Vorige stap")).to_have_attribute("hx-vals", leaving)

    def all_in(self, part: int, step: int) -> None:
        """Every screen shows this part of the meeting, and this step of it (counted from 1)."""
        for person in self.everyone:
            expect(person.stage).to_have_attribute("data-round", str(part))
            expect(person.stage).to_have_attribute("data-step", str(step))

    def go_on_to(self, part: int, step: int) -> None:
        """Step by step, past what another test plays."""
        there = self.desk.page.locator(f"#stage[data-round='{part}'][data-step='{step}']")
        while not there.count():
            leg = self.leg
            self.command(verb="next", leaving=leg)
            expect(self.desk.page.locator(".plan [aria-current]")).not_to_have_attribute("data-leg", str(leg))
        self.all_in(part, step)

    def all_at(self, step: int, activity: str | None = None) -> None:
        for person in self.everyone:
            person.is_at(step, activity)

    @property
    def everyone(self) -> Iterable[Person]:
        """All screens of the session: the desk, the phones, the wall."""
        return [self.desk, *self.phones.values(), *([self.screen] if self.screen else [])]

    # -- leaving -----------------------------------------------------------------------------------------------------

    def close(self) -> dict[str, list[str]]:
        """Close every browser; what went wrong unseen, by person."""
        everyone = [*self.everyone, *self.strangers]
        for person in everyone:
            person.context.close()
        return {person.name: person.minds() for person in everyone if person.minds()}
