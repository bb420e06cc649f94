"""The session of a planned meeting: who opens it, who is in without knocking, and who was there."""

import secrets
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from methods.models import Method
from sessions.groups import links, people
from sessions.live import actions, machine
from sessions.live.models import Device, LiveSession
from sessions.live.viewer import DEVICE_COOKIE
from sessions.planning import attendance, schedule
from sessions.tokens import digest

from .planners import opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def still():
    with time_machine.travel("2027-03-01T08:20:00Z", tick=False) as clock:
        yield clock


@pytest.fixture
def noord(still, planners):
    """Jeugdteam Noord, ten minutes before a meeting that Lieke guides; she has no account."""
    lieke = planners.person("Lieke")
    starts = timezone.now() + timedelta(minutes=10)
    planners.meeting = schedule.add(planners.group, starts=starts, minutes=120)
    schedule.Meeting.objects.filter(pk=planners.meeting.pk).update(facilitator=lieke)
    planners.meeting.refresh_from_db()
    return planners


def press(noord, name):
    """Somebody presses the one button in "mijn groep"."""
    return noord.clients[name].post(reverse("live:begin", args=[noord.group.pk, noord.meeting.pk]))


def place(noord, name):
    """What somebody's screen is now: desk, phone, or the status of the answer."""
    session = noord.meeting.sessions.get()
    page = noord.clients[name].get(session.get_absolute_url())
    if page.status_code != 200:
        return page.status_code
    return page.content.decode().split('data-place="')[1].split('"')[0]


def states(noord):
    return {each.membership.name: each.state for each in noord.meeting.attendance.all()}


def knock(session, name, client=None):
    client, token = client or Client(), secrets.token_urlsafe(16)
    client.cookies[DEVICE_COOKIE] = token
    return actions.knock(session, digest(token), name)


class TestOpening:
    def test_the_begeleider_opens_it_by_personal_link_and_has_the_desk(self, noord):
        assert "Open de sessie" in noord.clients["Lieke"].get(f"/mijn-groep/{noord.group.pk}/").content.decode()
        response = press(noord, "Lieke")
        session = noord.meeting.sessions.get()
        assert response.headers["Location"] == session.get_absolute_url()
        assert (session.owner, session.host.name, session.group) == (None, "Lieke", noord.group)
        assert session.stop_at == noord.meeting.ends
        assert place(noord, "Lieke") == "desk"
        assert noord.clients["Lieke"].post(f"/live/{session.code}/command/", {"verb": "start"}).status_code == 200
        assert noord.clients["Lieke"].get(f"/live/{session.code}/report/").status_code == 200

    def test_pressing_twice_opens_one(self, noord):
        assert press(noord, "Lieke").headers["Location"] == press(noord, "Lieke").headers["Location"]
        assert LiveSession.objects.count() == 1

    def test_after_closing_another_can_be_opened(self, noord):
        press(noord, "Lieke")
        session = noord.meeting.sessions.get()
        actions.perform(session, machine.Start())
        actions.perform(session, machine.Finish())
        press(noord, "Lieke")
        assert noord.meeting.sessions.count() == 2

    @pytest.mark.parametrize("who", ["Amina", "Sanne", "Wout", "Carla", "Dirk", "nobody"])
    def test_nobody_else_opens_it(self, noord, who):
        assert press(noord, who).status_code == 404
        assert not LiveSession.objects.exists()

    def test_another_begeleider_may_when_she_is_ill(self, noord):
        press(noord, "Joost")
        assert place(noord, "Joost") == "desk"

    def test_where_people_guide_in_turn_the_others_take_part(self, noord):
        press(noord, "Lieke")
        press(noord, "Joost")
        assert place(noord, "Joost") == "phone"

    def test_not_days_before_and_not_afterwards(self, noord, still):
        for days in (-2, 1):
            with time_machine.travel(noord.meeting.starts + timedelta(days=days)):
                assert press(noord, "Lieke").status_code == 404
        schedule.cancel(noord.meeting)
        assert press(noord, "Lieke").status_code == 404

    def test_the_method_is_that_of_the_meeting_and_the_programme_that_of_its_purpose(self, noord):
        noord.meeting.method = Method.objects.get(slug="clinic")
        noord.meeting.save()
        press(noord, "Lieke")
        assert [round.method.slug for round in noord.meeting.sessions.get().rounds.all()] == [
            "opening",
            "clinic",
            "afsluiting",
        ]

    @pytest.mark.parametrize(("chosen", "played"), [(None, "supervisiegesprek"), ("clinic", "clinic")])
    def test_in_supervision_the_method_that_was_chosen_takes_the_place_of_the_talk(self, noord, chosen, played):
        type(noord.group).objects.update(kind="supervisie")
        noord.meeting.method = Method.objects.filter(slug=chosen).first()
        noord.meeting.save()
        press(noord, "Lieke")
        slugs = [round.method.slug for round in noord.meeting.sessions.get().rounds.all()]
        assert slugs == ["supervisie-opening", played, "afsluiting"]

    def test_a_series_of_another_kind_than_its_group_has_a_programme_of_its_own(self, noord):
        noord.meeting.trajectory = noord.series(1)[0].trajectory
        noord.meeting.trajectory.kind = "supervisie"
        noord.meeting.trajectory.save()
        noord.meeting.save()
        press(noord, "Lieke")
        assert noord.meeting.sessions.get().rounds.first().method.slug == "supervisie-opening"

    def test_any_member_opens_that_of_a_group_without_begeleider(self, noord):
        noord.group.self_guided = True
        noord.group.save()
        press(noord, "Amina")
        session = noord.meeting.sessions.get()
        assert session.self_guided
        assert [(p.name, p.membership.name) for p in session.participants.all()] == [("Amina", "Amina")]
        press(noord, "Bram")
        assert (place(noord, "Amina"), place(noord, "Bram")) == ("phone", "phone")
        assert noord.clients["Bram"].post(f"/live/{session.code}/command/", {"verb": "start"}).status_code == 200

    def test_a_link_that_was_revoked_leads_no_session(self, noord):
        press(noord, "Lieke")
        assert place(noord, "Lieke") == "desk"
        links.revoke_all(noord.person("Lieke"))
        assert place(noord, "Lieke") == 404

    def test_the_chair_can_be_handed_over_and_comes_back(self, noord):
        press(noord, "Lieke")
        press(noord, "Amina")
        session = noord.meeting.sessions.get()
        amina = session.participants.get(name="Amina")
        actions.perform(session, machine.Offer(amina.pk))
        actions.accept_chair(session, amina)
        assert (place(noord, "Amina"), place(noord, "Lieke")) == ("desk", "phone")
        assert session.participants.get(name="Lieke").membership == noord.person("Lieke")
        noord.clients["Lieke"].post(f"/live/{session.code}/take-back/")
        assert (place(noord, "Amina"), place(noord, "Lieke")) == ("phone", "desk")


