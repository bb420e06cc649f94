"""Two meetings of a group: what was intended opens the second, and what was prepared at home is chosen there."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .people import LAPTOP, PHONE, Person
from .test_axe import LAPTOP as WIDE
from .test_axe import PHONE as SMALL
from .test_axe import findings
from .test_preparing import on_the_server

pytestmark = pytest.mark.browser

GATHER = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from intervisie.accounts.models import User
from sessions.groups import links
from sessions.groups.models import Group, Membership
from sessions.planning.models import Meeting, Trajectory
now = timezone.now()
group = Group.objects.create(name="Tweeluik")
marieke = User.objects.get(email="marieke@voorbeeld.example")
Membership.objects.create(group=group, name="Marieke", user=marieke, coordinates=True, takes_part=False)
for name in ("Joost", "Amina", "Bram"):
    print(links.new_link(Membership.objects.create(group=group, name=name, facilitates=name == "Joost")))
series = Trajectory.objects.create(group=group, title="Reeks", starts=now, every=4, number=3, time=now, minutes=120)
joost = Membership.objects.get(group=group, name="Joost")
for number, hours in enumerate((-1, 3, 700), 1):
    starts = now + timedelta(hours=hours)
    kept = dict(group=group, trajectory=series, number=number, facilitator=joost)
    print(Meeting.objects.create(starts=starts, **kept).pk)
print(group.pk)
"""
WHAT, OUTCOME = "Eén keer nee zeggen", "Het lukte, en Jan lachte"
TITLE, STORY, QUESTION = "Dichte deur", "De directeur gooide de deur dicht.", "Hoe blijf ik rustig?"


class Group:
    """Joost at his laptop, Amina and Bram on their phones, each in by their own link; Marieke plans."""

    def __init__(self, browser, server):
        *links, self.first, self.second, _third, self.pk = on_the_server(server, GATHER)
        self.joost = Person(browser, server.url, "Joost", **LAPTOP)
        self.amina = Person(browser, server.url, "Amina", **PHONE)
        self.bram = Person(browser, server.url, "Bram", **PHONE)
        self.marieke = Person(browser, server.url, "Marieke", **LAPTOP)
        for person, link in zip(self.people, links, strict=True):
            person.goes_to(f"/lid/{link}/")
            person.page.get_by_role("main").get_by_role("button").first.click()
            person.page.wait_for_url("**/mijn-groep/**")
        self.marieke.goes_to(server.login)

    @property
    def people(self):
        return [self.joost, self.amina, self.bram]

    @property
    def home(self):
        return f"/mijn-groep/{self.pk}/"

    def meet(self, meeting):
        """Joost opens it, the others take part, and it begins."""
        for person in self.people:
            person.goes_to(self.home).page.locator(f"form[action$='/bijeenkomst/{meeting}/sessie/'] button").click()
            person.page.wait_for_url(re.compile(r"/live/\w+/$"))
        self.joost.press("Start")
        for person in self.people:
            expect(person.stage).to_have_attribute("data-phase", "running")

    def go_to(self, step):
        """The begeleider goes to a step of the programme, and everybody is there."""
        line = self.joost.page.locator(".plan li", has=self.joost.page.get_by_text(step, exact=True))
        line.locator("summary").click()
        line.get_by_role("button", name=f"Ga naar {step}").click()
        self.all_at(step)

    def all_at(self, step):
        for person in self.people:
            expect(person.stage.locator("h1")).to_have_text(step)

    def close(self):
        command = self.joost.page.url + "command/"
        self.joost.rests()
        assert self.joost.posts(command, verb="finish") == 200
        for person in self.people:
            expect(person.stage).to_have_attribute("data-phase", "closed")


@pytest.fixture
def group(browser, server):
    group = Group(browser, server)
    yield group
    for person in (*group.people, group.marieke):
        assert person.minds() == []
        person.context.close()


