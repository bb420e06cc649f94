"""Every screen for every role: what axe-core finds against WCAG 2.2 AA, on a phone and a laptop, in light and dark.

And nothing has to be scrolled sideways. The sessions are prepared once per worker; each test only takes them to a
state.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from .people import WALL, Person, Room

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# axe-core ships with axe-playwright-python; by `evaluate` it needs no place in the content security policy.
RUN = """async (tags) => {
  const {violations} = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  const where = ({target, failureSummary}) => `${target.join(" ")} ${failureSummary}`;
  return violations.map(({id, nodes}) => `${id}: ${nodes.map(where).join("; ")}`);
}"""
DESKTOP = {"is_mobile": False, "has_touch": False}
# The laptop is tall: what the edge of a scrolled column cuts in half is not too small to press.
PHONE, TABLET, LAPTOP = (390, 844), (820, 1180), (1440, 1400)


def findings(page: Page, sizes) -> list[str]:
    """What is wrong with a page, over sizes and colour schemes."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = []
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        if wide := page.evaluate("Math.max(0, document.documentElement.scrollWidth - innerWidth)"):
            found.append(f"{width}: {wide} px too wide")
        for scheme in ("light", "dark") if (width, height) != TABLET else ():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += [f"{width} {scheme}: {finding}" for finding in page.evaluate(RUN, TAGS)]
    return found


class Evening:
    """Sessions in the middle of their life, each made when it is first asked for."""

    def __init__(self, browser: Any, server: Any) -> None:
        self.browser, self.server = browser, server
        self.rooms: list[Room] = []

    def room(self, method: str = "tien-stappen") -> Room:
        self.rooms.append(Room(self.browser, self.server).open(method))
        return self.rooms[-1].gather("Amina", "Bram", "Joost", presenter="Amina")

    @cached_property
    def ten(self) -> Room:
        """The ten-step method with something on every sheet."""
        room = self.room()
        room.hang_screen()
        amina, bram, joost = (room.phones[name] for name in ("Amina", "Bram", "Joost"))
        room.start(2)
        bram.put_up("Jouw vraag", "Wat gebeurt er in jou als het stil wordt?")
        joost.put_up("Jouw vraag", "Wanneer ging het wel goed?")
        room.go_to(3)
        amina.weighs("als het stil wordt", "warm")
        room.go_to(4)
        amina.weighs("als het stil wordt", "Liever niet")
        room.go_to(6)
        bram.put_up("Mijn probleem is …", "dat ik bang ben voor de stilte.")
        room.go_to(8)
        amina.put_up("Mijn probleem is …", "dat ik het alleen doe.")
        amina.put_up("Mijn probleem is …", "dat ik te snel de stilte vul.")
        room.go_to(9)
        bram.put_up("Ik adviseer je om …", "drie tellen te wachten.")
        room.go_to(10)
        amina.fill("Wat heb je geleerd?", "Dat stilte werkt.")
        amina.press("Leg op de flap")
        bram.press("Hand opsteken")
        room.strangers.append(room.knocks("Lieke"))
        del room.phones["Lieke"]
        return room

    @cached_property
    def circle(self) -> Room:
        """A method with rounds of turns and private notes."""
        room = self.room("reflecterend-team")
        room.hang_screen()
        room.start()
        return room

    @cached_property
    def supervision(self) -> Room:
        """A supervision with Amina's case; the supervisor steers and writes."""
        self.rooms.append(Room(self.browser, self.server).open("", programme="Supervisie"))
        room = self.rooms[-1].gather("Amina", "Bram")
        room.in_seat("Amina", "Wordt inbrenger")
        room.hang_screen()
        room.start()
        return room

    @cached_property
    def together(self) -> Room:
        """Without a begeleider, somebody at the door, one who keeps the time, and looking back."""
        self.rooms.append(Room(self.browser, self.server).open(together=True))
        room = self.rooms[-1].gather("Amina", "Bram")
        room.knocks("Lieke")
        bram = room.phones["Bram"]
        bram.page.locator(".seat-row", has_text="Amina").locator("summary").click()
        bram.press("Wordt inbrenger Amina")
        expect(room.phones["Amina"].page.locator("#role")).to_have_text("inbrenger")
        bram.press("Bewaakt de tijd Amina")
        bram.press("Start")
        bram.press("Volgende stap")
        bram.is_at(2, "questions")
        return room

    @cached_property
    def lobby(self) -> Room:
        room = self.room()
        room.hang_screen()
        room.knocks("Lieke")
        room.knocks("bram")
        return room

    @cached_property
    def closed(self) -> Room:
        room = self.room()
        room.hang_screen()
        room.start()
        room.command(verb="finish")
        for person in room.everyone:
            expect(person.stage).to_have_attribute("data-phase", "closed")
        return room

    @cached_property
    def gone(self) -> Room:
        """Somebody removed, somebody who left, and somebody who was not let in."""
        room = self.room()
        for person in room.everyone:
            person.forgiven.append("status of 404")  # what a screen asks for while it is being shown out
        room.in_seat("Amina", "Haal uit de sessie")
        room.desk.agrees("Amina uit de sessie halen?")
        room.phones["Amina"].sees("Tot ziens")
        room.phones["Bram"].press("Verlaat de sessie")
        room.phones["Bram"].agrees("De sessie verlaten? Je kunt terugkomen.")
        room.phones["Bram"].sees("Je hebt de sessie verlaten")
        lieke = room.knocks("Lieke")
        lieke.forgiven.append("status of 404")
        lieke.sees("Je hebt aangeklopt")
        room.desk.button("Niet Lieke").click()
        room.phones["Lieke"].sees("Je bent niet binnengelaten")
        return room

    @cached_property
    def guest(self) -> Person:
        guest = self.lobby.stranger("gast")
        guest.forgiven.append("status of 404")
        return guest

    @cached_property
    def begeleider(self) -> Person:
        """The begeleider's browser, away from any session."""
        person = self.lobby.stranger("begeleider", **DESKTOP)
        return person.goes_to(self.server.login)

    @cached_property
    def coordinator(self) -> Person:
        """The browser of who plans for the demo's group."""
        person = self.lobby.stranger("coördinator", **DESKTOP)
        return person.goes_to(self.server.coordinator)

    def at(self, room: Room, step: int, **command: Any) -> Room:
        """A session at a step with its clock running, and then one command more."""
        room.go_to(step)
        expect(room.desk.clock).to_have_attribute("mode", "running")
        if command:
            room.command(**command)
        return room

    def seat(self, room: Room, who: str) -> Person:
        return {
            "desk": room.desk,
            "screen": room.screen,
            "inbrenger": room.phones["Amina"],
            "groepslid": room.phones["Bram"],
        }[who]


