"""How each activity is done on the screen, by everybody whose row lets them: the fields and buttons there really are.

A player is given the play and the sheet (playing.py), and leaves it as a group would: filled, marked, given out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import Locator, expect

from sessions.activities.drawing.strokes import path, read
from sessions.roles import Role

from .people import Person

if TYPE_CHECKING:
    from .playing import Play, Sheet

Player = Callable[["Play", "Sheet"], None]
PLAYERS: dict[str, Player] = {}


def plays(*kinds: str) -> Callable[[Player], Player]:
    """Makes a function the player of these kinds."""

    def keep(player: Player) -> Player:
        PLAYERS.update(dict.fromkeys(kinds, player))
        return player

    return keep


@plays("talk")
def talk(play: Play, sheet: Sheet) -> None:
    """There is nothing to tap."""


# -- writing ---------------------------------------------------------------------------------------------------------


@plays("notes")
def notes(play: Play, sheet: Sheet) -> None:
    for person in sheet.writers:
        play.note(person)


@plays("questions", "evaluation", "action_plan")
def write(play: Play, sheet: Sheet) -> None:
    lay_up(play, sheet, times=1)


@plays("statements")
def finish_a_sentence(play: Play, sheet: Sheet) -> None:
    """Where versions are kept, a second one; where more are asked for, as many."""
    lay_up(play, sheet, times=2 if sheet.options.get("versions") else sheet.options.get("min_per_member") or 1)


def lay_up(play: Play, sheet: Sheet, times: int) -> None:
    """Everybody who may fills the form so many times; all see it at once, or when it is shown."""
    made = {p: [word for n in range(times) for word in hand_in(play, sheet, p, n)] for p in sheet.writers}
    if sheet.options.get("reveal") == "at_end":
        for person, words in made.items():
            partners = play.partners(person) if sheet.options.get("who") == "pairs" else []
            for partner in partners:
                sheet.mine(partner).locator(".theirs", has_text=words[-1]).wait_for(state="attached")
            play.unknown(words, but=[person, *partners, play.leader])
        play.show()
    else:
        play.shown(word for words in made.values() for word in words)


def hand_in(play: Play, sheet: Sheet, person: Person, nth: int = 0) -> list[str]:
    """Fill every field of the form, choose wherever there is a choice (the nth), and lay it on the flap."""
    part, words = sheet.mine(person), []
    for choice in part.locator(".compose-form select").all():
        choice.select_option(index=nth % choice.locator("option").count())
    for group in part.locator(".compose-form fieldset").all():
        radios = group.locator("input[type=radio]")
        radios.nth(nth % radios.count()).check()
    for area in part.locator(".compose-form textarea").all():
        words.append(play.word(person))
        area.fill(f"wat {words[-1]} met je doet")
    submit(part, person)
    part.locator(".own", has_text=words[-1]).wait_for(state="attached")
    return words


def submit(part: Locator, person: Person) -> None:
    person.rests()
    part.locator(".compose-form [type=submit]").first.click()


@plays("topics")
def bring_topics(play: Play, sheet: Sheet) -> None:
    """Everybody one; where that can be, the last says that the first one's is theirs too."""
    writers = sheet.writers
    if sheet.options.get("joint"):
        *writers, last = writers
        lay_up_by(play, sheet, writers)
        sheet.mine(last).get_by_role("button", name="Ook van mij").first.click()
        expect(sheet.on(play.leader).locator(".entry").first).to_contain_text(last.name)
    else:
        lay_up_by(play, sheet, writers)


def lay_up_by(play: Play, sheet: Sheet, people: list[Person]) -> None:
    play.shown(word for n, person in enumerate(people) for word in hand_in(play, sheet, person, n))


@plays("board")
def fill_the_columns(play: Play, sheet: Sheet) -> None:
    """A note in every column; where earlier boards are weighed, a figure for each note."""
    if sheet.options.get("weights"):
        for person in sheet.writers:
            weigh(sheet, person)
        expect(sheet.on(play.leader).locator(".weight").first).to_be_visible()
    else:
        lay_up(play, sheet, times=len(sheet.options["columns"]))


def weigh(sheet: Sheet, person: Person) -> None:
    figures = sheet.mine(person).locator("select.figure")
    for n in range(figures.count()):
        figures.nth(n).select_option(str(n % 10 + 1))
        person.rests()


@plays("table")
def fill_the_cells(play: Play, sheet: Sheet) -> None:
    """Every cell once, whoever fills it; a row of an earlier sheet counts as one."""
    writers = sheet.writers
    for i, person in enumerate(writers):
        choice = sheet.mine(person).locator(".compose-form select").first
        cells = choice.locator("option").count() if choice.count() else 1
        own = range(i, cells, len(writers))  # a later text in a cell takes the place of an earlier one
        play.shown(word for n in own for word in hand_in(play, sheet, person, n))


