"""Accounts: who gets in, who does not, and that a link opens exactly what it says, once."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intervisie.accounts import links, throttle
from intervisie.accounts.models import LoginFailure, User

PASSWORD = "de kraan lekt zachtjes"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_passwords(settings) -> None:
    """How long a real hash takes is no concern of these tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def marieke() -> User:
    return User.objects.create_user("marieke@voorbeeld.example", PASSWORD, name="Marieke")


@pytest.fixture
def guest() -> User:
    """Somebody who was invited and has no password yet."""
    return User.objects.create_user("joris@voorbeeld.example", name="Joris")


def log_in(client: Client, email: str = "marieke@voorbeeld.example", password: str = PASSWORD, **more: str):
    return client.post(reverse("accounts:login"), {"email": email, "password": password, **more})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


class TestLogin:
    def test_goes_home(self, client, marieke):
        answer = log_in(client)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")
        assert is_in(client)

    def test_the_address_is_taken_in_any_case(self, client, marieke):
        log_in(client, email="Marieke@Voorbeeld.example ")
        assert is_in(client)

    def test_goes_where_it_was_asked_to(self, client, marieke):
        page = client.get("/account/inloggen/?next=/sessies/nieuw/").content.decode()
        assert '<input type="hidden" name="next" value="/sessies/nieuw/">' in page
        assert log_in(client, next="/sessies/nieuw/").headers["Location"] == "/sessies/nieuw/"

    @pytest.mark.parametrize("away", ["https://elders.example/", "//elders.example/", "javascript:alert(1)"])
    def test_never_goes_to_another_site(self, client, marieke, away):
        assert "elders" not in client.get("/account/inloggen/", {"next": away}).content.decode()
        assert log_in(client, next=away).headers["Location"] == "/"

    def test_wrong_password_keeps_what_was_typed_and_says_one_thing(self, client, marieke):
        answer = log_in(client, password="mis")
        page = answer.content.decode()
        assert answer.status_code == 422
        assert page.count("horen niet bij elkaar") == 1
        assert 'value="marieke@voorbeeld.example"' in page
        assert 'value="mis"' not in page
        assert not is_in(client)

    def test_unknown_and_wrong_look_the_same(self, client, marieke):
        wrong = log_in(client, password="mis").content.decode()
        unknown = log_in(client, email="niemand@voorbeeld.example").content.decode()
        same = re.compile(r'value="[^"]*"')
        assert same.sub("", wrong) == same.sub("", unknown)

    def test_empty_fields_say_so_beside_the_field(self, client):
        answer = client.post("/account/inloggen/", {})
        assert answer.status_code == 422
        assert 'id="id_password_error"' in answer.content.decode()
        assert not LoginFailure.objects.exists()

    def test_who_is_in_already_is_sent_on(self, client, marieke):
        client.force_login(marieke)
        assert client.get("/account/inloggen/").headers["Location"] == "/"

    def test_an_account_that_was_closed_stays_out(self, client, marieke):
        User.objects.update(is_active=False)
        assert log_in(client).status_code == 422

    def test_the_cookie_changes_at_login(self, client, marieke):
        client.session.save()
        before = client.cookies.get("sessionid")
        log_in(client)
        assert before is None or before.value != client.cookies["sessionid"].value


class TestThrottle:
    def guess(self, client: Client, times: int) -> list[int]:
        return [log_in(client, password="mis").status_code for _ in range(times)]

    def test_the_sixth_try_is_not_judged(self, client, marieke):
        assert self.guess(client, 6) == [422] * 5 + [429]
        answer = log_in(client)
        assert answer.status_code == 429
        assert "Wacht tien minuten" in answer.content.decode()
        assert not is_in(client)

    def test_ten_minutes_later_it_works_again_however_often_one_tried(self, client, marieke):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            self.guess(client, 20)
            clock.shift(timedelta(minutes=9, seconds=59))
            assert log_in(client).status_code == 429
            clock.shift(timedelta(seconds=2))
            assert log_in(client).status_code == 302

    def test_elsewhere_the_account_is_open(self, client, marieke):
        self.guess(client, 6)
        assert log_in(Client(REMOTE_ADDR="10.0.0.9")).status_code == 302

    def test_another_account_at_the_same_address_is_open(self, client, marieke):
        User.objects.create_user("lieke@voorbeeld.example", PASSWORD, name="Lieke")
        self.guess(client, 6)
        assert log_in(Client(), email="lieke@voorbeeld.example").status_code == 302

    def test_knowing_it_forgives_earlier_mistakes(self, client, marieke):
        self.guess(client, 4)
        log_in(client)
        assert not LoginFailure.objects.exists()

    def test_the_table_does_not_name_anybody(self, rf, marieke):
        throttle.begin(throttle.origin(rf.get("/"), "marieke@voorbeeld.example"))
        kept = LoginFailure.objects.get().origin
        assert re.fullmatch(r"[0-9a-f]{64}", kept)


