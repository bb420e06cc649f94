"""Who plans for a group, at a laptop: its people, its series, its post, and all that a coordinator gets to read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from email.message import EmailMessage

from playwright.sync_api import Browser, expect

from .people import LAPTOP, Person, eventually
from .serving import Server


class Coordinator(Person):
    """Nadia, signed in. `group` is the number of the group she made, `meeting` the page of the meeting at hand."""

    def __init__(self, browser: Browser, server: Server) -> None:
        super().__init__(browser, server.url, "Nadia", **LAPTOP)
        self.server = server
        self.group = self.meeting = self.called = ""
        self.goes_to(server.coordinator)

    def path(self, page: str = "") -> str:
        return f"/groepen/{self.group}/{page}"

    def saves(self) -> None:
        """Press the one button of the form of this page."""
        self.page.locator("main form .primary").click()

    def makes_a_group(self, name: str, lines: Sequence[str]) -> None:
        """A new group with these people, a line for each in a pasted list."""
        self.called = name
        self.goes_to("/groepen/nieuw/").fill("Naam", name)
        self.saves()
        self.page.wait_for_url(re.compile(r"/groepen/\d+/"))
        self.group = self.page.url.split("/groepen/")[1].split("/")[0]
        self.goes_to(self.path("mensen/lijst/")).fill("Plak een lijst", "\n".join(lines))
        self.press("Bekijk wat we lezen")
        expect(self.page.locator("#found li")).to_have_count(len(lines))
        self.press(f"Voeg {len(lines)} mensen toe")
        expect(self.page.locator(".people-list li")).to_have_count(len(lines) + 1)

    def plans_one(self, day: date) -> None:
        self.goes_to(self.path("bijeenkomst/nieuw/")).fill("Dag", day.isoformat())
        self._where_and_when()
        self.saves()
        self.page.wait_for_url(re.compile(r"/bijeenkomst/\d+/$"))

    def plans_a_series(self, day: date, number: int) -> str:
        """A series from this day on, as the form proposes it; the day of its first meeting as people say it."""
        self.goes_to(self.path("traject/")).fill("Vanaf", day.isoformat())
        self._where_and_when()
        self.press("Bekijk de data")
        dates = self.page.locator(".days li", has=self.page.locator("strong"))
        expect(dates).to_have_count(number)
        first = dates.first.locator("span").inner_text()
        self.press("Plan deze bijeenkomsten")
        self.sees(f"{number} bijeenkomsten gepland.")
        self.page.locator(".who-when thead a").first.click()
        self.page.wait_for_url(re.compile(r"/bijeenkomst/\d+/$"))
        self.meeting = self.page.url
        return " ".join(first.split()[1:3])

    def _where_and_when(self) -> None:
        self.fill("Hoe laat", "19:30")
        self.fill("Plaats", "Buurthuis De Linde")

    def makes_it_about_a_case(self, method: str) -> None:
        """The first of a series is to get acquainted, unless one says otherwise."""
        self.page.get_by_role("link", name="Wijzigen").click()
        self.field("Soort bijeenkomst").select_option("ordinary")
        self.field("Methode").select_option(label=method)
        self.saves()
        self.sees("De bijeenkomst is aangepast.")

    def sends_the_post(self) -> None:
        """Press as soon as something waits to go, and look until it went."""
        post = self.path("post/")
        eventually(self.page, lambda: self.goes_to(post).button("Verstuur nu").count(), every=500)
        self.press("Verstuur nu")
        waiting = self.page.get_by_text("Gaat zo de deur uit")
        eventually(self.page, lambda: self.goes_to(post) and not waiting.count(), every=500)

    def opens_the_invitation(self, address: str, day: str) -> str:
        """In the mailbox, somebody's for this day: no other member's address is in it. The path of their own link."""
        mails = self.goes_to("/post/").page.locator("li", has_text=f"Uitnodiging: {self.called}")
        mails.filter(has_text=f" {day}").filter(has_text=address).get_by_role("link").click()
        expect(self.page.locator(".post-letter dl")).to_contain_text(address)
        own_domain = re.compile(r"[\w.]+@" + re.escape(address.partition("@")[2]))
        assert set(own_domain.findall(self.page.content())) == {address}
        link = self.page.locator(".post-text a").first.get_attribute("href") or ""
        return re.sub(r"^https?://[^/]+", "", link)

    def closes_the_attendance(self, was: dict[str, str], noted: dict[str, str]) -> None:
        """What the app saw (by name) is there already, what is noted by hand is added; the table says both."""
        self.goes_to(f"{self.meeting}aanwezigheid/")
        for name, state in was.items():
            expect(self.field(name).locator("[selected]")).to_have_text(state)
        for name, state in noted.items():
            self.field(name).select_option(label=state)
        self.press("Bewaren en afsluiten")
        self.sees("De aanwezigheid is afgesloten.")
        for name, state in (was | noted).items():
            expect(self.page.locator(".register tr", has_text=name).locator("td").first).to_contain_text(state)

    def reads(self) -> list[str]:
        """Every page about the group that there is for a coordinator, and every mail that went out."""
        here = [
            self.path(page) for page in ("", "post/", "mensen/", "afspraken/", "instellingen/", "aanwezigheid.csv")
        ]
        pages = ["/overzicht/", *here, self.meeting, f"{self.meeting}aanwezigheid/", "/post/"]
        answers = [self.context.request.get(page) for page in pages]
        assert all(answer.ok for answer in answers)
        return [*(answer.text() for answer in answers), *(in_full(mail) for mail in self.server.mails)]


def in_full(mail: EmailMessage) -> str:
    """All words of a mail, the calendar file too, as its receiver reads them."""
    parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
    return "\n".join([str(mail["Subject"]), *(part if isinstance(part, str) else part.decode() for part in parts)])
