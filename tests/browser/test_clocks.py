"""Every screen shows the same time, whatever its own clock says."""

import re

import pytest
from playwright.sync_api import expect

from .people import OFFLINE

pytestmark = pytest.mark.browser

MINUTES = 10 * 60 * 1000
# A device whose clock is wrong; trueNow is what only the test may know.
SKEWED = """(() => {
  const now = Date.now.bind(Date);
  window.trueNow = now;
  window.Date = class extends Date {
    constructor(...given) { given.length ? super(...given) : super(now() + SKEW); }
    static now() { return now() + SKEW; }
  };
})()"""
# At one instant: how far the page's idea of the server's time is from the truth, and what it shows.
READ = """() => {
  const {offset} = document.documentElement.dataset;
  const clock = document.querySelector("time-left");
  return {error: Date.now() + Number(offset) - trueNow(), text: clock.textContent,
          left: Number(clock.getAttribute("planned")) - (trueNow() - Number(clock.getAttribute("zero"))) / 1000};
}"""


def skewed(milliseconds: int) -> dict[str, str]:
    return {"init_script": SKEWED.replace("SKEW", str(milliseconds))}


def seconds(text: str) -> int:
    minutes, rest = text.lstrip("+").split(":")
    return (-1 if text.startswith("+") else 1) * (int(minutes) * 60 + int(rest))


def test_clocks_agree_whatever_the_phones_think_it_is(room, proxies):
    slow = proxies(room.server.url)
    room.open()
    fast = room.let_in("Amina", **skewed(MINUTES))
    late = room.let_in("Bram", **skewed(-MINUTES))
    far = room.let_in("Joost", url=slow.url, **skewed(MINUTES // 2))
    far.forgiven.append(OFFLINE)
    room.start(2)
    slow.delay = 0.1
    readings = []
    for phone in (fast, late, far):
        phone.is_connected().is_at(2)
        phone.until("() => Math.abs(Date.now() + Number(document.documentElement.dataset.offset) - trueNow()) < 150")
        readings.append(phone.page.evaluate(READ))
    errors = [reading["error"] for reading in readings]
    assert max(errors) - min(errors) <= 300, errors
    for reading in readings:  # a second that has begun counts; the text is drawn at most once a second
        assert -0.35 <= seconds(reading["text"]) - reading["left"] <= 1.35, reading


def test_time_over_is_counted_and_nobody_is_pushed_on(room):
    room.open().gather("Bram").start()
    room.hang_screen()
    room.server.let_pass(room.code, 5 * 60 + 10)
    room.desk.press("Pauze")
    room.desk.press("Verder")
    for person in room.everyone:
        expect(person.clock).to_have_attribute("state", "over")
        expect(person.clock).to_have_text(re.compile(r"^\+0:[1-5]\d$"))
        before = seconds(person.clock.inner_text())
        person.until(
            "(before) => document.querySelector('time-left').textContent !== before", person.clock.inner_text()
        )
        assert seconds(person.clock.inner_text()) < before
        person.is_at(1)
    room.desk.press("+5 minuten")
    expect(room.phones["Bram"].clock).to_have_attribute("state", "ok")


def test_the_last_minute_is_said_once(room):
    room.open().gather("Bram").start()
    bram = room.phones["Bram"]
    room.server.let_pass(room.code, 4 * 60 + 58 - 60)
    room.desk.press("−1 minuut")
    expect(bram.clock).to_have_attribute("state", "last")
    room.server.let_pass(room.code, 60)
    room.desk.press("+1 minuut")
    expect(bram.page.locator("#announce")).to_have_text("De tijd is om")
    expect(bram.clock).to_have_attribute("state", "over")
