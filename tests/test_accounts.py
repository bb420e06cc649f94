"""Accounts: how one is made, and that a link opens exactly what it says, once."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from intervisie.accounts import links
from intervisie.accounts.models import User

from .entrance import PASSWORD, SECOND, app_code, by_password, is_in, page, sign_in, start_second_step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]


@pytest.fixture
def guest() -> User:
    """Somebody who was invited and has no password yet."""
    return User.objects.create_user("joris@voorbeeld.example", name="Joris")


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


class TestOneTimeLink:
    def open(self, client: Client, user: User) -> str:
        """Follows the link to its form, and gives where that is."""
        answer = client.get(links.welcome_path(user), follow=True)
        assert answer.status_code == 200
        return answer.request["PATH_INFO"]

    def choose(self, client: Client, form: str, first: str = PASSWORD, second: str | None = None):
        return client.post(form, {"new_password1": first, "new_password2": first if second is None else second})

    def test_lets_in_without_a_password(self, client, guest):
        answer = client.post(self.open(client, guest))
        assert answer.headers["Location"] == "/"
        assert is_in(client)
        assert not User.objects.get(pk=guest.pk).has_usable_password()

    def test_sets_a_password_for_who_wants_one(self, client, guest):
        answer = self.choose(client, self.open(client, guest))
        assert answer.headers["Location"] == "/"
        assert is_in(client)
        assert User.objects.get(pk=guest.pk).check_password(PASSWORD)

    def test_leaves_the_password_there_is(self, client, marieke):
        client.post(self.open(client, marieke))
        assert is_in(client)
        assert User.objects.get().check_password(PASSWORD)

    @pytest.mark.parametrize("password", ["", PASSWORD])
    def test_works_once(self, client, guest, password):
        link = links.welcome_path(guest)
        self.choose(client, self.open(client, guest), password)
        assert is_in(client)
        answer = Client().get(link, follow=True)
        assert answer.status_code == 404
        assert "werkt niet meer" in page(answer)

    def test_two_links_in_hand_are_both_used_up(self, client, guest):
        other = Client()
        waiting = self.open(other, guest)
        self.choose(client, self.open(client, guest))
        assert self.choose(other, waiting, "heel iets anders hoor").status_code == 404
        assert not is_in(other)
        assert User.objects.get(pk=guest.pk).check_password(PASSWORD)

    def test_is_used_up_by_signing_in_otherwise(self, client, guest, mailoutbox):
        link = links.welcome_path(guest)
        sign_in(client, mailoutbox, guest.email)
        assert Client().get(link, follow=True).status_code == 404

    def test_looking_changes_nothing(self, client, guest):
        before = User.objects.filter(pk=guest.pk).values().get()
        for _ in range(3):
            self.open(Client(), guest)
        assert User.objects.filter(pk=guest.pk).values().get() == before
        client.post(self.open(client, guest))
        assert is_in(client)

    def test_the_token_leaves_the_address_bar(self, client, guest):
        token = links.welcome_path(guest).rstrip("/").rpartition("/")[2]
        assert token not in self.open(client, guest)

    def test_lasts_a_week(self, client, guest):
        with time_machine.travel(timezone.now()) as clock:
            link = links.welcome_path(guest)
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
            ("", PASSWORD, "Kies een wachtwoord."),
            (PASSWORD, "", "Typ het wachtwoord nog een keer."),
        ],
    )
    def test_says_in_our_words_what_is_wrong(self, client, guest, first, second, word):
        answer = self.choose(client, self.open(client, guest), first, second)
        assert answer.status_code == 422
        assert word in page(answer)
        assert page(answer).count('role="alert"') == 1
        assert not User.objects.get(pk=guest.pk).has_usable_password()
        assert not is_in(client)

    def test_of_somebody_else_opens_nothing(self, client, guest, marieke):
        token = links.welcome_path(guest).rstrip("/").rpartition("/")[2]
        uid = links.welcome_path(marieke).split("/")[3]
        assert client.get(f"/account/wachtwoord/{uid}/{token}/", follow=True).status_code == 404

    def test_of_an_account_that_was_closed_lets_nobody_in(self, client, guest):
        form = self.open(client, guest)
        User.objects.update(is_active=False)
        assert "gesloten" in page(client.post(form, follow=True))
        assert not is_in(client)

    def test_does_not_take_the_place_of_the_second_step(self, client, guest):
        client.force_login(guest)
        secret, _codes = start_second_step(client)
        theirs = Client()
        answer = theirs.post(self.open(theirs, guest))
        assert answer.headers["Location"] == SECOND
        assert not is_in(theirs)
        with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
            theirs.post(SECOND, {"code": app_code(secret)})
        assert is_in(theirs)


class TestInvite:
    def invite(self, client: Client, name: str = "Joris", email: str = "Joris@Voorbeeld.example"):
        return client.post("/account/uitnodigen/", {"name": name, "email": email})

    def test_not_for_outsiders(self, client):
        assert client.get("/account/uitnodigen/").headers["Location"].startswith("/account/inloggen/")
        assert self.invite(client).status_code == 302
        assert not User.objects.exists()

    def test_the_whole_way(self, client, marieke, mailoutbox):
        client.force_login(marieke)
        page = self.invite(client).content.decode()
        link = re.search(r'value="(http://testserver/account/wachtwoord/[^"]+)"', page)[1]
        theirs = Client()
        form = theirs.get(link.removeprefix("http://testserver"), follow=True)
        assert "joris@voorbeeld.example" in form.content.decode()
        theirs.post(form.request["PATH_INFO"], {"new_password1": PASSWORD, "new_password2": PASSWORD})
        assert is_in(theirs)
        assert by_password(Client(), "joris@voorbeeld.example").status_code == 302
        sign_in(again := Client(), mailoutbox, "joris@voorbeeld.example")
        assert is_in(again)

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
    def run(self, capsys, *args: str, **options: str | bool) -> str:
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

    def test_gives_an_account_another_address(self, capsys, marieke):
        self.run(capsys, marieke.email, new_email="Marieke@Elders.example")
        assert User.objects.get().email == "marieke@elders.example"

    @pytest.mark.parametrize("new", ["JORIS@voorbeeld.example", "geen adres"])
    def test_not_one_that_is_taken_or_none(self, capsys, marieke, guest, new):
        with pytest.raises(CommandError):
            self.run(capsys, marieke.email, new_email=new)
        assert User.objects.filter(email=marieke.email).exists()

    def test_helps_who_lost_the_phone_and_the_codes(self, capsys, client, guest):
        client.force_login(guest)
        start_second_step(client)
        link = self.run(capsys, guest.email, no_second_step=True).removeprefix("http://localhost:8000")
        theirs = Client()
        theirs.post(theirs.get(link, follow=True).request["PATH_INFO"])
        assert is_in(theirs)

    @pytest.mark.parametrize(("email", "name"), [("nieuw@voorbeeld.example", ""), ("geen adres", "Eva")])
    def test_says_what_it_needs(self, capsys, email, name):
        with pytest.raises(CommandError):
            self.run(capsys, email, name=name)
        assert not User.objects.exists()
