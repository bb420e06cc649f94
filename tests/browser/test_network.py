"""Bad lines: cut, reset, swallowed, without websockets, and a server that is killed."""

import pytest
from playwright.sync_api import expect

from .people import OFFLINE, Room

pytestmark = pytest.mark.browser

HALF = "Wat gebeurt er in jou als"
# Notes on this page when each step was first seen there, by the clock of this machine.
WATCH = """() => {
  window.arrived = {};
  setInterval(() => (window.arrived[document.getElementById("stage").dataset.step] ??= Date.now()), 20);
}"""


def test_a_server_that_is_killed_is_a_pause_of_seconds(browser, own_server):
    room = Room(browser, own_server).open().gather("Amina", "Bram", presenter="Amina")
    room.hang_screen()
    room.start(2)
    bram = room.phones["Bram"]
    deadline = bram.clock.get_attribute("zero"), bram.clock.get_attribute("planned")
    bram.field("Jouw vraag").press_sequentially(HALF)
    for person in room.everyone:
        person.forgiven.append(OFFLINE)
    own_server.kill()
    bram.field("Jouw vraag").press_sequentially(" het stil")
    bram.sees("Even kwijt.")
    own_server.start()
    for person in room.everyone:
        person.is_connected().is_at(2, "questions")
        assert (person.clock.get_attribute("zero"), person.clock.get_attribute("planned")) == deadline
    expect(bram.field("Jouw vraag")).to_have_value(f"{HALF} het stil")
    bram.page.reload()
    expect(bram.field("Jouw vraag")).to_have_value(f"{HALF} het stil")
    bram.press("Leg op de flap")
    expect(room.screen.flap).to_contain_text("1 vraag ligt klaar")
    room.next_step()
    room.all_at(3, "rating")
    assert room.close() == {}


def test_without_websockets_the_session_works_by_polling(room, proxies):
    lines = [proxies(room.server.url) for _ in range(2)]
    for line in lines:
        line.refuse_websockets()
    room.desk.context.close()
    room.desk = Room(room.browser, room.server).desk
    room.open()
    bram = room.let_in("Bram", url=lines[0].url)
    joost = room.let_in("Joost", url=lines[1].url)
    for phone in (bram, joost):
        phone.forgiven.append(OFFLINE)
        expect(phone.page.locator("html")).to_have_attribute("data-link", "polling")
        phone.sees("Verbonden via een omweg.")
        phone.page.evaluate(WATCH)
    room.start()
    behind = [lag(room, phone, step) for step in (2, 3, 4) for phone in (bram, joost)]
    assert max(behind) <= 3500, behind
    room.go_to(2)
    bram.put_up("Jouw vraag", "Wat wil je?")
    expect(joost.flap).to_contain_text("Wat wil je?")


def lag(room, phone, step: int) -> float:
    """How long after the server's answer to the desk this phone shows the step."""
    if room.desk.stage.get_attribute("data-step") != str(step):
        room.command(verb="goto", to=step - 1)
        room.desk.page.evaluate("window.told = Date.now()")
    phone.is_at(step)
    return phone.page.evaluate(f"window.arrived[{step}]") - room.desk.page.evaluate("window.told")


@pytest.mark.parametrize("trouble", ["reset", "swallow", "cut"])
def test_a_phone_comes_back_from(trouble, room, proxy):
    room.open()
    bram = room.let_in("Bram", url=proxy.url).is_connected()
    bram.forgiven.append(OFFLINE)
    room.start()
    bram.is_at(1)
    getattr(proxy, trouble)()
    room.command(verb="goto", to=1)
    room.desk.is_at(2)
    proxy.heal()
    assert bram.page.evaluate(WAKES, 2) < 5000
    bram.is_connected().is_at(2, "questions")
    room.go_to(3)


# The phone is taken up again, and until when it shows the step (milliseconds). A swallowed line takes a probe of
# two seconds before it is given up.
WAKES = """async (step) => {
  const start = performance.now();
  document.dispatchEvent(new Event("visibilitychange"));
  while (document.getElementById("stage").dataset.step !== String(step) && performance.now() - start < 20000)
    await new Promise((done) => setTimeout(done, 20));
  return performance.now() - start;
}"""


def test_what_could_not_be_sent_stays_in_the_field_and_is_put_up_once(room, proxy):
    room.open()
    bram = room.let_in("Bram", url=proxy.url).is_connected()
    bram.forgiven.append(OFFLINE)
    room.start(2)
    bram.fill("Jouw vraag", "Wat wil je?")
    proxy.cut()
    bram.press("Leg op de flap")
    bram.sees("Er is even geen verbinding.")
    expect(bram.field("Jouw vraag")).to_have_value("Wat wil je?")
    proxy.heal()
    bram.press("Leg op de flap")
    expect(bram.page.locator("#compose .own .entry")).to_have_count(1)
    expect(bram.field("Jouw vraag")).to_have_value("")
    expect(room.desk.flap).to_contain_text("1 vraag ligt klaar")