@plays("harvest")
def gather_the_harvest(play: Play, sheet: Sheet) -> None:
    """Everybody their own sentence, and what the group shares by whoever may write it down."""
    for person in sheet.writers:
        parts = sheet.mine(person).locator(".parts input[type=radio]").count()
        play.shown(word for n in range(max(parts, 1)) for word in hand_in(play, sheet, person, n))


@plays("drawing")
def draw(play: Play, sheet: Sheet) -> None:
    """A line each, by hand."""
    made = {person: one_line(play, sheet, person, n) for n, person in enumerate(sheet.writers)}
    if sheet.options.get("reveal") == "at_end":
        for person, line in made.items():
            play.unknown([line], but=[person, play.leader])
        play.show()
    for person in play.room.everyone:
        expect(sheet.on(person).locator(".drawing")).to_have_count(len(made))


def one_line(play: Play, sheet: Sheet, person: Person, nth: int) -> str:
    """Draw, and lay it on the flap; how the line reads in a page."""
    part, mouse = sheet.mine(person), person.page.mouse
    part.locator("canvas").scroll_into_view_if_needed()
    box = part.locator("canvas").bounding_box()
    x, y = box["x"] + 20 + 17 * nth, box["y"] + 30
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 60, y + 80, steps=3)
    mouse.up()
    line = path(read(part.locator("[data-strokes]").input_value())[0]["points"])
    submit(part, person)
    part.locator(".own .drawing").wait_for(state="attached")
    play.drawn(person, line)
    return line


# -- marking, choosing, deciding -------------------------------------------------------------------------------------


@plays("rating", "answers", "marking")
def mark(play: Play, sheet: Sheet) -> None:
    """Every card a mark, one after another; with a few words where a reason may be given."""
    for person in sheet.writers:
        cards = sheet.mine(person).locator(".card")
        for n in range(cards.count()):
            press_mark(cards.nth(n), n)
        assert cards.count(), f"{person} has nothing to mark"
        if play.roles[person] == Role.PRESENTER:  # who has the cards in hand is not shown them twice
            expect(sheet.on(person)).to_be_hidden()
        if sheet.options.get("reason"):
            give_a_reason(play, sheet, person)


def press_mark(card: Locator, nth: int) -> None:
    marks = card.locator(".mark")
    button = marks.nth(nth % marks.count())
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")


def give_a_reason(play: Play, sheet: Sheet, person: Person) -> None:
    word, form = play.word(person), sheet.mine(person).locator(".reason-form").first
    form.get_by_label("Waarom? Mag leeg blijven.").fill(word)
    form.get_by_role("button", name="Zet erbij").click()
    play.shown([word])


@plays("choice")
def choose(play: Play, sheet: Sheet) -> None:
    """Everybody for the first; then the begeleider makes whoever it belongs to the inbrenger."""
    for person in sheet.writers:
        cards = sheet.mine(person).locator(".card")
        for n in range(cards.count() if sheet.options["by"] == "consensus" else 1):
            press_mark(cards.nth(n), 0)
    cast = sheet.on(play.leader).get_by_role("button", name=re.compile("wordt inbrenger$"))
    if play.presenter is None or play.presenter_had_turn:
        name = cast.first.inner_text().removesuffix(" wordt inbrenger")
        cast.first.click()
        play.gets(play.named(name), Role.PRESENTER)


@plays("decision")
def decide(play: Play, sheet: Sheet) -> None:
    """The inbrenger stops, everybody sees what follows from it; and then goes on after all."""
    for person in sheet.writers:
        sheet.mine(person).get_by_role("button", name="Ik laat het hierbij").click()
        expect(sheet.on(play.leader)).to_contain_text("Stoppen: jullie")
        sheet.mine(person).get_by_role("button", name="Trek in").click()
        sheet.mine(person).get_by_role("button", name="Ik wil verder").click()
        expect(sheet.on(play.leader)).to_contain_text("Verder: hierna komt")


@plays("advice")
def advise(play: Play, sheet: Sheet) -> None:
    """One each; with a list: sign up, get the word, give it, and leave a few words."""
    if not sheet.options.get("signup"):
        return lay_up(play, sheet, times=1)
    for person in sheet.writers:
        sheet.mine(person).get_by_role("button", name="Ik heb een advies").click()
        expect(sheet.on(play.leader).locator(".waiting")).to_contain_text(person.name)
    for person in sheet.writers:
        sheet.on(play.leader).get_by_role("button", name=f"Geef het woord {person.name}").click()
        sheet.mine(person).get_by_text("Jij hebt het woord.").wait_for()
        play.shown(hand_in(play, sheet, person))
        sheet.mine(person).get_by_role("button", name="Gegeven").click()
        sheet.on(play.leader).locator(".turns", has_text=person.name).wait_for()


# -- turns, places, leaves -------------------------------------------------------------------------------------------


