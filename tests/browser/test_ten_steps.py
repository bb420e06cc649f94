"""An evening from the lobby to the end: the ten-step method, with a laptop, four phones and a big screen."""

import re

import pytest
from playwright.sync_api import expect

from .people import OFFLINE, WALL, Person

pytestmark = pytest.mark.browser

EMAIL, PASSWORD = "marieke@browser.example", "wolken boven Groningen"
MEMBERS = ("Bram", "Joost", "Lieke")
QUESTIONS = {
    "Bram": "Wat gebeurt er in jou als het stil wordt?",
    "Joost": "Wanneer ging het wel goed?",
    "Lieke": "Wie merkt er nog meer van?",
}
DEFINITIONS = {
    "Bram": "dat ik bang ben voor de stilte.",
    "Joost": "dat ik het besluit al genomen heb.",
    "Lieke": "dat ik niemand nodig lijk te hebben.",
}
OWN = "dat ik te snel de stilte vul."
ADVICE = "drie tellen te wachten."
NOTE = "Dit raakt me meer dan ik dacht."
# Per step: its activity, and who has something to write or to press in it.
STEPS = {
    1: ("talk", ()),
    2: ("questions", MEMBERS),
    3: ("rating", ("Amina",)),
    4: ("answers", ("Amina",)),
    5: ("talk", ()),
    6: ("statements", MEMBERS),
    7: ("rating", ("Amina",)),
    8: ("statements", ("Amina",)),
    9: ("advice", MEMBERS),
    10: ("evaluation", ("Amina", *MEMBERS)),
}


@pytest.mark.timeout(420)
def test_an_evening_with_the_ten_step_method(room, proxy):
    log_in_with_a_password(room)
    open_a_session(room)
    come_in(room, proxy)
    room.start()
    introduce_the_question(room)
    write_questions(room)
    weigh_the_questions(room)
    answer_the_questions(room)
    ask_on(room)
    define_the_problem(room, proxy)
    weigh_the_definitions(room)
    find_an_own_definition(room)
    advise(room)
    evaluate(room)
    close_and_open_and_close(room)
    read_the_report(room)


def enter(room, step: int) -> None:
    """Everybody turns to this step; and each phone offers what the role's row gives to write, and no more."""
    activity, writers = STEPS[step]
    room.all_at(step, activity)
    for name, phone in room.phones.items():
        if name in writers:
            expect(phone.own_fields.first).to_be_visible()
        else:
            expect(phone.own_fields).to_have_count(0)
        expect(phone.page.locator("[data-private]")).to_have_count(1)
        expect(phone.page.locator("[data-advice]")).to_have_count(int(step == 9 and name in writers))
    expect(room.screen.page.locator("textarea, input, [data-advice]")).to_have_count(0)
    expect(room.desk.own_fields).to_have_count(0)  # whoever guards the process does not join the content


def next_step(room) -> None:
    step = int(room.desk.stage.get_attribute("data-step"))
    room.next_step()
    enter(room, step + 1)


def nobody_finds(people, texts) -> None:
    """The texts are nowhere on these screens, not even unseen."""
    for person in people:
        page = person.page.content()
        assert not [text for text in texts if text in page], person.name


# -- before it begins ------------------------------------------------------------------------------------------------


def log_in_with_a_password(room) -> None:
    invitation = room.server.manage("begeleider", EMAIL, "--name", "Marieke", "--url", room.server.url)
    desk = room.desk.goes_to(invitation.split()[-1])
    desk.page.get_by_text("Ik wil ook een wachtwoord").click()
    desk.fill("Nieuw wachtwoord", PASSWORD)
    desk.page.locator("[name=new_password2]").fill(PASSWORD)
    desk.press("Naar binnen")
    desk.sees("Dag Marieke")
    desk.press("Uitloggen")
    desk.goes_to("/account/inloggen/wachtwoord/")
    desk.fill("E-mailadres", EMAIL)
    desk.fill("Wachtwoord", PASSWORD)
    desk.page.locator("main").get_by_role("button", name="Inloggen").click()
    desk.sees("Dag Marieke")


def open_a_session(room) -> None:
    desk = room.desk
    desk.page.get_by_role("main").get_by_role("link", name="Nieuwe sessie").click()
    desk.page.get_by_text("Alleen een methode", exact=True).click()
    desk.press("Open de lobby")
    room.read_code()
    desk.sees("De lobby is open")
    desk.press("Meer")
    desk.press("Maak een link")
    link = desk.page.locator("#screen-link code").inner_text()
    desk.press("Sluiten")
    hang_the_screen_by_its_link(room, link)