@pytest.fixture(scope="module")
def evening(browser, server):
    evening = Evening(browser, server)
    yield evening
    assert [wrong for room in evening.rooms if (wrong := room.close())] == []


SEATS = ("desk", "inbrenger", "groepslid", "screen")


def sizes(who: str):
    """The wall is never a phone."""
    return (
        (LAPTOP, (WALL["viewport"]["width"], WALL["viewport"]["height"]))
        if who == "screen"
        else (PHONE, TABLET, LAPTOP)
    )


@pytest.mark.parametrize("who", SEATS)
@pytest.mark.parametrize("step", [2, 3, 4, 5, 6, 8, 9, 10])
def test_the_ten_steps(evening, step, who):
    person = evening.seat(evening.at(evening.ten, step), who)
    assert findings(person.page, sizes(who)) == []


@pytest.mark.parametrize("who", SEATS)
@pytest.mark.parametrize("step", [1, 4, 5])
def test_a_round_of_turns(evening, step, who):
    person = evening.seat(evening.at(evening.circle, step), who)
    assert findings(person.page, sizes(who)) == []


@pytest.mark.parametrize(("part", "step"), [(1, 2), (1, 3), (2, 1), (2, 2), (2, 3), (2, 4)])
def test_a_supervision(evening, part, step):
    room = evening.supervision
    room.go_on_to(part, step)
    for who in SEATS:
        assert findings(evening.seat(room, who).page, sizes(who)) == [], who


@pytest.mark.parametrize("who", SEATS)
@pytest.mark.parametrize("verb", ["pause", "halt"])
def test_the_clock_stands_still(evening, verb, who):
    room = evening.at(evening.ten, 5, verb=verb)  # a step for which the phones lie away, dimmed
    person = evening.seat(room, who)
    expect(person.clock).to_have_attribute("state", "still")
    assert findings(person.page, sizes(who)) == []
    room.command(verb="resume")


@pytest.mark.parametrize("who", SEATS)
def test_time_over(evening, who):
    room = evening.at(evening.circle, 3)
    evening.server.let_pass(room.code, 700)
    room.command(verb="pause")
    room.command(verb="resume")
    person = evening.seat(room, who)
    expect(person.clock).to_have_attribute("state", "over")
    assert findings(person.page, sizes(who)) == []


@pytest.mark.parametrize("who", SEATS)
@pytest.mark.parametrize("phase", ["lobby", "closed"])
def test_before_and_after(evening, phase, who):
    person = evening.seat(getattr(evening, phase), who)
    assert findings(person.page, sizes(who)) == []


DIALOGS: dict[str, Callable[[Room], None]] = {
    "more": lambda room: room.desk.press("Meer"),
    "look as": lambda room: room.desk.press("Bekijk als"),
    "finish": lambda room: room.desk.press("Sessie afsluiten"),
    "help": lambda room: (
        room.desk.page.evaluate("document.activeElement.blur()"),
        room.desk.page.keyboard.press("?"),
    ),
    "lay back": lambda room: lay_back(room),
    "ask": lambda room: room.in_seat("Bram", "Haal uit de sessie"),
}


