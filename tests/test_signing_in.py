"""Signing in: with a code that is mailed, or a password; and what guessing at either comes to."""

import logging
import re
import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from intervisie.accounts.models import Counted, User
from sessions.groups import links
from sessions.groups.models import Group, Membership

from .entrance import (
    BY_PASSWORD,
    CODE,
    LOGIN,
    MARIEKE,
    PASSWORD,
    ask_code,
    by_password,
    code_in,
    is_in,
    page,
    sign_in,
    type_code,
    wrong,
)
from .postoffice import smtp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]


@pytest.fixture
def joris() -> User:
    """Has no password."""
    return User.objects.create_user("joris@voorbeeld.example", name="Joris")


class TestACodeByMail:
    def test_the_whole_conversation(self, client, joris, mailoutbox):
        answer = ask_code(client, "Joris@Voorbeeld.example ")
        assert (answer.status_code, answer.headers["Location"]) == (302, CODE)
        assert "joris@voorbeeld.example" in page(client.get(CODE))
        assert not is_in(client)
        [mail] = mailoutbox
        assert mail.to == ["joris@voorbeeld.example"]
        answer = type_code(client, code_in(mail))
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")
        assert is_in(client)

    @pytest.mark.parametrize("shape", ["{}{}", " {} {} ", "{}-{}"])
    def test_the_code_is_taken_as_people_type_it(self, client, joris, mailoutbox, shape):
        ask_code(client, joris.email)
        type_code(client, shape.format(*code_in(mailoutbox[0]).split("-")))
        assert is_in(client)

    def test_it_goes_where_it_was_asked_to(self, client, marieke, mailoutbox):
        assert '<input type="hidden" name="next" value="/sessies/nieuw/">' in page(
            client.get(f"{LOGIN}?next=/sessies/nieuw/")
        )
        answer = ask_code(client, next="/sessies/nieuw/")
        assert answer.headers["Location"] == f"{CODE}?next=%2Fsessies%2Fnieuw%2F"
        assert '<input type="hidden" name="next" value="/sessies/nieuw/">' in page(
            client.get(answer.headers["Location"])
        )
        assert (
            type_code(client, code_in(mailoutbox[0]), next="/sessies/nieuw/").headers["Location"] == "/sessies/nieuw/"
        )

    @pytest.mark.parametrize("away", ["https://elders.example/", "//elders.example/", "javascript:alert(1)"])
    def test_never_to_another_site(self, client, marieke, mailoutbox, away):
        ask_code(client, next=away)
        assert type_code(client, code_in(mailoutbox[0]), next=away).headers["Location"] == "/"

    def test_the_cookie_changes(self, client, marieke, mailoutbox):
        ask_code(client)
        before = client.cookies["sessionid"].value
        type_code(client, code_in(mailoutbox[0]))
        assert client.cookies["sessionid"].value != before

    def test_the_mail_says_no_more_than_it_must(self, client, marieke, mailoutbox):
        ask_code(client)
        [mail] = mailoutbox
        code = code_in(mail)
        html, kind = mail.alternatives[0]
        assert kind == "text/html"
        assert code in html
        assert code not in mail.subject
        assert "Marieke" not in mail.body + html
        assert mail.extra_headers["Auto-Submitted"] == "auto-generated"

    def test_the_mail_is_in_the_language_of_the_page(self, client, marieke, mailoutbox):
        client.cookies["django_language"] = "en"
        ask_code(client)
        assert mailoutbox[0].subject == "Your code to log in"

    def test_it_goes_over_the_line_as_text_and_html(self, client, marieke, settings):
        with smtp(settings) as inbox:
            ask_code(client)
        [mail] = inbox.to(MARIEKE)
        text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
        code = re.search(r"\d{4}-\d{4}", text)[0]
        assert code in html
        type_code(client, code)
        assert is_in(client)

    def test_a_claimed_membership_is_there_at_once(self, client, joris, mailoutbox):
        group = Group.objects.create(name="Noord")
        Membership.objects.create(
            group=group, name="Joris", user=joris, email="elders@voorbeeld.example", coordinates=True
        )
        assert client.get(f"/groepen/{group.pk}/").status_code == 404
        sign_in(client, mailoutbox, joris.email)
        assert client.get(f"/groepen/{group.pk}/").status_code == 200

    def test_an_opened_personal_link_stays_open(self, client, joris, mailoutbox, planners):
        client.post(reverse("groups:enter", args=[links.new_link(planners.person("Amina"))]))
        mine = reverse("planning:mine", args=[planners.group.pk])
        assert client.get(mine).status_code == 200
        sign_in(client, mailoutbox, joris.email)
        assert "Koppel mijn account" in page(client.get(mine))