def hang_the_screen_by_its_link(room, link: str) -> None:
    room.screen = Person(room.browser, room.server.url, "het scherm", **WALL)
    room.screen.goes_to(link).is_connected()
    assert room.screen.page.url == f"{room.server.url}{room.live}scherm/"  # the token is not left in the address
    room.screen.sees(f"{room.code[:4]} {room.code[4:]}")


def come_in(room, proxy) -> None:
    by_code(room, "Amina")
    room.desk.press("Laat binnen Amina")
    room.phones["Amina"].sees("Welkom")
    room.knocks("Bram")
    room.knocks("Joost", url=proxy.url)
    room.desk.press("Laat iedereen binnen")
    for name in ("Bram", "Joost"):
        room.phones[name].sees("Welkom")
    room.screen.sees("Joost")
    a_name_that_is_taken(room)
    room.make_presenter("Amina")
    expect(room.phones["Amina"].page.locator(".role-pill")).to_have_text("inbrenger")
    for person in room.everyone:
        person.is_connected()


def by_code(room, name: str) -> None:
    """The first page: the code in small letters with a hyphen, then a name."""
    phone = room.stranger(name).goes_to("/")
    room.strangers.remove(phone)
    room.phones[name] = phone
    phone.fill("Code", f"{room.code[:4]}-{room.code[4:]}".lower())
    phone.press("Meedoen")
    phone.fill("Naam", name)
    phone.press("Klop aan")
    phone.sees("Je hebt aangeklopt")


def a_name_that_is_taken(room) -> None:
    """A second Bram is asked about kindly, and comes in under another name."""
    lieke = room.knocks("bram")
    room.phones["Lieke"] = room.phones.pop("bram")
    lieke.name = "Lieke"
    room.desk.sees("Er is al een Bram binnen.")
    expect(room.desk.button("Dat is dezelfde persoon")).to_be_visible()
    lieke.page.get_by_text("Andere naam?").click()
    lieke.fill("Naam", "Lieke")
    lieke.press("Opnieuw aankloppen")
    room.desk.press("Laat binnen Lieke")
    lieke.sees("Welkom")


# -- step by step ----------------------------------------------------------------------------------------------------


def introduce_the_question(room) -> None:
    enter(room, 1)
    for phone in room.phones.values():
        phone.sees("Leg je telefoon weg")
    room.phones["Amina"].note(NOTE)
    room.desk.sees("Hierna zijn de telefoons nodig")


def write_questions(room) -> None:
    next_step(room)
    amina, bram, joost, lieke = (room.phones[name] for name in ("Amina", *MEMBERS))
    no_more_than_three(bram)
    joost.put_up("Jouw vraag", QUESTIONS["Joost"])
    lay_a_question_back(room, lieke)
    for phone in room.phones.values():
        expect(phone.flap).to_contain_text("3 vragen liggen klaar")
    expect(room.screen.flap).to_contain_text("3 vragen liggen klaar")
    nobody_finds([amina, room.screen], QUESTIONS.values())
    nobody_finds([bram], [QUESTIONS["Joost"]])
    bram.press("Ik ben zover")
    room.desk.sees("1 van 3 klaar")
    room.desk.press("Toon")
    for person in (amina, bram, room.screen):
        for question in QUESTIONS.values():
            expect(person.flap).to_contain_text(question)
    assert "Bram" not in amina.flap.inner_text()  # no names with the questions


def no_more_than_three(bram) -> None:
    for text in ("Hoe lang speelt dit al?", "Wat zou je willen?", QUESTIONS["Bram"]):
        bram.put_up("Jouw vraag", text)
    bram.sees("3 van 3")
    expect(bram.field("Jouw vraag")).to_have_count(0)
    for text in ("Hoe lang speelt dit al?", "Wat zou je willen?"):
        bram.button(f"Trek in {text}").click()
        expect(bram.page.locator("#compose .own")).not_to_contain_text(text)
    expect(bram.field("Jouw vraag")).to_be_visible()


def lay_a_question_back(room, lieke) -> None:
    """A question with an advice in it goes back to its writer with a kind word; nobody else notices."""
    advice = "Heb je al eens gewacht?"
    lieke.put_up("Jouw vraag", advice)
    room.desk.page.locator("#flap summary", has_text="3 vragen liggen klaar").click()
    room.desk.button(f"Leg terug: {advice}").click()
    dialog = room.desk.page.get_by_role("dialog")
    dialog.get_by_label("Een vriendelijk woord erbij").fill("Maak er gerust een open vraag van.")
    dialog.get_by_role("button", name="Leg terug", exact=True).click()
    expect(dialog).to_have_count(0)
    lieke.sees("Maak er gerust een open vraag van.")
    lieke.button(f"Gelezen {advice}").click()
    expect(lieke.page.locator("#compose .returned")).to_have_count(0)
    lieke.put_up("Jouw vraag", QUESTIONS["Lieke"])
    expect(room.desk.flap).not_to_contain_text(advice)