class TestComingIn:
    @pytest.fixture(autouse=True)
    def open(self, noord):
        press(noord, "Lieke")
        noord.session = noord.meeting.sessions.get()

    def test_a_member_is_in_without_knocking_under_their_own_name(self, noord):
        assert "De sessie is open" in noord.clients["Amina"].get(f"/mijn-groep/{noord.group.pk}/").content.decode()
        press(noord, "Amina")
        assert place(noord, "Amina") == "phone"
        assert [p.name for p in noord.session.participants.all()] == ["Amina"]

    def test_a_device_that_used_its_link_may_scan_the_code(self, noord):
        url = f"/j/{noord.session.code}/"
        assert "Dag Amina" in noord.clients["Amina"].get(url).content.decode()
        assert not noord.session.participants.exists(), "looking lets nobody in"
        noord.clients["Amina"].post(url, {"own": "1"})
        assert place(noord, "Amina") == "phone"

    def test_who_has_an_account_too(self, noord):
        noord.clients["Joost"].post(f"/j/{noord.session.code}/", {"own": "1"})
        assert place(noord, "Joost") == "phone"

    @pytest.mark.parametrize("who", ["Wout", "Dirk", "nobody"])
    def test_guests_knock(self, noord, who):
        url = f"/j/{noord.session.code}/"
        assert "Wie ben je?" in noord.clients[who].get(url).content.decode()
        assert noord.clients[who].post(url, {"own": "1"}).status_code == 422
        noord.clients[who].post(url, {"name": "Amina"})
        assert place(noord, who) == "door"
        assert press(noord, who).status_code == 404

    def test_two_devices_by_the_same_link_are_one_person(self, noord):
        press(noord, "Amina")
        noord.clients["Amina"] = opened(links.new_link(noord.person("Amina")))
        press(noord, "Amina")
        assert noord.session.participants.count() == 1
        assert Device.objects.filter(participant__name="Amina").count() == 2

    def test_a_name_that_is_taken_is_entered_by_its_own_link(self, noord):
        actions.admit(noord.session, knock(noord.session, "amina"))
        press(noord, "Amina")
        assert [p.name for p in noord.session.participants.all()] == ["amina"]

    def test_who_was_put_out_knocks(self, noord):
        press(noord, "Amina")
        actions.depart(noord.session, noord.session.participants.get(), "removed")
        press(noord, "Amina")
        page = noord.clients["Amina"].get(noord.session.get_absolute_url()).content.decode()
        assert "data-place" not in page
        assert noord.session.participants.get().presence == "removed"

    def test_a_device_stays_who_it_is(self, noord):
        """Private notes belong to a device: a second person's link does not open them."""
        press(noord, "Amina")
        token = links.new_link(noord.person("Bram"))
        noord.clients["Amina"].post(f"/lid/{token}/")
        noord.clients["Amina"].post(f"/j/{noord.session.code}/", {"own": "1"})
        device = Device.objects.get(token_hash=digest(noord.clients["Amina"].cookies[DEVICE_COOKIE].value))
        assert device.participant.name == "Amina"


