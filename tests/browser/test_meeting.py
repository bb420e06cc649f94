"""A whole meeting as one plan: the opening gives the round its inbrenger, the closing ends it."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_meeting_from_looking_back_to_the_evaluation(room):
    room.open("clinic", programme="Een hele bijeenkomst").gather("Amina", "Bram", "Joost")
    amina, bram = room.phones["Amina"], room.phones["Bram"]
    for phone in room.phones.values():
        phone.press("Ik ga akkoord")
    room.desk.sees("Iedereen ging akkoord met de afspraken")
    room.desk.press("Start")
    room.all_in(1, 1)

    room.go_on_to(1, 3)
    for name, topic in (("Amina", "Nee zeggen"), ("Bram", "Ruzie in het team")):
        room.phones[name].fill("Jouw onderwerp, in één regel", topic)
        room.phones[name].press("Leg op de flap")
        expect(room.phones["Joost"].flap).to_contain_text(topic)
    room.next_step()
    room.all_in(1, 4)
    room.desk.press("Amina wordt inbrenger")
    expect(room.desk.flap.locator(".role-tag")).to_have_text("inbrenger")
    expect(room.desk.page.locator("#plan")).to_contain_text("Clinicmethode")
    expect(amina.page.locator("#role")).to_have_text("groepslid")

    amina.press("Zet je casus op de flap")
    amina.fill("Titel", "Nee zeggen tegen Jan")
    amina.page.get_by_role("dialog").get_by_role("button", name="Leg op de flap").click()
    room.next_step()
    room.all_in(2, 1)
    expect(amina.page.locator("#role")).to_have_text("inbrenger")
    expect(amina.button("Mijn grens")).to_be_visible()
    expect(bram.flap).to_contain_text("Nee zeggen tegen Jan")
    asked = amina.page.locator(".banner").inner_text()
    assert asked != bram.page.locator(".banner").inner_text()

    room.go_on_to(3, 1)
    expect(amina.page.locator("#role")).to_have_text("groepslid")
    bram.put_up("Wat ga je doen?", "Eén keer nee zeggen")
    room.command(verb="next", leaving=room.leg)
    room.all_in(3, 2)
    room.desk.page.locator(".turn").get_by_role("button", name="Sessie afsluiten").last.click()
    room.desk.press("Ja, sluit af")
    bram.sees("De sessie is afgesloten")
    expect(amina.page.get_by_role("link", name="Neem de flap van je casus mee")).to_be_visible()
    expect(bram.page.get_by_role("link", name="Neem mee wat jij opschreef")).to_be_visible()


def test_a_round_more_on_the_way(room):
    room.open("clinic", programme="Een hele bijeenkomst").gather("Amina", "Bram")
    room.desk.press("Start")
    room.all_in(1, 1)
    room.desk.page.locator("#replan summary").click()
    room.desk.press("Rondes")
    dialog = room.desk.page.get_by_role("dialog")
    dialog.get_by_label("Nog een ronde").select_option("roddelmethode")
    dialog.get_by_role("button", name="Voeg toe Ronde").click()
    expect(room.desk.page.locator("#plan .plan-part")).to_have_count(4)
    expect(room.desk.page.locator("#plan .plan-part").nth(2)).to_contain_text("Roddelmethode")
    dialog.get_by_role("button", name=re.compile("Haal uit het programma Roddelmethode")).click()
    expect(room.desk.page.locator("#plan .plan-part")).to_have_count(3)