def weigh_the_questions(room) -> None:
    next_step(room)
    weigh(room, QUESTIONS)


def weigh(room, texts) -> None:
    """Every tap is seen live on all the other screens; a later one takes its place."""
    amina = room.phones["Amina"]
    amina.weighs(texts["Bram"], "koud")
    others = [room.phones["Joost"], room.screen]
    for person in others:
        expect(entry(person, texts["Bram"])).to_contain_text("koud")
    for name, mark in zip(MEMBERS, ("warm", "neutraal", "koud"), strict=True):
        amina.weighs(texts[name], mark)
    for person in others:
        for name, mark in zip(MEMBERS, ("warm", "neutraal", "koud"), strict=True):
            expect(entry(person, texts[name])).to_contain_text(mark)
        expect(entry(person, texts["Bram"])).not_to_contain_text("koud")
        expect(person.flap).to_contain_text("3 van 3 gewogen")


def entry(person, text):
    return person.flap.locator(".entry", has_text=text)


def answer_the_questions(room) -> None:
    next_step(room)
    amina, desk = room.phones["Amina"], room.desk
    desk.press("Pauze")
    frozen = the_clock_stands_still(room)
    expect(desk.page.locator("#turn")).to_contain_text("Nog 3 vragen open.")
    amina.weighs(QUESTIONS["Bram"], "Beantwoord")
    amina.weighs(QUESTIONS["Joost"], "Liever niet")
    for person in (room.phones["Bram"], room.screen, desk):
        expect(entry(person, QUESTIONS["Joost"])).to_contain_text("losgelaten")
        assert "Liever niet" not in person.page.content()
    assert the_clock_stands_still(room) == frozen
    desk.press("Verder")
    for person in room.everyone:
        expect(person.clock).to_have_attribute("mode", "running")
    desk.press("+1 minuut")
    all_have(room, minutes=11)
    desk.press("+5 minuten")
    all_have(room, minutes=16)
    desk.press("−1 minuut")
    all_have(room, minutes=15)
    expect(desk.page.locator("#turn")).to_contain_text("Nog 1 vraag open.")


def the_clock_stands_still(room) -> str:
    """The time on all the screens, which is the same."""
    for person in room.everyone:
        expect(person.clock).to_have_attribute("state", "still")
    shown = {person.clock.inner_text() for person in room.everyone}
    assert len(shown) == 1
    return shown.pop()


def all_have(room, minutes: int) -> None:
    for person in room.everyone:
        expect(person.clock).to_have_attribute("planned", str(minutes * 60))
        expect(person.clock).to_contain_text(re.compile(rf"^({minutes}|{minutes - 1}):"))


def ask_on(room) -> None:
    next_step(room)
    amina = room.phones["Amina"]
    for phone in room.phones.values():
        phone.sees("Leg je telefoon weg")
    amina.press("Mijn grens")
    expect(room.seat("Amina").get_by_label("teken van de inbrenger")).to_be_visible()
    nobody_finds([room.screen, *(room.phones[name] for name in MEMBERS)], ["teken van de inbrenger"])
    room.phones["Lieke"].press("Hand opsteken")
    expect(room.seat("Lieke")).to_contain_text("hand op")
    room.phones["Joost"].press("Storing")
    expect(room.seat("Joost")).to_contain_text("vraagt om storing")
    room.desk.press("Storing eerst")
    for person in room.everyone:
        expect(person.stage).to_contain_text(re.compile("storing eerst", re.IGNORECASE))
        expect(person.clock).to_have_attribute("mode", "halted")
    room.desk.press("Inhoud hervatten")
    for person in room.everyone:
        expect(person.clock).to_have_attribute("mode", "running")


def define_the_problem(room, proxy) -> None:
    next_step(room)
    bram, joost, lieke = (room.phones[name] for name in MEMBERS)
    bram.put_up("Mijn probleem is …", DEFINITIONS["Bram"])
    expect(room.screen.flap).to_contain_text(f"Mijn probleem is {DEFINITIONS['Bram']}")
    a_phone_reloads_in_mid_sentence(lieke)
    a_phone_loses_its_connection(room, joost, proxy)
    for name in MEMBERS:
        expect(room.screen.flap).to_contain_text(DEFINITIONS[name])


def a_phone_reloads_in_mid_sentence(lieke) -> None:
    half = DEFINITIONS["Lieke"][:20]
    lieke.field("Mijn probleem is …").press_sequentially(half)
    lieke.page.reload()
    expect(lieke.field("Mijn probleem is …")).to_have_value(half)
    lieke.put_up("Mijn probleem is …", DEFINITIONS["Lieke"])


