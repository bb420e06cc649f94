"""My account: what its owner changes, what is asked again before, and who hears of it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from intervisie.accounts.models import User

from .entrance import PASSWORD, app_code, by_password, is_in, page, sign_in, start_second_step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]
ACCOUNT, PASSWORD_PAGE, NO_PASSWORD = "/account/", "/account/wachtwoord/", "/account/wachtwoord/weg/"
AGAIN, STEP_AGAIN = "/account/bevestigen/", "/account/bevestigen/tweede-stap/"
OTHER = "een heel ander woord"


@pytest.fixture
def joris(client) -> User:
    """Has no password, and is in."""
    joris = User.objects.create_user("joris@voorbeeld.example", name="Joris")
    client.force_login(joris)
    return joris


def choose(client: Client, first: str = OTHER, second: str | None = None):
    return client.post(PASSWORD_PAGE, {"new_password1": first, "new_password2": first if second is None else second})


class TestTheName:
    def test_is_kept(self, client, joris):
        answer = client.post(ACCOUNT, {"name": "  Joris   van Dam "}, follow=True)
        assert User.objects.get().name == "Joris van Dam"
        assert "Je naam is bewaard." in page(answer)
        assert joris.email in page(answer)

    @pytest.mark.parametrize("name", ["", "  ", "j" * 61])
    def test_what_is_wrong_stands_beside_it(self, client, joris, name):
        answer = client.post(ACCOUNT, {"name": name})
        assert answer.status_code == 422
        assert 'id="id_name_error"' in page(answer)
        assert User.objects.get().name == "Joris"

    def test_no_more_than_that(self, client, joris):
        client.post(ACCOUNT, {"name": "J", "email": "x@y.example", "is_superuser": "on", "is_active": ""})
        user = User.objects.get()
        assert (user.email, user.is_superuser, user.is_active) == (joris.email, False, True)


class TestAPassword:
    def test_can_be_chosen_without_more_when_there_was_none(self, client, joris, mailoutbox):
        answer = choose(client)
        assert answer.headers["Location"] == ACCOUNT
        assert "Je wachtwoord is bewaard." in page(client.get(ACCOUNT))
        assert User.objects.get().check_password(OTHER)
        assert is_in(client)
        [mail] = mailoutbox
        assert mail.to == [joris.email]
        assert "nieuw wachtwoord" in mail.body
        assert OTHER not in mail.body

    @pytest.mark.parametrize(
        ("first", "second", "word"),
        [("kort", None, "minstens 10"), ("", "", "Kies een wachtwoord."), (OTHER, "anders", "niet gelijk")],
    )
    def test_what_is_wrong_stands_beside_it(self, client, joris, mailoutbox, first, second, word):
        answer = choose(client, first, second)
        assert answer.status_code == 422
        assert word in page(answer)
        assert not User.objects.get().has_usable_password()
        assert not mailoutbox

    @pytest.mark.parametrize("path", [PASSWORD_PAGE, NO_PASSWORD])
    def test_one_that_is_there_is_asked_first(self, client, marieke, path):
        client.force_login(marieke)
        answer = client.get(path)
        assert answer.headers["Location"] == f"{AGAIN}?next={path.replace('/', '%2F')}"
        answer = client.post(answer.headers["Location"], {"password": PASSWORD, "next": path})
        assert answer.headers["Location"] == path
        assert client.get(path).status_code == 200

    def test_a_wrong_one_opens_nothing(self, client, marieke):
        client.force_login(marieke)
        answer = client.post(f"{AGAIN}?next={PASSWORD_PAGE}", {"password": "mis"})
        assert answer.status_code == 422
        assert 'id="id_password_error"' in page(answer)
        assert client.get(PASSWORD_PAGE).status_code == 302

    def test_guessing_is_slowed_down(self, client, marieke):
        client.force_login(marieke)
        answers = [page(client.post(AGAIN, {"password": "mis"})) for _ in range(6)]
        assert ["veel pogingen" in each for each in answers] == [False] * 5 + [True]
        assert "veel pogingen" in page(client.post(AGAIN, {"password": PASSWORD}))

    def test_what_was_posted_unasked_is_not_kept(self, client, marieke):
        client.force_login(marieke)
        assert choose(client).headers["Location"].startswith(AGAIN)
        assert OTHER not in str(dict(client.session.items()))
        assert User.objects.get().check_password(PASSWORD)

    def test_that_was_shown_lasts_ten_minutes(self, client, marieke):
        client.force_login(marieke)
        with time_machine.travel(timezone.now(), tick=False) as clock:
            client.post(AGAIN, {"password": PASSWORD})
            clock.shift(timedelta(minutes=9, seconds=59))
            assert client.get(PASSWORD_PAGE).status_code == 200
            clock.shift(timedelta(seconds=1))
            assert client.get(PASSWORD_PAGE).status_code == 302

    def test_who_forgot_it_comes_in_with_a_code_and_chooses_another(self, client, marieke, mailoutbox):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            sign_in(client, mailoutbox)
            assert client.get(PASSWORD_PAGE).status_code == 200
            clock.shift(timedelta(minutes=10))
            assert client.get(PASSWORD_PAGE).status_code == 302
            client.post("/account/uitloggen/")
            sign_in(client, mailoutbox)
            choose(client)
        assert User.objects.get().check_password(OTHER)

    def test_can_go(self, client, marieke, mailoutbox):
        client.force_login(marieke)
        client.post(AGAIN, {"password": PASSWORD})
        assert User.objects.get().has_usable_password(), "looking changes nothing"
        assert client.get(NO_PASSWORD).status_code == 200
        answer = client.post(NO_PASSWORD, follow=True)
        assert "Je wachtwoord is weg." in page(answer)
        assert is_in(client)
        assert not is_in(elsewhere := Client()) and by_password(elsewhere).status_code == 422
        assert "geen wachtwoord meer" in mailoutbox[-1].body

    def test_another_ends_the_sign_ins_elsewhere(self, client, marieke):
        elsewhere, stranger = Client(), Client()
        elsewhere.force_login(marieke)
        stranger.force_login(User.objects.create_user("lieke@voorbeeld.example", name="Lieke"))
        client.force_login(marieke)
        client.post(AGAIN, {"password": PASSWORD})
        choose(client)
        assert client.get(ACCOUNT).status_code == stranger.get(ACCOUNT).status_code == 200
        assert elsewhere.get(ACCOUNT).status_code == 302
        assert not is_in(elsewhere)


class TestASecondStepIsAskedInstead:
    @pytest.fixture
    def secret(self, client, joris) -> str:
        secret, _codes = start_second_step(client)
        client.force_login(joris)  # later, in a session that showed nothing yet
        client.session.flush()
        client.force_login(joris)
        return secret

    def test_before_a_password_is_chosen(self, client, secret):
        answer = client.get(PASSWORD_PAGE)
        assert answer.headers["Location"].startswith(f"{STEP_AGAIN}?next=")
        with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
            answer = client.post(answer.headers["Location"], {"code": app_code(secret)})
            assert answer.headers["Location"] == PASSWORD_PAGE
            assert client.get(PASSWORD_PAGE).status_code == 200

    def test_a_wrong_code_opens_nothing(self, client, secret):
        answer = client.post(f"{STEP_AGAIN}?next={PASSWORD_PAGE}", {"code": "12"})
        assert answer.status_code == 422
        assert 'id="id_code_error"' in page(answer)
        assert client.get(PASSWORD_PAGE).status_code == 302


@pytest.mark.parametrize("path", [AGAIN, STEP_AGAIN])
def test_who_has_nothing_to_be_asked_for_finds_nothing_there(client, joris, path):
    assert client.get(path).status_code == 404


class TestOutEverywhere:
    def test_ends_every_sign_in_of_this_account(self, client, joris, marieke):
        elsewhere, stranger = Client(), Client()
        elsewhere.force_login(joris)
        stranger.force_login(marieke)
        assert client.get("/account/uitloggen/overal/").status_code == 405
        answer = client.post("/account/uitloggen/overal/", follow=True)
        assert "overal uitgelogd" in page(answer)
        assert answer.redirect_chain == [("/", 302)]
        assert not is_in(client)
        assert elsewhere.get(ACCOUNT).status_code == 302
        assert stranger.get(ACCOUNT).status_code == 200

    def test_leaves_nothing_in_the_browser(self, client, joris):
        assert client.post("/account/uitloggen/overal/").headers["Clear-Site-Data"] == '"cache"'

    def test_not_from_another_site(self, joris):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(joris)
        assert strict.post("/account/uitloggen/overal/").status_code == 403
        assert is_in(strict)