def test_two_meetings_of_a_group(group):
    joost, amina, bram = group.people

    group.meet(group.first)
    expect(joost.page.locator(".plan [data-out]", has_text="Terugblik")).to_contain_text("nog niets om op terug")
    group.go_to("Voornemens")
    amina.fill("Wat ga je doen?", WHAT)
    amina.press("Leg op de flap")
    expect(bram.flap).to_contain_text(WHAT)
    group.go_to("Evaluatie")
    bram.fill("Wat heb je geleerd?", "Dat stilte helpt")
    bram.press("Leg op de flap")
    expect(joost.flap).to_contain_text("Dat stilte helpt")
    group.close()

    amina.goes_to(f"{group.home}voornemens/").sees(WHAT)
    assert findings(amina.page, (SMALL, WIDE)) == []
    amina.goes_to(f"{group.home}bijeenkomst/{group.second}/casus/")
    for label, text in (("Titel", TITLE), ("Wat gebeurde er?", STORY), ("Wat is je vraag?", QUESTION)):
        amina.fill(label, text)
    expect(amina.page.locator("[data-save-state]")).to_have_text("Opgeslagen")

    group.meet(group.second)
    group.all_at("Terugblik")
    for person in group.people:
        expect(person.flap.locator(".entry", has_text=WHAT)).to_be_visible()
    expect(bram.page.locator("#compose")).not_to_contain_text(WHAT)
    assert [findings(person.page, (SMALL, WIDE)) for person in group.people] == [[], [], []]
    amina.page.set_viewport_size(PHONE["viewport"])
    amina.fill("Wat kwam ervan?", OUTCOME)
    amina.press("Leg op de flap")
    expect(bram.flap).to_contain_text(OUTCOME)
    amina.press("Klaar")
    bram.press("Ik pas")
    expect(joost.flap).to_contain_text("Iedereen is aan de beurt geweest.")
    bram.flap.get_by_text("Zo sloten jullie de vorige keer af").click()
    expect(bram.flap.get_by_text("Dat stilte helpt")).to_be_visible()

    group.go_to("Wat ieder meebrengt")
    expect(amina.page.locator("#compose")).to_contain_text(TITLE)
    bram.sees_not(TITLE)
    assert findings(amina.page, (SMALL,)) == []
    amina.button(f"Leg op de flap {TITLE}").click()
    expect(bram.flap).to_contain_text(TITLE)
    bram.fill("Jouw onderwerp, in één regel", "Ruzie in het team")
    bram.press("Leg op de flap")
    expect(joost.flap).to_contain_text("Ruzie in het team")
    group.go_to("Kiezen")
    joost.press("Amina wordt inbrenger")
    expect(joost.flap.locator(".role-tag")).to_have_text("inbrenger")
    amina.press("Zet je casus op de flap")
    dialog = amina.page.get_by_role("dialog")
    expect(dialog.get_by_label("Titel")).to_have_value(TITLE)
    expect(dialog.locator("textarea")).to_have_value(f"{STORY}\n\n{QUESTION}")
    assert findings(amina.page, (SMALL,)) == []
    dialog.locator("textarea").fill(STORY)
    dialog.get_by_role("button", name="Leg op de flap").click()
    expect(dialog).to_have_count(0)
    joost.press("Volgende stap")
    expect(amina.page.locator("#role")).to_have_text("inbrenger")
    expect(bram.flap).to_contain_text(STORY)
    bram.sees_not(QUESTION)
    group.close()

    amina.goes_to(f"{group.home}voornemens/")
    expect(amina.field("Wat kwam ervan?")).to_have_value(OUTCOME)
    table = group.marieke.goes_to(f"/groepen/{group.pk}/").page.locator("table.register")
    line = {name: table.locator("tr", has_text=name).locator(".brought") for name in ("Amina", "Bram", "Joost")}
    expect(line["Amina"]).to_contain_text(re.compile(r"\d+ \w+"))
    for name in ("Bram", "Joost"):
        expect(line[name]).to_contain_text("aan de beurt")
    for secret in (TITLE, STORY, WHAT, OUTCOME):
        group.marieke.sees_not(secret)
    assert findings(group.marieke.page, (SMALL, WIDE)) == []