class TestLogout:
    def test_only_by_post(self, client, marieke):
        client.force_login(marieke)
        assert client.get("/account/uitloggen/").status_code == 405
        assert is_in(client)
        answer = client.post("/account/uitloggen/")
        assert answer.headers["Location"] == "/"
        assert answer.headers["Clear-Site-Data"] == '"cache"'
        assert not is_in(client)

    def test_not_from_another_site(self, marieke):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(marieke)
        assert strict.post("/account/uitloggen/").status_code == 403
        assert is_in(strict)


class TestPasswordLink:
    def open(self, client: Client, user: User) -> str:
        """Follows the link to its form, and gives where that is."""
        answer = client.get(links.password_path(user), follow=True)
        assert answer.status_code == 200
        return answer.request["PATH_INFO"]

    def choose(self, client: Client, form: str, first: str = PASSWORD, second: str | None = None):
        return client.post(form, {"new_password1": first, "new_password2": first if second is None else second})

    def test_sets_the_password_and_logs_in(self, client, guest):
        answer = self.choose(client, self.open(client, guest))
        assert answer.headers["Location"] == "/"
        assert is_in(client)
        assert User.objects.get(pk=guest.pk).check_password(PASSWORD)

    def test_works_once(self, client, guest):
        link = links.password_path(guest)
        self.choose(client, self.open(client, guest))
        answer = Client().get(link, follow=True)
        assert answer.status_code == 404
        assert "werkt niet meer" in answer.content.decode()

    def test_two_links_in_hand_are_both_used_up(self, client, guest):
        other = Client()
        waiting = self.open(other, guest)
        self.choose(client, self.open(client, guest))
        assert self.choose(other, waiting, "heel iets anders hoor").status_code == 404
        assert User.objects.get(pk=guest.pk).check_password(PASSWORD)

    def test_looking_changes_nothing(self, client, guest):
        before = User.objects.filter(pk=guest.pk).values().get()
        for _ in range(3):
            self.open(Client(), guest)
        assert User.objects.filter(pk=guest.pk).values().get() == before
        self.choose(client, self.open(client, guest))
        assert is_in(client)

    def test_the_token_leaves_the_address_bar(self, client, guest):
        token = links.password_path(guest).rstrip("/").rpartition("/")[2]
        assert token not in self.open(client, guest)

    def test_lasts_a_week(self, client, guest):
        with time_machine.travel(timezone.now()) as clock:
            link = links.password_path(guest)
            clock.shift(timedelta(days=6, hours=23))
            assert client.get(link, follow=True).status_code == 200
            clock.shift(timedelta(hours=2))
            assert client.get(link, follow=True).status_code == 404

    @pytest.mark.parametrize(
        ("first", "second", "word"),
        [
            ("kort", None, "minstens 10 tekens"),
            ("password123", None, "van jou"),
            ("joris@voorbeeld", None, "lijkt veel"),
            (PASSWORD, "iets anders", "niet gelijk"),
            ("", None, "Kies een wachtwoord."),
        ],
    )
    def test_says_in_our_words_what_is_wrong(self, client, guest, first, second, word):
        answer = self.choose(client, self.open(client, guest), first, second)
        assert answer.status_code == 422
        assert word in answer.content.decode()
        assert not User.objects.get(pk=guest.pk).has_usable_password()

    def test_of_somebody_else_opens_nothing(self, client, guest, marieke):
        token = links.password_path(guest).rstrip("/").rpartition("/")[2]
        uid = links.password_path(marieke).split("/")[3]
        assert client.get(f"/account/wachtwoord/{uid}/{token}/", follow=True).status_code == 404


