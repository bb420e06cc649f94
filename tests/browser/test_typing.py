"""P6: whatever arrives, no letter is lost, and the caret and the focus stay where they are."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

FIRST = "Wat gebeurt er in jou als het stil wordt aan tafel?"
BEFORE = "Nog iets heel anders, en dan terug: "
COUNT = """() => {
  window.pushes = 0;
  document.addEventListener("live:message", ({detail}) => (window.pushes += detail.t === "push"));
}"""
# Commands of every kind, one after another, until told to stop; from the desk's own page.
STORM = """([path, people]) => {
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  const say = (to, fields) => fetch(path + to, {method: "POST", headers, body: new URLSearchParams(fields)});
  const round = [
    ["command/", {verb: "extend", seconds: 60}], ["command/", {verb: "pause"}], ["command/", {verb: "resume"}],
    ["command/", {verb: "halt"}], ["command/", {verb: "resume"}], ["command/", {verb: "extend", seconds: -60}],
    ["command/", {verb: "skip", leg: 8}], ["command/", {verb: "include", leg: 8}], ["command/", {verb: "undo"}],
    ["people/", {verb: "add", name: "Iemand"}], ["seats/", people.map((one) => ["order", one])],
    ["command/", {verb: "reveal"}], ["command/", {verb: "undo"}],
  ];
  window.storming = true;
  window.storm = (async () => {
    while (window.storming) for (const [to, fields] of round) await say(to, fields);
  })();
}"""
CALM = "() => { window.storming = false; return window.storm; }"
# As when roles change: the screen fetches all that is its own anew.
RECAST = "() => { document.dispatchEvent(new CustomEvent('live:message', {detail: {t: 'recast'}})); }"
KEPT = """SELECT s.key FROM live_scratch s JOIN live_device d ON d.id = s.device_id
  JOIN live_livesession l ON l.id = d.session_id WHERE l.code = ?"""
HELD = """(id) => {
  const field = document.getElementById(id);
  const caret = [field.selectionStart, field.selectionEnd];
  return {text: field.value, caret, focus: document.activeElement === field};
}"""


@pytest.mark.parametrize("where", ["own question", "private notes"])
def test_a_push_never_costs_a_letter(room, where):
    room.open().gather("Amina", "Bram", "Joost", presenter="Amina").start(2)
    bram, joost = room.phones["Bram"], room.phones["Joost"]
    if where == "private notes":
        bram.open_pad()
    field = bram.field("Jouw vraag") if where == "own question" else bram.page.locator("[data-private]")
    field.focus()
    bram.page.evaluate(COUNT)
    room.desk.forgiven.append("status of 4(09|22)")
    people = [seat.get_attribute("data-person") for seat in room.desk.page.locator(".seat-row").all()]
    room.desk.page.evaluate(STORM, [room.live, people])
    bram.page.keyboard.type(FIRST, delay=45)
    joost.put_up("Jouw vraag", "Van een ander.")
    joost.press("Hand opsteken")
    bram.page.keyboard.press("Control+Home")
    bram.page.keyboard.type(BEFORE, delay=45)
    if where == "private notes":  # they are kept meanwhile: a stream of pushes does not put it off
        expect(bram.page.locator("#pad [data-draft-state]")).to_have_text("Opgeslagen, alleen voor jou.")
    bram.until("() => window.pushes >= 24")
    room.desk.page.evaluate(CALM)
    held = bram.page.evaluate(HELD, field.get_attribute("id"))
    assert held == {"text": BEFORE + FIRST, "caret": [len(BEFORE)] * 2, "focus": True}
    room.next_step()
    bram.is_at(3)
    if where == "private notes":  # they outlive the step, with the caret in them
        bram.page.keyboard.type("en ")
        held = bram.page.evaluate(HELD, field.get_attribute("id"))
        assert held["text"] == f"{BEFORE}en {FIRST}"
    else:
        expect(bram.own_fields).to_have_count(0)


def test_from_ones_own_notes_one_chooses_what_to_share(room):
    room.open("balint").gather("Amina", "Bram", "Joost", presenter="Amina").start()
    bram, amina = room.phones["Bram"], room.phones["Amina"]
    room.command(verb="goto", to=10)  # each step before it has a silence
    bram.sees("Wat komt er als eerste bij je op?")
    chooser = bram.page.get_by_text("Kies uit je notities")
    expect(chooser).to_be_hidden()  # nothing was noted yet
    bram.note("een dichte deur\nmijn eigen eerste week")
    chooser.click()
    bram.press("een dichte deur")
    expect(bram.field("Ik dacht aan …")).to_have_value("een dichte deur")
    bram.press("Leg op de flap")
    bram.page.locator("#compose .own", has_text="een dichte deur").wait_for()
    amina.sees_not("een dichte deur")  # it lies there from the next step on
    room.next_step()
    room.next_step()
    amina.press("Eerdere vellen")
    amina.sees("een dichte deur")
    for person in (amina, room.desk):
        person.sees_not("mijn eigen eerste week")


def test_where_nobody_may_know_whose_it_is_what_is_typed_stays_in_the_tab(room):
    room.desk.goes_to(room.server.login).goes_to("/sessies/nieuw/")
    room.desk.page.get_by_text("De eerste bijeenkomst", exact=True).click()
    room.desk.press("Open de lobby")
    room.read_code()
    room.gather("Bram", "Joost").start(2)
    bram = room.phones["Bram"]
    field = bram.page.locator("#compose [data-draft=here]")
    field.fill("dat het bij praten blijft")
    room.next_step()
    bram.is_at(3)
    room.desk.press("Vorige stap")
    expect(field).to_have_value("dat het bij praten blijft")
    bram.page.reload()
    expect(field).to_have_value("dat het bij praten blijft")
    bram.note("voor mezelf")  # this one is kept on the server
    with room.server.database() as database:
        kept = database.execute(KEPT, (room.code,)).fetchall()
    assert [key for (key,) in kept] == ["notes-1"]
    field.locator("xpath=ancestor::form").get_by_role("button", name="Leg op de flap").click()
    expect(bram.page.locator("#compose .own")).to_contain_text("dat het bij praten blijft")
    bram.page.reload()
    expect(field).to_have_value("")


def test_what_was_chosen_from_a_list_survives_too(room):
    room.open("korthagen").gather("Amina", "Bram", presenter="Amina").start(3)
    amina = room.phones["Amina"]
    amina.page.locator("#compose select").select_option(index=6)
    amina.fill("Wat komt daar te staan?", "dat ze wegkeek")
    with amina.page.expect_response("**/mine/"):
        amina.page.evaluate(RECAST)
    amina.rests()
    expect(amina.page.locator("#compose select")).to_have_value("6")
    amina.press("Leg op de flap")
    expect(amina.flap.locator("tr", has_text="denken").locator("td").first).to_have_text("dat ze wegkeek")
    expect(amina.page.locator("#compose select")).to_have_value("0")  # the first that is empty still


def test_the_coach_comes_with_the_field(room):
    room.open().gather("Amina", "Bram", presenter="Amina").start(2)
    bram = room.phones["Bram"]
    bram.fill("Jouw vraag", "Heb je al geprobeerd om eerder te bellen?")
    bram.sees("Hier zit een advies in.")
