"""The demo: two groups half-way their series, alive at every start, however much later that is."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from intervisie import mailbox
from intervisie.accounts.models import User
from sessions.groups.models import Access, Consent, Group, Membership
from sessions.live import actions, demo, machine
from sessions.live.machine import Phase
from sessions.live.models import LiveSession
from sessions.planning import schedule
from sessions.planning.models import Answer, Case, Intention, Mail, Meeting
from sessions.planning.overview import Overview
from sessions.planning.post import Site

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 10, 12, 9, tzinfo=UTC)
WEEK = timedelta(weeks=1)


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def noord(clock) -> Group:
    return demo.seed().group


def counted() -> list[int]:
    return [model.objects.count() for model in (User, Group, Membership, Meeting, Answer, Case, Mail, LiveSession)]


class TestSession:
    def test_is_ready_to_start(self):
        session = demo.seed()
        assert (session.phase, session.owner) == (Phase.LOBBY, demo.begeleider())
        case = session.rounds.get()
        assert (case.case_title, case.method.slug) == ("Zwijgen in het teamoverleg", "tien-stappen")
        assert 3 <= case.case_text.count(".") + case.case_text.count("?") <= 4
        assert not session.participants.exists()

    def test_a_fresh_one_when_the_last_is_closed(self):
        first = demo.seed()
        actions.perform(first, machine.Start())
        assert demo.seed() == first
        actions.perform(first, machine.Finish())
        assert demo.seed() != first

    def test_the_screens_link_stays_the_same(self):
        session = demo.seed()
        token = demo.screen_token(session)
        version = LiveSession.objects.get().version
        assert demo.screen_token(LiveSession.objects.get()) == token
        assert LiveSession.objects.get().version == version
        assert len(token) == 32


class TestPeople:
    def test_the_coordinator_is_somebody_else_than_the_begeleider(self, noord):
        chair, planner = noord.members.get(facilitates=True), noord.members.get(coordinates=True)
        assert (chair.user, planner.user) == (demo.begeleider(), demo.coordinator())
        assert chair != planner
        assert not any(user.has_usable_password() for user in User.objects.all())
        assert noord.takers.filter(user=None).count() == 8

    def test_all_but_two_agreed(self, noord):
        who = Consent.objects.filter(agreement__group=noord).values_list("membership__name", flat=True).distinct()
        assert set(noord.takers.values_list("name", flat=True)) - set(who) == {"Joost", "Wout"}

    def test_a_members_link_is_the_same_and_valid_at_each_start(self, noord):
        token = demo.member_token()
        Access.objects.update(revoked=timezone.now())
        assert demo.member_token() == token
        assert Client().get(f"/lid/{token}/").status_code == 200

    def test_forgets_only_its_own(self, cast):
        User.objects.update(email="ander@voorbeeld.example")
        group = Group.objects.create(name="Intervisiegroep Noord")
        assert demo.seed().group != group
        demo.forget()
        assert list(Group.objects.all()) == [group]
        assert LiveSession.objects.get() == cast.session
        assert User.objects.get() == cast.owner

    def test_the_command_is_for_demos(self, settings):
        settings.DEMO = False
        with pytest.raises(CommandError):
            call_command("demo")
        assert not User.objects.exists()


class TestMeetings:
    def test_half_of_the_series_has_been_and_one_attendance_is_to_be_closed(self, noord):
        overview = Overview(noord)
        assert (len(overview.past), len(overview.ahead), len(overview.to_close)) == (3, 3, 1)
        assert overview.next.meeting.starts - timezone.now() <= WEEK
        assert {a.state for s in overview.past for a in s.meeting.attendance.all()} == {
            *("present", "late", "excused", "absent")
        }

    def test_something_of_every_answer_and_of_everything_that_is_asked(self, noord):
        overview = Overview(noord)
        sheet = overview.next
        assert min(sheet.coming, sheet.declined, sheet.unsure, sheet.unanswered) >= 1
        assert len(sheet.open_tasks) == len(overview.unguided) == 1
        assert sorted(Case.objects.filter(meeting=sheet.meeting).values_list("shared", flat=True)) == [
            "group",
            "nobody",
        ]
        assert Intention.objects.filter(meeting=overview.past[-1].meeting).count() == 3
        assert Group.objects.exclude(pk=noord.pk).get().polls.count() == 1

    @pytest.mark.parametrize("day", range(0, 364, 29))
    def test_on_whatever_day_it_starts(self, clock, day):
        """Also when holidays push its meetings on."""
        clock.shift(timedelta(days=day))
        for group in demo.groups():
            demo.seed()
            overview = Overview(group)
            assert overview.past
            assert overview.next.meeting.starts - timezone.now() <= 2 * WEEK
            assert overview.next.coming

    def test_again_is_the_same(self, noord):
        demo.send_post(Site("https://x.example"))
        before = counted()
        assert demo.seed().group == noord
        demo.send_post(Site("https://x.example"))
        assert counted() == before

    def test_what_somebody_changed_stays(self, noord):
        noord.members.filter(name="Wout").update(left=timezone.localdate())
        noord.members.filter(name="Bram").update(name="Bram V.")
        schedule.cancel(Overview(noord).next.meeting)
        before = noord.members.count()
        demo.seed()
        assert noord.members.count() == before

    def test_weeks_later_the_next_meeting_is_prepared_for(self, noord, clock):
        noord.members.filter(name="Fleur").update(left=timezone.localdate())
        clock.shift(2 * WEEK)
        demo.seed()
        sheet = Overview(noord).next
        assert (sheet.meeting.number, sheet.coming) == (5, 5)
        assert list(Case.objects.filter(meeting=sheet.meeting).values_list("membership__name", flat=True)) == [
            "Joost"
        ]

    def test_when_the_series_is_over_the_next_is_planned(self, noord, clock):
        clock.shift(20 * WEEK)
        demo.seed()
        overview = Overview(noord)
        assert (noord.trajectories.count(), len(overview.ahead)) == (2, 6)
        assert overview.next.coming


class TestPost:
    @pytest.fixture(autouse=True)
    def box(self, settings, tmp_path):
        settings.DATA_DIR, settings.EMAIL_BACKEND = tmp_path, "intervisie.mailbox.Mailbox"

    def test_lies_in_the_box_and_some_waits_and_one_address_is_refused(self, noord):
        demo.send_post(Site("https://x.example"))
        assert set(Mail.objects.values_list("state", flat=True)) == {"sent", "waiting", "failed"}
        assert set(Mail.objects.filter(state="failed").values_list("membership__name", flat=True)) == {"Samir"}
        letters = list(mailbox.letters())
        assert any("Uitnodiging" in letter.subject and letter.to.startswith("Amina") for letter in letters)
        assert all("https://x.example/" in letter.text for letter in letters)