class TestInvite:
    def invite(self, client: Client, name: str = "Joris", email: str = "Joris@Voorbeeld.example"):
        return client.post("/account/uitnodigen/", {"name": name, "email": email})

    def test_not_for_outsiders(self, client):
        assert client.get("/account/uitnodigen/").headers["Location"].startswith("/account/inloggen/")
        assert self.invite(client).status_code == 302
        assert not User.objects.exists()

    def test_the_whole_way(self, client, marieke):
        client.force_login(marieke)
        page = self.invite(client).content.decode()
        link = re.search(r'value="(http://testserver/account/wachtwoord/[^"]+)"', page)[1]
        theirs = Client()
        form = theirs.get(link.removeprefix("http://testserver"), follow=True)
        assert "joris@voorbeeld.example" in form.content.decode()
        theirs.post(form.request["PATH_INFO"], {"new_password1": PASSWORD, "new_password2": PASSWORD})
        assert is_in(theirs)
        assert log_in(Client(), email="joris@voorbeeld.example").status_code == 302

    def test_the_link_stands_under_the_public_address(self, client, marieke, settings):
        settings.PUBLIC_URL = "https://intervisie.example"
        client.force_login(marieke)
        assert 'value="https://intervisie.example/account/wachtwoord/' in self.invite(client).content.decode()

    def test_who_is_there_already_is_not_made_again(self, client, marieke):
        client.force_login(marieke)
        answer = self.invite(client, email="MARIEKE@voorbeeld.example")
        assert answer.status_code == 422
        assert "heeft al een account" in answer.content.decode()
        assert "/account/wachtwoord/" not in answer.content.decode()
        assert User.objects.count() == 1

    def test_what_is_wrong_stands_beside_its_field(self, client, marieke):
        client.force_login(marieke)
        answer = self.invite(client, name=" ", email="geen adres")
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'id="id_name_error"' in page
        assert 'id="id_email_error"' in page
        assert 'value="geen adres"' in page

    def test_a_name_cannot_carry_html(self, client, marieke):
        client.force_login(marieke)
        assert "<b>" not in self.invite(client, name="<b>Joris</b>").content.decode()


class TestDemoLink:
    def test_signs_in_and_lands(self, client, marieke, settings):
        settings.DEMO = True
        answer = client.get(links.demo_path(marieke) + "?next=/live/ABCDEFGH/")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/live/ABCDEFGH/")
        assert is_in(client)

    def test_a_second_time_keeps_the_login(self, client, marieke, settings):
        settings.DEMO = True
        client.get(links.demo_path(marieke))
        first = client.session.session_key
        client.get(links.demo_path(marieke))
        assert client.session.session_key == first

    def test_does_not_exist_outside_the_demo(self, client, marieke, settings):
        settings.DEMO = False
        assert client.get(links.demo_path(marieke)).status_code == 404
        assert not is_in(client)

    @pytest.mark.parametrize("away", ["https://elders.example/", "//elders.example", "/\\elders.example", "live/"])
    def test_goes_to_a_path_of_this_site_only(self, client, marieke, settings, away):
        settings.DEMO = True
        answer = client.get(links.demo_path(marieke), {"next": away})
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/"

    def test_a_made_up_or_old_token_opens_nothing(self, client, marieke, settings):
        settings.DEMO = True
        assert client.get("/account/demo/MQ:1abc:nep/").status_code == 404
        with time_machine.travel(timezone.now()) as clock:
            link = links.demo_path(marieke)
            clock.shift(timedelta(days=31))
            assert client.get(link).status_code == 404


class TestCommand:
    def run(self, capsys, *args: str, **options: str) -> str:
        call_command("begeleider", *args, **options)
        return capsys.readouterr().out.splitlines()[-1]

    def test_makes_the_first_account(self, client, capsys):
        link = self.run(capsys, "Eerste@Voorbeeld.example", name="Eva de Eerste")
        eva = User.objects.get()
        assert (eva.name, eva.email) == ("Eva de Eerste", "eerste@voorbeeld.example")
        assert not eva.has_usable_password()
        assert link.startswith("http://localhost:8000/account/wachtwoord/")
        assert client.get(link.removeprefix("http://localhost:8000"), follow=True).status_code == 200

    def test_gives_an_existing_account_a_new_link(self, capsys, marieke):
        link = self.run(capsys, "MARIEKE@voorbeeld.example", url="https://ons.example/")
        assert link.startswith("https://ons.example/account/wachtwoord/")
        assert User.objects.count() == 1
        assert User.objects.get().check_password(PASSWORD)

    @pytest.mark.parametrize(("email", "name"), [("nieuw@voorbeeld.example", ""), ("geen adres", "Eva")])
    def test_says_what_it_needs(self, capsys, email, name):
        with pytest.raises(CommandError):
            self.run(capsys, email, name=name)
        assert not User.objects.exists()