def lay_back(room: Room) -> None:
    room.desk.page.locator("[id^=d-] summary").all() and room.desk.page.locator("[id^=d-] summary").first.click()
    room.desk.page.get_by_role("button", name="Leg terug: Wat").click()


@pytest.mark.parametrize("dialog", DIALOGS)
def test_the_dialogs_of_the_desk(evening, dialog):
    room = evening.at(evening.ten, 2)
    room.desk.page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    DIALOGS[dialog](room)
    opened = room.desk.page.get_by_role("dialog")
    expect(opened).to_be_visible()
    assert findings(room.desk.page, (PHONE, TABLET, LAPTOP)) == []
    room.desk.page.keyboard.press("Escape")
    expect(opened).to_have_count(0)


def test_the_folds_of_the_desk(evening):
    room = evening.at(evening.ten, 2)
    room.desk.page.evaluate("document.querySelectorAll('details').forEach((fold) => (fold.open = true))")
    assert findings(room.desk.page, (PHONE, TABLET, LAPTOP)) == []
    room.desk.page.reload()


TOGETHER: dict[str, Callable[[Person], None]] = {
    "as it is": lambda bram: None,
    "more": lambda bram: bram.page.locator(".steer-more summary").click(),
    "settings": lambda bram: (
        bram.page.locator(".steer-more summary").click(),
        bram.press("Code en instellingen"),
    ),
    "people": lambda bram: bram.page.locator("#who > summary").click(),
    "looking back": lambda bram: bram.press("Eerdere vellen"),
}


@pytest.mark.parametrize("what", TOGETHER)
def test_without_a_begeleider(evening, what):
    bram = evening.together.phones["Bram"]
    bram.page.reload()
    bram.is_at(2, "questions")
    TOGETHER[what](bram)
    assert findings(bram.page, (PHONE, TABLET, LAPTOP)) == []


@pytest.mark.parametrize("level", ["short", "clock"])
@pytest.mark.parametrize("who", SEATS)
def test_with_less_guidance(evening, who, level):
    room = evening.at(evening.ten, 2)
    assert room.desk.posts(f"{room.live}guidance/", guidance=level) == 200
    for name in ("Amina", "Bram"):
        expect(room.phones[name].stage).to_have_attribute("data-guidance", level)
    assert findings(evening.seat(room, who).page, sizes(who)) == []
    room.desk.posts(f"{room.live}guidance/", guidance="full")


@pytest.mark.parametrize("name", ["Amina", "Bram", "Lieke"])
def test_goodbye(evening, name):
    assert findings(evening.gone.phones[name].page, (PHONE, TABLET, LAPTOP)) == []


@pytest.mark.parametrize("where", ["door", "look as", "write down", "notes open"])
def test_other_live_screens(evening, where):
    room = evening.at(evening.ten, 2)
    if where == "door":
        page = evening.lobby.phones["Lieke"].page
    elif where == "look as":
        page = evening.begeleider.goes_to(f"{room.live}als/groepslid/").page
    elif where == "write down":
        room.desk.page.locator("#write-for summary").click()
        room.desk.press("Bram")
        expect(room.desk.field("Jouw vraag")).to_be_visible()
        page = room.desk.page
    else:
        room.phones["Bram"].open_pad()
        page = room.phones["Bram"].page
    assert findings(page, (PHONE, TABLET, LAPTOP)) == []


@pytest.mark.parametrize(
    "path",
    ["/", "/account/inloggen/", "/account/inloggen/wachtwoord/", "/methoden/", "/methoden/tien-stappen/", "/niets/"],
)
def test_pages_for_everybody(evening, path):
    assert findings(evening.guest.goes_to(path).page, (PHONE, TABLET, LAPTOP)) == []


def test_join(evening):
    assert findings(evening.guest.goes_to(f"/j/{evening.lobby.code}/").page, (PHONE, TABLET, LAPTOP)) == []


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/j/",
        "/sessies/nieuw/",
        "/account/",
        "/account/adres/",
        "/account/wachtwoord/",
        "/account/wachtwoord/weg/",
        "/account/uitnodigen/",
    ],
)
def test_pages_of_a_begeleider(evening, path):
    assert findings(evening.begeleider.goes_to(path).page, (PHONE, TABLET, LAPTOP)) == []


GROUP = "/groepen/1/"  # the demo's
PLANNED = ["", "mensen/", "mensen/nieuw/", "mensen/lijst/", "mensen/1/", "instellingen/", "contract/", "afspraken/"]
PLANNED += ["traject/", "bijeenkomst/nieuw/"]
PLANNED += [f"bijeenkomst/4/{page}" for page in ("", "wijzigen/", "afgelasten/")]  # the next one
PLANNED += ["bijeenkomst/3/", "bijeenkomst/3/aanwezigheid/", "post/", "mensen/3/bewijs/"]