@plays("speaking_round", "lookback")
def go_round(play: Play, sheet: Sheet) -> None:
    """Everybody in turn, as often as the method says, until the last who has something more passes."""
    order = play.holding(*(sheet.options.get("by") or list(play.step["rows"])))
    rounds = sheet.options.get("rounds", 1)
    laps = 2 if rounds == "until_exhausted" else rounds
    for lap in range(laps):
        for person in order:
            person.page.locator("#turn .my-turn").wait_for()
            if person in sheet.writers and lap == 0:
                play.shown(hand_in(play, sheet, person))
            silent = lap == laps - 1 and (rounds == "until_exhausted" or person is order[-1])
            take_turn(play, person, passing=silent, handed_on=lap == 0 and person is order[0])
    expect(sheet.on(play.leader)).to_contain_text("Iedereen is aan de beurt geweest.")


def take_turn(play: Play, person: Person, passing: bool, handed_on: bool) -> None:
    """Pass, say that one is done, or (handed_on) whoever passes the turn on does so."""
    passers = [p for p in (play.leader, *play.group) if play.row(p).get("passes_turn")]
    if handed_on and not passing and passers:
        passers[-1].press("Volgende beurt")
    else:
        person.press("Ik pas" if passing else "Klaar")
    expect(person.page.locator("#turn .my-turn")).to_have_count(0)


@plays("walk")
def walk_past(play: Play, sheet: Sheet) -> None:
    """Leaf by leaf to the last one, which everybody sees on top."""
    leaf = re.compile(r"vel (\d+) van (\d+)")
    at, n = map(int, leaf.search(sheet.on(play.leader).locator(".count").inner_text()).groups())
    for turned in range(at + 1, n + 1):
        sheet.on(play.leader).get_by_role("button", name="Volgend vel").click()
        for person in play.room.everyone:
            person.page.locator(f"#leaf-{play.pk}-{sheet.key}-{turned}").wait_for(state="attached")
        play.leader.rests()
    expect(sheet.on(play.leader).get_by_role("button", name="Volgend vel")).to_be_disabled()


@plays("casting")
def give_places(play: Play, sheet: Sheet) -> None:
    SHAPES[sheet.options.get("shape", "roles")](play, sheet)


def give_roles(play: Play, sheet: Sheet) -> None:
    """Every role that nobody has goes to the first who has none."""
    for role in sheet.options["roles"]:
        if not play.holding(role):
            person = play.holding(Role.MEMBER)[0]
            sheet.on(play.leader).get_by_role("button", name=f"{person.name} wordt {role}", exact=True).click()
            play.gets(person, role)


def give_circles(play: Play, sheet: Sheet) -> None:
    """Half of the group inside, and everybody else outside at one press."""
    inner, outer = sheet.options["roles"]
    if not play.holding(inner, outer):
        members = play.holding(Role.MEMBER)
        for person in members[: len(members) // 2]:
            sheet.on(play.leader).get_by_role("button", name=f"{person.name} wordt {inner}", exact=True).click()
            play.gets(person, inner)
        sheet.on(play.leader).get_by_role("button", name=f"De rest wordt {outer}").click()
        for person in members[len(members) // 2 :]:
            play.gets(person, outer)
    for line in sheet.options.get("observation", []):
        for person in play.group:
            expect(person.flap.get_by_text(line)).to_have_count(int(play.roles[person] == outer))


def divide(play: Play, sheet: Sheet) -> None:
    """Pairs or small groups by lot; everybody finds their name in one."""
    sheet.on(play.leader).get_by_role("button", name="Verdeel in").click()
    for person in play.room.everyone:
        person.page.locator(f'#flap article[data-kind="{sheet.kind}"] .groups').wait_for()
    play.pairs = sheet.on(play.leader).locator(".groups .entry").all_inner_texts()
    groups = " ".join(play.pairs)
    wanted = play.group if "roles" not in sheet.options else play.holding(*sheet.options["roles"], Role.MEMBER)
    assert all(person.name in groups for person in wanted)


def seat(play: Play, sheet: Sheet) -> None:
    """Somebody on every chair; and where there are two, they change places."""
    for n, role in enumerate(sheet.options["roles"]):
        person = play.holding(Role.MEMBER)[n]
        chair = sheet.on(play.leader).locator(".chair").nth(n)
        chair.locator("summary").click()
        chair.get_by_role("button", name=person.name, exact=True).click()
        expect(chair.locator("strong")).to_have_text(person.name)
        if role in play.step["rows"] and role != Role.PRESENTER:
            play.gets(person, role)
    if len(sheet.options["roles"]) == 2:
        sheet.on(play.leader).get_by_role("button", name="Wissel van stoel").click()
        expect(sheet.on(play.leader).locator(".chair strong").first).to_have_text(person.name)


def hand_over_the_chair(play: Play, sheet: Sheet) -> None:
    """The chair is offered to somebody, who takes it; whoever had it does as a member from now on."""
    person = play.holding(Role.MEMBER)[-1]
    sheet.on(play.leader).get_by_role("button", name=f"Draag over aan {person.name}").click()
    person.press("Neem over")
    play.leads(person)


SHAPES: dict[str, Player] = {
    "roles": give_roles,
    "circles": give_circles,
    "pairs": divide,
    "chairs": seat,
    "chair": hand_over_the_chair,
}
