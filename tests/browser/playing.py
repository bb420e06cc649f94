"""A method played from its opening to its closing by a begeleider and a group, as its document says.

The document says who may write what in each step; the players (players.py) know how one does it on the screen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, expect

from sessions.activities import registry
from sessions.roles import Advice, Role

from .people import WALL, Person, Room
from .players import PLAYERS
from .tape import Tape

NAMES = ("Amina", "Bram", "Joost", "Lieke", "Noor", "Samir", "Tess", "Wouter")
PHONES = 4
LIGHT = {"device_scale_factor": 1}
# What one screen shows of where the group is, and of what can be written there.
GLANCE = """() => {
  const count = (selector) => document.querySelectorAll(selector).length;
  const stage = document.getElementById("stage");
  return {
    at: [stage.dataset.phase, stage.dataset.round, stage.dataset.step, stage.querySelector("h1").textContent],
    role: document.body.dataset.role,
    fields: count("#compose :is(textarea, input:not([type=hidden]), select, button:not(.write-down button))"),
    elsewhere: count("#main :is(textarea, input:not([type=hidden]), select)") -
      count("#compose :is(textarea, input:not([type=hidden]), select)"),
    notes: count("[data-private]"),
    advice: count("[data-advice]"),
    blocks: [...document.querySelectorAll("#compose .block")].map((block) => block.id),
  };
}"""

# What cannot be read on the wall from six metres: a text under 32 px, or what stands outside the screen.
TOO_FAR = """() => {
  const says = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const shown = (element) => element.checkVisibility() && !element.closest(".sr");
  const small = (element) => parseFloat(getComputedStyle(element).fontSize) < 32;
  const outside = ({top, bottom}) => top < 0 || bottom > innerHeight;
  const texts = [...document.querySelectorAll("#main *")].filter((element) => says(element) && shown(element));
  const whole = [document.querySelector("time-left"), document.getElementById("stage")];
  const unread = [...texts.filter(small), ...whole.filter((element) => outside(element.getBoundingClientRect()))];
  return unread.map((element) => element.outerHTML.slice(0, 120));
}"""

# The server has everything that was typed.
ALL_KEPT = "() => !Object.keys(sessionStorage).some((name) => name.startsWith('draft:'))"


@dataclass(frozen=True)
class Word:
    """A word that nobody else wrote: whose it is, in which leg of the evening, whether it stays with its writer."""

    text: str
    author: Person
    at: int
    private: bool = False


class Play:
    """One evening. `steps` are the document's in the order in which they come up, those of a loop each time."""

    def __init__(self, room: Room, method: dict[str, Any]) -> None:
        self.room, self.method = room, method
        self.steps: list[dict[str, Any]] = list(method["steps"])
        self.at, self.pk, self.part = 0, "", 0
        self.silences = 0  # that closed a step so far; each is a leg of its own
        self.leader: Person = room.desk
        self.presenter: Person | None = None
        self.roles: dict[Person, str] = {}
        self.words: list[Word] = []
        self.brought: list[Person | None] = []  # who was inbrenger at the end of each leg
        self.tapes: dict[Person, Tape] = {}
        self.revealed = self.presenter_had_turn = False
        self.looped: list[Any] = []
        self.pairs: list[str] = []  # the names of each, as they stand on the flap

    # -- who is there ------------------------------------------------------------------------------------------------

    @property
    def step(self) -> dict[str, Any]:
        return self.steps[self.at]

    @property
    def group(self) -> list[Person]:
        """Everybody but whoever guards the process, in the order of their seats."""
        return [p for p in (*self.room.phones.values(), self.room.desk) if p is not self.leader]

    def row(self, person: Person) -> dict[str, Any]:
        """What the document gives this person to do now; without a row of their own, what a member does."""
        rows = self.step["rows"]
        return rows.get(self.roles[person]) or rows.get(Role.MEMBER) or {}

    def writers(self, key: str) -> list[Person]:
        return [p for p in (self.leader, *self.group) if key in self.row(p).get("writes", [])]

    def holding(self, *roles: str) -> list[Person]:
        return [p for p in self.group if self.roles[p] in roles]

    def partners(self, person: Person) -> list[Person]:
        """Who works with this person in a pair or small group."""
        mine = next((names for names in self.pairs if person.name in names), "")
        return [p for p in self.group if p is not person and p.name in mine]

    def named(self, name: str) -> Person:
        return next(p for p in self.room.everyone if p.name == name)

    # -- coming in ---------------------------------------------------------------------------------------------------

    def gather(self) -> None:
        """The lobby opens, everybody knocks and is let in together; where the method gives one, an inbrenger."""
        room = self.room
        self.tapes[room.desk] = Tape(room.desk)
        room.open(self.method["slug"])
        room.screen = Person(room.browser, room.server.url, "het scherm", **WALL)
        self.tapes[room.screen] = Tape(room.screen)
        room.screen.goes_to(room.server.login).goes_to(f"{room.live}scherm/")
        for name in NAMES[: max(PHONES, self.method.get("group", {}).get("min", 0))]:
            phone = room.stranger(name, **LIGHT)
            self.tapes[phone] = Tape(phone)
            self.knock(room.strangers.pop())
        room.desk.press("Laat iedereen binnen")
        for phone in room.phones.values():
            phone.page.wait_for_selector('body[data-place="phone"]', state="attached")
        if self.method.get("presenter", "given") == "given":
            room.make_presenter(NAMES[0])

    def knock(self, person: Person) -> None:
        self.room.phones[person.name] = person.goes_to(f"/j/{self.room.code}/")
        person.fill("Naam", person.name)
        person.press("Klop aan")
        person.page.wait_for_url(f"**{self.room.live}")

    # -- from step to step -------------------------------------------------------------------------------------------

    def to_the_end(self) -> None:
        self.leader.press("Start")
        self.enter()
        self.leave_out_and_take_back()
        for person in self.group:
            self.note(person)
        while self.act():
            self.enter()
        self.finish()

    def leave_out_and_take_back(self) -> None:
        """What may be left out can be, and can be done after all."""
        for step in self.steps:
            if step.get("optional"):
                line = self.leader.page.locator(".plan li", has_text=step["title"])
                line.locator("summary").click()
                for press in ("Sla over", "Toch doen"):
                    line.get_by_role("button", name=press).click()
                expect(line).not_to_have_attribute("data-out", "")

    def act(self) -> bool:
        """Play the present step, and leave it; false: it was the last one."""
        halves = 2 in (len(row["speaks"]) for row in self.step["rows"].values() if isinstance(row["speaks"], list))
        for sheet in map(self.sheet, self.step["activities"]):
            PLAYERS[sheet.kind](self, sheet)
            if halves and self.part == 0 and sheet.kind not in {"talk", "casting"}:
                self.switch()
        return self.leave()

    def sheet(self, activity: dict[str, Any]) -> Sheet:
        """An activity of the step, as what runs where its kind is not built yet."""
        return Sheet(self, registry.get(activity["kind"]).kind, activity.get("key", activity["kind"]), activity)

    def enter(self) -> None:
        """Everybody is in the step, with what their row gives to write, and nothing else."""
        self.part = 0
        clock = self.leader.page.locator(f'time-left[step$="-{self.leg}"]')
        clock.wait_for(state="attached")
        self.pk = clock.get_attribute("step").partition("-")[0]
        seen = {person: self.glance(person) for person in self.room.everyone}
        here = seen[self.leader]["at"]
        assert here[3] == self.step["title"]
        for person, glance in seen.items():
            assert glance["at"] == here, person
        self.roles = {person: glance["role"] for person, glance in seen.items()}
        self.presenter = next(iter(self.holding(Role.PRESENTER)), None)
        for person in (self.leader, *self.group):
            self.finds_what_the_row_gives(person)
        self.has_fresh_buttons()
        assert seen[self.room.screen]["fields"] == seen[self.room.screen]["elsewhere"] == 0

    def glance(self, person: Person) -> dict[str, Any]:
        """What somebody's screen shows, once it is in the step."""
        person.page.wait_for_selector(f'time-left[step="{self.pk}-{self.leg}"]', state="attached")
        return person.page.evaluate(GLANCE)

    def finds_what_the_row_gives(self, person: Person) -> None:
        mine = [sheet for sheet in map(self.sheet, self.step["activities"]) if person in sheet.writers]
        mine = [sheet for sheet in mine if sheet.kind != registry.PLAIN]
        wanted = "".join(f":has(#{sheet.pk})" for sheet in mine) or ":not(:has(.block))"
        person.page.wait_for_selector(f"#compose{wanted}", state="attached")
        seen = person.page.evaluate(GLANCE)
        assert sorted(seen["blocks"]) == sorted(sheet.pk for sheet in mine), person
        assert (seen["notes"], seen["elsewhere"]) == (1, 1), person
        writes = any(registry.get(sheet.kind).form_class for sheet in mine)
        assert writes or not seen["fields"], f"{person} has something to write in {self.step['title']}"
        due = [Advice(step.get("advice", Advice.NO)).due for step in self.steps[: self.at + 1]]
        assert due[-1] or not seen["advice"], f"{person} has a field for advice in {self.step['title']}"
        assert any(due) or not self.tapes[person].holds("data-advice"), f"{person} was sent a field for advice"

    def has_fresh_buttons(self) -> None:
        """The begeleider's buttons are those of this leg: a press on what is just being replaced is lost."""
        self.leader.page.wait_for_selector(f'#turn [data-key-back][hx-vals$=": {self.leg}}}"]', state="attached")

    @property
    def leg(self) -> int:
        """The place in the plan of the step that is played."""
        return self.at + self.silences

    def be_still(self) -> None:
        """The silence that closes the step: every screen is calm, and nobody has a field but their notes."""
        # Not pressed: the press that ends it would be the second on one spot within half a second (double-tap.js).
        assert self.leader.posts(f"{self.room.live}command/", verb="next", leaving=self.leg) == 200
        self.silences += 1
        self.has_fresh_buttons()
        for person in {*self.room.everyone} - {self.leader}:
            person.page.locator("#stage[data-quiet]", has_text="Even stil").wait_for()
        for person in self.group:
            person.page.wait_for_selector("#compose:not(:has(.block))", state="attached")
            assert not person.page.evaluate(GLANCE)["fields"], person

    def switch(self) -> None:
        """Half-way the word goes to the others."""
        self.leader.press("Wissel het woord")
        self.part = 1
        for person in self.group:
            degrees = self.row(person)["speaks"]
            mood = degrees[1] if isinstance(degrees, list) else degrees
            person.page.locator(f'#stage .banner[data-mood="{mood}"]').wait_for()

    def leave(self) -> bool:
        self.brought.append(self.presenter)
        assert not (unread := self.room.screen.page.evaluate(TOO_FAR)), (
            f"on the wall, in {self.step['title']}: {unread}"
        )
        *before, last = self.step["activities"]
        if before and last.get("mode") == "stillness":
            self.be_still()
        if loop := self.loop():
            self.looped.append(loop)
            again = self.method["steps"][loop["from"] - 1 : loop["to"]]
            self.steps[self.at + 1 : self.at + 1] = again
            self.presenter_had_turn = True
            self.leader.press("Nog een keer")
        elif self.at + 1 == len(self.steps):
            return False
        else:
            self.leader.press("Volgende stap")
        self.at += 1
        return True

    def loop(self) -> dict[str, Any] | None:
        """The loop that ends with this step, the first time."""
        order = self.method["steps"].index(self.step) + 1
        return next((x for x in self.method.get("loops", []) if x["to"] == order and x not in self.looped), None)

    # -- what is written, and who may see it -------------------------------------------------------------------------

    def word(self, author: Person, private: bool = False) -> str:
        """A word of somebody's own, to write."""
        self.words.append(Word(f"kiezel{len(self.words):03}", author, self.at, private))
        return self.words[-1].text

    def note(self, person: Person) -> None:
        """Add a word to the private notes."""
        person.open_pad()
        pad = person.page.locator("[data-private]")
        pad.fill(f"{pad.input_value()} {self.word(person, private=True)}")

    def shown(self, words: Iterable[str], people: Iterable[Person] = ()) -> None:
        """These words stand on everybody's flap."""
        for person in people or self.room.everyone:
            for word in words:
                person.page.locator("#flap", has_text=word).wait_for(state="attached")

    def drawn(self, author: Person, line: str) -> None:
        """A line that somebody drew counts as a word of theirs."""
        self.words.append(Word(line, author, self.at))

    def show(self) -> None:
        """The first time something is hidden the begeleider shows it; after that, the next step does."""
        if not self.revealed:
            self.leader.press("Toon")
        self.revealed = True

    def unknown(self, words: Iterable[str], but: Iterable[Person]) -> None:
        """These words never came to the screens of others."""
        for person in set(self.room.everyone) - set(but):
            page = person.page.content()
            for word in words:
                assert word not in page and not self.tapes[person].holds(word), f"{person} knows {word}"

    # -- the end -----------------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """The chair comes back to who opened the session, and the session closes."""
        if self.leader is not self.room.desk:
            self.room.desk.press("Neem over")
            self.leads(self.room.desk)
        for person in self.group:
            person.until(ALL_KEPT)
        self.leader.press("Sessie afsluiten")
        self.leader.press("Ja, sluit af")
        for person in self.room.everyone:
            person.page.wait_for_selector('#stage[data-phase="closed"]', state="attached")
        for word in self.words:
            if word.private:
                self.unknown([word.text], but=[word.author])
        for person in self.room.phones.values():
            self.takes_home(person)

    def gets(self, person: Person, role: str) -> None:
        """Somebody has a role now, and their screen knows."""
        person.page.wait_for_selector(f'body[data-role="{role}"]', state="attached")
        self.roles[person] = role
        if role == Role.PRESENTER:
            self.presenter, self.presenter_had_turn = person, False

    def leads(self, person: Person) -> None:
        """Somebody has the chair now."""
        self.leader = person
        for each in (person, *self.group):
            place = "desk" if each is person else "phone"
            each.page.wait_for_selector(f'body[data-place="{place}"]', state="attached")

    def takes_home(self, person: Person) -> None:
        """Whoever brought the case takes its flap, everybody else what they wrote themself."""
        person.page.locator(f'#turn a[href="{self.room.live}flap/"]').click()
        person.page.wait_for_url("**/flap/")
        page = person.page.inner_html("main")
        for word in self.words:
            case = person in self.brought and self.brought[word.at] in (person, None)
            due = word.author is person or (case and not word.private)
            assert (word.text in page) == due, f"{word} in what {person} takes home"


@dataclass(frozen=True)
class Sheet:
    """One activity of the step that is played."""

    play: Play
    kind: str
    key: str
    options: dict[str, Any]

    @property
    def writers(self) -> list[Person]:
        return self.play.writers(self.key)

    @property
    def pk(self) -> str:
        """What somebody's own part in it is called on the page."""
        return f"c-{self.play.pk}-{self.key}"

    def mine(self, person: Person) -> Locator:
        return person.page.locator(f"#{self.pk}")

    def on(self, person: Person) -> Locator:
        """The sheet itself, on somebody's screen."""
        return person.page.locator(f'#flap article[data-kind="{self.kind}"]')
