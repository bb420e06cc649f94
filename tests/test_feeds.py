"""A personal calendar feed: a secret address with everything one has, and nothing of anybody else."""

import pytest
import time_machine
import vobject
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from sessions.groups import identity, links
from sessions.groups.models import Access, Group, Membership
from sessions.planning import answers, feeds
from sessions.planning.models import Meeting
from tests.postoffice import DAY, NOW, Plans

pytestmark = pytest.mark.django_db


@pytest.fixture
def plans(db):
    with time_machine.travel(NOW, tick=False):
        yield Plans()


def url(token):
    return reverse("planning:feed", args=[token])


def read(response):
    return vobject.readOne(response.content.decode())


def uids(response):
    return [event.uid.value for event in getattr(read(response), "vevent_list", [])]


def test_it_has_every_meeting_one_is_expected_at(plans):
    plans.series([NOW + week * 7 * DAY for week in range(1, 4)])
    off = plans.meeting(state=Meeting.State.CANCELLED)
    amina = Client().get(url(feeds.renew(plans.amina)))
    assert amina.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert len(uids(amina)) == 3
    assert not any(off.uid.split("@")[0] in each for each in uids(amina))
    assert len(uids(Client().get(url(feeds.renew(plans.bram))))) == 3
    assert not set(uids(amina)) & set(uids(Client().get(url(feeds.renew(plans.bram)))))


def test_it_names_nobody_and_tells_no_reason(plans):
    meeting = plans.meeting()
    answers.give(meeting, plans.bram, "no", "Ik ga verhuizen")
    page = Client().get(url(feeds.renew(plans.amina))).content.decode()
    assert "Buurthuis De Linde" in page
    assert not any(word in page for word in ("Bram", "verhuizen", "Marieke", "@voorbeeld", "antwoord/"))


def test_with_an_account_all_of_ones_groups_are_in_it(plans):
    user = get_user_model().objects.create_user("amina@voorbeeld.example", name="Amina")
    other = Plans.__new__(Plans)
    other.group = Group.objects.create(name="Een andere groep")
    member = other.add("Amina")
    plans.meeting()
    other.meeting()
    assert len(uids(Client().get(url(feeds.renew(plans.amina))))) == 1, "the same address proves nothing"
    Membership.objects.filter(pk__in=[plans.amina.pk, member.pk]).update(user=user)
    plans.amina.refresh_from_db()
    assert len(uids(Client().get(url(feeds.renew(plans.amina))))) == 2


def test_who_has_the_newest_is_told_so_and_nobody_keeps_a_copy(plans):
    meeting, client, address = plans.meeting(), Client(), url(feeds.renew(plans.amina))
    first = client.get(address)
    assert first.headers["Cache-Control"] == "private, no-store"
    assert "sessionid" not in first.cookies
    seen = {"HTTP_IF_NONE_MATCH": first.headers["ETag"]}
    with time_machine.travel(NOW + DAY, tick=False):
        assert client.get(address, **seen).status_code == 304
        meeting.place, meeting.sequence = "Zaal 4", 1
        meeting.save()
        again = client.get(address, **seen)
    assert (again.status_code, "Zaal 4" in again.content.decode()) == (200, True)


def test_one_press_gives_another_address_and_ends_the_one_before(plans):
    client = browser_of(plans.amina)
    press = reverse("planning:renew_feed", args=[plans.group.pk])
    assert client.get(press).status_code == 405
    pages = [client.post(press).content.decode() for _ in range(2)]
    tokens = [page.split("/agenda/")[1].split(".ics")[0] for page in pages]
    assert [Client().get(url(token)).status_code for token in tokens] == [404, 200]
    assert not any(token in str(Access.objects.values()) for token in tokens)
    links.revoke_all(plans.amina)
    assert Client().get(url(tokens[1])).status_code == 404


def browser_of(member):
    """A browser in which this member's personal link was opened."""
    client = Client()
    client.post(reverse("groups:enter", args=[links.new_link(member)]))
    assert client.session[identity.OPENED]
    return client


def test_only_a_feeds_own_token_reads_it(plans):
    good = feeds.renew(plans.amina)
    assert Client().get(url(good)).status_code == 200
    for purpose in (Access.Purpose.LINK, Access.Purpose.MAIL):
        assert Client().get(url(links.new_link(plans.amina, purpose))).status_code == 404
    plans.amina.left = NOW
    plans.amina.save()
    assert Client().get(url(good)).status_code == 404