class TestAWrongCode:
    def test_says_so_beside_the_field_and_lets_try_again(self, client, marieke, mailoutbox):
        ask_code(client)
        code = code_in(mailoutbox[0])
        answer = type_code(client, wrong(code))
        assert answer.status_code == 422
        assert 'id="id_code_error"' in page(answer)
        assert f'value="{wrong(code)}"' in page(answer)
        type_code(client, code)
        assert is_in(client)

    @pytest.mark.parametrize("typed", ["", "  ", "é" * 40, "9" * 41, "<b>"])
    def test_whatever_is_typed(self, client, marieke, mailoutbox, typed):
        ask_code(client)
        assert type_code(client, typed).status_code == 422

    def test_the_fifth_ends_it(self, client, marieke, mailoutbox):
        ask_code(client)
        code = code_in(mailoutbox[0])
        assert [type_code(client, wrong(code)).status_code for _ in range(5)] == [422] * 4 + [302]
        assert "veel pogingen" in page(client.get(LOGIN))
        answer = client.post(CODE, {"code": code}, follow=True)
        assert "werkt niet meer" in page(answer)
        assert not is_in(client)

    def test_after_ten_minutes_it_is_worth_nothing(self, client, marieke, mailoutbox):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            ask_code(client)
            code = code_in(mailoutbox[0])
            clock.shift(timedelta(minutes=10, seconds=1))
            answer = client.post(CODE, {"code": code}, follow=True)
            assert "werkt niet meer" in page(answer)
            assert not is_in(client)

    def test_until_then_it_works(self, client, marieke, mailoutbox):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            ask_code(client)
            clock.shift(timedelta(minutes=9, seconds=59))
            type_code(client, code_in(mailoutbox[0]))
            assert is_in(client)

    def test_a_new_one_replaces_the_old(self, client, marieke, mailoutbox):
        ask_code(client)
        again = re.search(r'action="(/account/inloggen/)"', page(client.get(CODE)))[1]
        client.post(again, {"login": MARIEKE})
        first, second = map(code_in, mailoutbox)
        assert type_code(client, first).status_code == 422
        assert type_code(client, second).status_code == 302

    def test_it_works_in_its_own_browser_only_and_once(self, client, marieke, mailoutbox):
        ask_code(client)
        code, elsewhere = code_in(mailoutbox[0]), Client()
        assert type_code(elsewhere, code).headers["Location"] == LOGIN
        ask_code(elsewhere)
        assert type_code(elsewhere, code).status_code == 422
        type_code(client, code)
        client.post("/account/uitloggen/")
        assert type_code(client, code).headers["Location"] == LOGIN
        assert not is_in(client)

    def test_who_comes_back_to_the_beginning_may_give_another_address(self, client, marieke, mailoutbox):
        ask_code(client, "verkeerd@voorbeeld.example")
        assert client.get(LOGIN).status_code == 200
        sign_in(client, mailoutbox)
        assert is_in(client)


class TestNobodyLearnsWhoHasAnAccount:
    def told(self, email: str) -> list[tuple[int, str, str]]:
        """All answers from asking for a code until it is too much."""
        client, answers = Client(REMOTE_ADDR=f"10.0.0.{len(email)}"), []
        answers.append(client.get(LOGIN))
        answers += [ask_code(client, email), client.get(CODE)]
        answers += [type_code(client, "not this one") for _ in range(5)]
        answers += [ask_code(client, email) for _ in range(4)]
        known = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
        return [
            (each.status_code, each.headers.get("Location", ""), known.sub("", page(each)).replace(email, "…"))
            for each in answers
        ]

    def test_the_answers_are_the_same(self, marieke, mailoutbox):
        answers = self.told(MARIEKE)
        assert [status for status, _, _ in answers] == [200, 302, 200, 422, 422, 422, 422, 302, 302, 302, 302, 422]
        assert self.told("niemand@voorbeeld.example") == answers

    def test_a_mail_goes_in_any_case(self, client, mailoutbox):
        """Without one the page would be quicker; and whoever used another address than usual hears of it."""
        ask_code(client, "niemand@voorbeeld.example")
        [mail] = mailoutbox
        assert mail.to == ["niemand@voorbeeld.example"]
        assert "geen account" in mail.body
        assert not re.search(r"\d{4}", mail.body)

    def test_an_account_that_was_closed_is_unknown(self, client, marieke, mailoutbox):
        User.objects.update(is_active=False)
        ask_code(client)
        assert "geen account" in mailoutbox[0].body

    def test_one_that_closes_meanwhile_stays_out(self, client, marieke, mailoutbox):
        ask_code(client)
        User.objects.update(is_active=False)
        answer = client.post(CODE, {"code": code_in(mailoutbox[0])}, follow=True)
        assert "gesloten" in page(answer)
        assert not is_in(client)

    @pytest.mark.parametrize("typed", ["", "geen adres", "a@b", f"{'a' * 250}@voorbeeld.example"])
    def test_what_is_no_address_is_said(self, client, mailoutbox, typed):
        answer = ask_code(client, typed)
        assert answer.status_code == 422
        assert 'id="id_login_error"' in page(answer)
        assert f'value="{typed}"' in page(answer) or not typed
        assert not mailoutbox