@pytest.mark.parametrize(
    "path", ["/overzicht/", "/groepen/nieuw/", "/link-kwijt/", *(GROUP + path for path in PLANNED)]
)
def test_pages_of_a_coordinator(evening, path):
    person = evening.coordinator.goes_to(path)
    expect(person.page.get_by_role("heading", level=1)).to_be_visible()
    assert findings(person.page, (PHONE, TABLET, LAPTOP)) == []


# The demo's supervision: Marieke supervises, Nadia takes part.
@pytest.mark.parametrize(
    ("who", "path"),
    [
        *(("begeleider", path) for path in ("/groepen/2/", "/groepen/2/bijeenkomst/12/", "/mijn-groep/2/")),
        *(
            ("coordinator", f"/mijn-groep/2/{page}")
            for page in ("", "voornemens/", "bewijs/", "bijeenkomst/12/casus/")
        ),
        *((who, "/mijn-groep/2/bijeenkomst/11/reflectie/") for who in ("begeleider", "coordinator")),
    ],
)
def test_pages_of_a_supervision(evening, who, path):
    person = getattr(evening, who).goes_to(path)
    expect(person.page.get_by_role("heading", level=1)).to_be_visible()
    assert findings(person.page, (PHONE, TABLET, LAPTOP)) == []


def test_what_is_wrong_in_a_list_and_the_dates_of_a_series(evening):
    page = evening.coordinator.goes_to(f"{GROUP}mensen/lijst/").page
    evening.coordinator.forgiven.append("status of 422")
    page.get_by_label("Plak een lijst").fill("Noor;noor@voorbeeld.example\nZoë;zoe@nergens")
    page.get_by_role("button", name="Bekijk wat we lezen").click()
    expect(page.get_by_text("lijkt geen e-mailadres")).to_be_visible()
    assert findings(page, (PHONE, TABLET, LAPTOP)) == []
    page = evening.coordinator.goes_to(f"{GROUP}traject/").page
    page.get_by_role("button", name="Bekijk de data").click()
    expect(page.get_by_role("button", name="Plan deze bijeenkomsten")).to_be_visible()
    assert findings(page, (PHONE, TABLET, LAPTOP)) == []


def test_a_poll_from_proposing_to_voting(evening):
    page = evening.coordinator.goes_to(f"{GROUP}prikker/nieuw/").page
    assert findings(page, (PHONE, TABLET, LAPTOP)) == []
    page.get_by_label("Waarvoor zoeken jullie een moment?").fill("Extra bijeenkomst")
    page.get_by_label("Moment 1").fill("2027-03-01T09:30")
    page.get_by_role("button", name="Vraag het de groep").click()
    expect(page.get_by_role("button", name="Kies")).to_be_visible()
    assert findings(page, (PHONE, TABLET, LAPTOP)) == []


def test_the_pages_of_a_member(evening):
    """From the personal link, which asks one tap, to voting for a date and agreeing to the rules."""
    page = evening.coordinator.goes_to(f"{GROUP}mensen/").page
    page.get_by_role("link", name="Joost").click()
    page.get_by_role("button", name="Maak een nieuwe link").click()
    link = page.get_by_label("De link; je ziet hem alleen nu").input_value()
    member = evening.lobby.stranger("lid").goes_to(link)
    assert findings(member.page, (PHONE, TABLET, LAPTOP)) == []
    member.page.get_by_role("button", name="Naar mijn groep").click()
    expect(member.page.get_by_role("heading", name="Volgende keer")).to_be_visible()
    member.page.get_by_role("button", name="Ik kan niet").first.click()
    assert findings(member.page, (PHONE, TABLET, LAPTOP)) == []
    member.page.get_by_role("link", name="Ander adres").click()
    member.page.get_by_label("Nieuw e-mailadres").fill("joost@elders.example")
    member.page.get_by_role("button", name="Mail mij een code").click()
    expect(member.page.get_by_role("heading", name="Kijk in je mail")).to_be_visible()
    assert findings(member.page, (PHONE, TABLET, LAPTOP)) == []
    member.page.locator(".kicker a").click()
    member.page.get_by_role("link", name="Onze afspraken").click()
    expect(member.page.get_by_role("button", name="Ik ga akkoord")).to_be_visible()
    assert findings(member.page, (PHONE, TABLET, LAPTOP)) == []


@pytest.mark.parametrize("path", ["report/", "erase/"])
def test_pages_of_a_session_that_is_over(evening, path):
    page = evening.begeleider.goes_to(evening.closed.live + path).page
    assert findings(page, (PHONE, TABLET, LAPTOP)) == []
