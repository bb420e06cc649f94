"""Answering by the link in a mail: looking changes nothing, one tap answers, a reason is the coordinator's alone."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from sessions.groups import links
from sessions.groups.models import Access
from sessions.planning.models import Answer, Meeting
from tests.postoffice import DAY, NOW, Plans

pytestmark = pytest.mark.django_db


@pytest.fixture
def plans(db):
    with time_machine.travel(NOW, tick=False):
        yield Plans()


@pytest.fixture
def meeting(plans) -> Meeting:
    return plans.meeting(number=3)


def address(member, meeting, purpose=Access.Purpose.MAIL):
    return reverse("planning:answer", args=[links.new_link(member, purpose), meeting.pk])


def test_looking_changes_nothing(plans, meeting):
    url, client = address(plans.amina, meeting), Client()
    before = [*Answer.objects.values(), *Access.objects.values()]
    for look in (client.get, client.head, client.options):
        look(url)
    assert [*Answer.objects.values(), *Access.objects.values()] == before
    assert not client.cookies.get("sessionid")
    client.post(url, {"value": "yes"})
    assert [*Answer.objects.values(), *Access.objects.values()] != before


def test_one_tap_answers_and_a_mind_may_change(plans, meeting):
    url, client = address(plans.amina, meeting), Client()
    page = client.get(url).content.decode()
    assert "Amina, kom je?" in page
    assert "Buurthuis De Linde" in page
    for value, thanks in (("yes", "Tot dan"), ("maybe", "als je het weet"), ("yes", "Tot dan")):
        said = client.post(url, {"value": value}, follow=True)
        assert thanks in said.content.decode()
        assert meeting.answers.get(membership=plans.amina).value == value
    assert meeting.answers.count() == 1


def test_a_reason_comes_after_the_tap_and_only_if_one_wishes(plans, meeting):
    url, client = address(plans.amina, meeting), Client()
    assert "Wil je zeggen waarom?" not in client.get(url).content.decode()
    page = client.post(url, {"value": "no"}, follow=True).content.decode()
    assert "Wil je zeggen waarom?" in page
    assert meeting.answers.get().reason == ""
    client.post(url, {"value": "no", "reason": "Dan ben ik op vakantie"})
    assert meeting.answers.get().reason == "Dan ben ik op vakantie"
    client.post(url, {"value": "yes"})
    assert meeting.answers.get().reason == ""


def test_a_reason_that_is_too_long_is_said_and_kept(plans, meeting):
    url, client = address(plans.amina, meeting), Client()
    client.post(url, {"value": "no"})
    long = "Omdat " * 60
    refused = client.post(url, {"value": "no", "reason": long})
    assert refused.status_code == 422
    assert long.strip() in refused.content.decode()
    assert meeting.answers.get().reason == ""


@pytest.mark.parametrize("data", [{}, {"value": ""}, {"value": "misschien"}])
def test_what_is_no_answer_is_refused(plans, meeting, data):
    assert Client().post(address(plans.amina, meeting), data).status_code == 422
    assert not meeting.answers.exists()


def test_the_link_is_for_one_person_in_one_group(plans, meeting):
    theirs = Plans.__new__(Plans)
    theirs.group = plans.group.__class__.objects.create(name="Een andere groep")
    other = theirs.meeting()
    token = links.new_link(plans.amina, Access.Purpose.MAIL)
    client = Client()
    assert client.get(reverse("planning:answer", args=[token, meeting.pk])).status_code == 200
    assert client.post(reverse("planning:answer", args=[token, other.pk]), {"value": "yes"}).status_code == 404
    assert client.post(reverse("planning:answer", args=["onzin", meeting.pk]), {"value": "yes"}).status_code == 404
    assert client.get(address(plans.amina, meeting, Access.Purpose.FEED)).status_code == 404
    assert not Answer.objects.exists()


def test_who_left_or_whose_links_ended_answers_no_more(plans, meeting):
    left, revoked = address(plans.amina, meeting), address(plans.bram, meeting)
    client = Client()
    assert client.get(left).status_code == client.get(revoked).status_code == 200
    links.revoke_all(plans.bram)
    plans.amina.left = NOW
    plans.amina.save()
    assert client.post(left, {"value": "yes"}).status_code == 404
    assert client.post(revoked, {"value": "yes"}).status_code == 404


def test_what_is_off_or_over_is_not_answered_any_more(plans, meeting):
    url, client = address(plans.amina, meeting), Client()
    meeting.state = Meeting.State.CANCELLED
    meeting.save()
    refused = client.post(url, {"value": "yes"})
    assert (refused.status_code, "gaat niet door" in refused.content.decode()) == (409, True)
    meeting.state = Meeting.State.PLANNED
    meeting.save()
    with time_machine.travel(meeting.starts + DAY):
        refused = client.post(url, {"value": "yes"})
        assert (refused.status_code, "is geweest" in refused.content.decode()) == (409, True)
    assert not meeting.answers.exists()


def test_the_page_shows_no_other_member_and_no_reason_of_theirs(plans, meeting):
    Client().post(address(plans.bram, meeting), {"value": "no", "reason": "Ik ga verhuizen"})
    assert meeting.answers.get().reason == "Ik ga verhuizen"
    page = Client().get(address(plans.amina, meeting)).content.decode()
    assert "verhuizen" not in page
    assert "Bram" not in page