class TestSlowedDown:
    def test_four_codes_in_a_quarter_from_one_place(self, client, marieke, mailoutbox):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            assert [ask_code(client).status_code for _ in range(5)] == [302] * 4 + [422]
            assert "veel pogingen" in page(ask_code(client))
            assert ask_code(Client(REMOTE_ADDR="10.0.0.9")).status_code == 302, "the account is open elsewhere"
            clock.shift(timedelta(minutes=15, seconds=1))
            assert ask_code(client).status_code == 302
        assert len(mailoutbox) == 6

    def test_nobody_s_mailbox_is_filled_from_many_places(self, marieke, mailoutbox):
        places = (Client(REMOTE_ADDR=f"10.0.{i}.1") for i in range(25))
        assert [ask_code(each).status_code for each in places] == [302] * 20 + [422] * 5
        assert len(mailoutbox) == 20

    def test_one_place_that_asks_for_everybody(self, client, mailoutbox):
        statuses = [ask_code(client, f"{i}@voorbeeld.example").status_code for i in range(31)]
        assert statuses == [302] * 20 + [422] * 10 + [429]
        assert "Even wachten" in page(ask_code(client, "nog@voorbeeld.example"))

    def test_one_place_that_types_code_after_code(self, client, marieke, mailoutbox):
        statuses = []
        for place in range(4):  # each with a code of its own
            ask_code(browser := Client(REMOTE_ADDR=f"10.0.{place}.1"))
            browser.defaults["REMOTE_ADDR"] = "127.0.0.1"
            statuses += [type_code(browser, wrong(code_in(mailoutbox[-1]))).status_code for _ in range(8)]
        assert statuses[:30] == ([422] * 4 + [302] * 4) * 3 + [422] * 4 + [302] * 2
        assert statuses[30:] == [429] * 2

    def test_the_table_names_nobody(self, client, marieke, mailoutbox):
        ask_code(client)
        by_password(client, password="mis")
        kept = Counted.objects.values_list("cache_key", flat=True)
        assert len(kept) > 3
        assert all(re.fullmatch(r"[0-9a-f]{64}", key) for key in kept)


