"""A coordinator's view of the mail: who got what, what waits, what went wrong, and sending it now."""

import re

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from sessions.groups import links
from sessions.planning import outbox
from sessions.planning.due import Kind
from sessions.planning.models import Mail
from tests.postoffice import NOW, SITE, Plans, send_all, smtp

pytestmark = pytest.mark.django_db


@pytest.fixture
def plans(db):
    with time_machine.travel(NOW, tick=False):
        yield Plans()


@pytest.fixture
def coordinator(plans):
    user = get_user_model().objects.create_user("marieke@voorbeeld.example", name="Marieke")
    plans.marieke.user = user
    plans.marieke.save()
    client = Client()
    client.force_login(user)
    return client


def look(client, plans):
    return client.get(reverse("planning:post", args=[plans.group.pk])).content.decode()


def test_an_empty_page_says_what_will_be_here(coordinator, plans):
    assert "Plan een bijeenkomst" in look(coordinator, plans)


def test_what_waits_can_go_at_once(coordinator, plans, settings):
    plans.meeting()
    outbox.send_due(SITE)
    page = look(coordinator, plans)
    assert "Gaat zo de deur uit" in page
    assert "Amina, Bram" in page
    with smtp(settings) as inbox:
        outbox.send_due(SITE)
        assert not inbox.mails
        coordinator.post(reverse("planning:hurry", args=[plans.group.pk]))
        outbox.send_due(SITE)
        assert len(inbox.mails) == 4
    page = look(coordinator, plans)
    assert ("Verstuurd" in page, "Gaat zo de deur uit" in page) == (True, False)


def test_what_went_wrong_stands_there_in_words(coordinator, plans, settings):
    plans.meeting()
    with smtp(settings) as inbox:
        inbox.refused = {"bram@voorbeeld.example"}
        send_all()
    page = look(coordinator, plans)
    assert "Dit adres werd geweigerd" in page
    assert "nog eens" in page
    Mail.objects.filter(membership=plans.bram).update(state=Mail.State.FAILED)
    assert "We proberen het niet meer" in look(coordinator, plans)


def test_no_coordinator_presses_for_another_group(coordinator, plans):
    theirs = Plans.__new__(Plans)
    theirs.group = plans.group.__class__.objects.create(name="Een andere groep")
    theirs.add("Fleur")
    theirs.meeting()
    outbox.send_due(SITE)
    due = set(Mail.objects.values_list("due"))
    assert coordinator.post(reverse("planning:hurry", args=[theirs.group.pk])).status_code == 404
    assert set(Mail.objects.values_list("due")) == due


def test_a_lost_link_is_asked_for_by_address_and_the_page_tells_nobody_who_is_known(plans, settings):
    def ask(email):
        page = Client().post(reverse("planning:lost"), {"email": email}).content.decode().replace(email, "…")
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)

    assert ask("AMINA@voorbeeld.example") == ask("niemand@voorbeeld.example")
    assert [mail.membership for mail in Mail.objects.all()] == [plans.amina]
    assert Client().post(reverse("planning:lost"), {"email": "amina"}).status_code == 422


def test_a_coordinator_sends_a_new_link_and_hears_when_there_is_no_address(coordinator, plans):
    def press(member):
        url = reverse("planning:mail_link", args=[plans.group.pk, member.pk])
        return coordinator.post(url, follow=True).content.decode()

    assert "Amina krijgt een mail" in press(plans.amina)
    plans.bram.email = ""
    plans.bram.save()
    assert "Bram heeft nog geen e-mailadres" in press(plans.bram)
    assert Mail.objects.get().membership == plans.amina


def test_each_reminder_is_switched_by_ones_own_press(plans):
    client = Client()
    client.post(reverse("groups:enter", args=[links.new_link(plans.amina)]))
    mine, switch = (reverse(f"planning:{page}", args=[plans.group.pk]) for page in ("mine", "my_reminders"))
    names = {"remind_answer", "remind_case", "remind_day_before"}
    for chosen in (set(), {"remind_case"}, names):
        client.post(switch, dict.fromkeys(chosen, "on"))
        plans.amina.refresh_from_db()
        assert {name for name in names if getattr(plans.amina, name)} == chosen
        page = client.get(mine).content.decode()
        assert {name for name in names if f'id="id_{name}" checked' in page} == chosen


def test_what_the_group_does_not_send_is_not_asked_and_keeps_as_it_was(plans):
    plans.group.remind_case = False
    plans.group.save()
    client = Client()
    client.post(reverse("groups:enter", args=[links.new_link(plans.amina)]))
    page = client.get(reverse("planning:mine", args=[plans.group.pk])).content.decode()
    assert "id_remind_answer" in page and "id_remind_case" not in page
    client.post(reverse("planning:my_reminders", args=[plans.group.pk]))
    plans.amina.refresh_from_db()
    assert (plans.amina.remind_answer, plans.amina.remind_case) == (False, True)


def test_a_new_personal_link_is_asked_for_often_and_mailed_once(plans, settings):
    for _ in range(3):
        outbox.post_link(plans.amina)
    with smtp(settings) as inbox:
        outbox.send_due(SITE)
        (mail,) = inbox.mails
    assert mail["Subject"] == "Je persoonlijke link voor Intervisiegroep Noord"
    assert "https://intervisie.example/lid/" in mail.get_body(("plain",)).get_content()
    assert Mail.objects.get().kind == Kind.LINK
