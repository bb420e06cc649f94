"""The demo's post: kept as files instead of being sent, shown in the browser, and only there and in the demo."""

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from intervisie import mailbox
from tests.postoffice import NOW, Plans, send_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, tmp_path):
    settings.DATA_DIR, settings.DEMO = tmp_path, True
    settings.EMAIL_BACKEND = "intervisie.mailbox.Mailbox"
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def visitor(demo):
    client = Client()
    client.force_login(get_user_model().objects.create_user("marieke@voorbeeld.example", name="Marieke"))
    return client


@pytest.fixture
def letter(demo):
    plans = Plans()
    plans.meeting(number=1)
    send_all()
    return next(each for each in mailbox.letters() if each.to.startswith("Amina"))


def test_every_mail_is_there_to_be_read(visitor, letter):
    page = visitor.get(reverse("post")).content.decode()
    assert page.count("Uitnodiging: Intervisiegroep Noord") == 3
    assert "Invitation: Intervisiegroep Noord" in page
    page = visitor.get(reverse("post_letter", args=[letter.name])).content.decode()
    assert 'href="https://intervisie.example/antwoord/' in page
    assert "Dag Amina," in page


def test_a_letter_as_a_mail_program_shows_it_may_run_nothing(visitor, letter):
    response = visitor.get(reverse("post_laid_out", args=[letter.name]))
    assert "Laat weten of je komt</a>" in response.content.decode()
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "default-src 'none'" in policy


def test_the_calendar_file_comes_along(visitor, letter):
    response = visitor.get(reverse("post_file", args=[letter.name]))
    assert response.headers["Content-Type"] == "text/calendar"
    assert response.content.startswith(b"BEGIN:VCALENDAR")


@pytest.mark.parametrize("page", ["post", "post_letter", "post_laid_out", "post_file"])
def test_it_is_there_in_the_demo_only_and_for_who_came_by_its_link(visitor, letter, page, settings):
    url = reverse(page, args=[] if page == "post" else [letter.name])
    assert visitor.get(url).status_code == 200
    assert Client().get(url).status_code == 404
    settings.DEMO = False
    assert visitor.get(url).status_code == 404


@pytest.mark.parametrize("name", ["geen", "..", "%2e%2e%2fsecret_key", "secret_key"])
def test_no_name_reaches_another_file(visitor, letter, tmp_path, name):
    (tmp_path / "secret_key").write_text("geheim")
    (tmp_path / "secret_key.eml").write_text("geheim")
    assert visitor.get(f"/post/{name}/").status_code in (302, 404)


def test_an_empty_box_says_what_will_be_here(visitor):
    assert "Nog geen post" in visitor.get(reverse("post")).content.decode()


def test_a_server_without_mail_is_warned_before_it_goes_live(settings):
    def ids():
        return {message.id for message in run_checks(include_deployment_checks=True)} & {
            "planning.W001",
            "planning.W002",
        }

    settings.PUBLIC_URL = ""
    assert ids() == {"planning.W001", "planning.W002"}
    settings.SMTP = settings.SMTP._replace(scheme="smtps", netloc="post.example")
    settings.PUBLIC_URL = "https://intervisie.example"
    assert ids() == set()