class TestAPassword:
    def test_goes_home(self, client, marieke):
        answer = by_password(client, "Marieke@Voorbeeld.example ")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")
        assert is_in(client)

    def test_goes_where_it_was_asked_to(self, client, marieke):
        onward = re.search(r'href="([^"]+wachtwoord[^"]+)"', page(client.get(f"{LOGIN}?next=/sessies/nieuw/")))[1]
        assert '<input type="hidden" name="next" value="/sessies/nieuw/">' in page(client.get(onward))
        assert by_password(client, next="/sessies/nieuw/").headers["Location"] == "/sessies/nieuw/"

    @pytest.mark.parametrize("away", ["https://elders.example/", "//elders.example/", "javascript:alert(1)"])
    def test_never_to_another_site(self, client, marieke, away):
        assert by_password(client, next=away).headers["Location"] == "/"

    def test_a_wrong_one_keeps_what_was_typed_and_says_one_thing(self, client, marieke):
        answer = by_password(client, password="mis")
        assert answer.status_code == 422
        assert page(answer).count("horen niet bij elkaar") == 1
        assert 'id="id_password_error"' in page(answer)
        assert f'value="{MARIEKE}"' in page(answer)
        assert 'value="mis"' not in page(answer)
        assert not is_in(client)

    def test_unknown_wrong_and_none_look_the_same(self, client, marieke, joris):
        same = re.compile(r'value="[^"]*"')
        emails = (MARIEKE, "niemand@voorbeeld.example", joris.email)
        assert len({same.sub("", page(by_password(client, email, "mis"))) for email in emails}) == 1

    def test_empty_fields_say_so(self, client):
        answer = client.post(BY_PASSWORD, {})
        assert answer.status_code == 422
        assert 'id="id_login_error"' in page(answer)
        assert 'id="id_password_error"' in page(answer)

    def test_an_account_that_was_closed_stays_out(self, client, marieke):
        User.objects.update(is_active=False)
        assert "gesloten" in page(client.post(BY_PASSWORD, {"login": MARIEKE, "password": PASSWORD}, follow=True))
        assert not is_in(client)

    def test_the_cookie_changes(self, client, marieke):
        client.get(f"{CODE}")
        ask_code(client)
        before = client.cookies["sessionid"].value
        by_password(client)
        assert client.cookies["sessionid"].value != before

    def test_the_sixth_try_is_not_judged(self, client, marieke):
        for _ in range(5):
            by_password(client, password="mis")
        answer = by_password(client)
        assert answer.status_code == 422
        assert "veel pogingen" in page(answer)
        assert not is_in(client)

    def test_ten_minutes_later_it_is(self, client, marieke):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            for _ in range(20):
                by_password(client, password="mis")
            clock.shift(timedelta(minutes=9, seconds=59))
            assert by_password(client).status_code == 422
            clock.shift(timedelta(seconds=2))
            assert by_password(client).status_code == 302

    def test_elsewhere_and_by_code_the_account_is_open(self, client, marieke, mailoutbox):
        for _ in range(6):
            by_password(client, password="mis")
        assert by_password(Client(REMOTE_ADDR="10.0.0.9")).status_code == 302
        sign_in(client, mailoutbox)
        assert is_in(client)

    def test_another_account_at_the_same_address_is_open(self, client, marieke):
        User.objects.create_user("lieke@voorbeeld.example", PASSWORD, name="Lieke")
        for _ in range(6):
            by_password(client, password="mis")
        assert by_password(Client(), "lieke@voorbeeld.example").status_code == 302

    def test_knowing_it_does_not_count_as_a_mistake(self, client, marieke):
        assert [by_password(Client()).status_code for _ in range(8)] == [302] * 8


def test_who_is_in_already_is_sent_on(client, marieke):
    client.force_login(marieke)
    for path in (LOGIN, BY_PASSWORD, CODE, "/account/inloggen/tweede-stap/"):
        assert client.get(path).headers["Location"] == "/"


def test_what_allauth_has_besides_is_not_there(client, marieke):
    client.force_login(marieke)
    for path in (
        "signup",
        "registreren",
        "email",
        "wachtwoord/reset",
        "login",
        "password/reset",
        "inloggen/code/nieuw",
    ):
        assert client.get(f"/account/{path}/").status_code == 404, path
    assert client.get("/accounts/").status_code == 404


def test_scripts_are_answered_as_everybody_is(client, marieke):
    answer = client.post(LOGIN, {"login": "geen adres"}, HTTP_ACCEPT="application/json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "text/html; charset=utf-8")


class TestTheMailCannotGo:
    @pytest.mark.parametrize("email", [MARIEKE, "niemand@voorbeeld.example"])
    def test_it_is_said_and_not_why(self, client, marieke, settings, caplog, email):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
        answer = client.post(LOGIN, {"login": email}, follow=True)
        assert answer.status_code == 200
        assert "De mail kon niet weg" in page(answer)
        assert "ConnectionRefusedError" in caplog.text
        assert email not in caplog.text

    def test_an_address_the_server_refuses(self, client, marieke, settings, caplog):
        with smtp(settings) as inbox:
            inbox.refused.add(MARIEKE)
            answer = client.post(LOGIN, {"login": MARIEKE}, follow=True)
        assert "De mail kon niet weg" in page(answer)
        assert smtplib.SMTPRecipientsRefused.__name__ in caplog.text
        assert MARIEKE not in caplog.text


def test_no_code_stands_in_a_log(client, marieke, mailoutbox, caplog):
    caplog.set_level(logging.DEBUG)
    ask_code(client)
    code = code_in(mailoutbox[0])
    type_code(client, wrong(code))
    type_code(client, code)
    assert is_in(client)
    logged = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert not any(code in line or code.replace("-", "") in line for line in logged)


def test_a_live_command_asks_of_accounts_who_it_is_and_no_more(cast):
    cast.start(2)
    with CaptureQueriesContext(connection) as queries:
        assert cast.command(verb="pause").status_code == 200
    tables = re.findall(
        r'(?:FROM|JOIN|INTO|UPDATE) "((?:account|mfa)\w+)"', "\n".join(each["sql"] for each in queries)
    )
    assert tables == ["accounts_user"]