def a_phone_loses_its_connection(room, joost, proxy) -> None:
    """For a step long; it comes back to the right step and time at once, and nothing typed is lost."""
    joost.forgiven.append(OFFLINE)
    joost.fill("Mijn probleem is …", DEFINITIONS["Joost"])
    proxy.cut()
    joost.sees("Even kwijt.")
    joost.open_pad()
    joost.page.locator("[data-private]").fill("Zonder verbinding geschreven.")
    room.desk.press("Vorige stap")
    room.phones["Bram"].is_at(5)
    joost.is_at(6)
    proxy.heal()
    took = joost.page.evaluate(BACK_AT, 5)
    assert took < 3000, f"{took:.0f} ms"
    joost.is_connected()
    room.command(verb="extend", seconds=60)
    same_time(room)
    room.next_step()
    enter(room, 6)
    expect(joost.page.locator("[data-private]")).to_have_value("Zonder verbinding geschreven.")
    expect(joost.field("Mijn probleem is …")).to_have_value(DEFINITIONS["Joost"])
    joost.press("Leg op de flap")


# The network is back, and the phone says so to the page; then how long until it shows the step.
BACK_AT = """async (step) => {
  const start = performance.now();
  window.dispatchEvent(new Event("online"));
  while (document.getElementById("stage").dataset.step !== String(step) && performance.now() - start < 15000)
    await new Promise((done) => setTimeout(done, 20));
  return performance.now() - start;
}"""


def same_time(room) -> None:
    """All screens count to the same instant."""
    expected = room.desk.clock.get_attribute("zero"), room.desk.clock.get_attribute("planned")
    for person in room.everyone:
        expect(person.clock).to_have_attribute("zero", expected[0])
        expect(person.clock).to_have_attribute("planned", expected[1])


def weigh_the_definitions(room) -> None:
    next_step(room)
    weigh(room, DEFINITIONS)


def find_an_own_definition(room) -> None:
    next_step(room)
    amina = room.phones["Amina"]
    amina.put_up("Mijn probleem is …", "dat ik het alleen doe.")
    amina.put_up("Mijn probleem is …", OWN)
    for person in (room.phones["Bram"], room.screen):
        expect(person.flap.locator(".latest")).to_contain_text(f"Mijn probleem is {OWN}")
        expect(person.flap.locator(".earlier")).to_contain_text("dat ik het alleen doe.")


def advise(room) -> None:
    next_step(room)
    room.phones["Bram"].put_up("Ik adviseer je om …", ADVICE)
    for person in (room.phones["Amina"], room.screen):
        expect(person.flap).to_contain_text(f"Ik adviseer je om {ADVICE}")


def evaluate(room) -> None:
    next_step(room)
    amina = room.phones["Amina"]
    amina.fill("Wat heb je geleerd?", "Dat stilte werkt.")
    amina.press("Leg op de flap")
    expect(room.screen.flap).to_contain_text("Dat stilte werkt.")
    amina.open_pad()
    expect(amina.page.locator("[data-private]")).to_have_value(NOTE)
    nobody_finds([room.desk, room.screen, *(room.phones[name] for name in MEMBERS)], [NOTE])
    room.desk.sees("Dit is de laatste stap.")


# -- the end ---------------------------------------------------------------------------------------------------------


def close_and_open_and_close(room) -> None:
    finish(room)
    room.desk.press("Ongedaan maken")
    enter(room, 10)
    expect(room.screen.flap).to_contain_text("Dat stilte werkt.")
    finish(room)


def finish(room) -> None:
    room.desk.press("Sessie afsluiten")
    room.desk.press("Ja, sluit af")
    for person in room.everyone:
        expect(person.stage).to_contain_text("De sessie is afgesloten")
        expect(person.stage).to_have_attribute("data-phase", "closed")
        expect(person.stage).to_contain_text("Wat hier gezegd is, blijft in de groep.")
    for phone in room.phones.values():
        expect(phone.own_fields).to_have_count(0)


def read_the_report(room) -> None:
    room.desk.page.get_by_role("link", name="Naar het tijdverslag").click()
    table = room.desk.page.get_by_role("table", name="Gepland en werkelijk, per stap")
    expect(table.locator("tbody tr")).to_have_count(10)
    answers = table.get_by_role("row", name="Elke vraag een antwoord")
    expect(answers.get_by_role("cell").nth(0)).to_have_text("15 min")
    expect(answers.get_by_role("cell").nth(1)).to_have_text(re.compile(r"^\d+:\d\d$"))
    nobody_finds([room.desk], [*QUESTIONS.values(), *DEFINITIONS.values(), OWN, ADVICE, NOTE])