class TestAttendance:
    @pytest.fixture(autouse=True)
    def open(self, noord):
        press(noord, "Lieke")
        noord.session = noord.meeting.sessions.get()

    def test_whoever_guides_was_there(self, noord):
        assert states(noord) == {"Lieke": "present"}

    def test_present_from_the_first_sign_of_life(self, noord, still):
        press(noord, "Amina")
        still.shift(60 * 60)
        place(noord, "Amina")
        assert states(noord)["Amina"] == "present"

    @pytest.mark.parametrize(("minutes", "state"), [(10, "present"), (20, "present"), (21, "late")])
    def test_late_after_the_term_of_the_group(self, noord, still, minutes, state):
        still.shift(minutes * 60)
        press(noord, "Amina")
        assert states(noord)["Amina"] == state

    def test_who_knocks_under_a_members_name_and_is_let_in(self, noord):
        phone = Client()
        device = knock(noord.session, "Bram", phone)
        assert "Bram" not in states(noord)
        actions.admit(noord.session, device)
        phone.get(noord.session.get_absolute_url())
        assert states(noord)["Bram"] == "present"

    def test_who_has_no_phone(self, noord):
        actions.add_phoneless(noord.session, "bram")
        actions.add_phoneless(noord.session, "een gast")
        assert states(noord) == {"Lieke": "present", "Bram": "present"}

    def test_left_early_only_by_saying_so_and_back_again(self, noord, still):
        press(noord, "Amina")
        still.shift(60 * 60)
        act = f"/live/{noord.session.code}/act/"
        noord.clients["Amina"].post(act, {"verb": "leave"})
        assert states(noord)["Amina"] == "early"
        noord.clients["Amina"].post(f"/j/{noord.session.code}/")
        assert states(noord)["Amina"] == "present"

    @pytest.mark.parametrize("minutes", [5, 125])
    def test_leaving_before_it_begins_or_at_the_end_is_not_leaving_early(self, noord, still, minutes):
        press(noord, "Amina")
        still.shift(minutes * 60)
        noord.clients["Amina"].post(f"/live/{noord.session.code}/act/", {"verb": "leave"})
        assert states(noord)["Amina"] == "present"

    def test_what_was_put_right_by_hand_stays(self, noord, still):
        attendance.correct(noord.meeting, noord.person("Amina"), "late")
        press(noord, "Amina")
        still.shift(60 * 60)
        noord.clients["Amina"].post(f"/live/{noord.session.code}/act/", {"verb": "leave"})
        assert states(noord)["Amina"] == "late"

    def test_once_closed_nothing_is_noted_any_more(self, noord):
        attendance.close(noord.meeting, {noord.person("Amina").pk: "absent"})
        press(noord, "Amina")
        assert states(noord)["Amina"] == "absent"

    def test_leaving_the_group_keeps_the_attendance(self, noord):
        press(noord, "Amina")
        people.leave(noord.person("Amina"))
        assert states(noord)["Amina"] == "present"

    def test_a_loose_session_notes_nothing(self, noord):
        loose = actions.open_session(None, Method.objects.get(slug="clinic"), group=noord.group)
        actions.add_phoneless(loose, "Amina")
        assert "Amina" not in states(noord)
