"""The second step: an app on the phone, recovery codes for when it is lost, and how it is turned off again."""

import base64
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from intervisie.accounts.models import User

from .entrance import (
    LOGIN,
    MARIEKE,
    PASSWORD,
    SECOND,
    app_code,
    ask_code,
    by_password,
    code_in,
    is_in,
    page,
    sign_in,
    start_second_step,
    type_code,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]
START, STOP = "/account/tweede-stap/", "/account/tweede-stap/uit/"
CODES, NEW_CODES = "/account/tweede-stap/codes/", "/account/tweede-stap/codes/nieuw/"
STEP_AGAIN = "/account/bevestigen/tweede-stap/"


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


@pytest.fixture
def marieke(client) -> User:
    marieke = User.objects.create_user(MARIEKE, PASSWORD, name="Marieke")
    client.force_login(marieke)
    client.post("/account/bevestigen/", {"password": PASSWORD})
    return marieke


@pytest.fixture
def stepped(clock, client, marieke):
    """Marieke has a second step; a minute later her app shows another code. Gives its key and the recovery codes."""
    found = start_second_step(client)
    clock.shift(timedelta(minutes=1))
    return found


class TestTurningOn:
    def test_the_picture_is_a_code_for_the_app(self, client, marieke):
        shown = page(client.get(START))
        picture = base64.b64decode(re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', shown)[1]).decode()
        assert "<svg xmlns=" in picture
        assert 'fill="#fff"' in picture, "it is read in the dark too"

    def test_its_link_names_site_and_account(self, client, marieke):
        link = client.get(START).context["totp_url"]
        assert link.startswith("otpauth://totp/marieke%40voorbeeld.example?secret=")
        assert link.endswith("&issuer=Intervisie")

    def test_a_code_turns_it_on_and_shows_the_recovery_codes_once(self, client, marieke, mailoutbox):
        _secret, codes = start_second_step(client)
        assert len(set(codes)) == 10
        again = page(client.get(CODES))
        assert not any(code in again for code in codes)
        assert "één keer gezien" in again
        assert "vraagt inloggen ook een code" in page(client.get("/account/"))

    def test_its_owner_hears_of_it(self, client, marieke, mailoutbox, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            start_second_step(client)
        assert mailoutbox[-1].to == [MARIEKE]
        assert "een tweede stap" in mailoutbox[-1].body

    @pytest.mark.parametrize("typed", ["", "12", "000000", "é" * 6, "9" * 41])
    def test_a_wrong_code_does_not_and_the_picture_stays(self, client, marieke, typed):
        before = client.get(START).context["totp_url"]
        answer = client.post(START, {"code": typed})
        assert answer.status_code == 422
        assert 'id="id_code_error"' in page(answer)
        assert answer.context["totp_url"] == before
        assert not Authenticator.objects.exists()

    def test_the_password_is_asked_before(self, client, marieke):
        client.session.flush()
        client.force_login(marieke)
        assert client.get(START).headers["Location"].startswith("/account/bevestigen/")

    def test_the_key_cannot_be_read_in_the_database(self, client, marieke):
        secret, codes = start_second_step(client)
        kept = str([*Authenticator.objects.values_list("data", flat=True)])
        assert secret not in kept
        assert not any(code.replace("-", "") in kept for code in codes)

    def test_not_for_outsiders(self, client, marieke):
        for path in (START, STOP, CODES, NEW_CODES):
            assert Client().get(path).status_code in (302, 404), path


class TestSigningIn:
    def enter(self, client: Client, code: str):
        return client.post(SECOND, {"code": code})

    def test_after_a_mailed_code(self, stepped, mailoutbox):
        secret, _ = stepped
        phone = Client()
        assert sign_in(phone, mailoutbox).headers["Location"] == SECOND
        assert not is_in(phone)
        assert phone.get("/sessies/nieuw/").status_code == 302
        assert self.enter(phone, app_code(secret)).headers["Location"] == "/"
        assert is_in(phone)

    def test_after_a_password_and_on_to_where_one_was_going(self, stepped):
        secret, _ = stepped
        laptop = Client()
        assert by_password(laptop, next="/sessies/nieuw/").headers["Location"] == SECOND
        assert self.enter(laptop, app_code(secret)).headers["Location"] == "/sessies/nieuw/"

    def test_the_cookie_changes(self, stepped, mailoutbox):
        secret, _ = stepped
        phone = Client()
        sign_in(phone, mailoutbox)
        before = phone.cookies["sessionid"].value
        self.enter(phone, app_code(secret))
        assert phone.cookies["sessionid"].value != before

    def test_with_a_recovery_code_once(self, stepped, mailoutbox, clock):
        _, codes = stepped
        phone, other = Client(), Client()
        sign_in(phone, mailoutbox)
        self.enter(phone, codes[3])
        assert is_in(phone)
        assert "nog 9 herstelcodes" in page(phone.get("/account/"))
        by_password(other)
        assert self.enter(other, codes[3]).status_code == 422
        assert not is_in(other)

    def test_a_code_of_the_app_works_once(self, stepped):
        secret, _ = stepped
        first, second = Client(), Client()
        for each in (first, second):
            by_password(each)
        self.enter(first, app_code(secret))
        answer = self.enter(second, app_code(secret))
        assert answer.status_code == 422
        assert "al gebruikt" in page(answer)
        assert is_in(first)
        assert not is_in(second)

    def test_an_old_code_does_not(self, stepped, clock):
        secret, _ = stepped
        old, phone = app_code(secret), Client()
        clock.shift(timedelta(seconds=31))
        by_password(phone)
        assert self.enter(phone, old).status_code == 422

    @pytest.mark.parametrize("form", [{}, {"code": ""}, {"code": "é" * 40}, {"code": "9" * 41}, {"credential": "{}"}])
    def test_whatever_is_sent(self, stepped, form):
        phone = Client()
        by_password(phone)
        answer = phone.post(SECOND, form)
        assert answer.status_code == 422
        assert 'id="id_code_error"' in page(answer)
        assert not is_in(phone)

    def test_the_sixth_try_is_not_judged_and_ten_minutes_later_it_is(self, stepped, clock):
        secret, _ = stepped
        phone = Client()
        by_password(phone)
        assert ["veel pogingen" in page(self.enter(phone, "12")) for _ in range(6)] == [False] * 5 + [True]
        assert "veel pogingen" in page(self.enter(phone, app_code(secret)))
        assert not is_in(phone)
        clock.shift(timedelta(minutes=10, seconds=1))
        self.enter(phone, app_code(secret))
        assert is_in(phone)

    def test_half_way_is_over_after_twenty_minutes(self, stepped, clock):
        secret, _ = stepped
        phone = Client()
        by_password(phone)
        clock.shift(timedelta(minutes=20, seconds=1))
        assert self.enter(phone, app_code(secret)).headers["Location"] == LOGIN
        assert not is_in(phone)

    def test_nobody_begins_with_it(self, stepped):
        secret, _ = stepped
        assert Client().post(SECOND, {"code": app_code(secret)}).headers["Location"] == LOGIN

    def test_a_mailed_code_cannot_be_typed_twice_to_get_round_it(self, stepped, mailoutbox):
        phone = Client()
        ask_code(phone)
        code = code_in(mailoutbox[-1])
        type_code(phone, code)
        assert type_code(phone, code).headers["Location"] == LOGIN
        assert not is_in(phone)

    def test_a_secret_that_was_changed_opens_for_nobody(self, stepped, settings):
        secret, codes = stepped
        settings.SECRET_KEY = "another" * 10
        phone = Client()
        by_password(phone)
        for code in (app_code(secret), codes[0], "000000"):
            assert self.enter(phone, code).status_code == 422

    def test_unless_the_old_one_is_kept_beside_it(self, stepped, settings):
        secret, _ = stepped
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another" * 10
        phone = Client()
        by_password(phone)
        self.enter(phone, app_code(secret))
        assert is_in(phone)


class TestTurningOff:
    @pytest.fixture
    def later(self, client, marieke, stepped) -> str:
        """In a session that showed nothing but the sign-in; gives the app's key."""
        client.session.flush()
        client.force_login(marieke)
        return stepped[0]

    @pytest.mark.parametrize("path", [STOP, NEW_CODES, CODES])
    def test_it_is_asked_again(self, client, later, path):
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code in (302, 405)
            assert answer.status_code == 405 or answer.headers["Location"].startswith("/account/bevestigen/")
        assert Authenticator.objects.count() == 2

    def test_with_a_code_it_goes_and_the_recovery_codes_with_it(self, client, later, mailoutbox):
        client.post(f"{STEP_AGAIN}?next={STOP}", {"code": app_code(later)})
        assert client.get(STOP).status_code == 200
        assert Authenticator.objects.count() == 2, "looking changes nothing"
        answer = client.post(STOP, follow=True)
        assert "De tweede stap staat uit." in page(answer)
        assert answer.redirect_chain[-1][0] == "/account/"
        assert not Authenticator.objects.exists()
        assert "geen tweede stap meer" in mailoutbox[-1].body
        sign_in(phone := Client(), mailoutbox)
        assert is_in(phone)

    def test_new_recovery_codes_replace_the_old(self, client, stepped, later, mailoutbox):
        client.post(f"{STEP_AGAIN}?next={NEW_CODES}", {"code": app_code(later)})
        new = re.findall(r"<li>(\d{4}-\d{4})</li>", page(client.post(NEW_CODES, follow=True)))
        assert len(set(new) - set(stepped[1])) == 10
        by_password(phone := Client())
        assert phone.post(SECOND, {"code": stepped[1][0]}).status_code == 422
        phone.post(SECOND, {"code": new[0]})
        assert is_in(phone)

    def test_without_it_there_are_no_recovery_codes(self, client, marieke):
        answer = client.post(NEW_CODES)
        assert answer.status_code == 422
        assert "Zet die eerst aan." in page(answer)

    def test_what_is_not_on_cannot_go_off(self, client, marieke):
        assert client.get(STOP).status_code == client.post(STOP).status_code == 404
        assert client.get(CODES).status_code == 404
