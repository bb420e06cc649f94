"""Planning: a series at once, moving and calling off, the rota, things to see to, answers and polls."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from sessions.planning import answers, rota, schedule
from sessions.planning.models import Answer, Meeting, Poll, Trajectory
from sessions.planning.series import ZONE

from .planners import signed_in

pytestmark = pytest.mark.django_db

JANUARY = datetime(2027, 1, 4, 12, tzinfo=UTC)
SERIES = {
    "kind": "intervisie",
    "title": "Voorjaar",
    "starts": "2027-03-08",
    "weekday": "0",
    "time": "09:30",
    "every": "3",
    "number": "3",
    "minutes": "120",
    "place": "Zaal 2.14",
    "country": "NL",
    "free": "",
}


@pytest.fixture(autouse=True)
def january():
    with time_machine.travel(JANUARY, tick=False):
        yield


def local(meeting: Meeting) -> str:
    return f"{meeting.starts.astimezone(ZONE):%d-%m %H:%M}"


def mine(planners) -> str:
    return reverse("planning:mine", args=[planners.group.pk])


class TestSeries:
    def test_first_every_date_then_all_meetings_at_once(self, planners):
        carla, url = planners.clients["Carla"], planners.url("traject/")
        page = carla.post(url, SERIES | {"verb": "look"}).content.decode()
        assert "overgeslagen: Tweede paasdag" in page
        assert planners.group.meetings.count() == 0
        carla.post(url, SERIES | {"verb": "plan"})
        meetings = list(planners.group.meetings.all())
        # Easter Monday is skipped, and the clock goes forward in between.
        assert [local(m) for m in meetings] == ["08-03 09:30", "05-04 09:30", "19-04 09:30"]
        assert [m.starts.hour for m in meetings] == [8, 7, 7]
        assert [(m.number, m.purpose) for m in meetings] == [(1, "first"), (2, "ordinary"), (3, "last")]
        assert len({m.uid for m in meetings}) == 3

    def test_school_holidays_by_hand(self, planners):
        free = {"free": "8-3-2027 t/m 14-3-2027 toetsweek"}
        page = planners.clients["Carla"].post(planners.url("traject/"), SERIES | free).content.decode()
        assert "overgeslagen: toetsweek" in page

    def test_what_is_wrong_stands_beside_the_field(self, planners):
        wrong = SERIES | {"free": "ergens in mei", "starts": "0207-03-08", "number": "99", "online_url": "zoom"}
        page = planners.clients["Carla"].post(planners.url("traject/"), wrong | {"verb": "plan"})
        for text in (
            "schrijf het als",
            "Klopt het jaartal?",
            "Hooguit 30.",
            "Dit lijkt geen webadres.",
            "ergens in mei",
        ):
            assert text in page.content.decode()
        assert (page.status_code, Trajectory.objects.count()) == (422, 0)

    def test_a_series_comes_with_a_rota_and_the_usual_tasks(self, planners):
        meetings = planners.series(3)
        assert [m.facilitator.name for m in meetings] == ["Joost", "Lieke", "Joost"]
        assert [task.what for task in meetings[0].tasks.all()] == ["Ruimte boeken", "Koffie en thee"]

    def test_online_nobody_brings_coffee(self, planners):
        (meeting,) = planners.series(1, place="", online_url="https://voorbeeld.example/kamer")
        assert not meeting.tasks.exists()

    def test_supervision_proposes_its_own_series(self, planners):
        page = planners.clients["Carla"].get(planners.url("traject/") + "?soort=supervisie").content.decode()
        assert 'value="10"' in page
        assert "besluiten jullie of je doorgaat" in page


def form_of(meeting: Meeting, **changes: str) -> dict[str, str]:
    """What the page of a meeting sends when only these fields were changed."""
    there = meeting.starts.astimezone(ZONE)
    return {
        "day": f"{there:%Y-%m-%d}",
        "time": f"{there:%H:%M}",
        "minutes": str(meeting.minutes),
        "place": meeting.place,
        "online_url": meeting.online_url,
        "purpose": meeting.purpose,
        "note": meeting.note,
        **changes,
    }


class TestChange:
    @pytest.fixture
    def meetings(self, planners) -> list[Meeting]:
        return planners.series(3, starts=date(2027, 3, 1))  # Mondays: 1 March, 29 March (summer time), 26 April

    def change(self, planners, meeting, **changes):
        url = planners.url(f"bijeenkomst/{meeting.pk}/wijzigen/")
        assert planners.clients["Carla"].post(url, form_of(meeting, **changes)).status_code == 302
        return list(planners.group.meetings.order_by("number"))

    def test_moving_one_leaves_the_others(self, planners, meetings):
        after = self.change(planners, meetings[0], day="2027-03-02", time="13:00")
        assert [local(m) for m in after] == ["02-03 13:00", "29-03 09:30", "26-04 09:30"]
        assert [m.sequence for m in after] == [1, 0, 0]
        assert [m.uid for m in after] == [m.uid for m in meetings]

    def test_moving_all_that_follow_keeps_the_local_time(self, planners, meetings):
        after = self.change(planners, meetings[0], day="2027-03-02", time="13:00", following="on")
        assert [local(m) for m in after] == ["02-03 13:00", "30-03 13:00", "27-04 13:00"]
        assert [m.starts.hour for m in after] == [12, 11, 11]
        assert [m.sequence for m in after] == [1, 1, 1]

    def test_after_a_move_answers_are_asked_again(self, planners, meetings):
        for meeting in meetings[:2]:
            answers.give(meeting, planners.person("Amina"), "no", "op reis")
        self.change(planners, meetings[0], day="2027-03-03")
        assert list(meetings[0].answers.values_list("value", "reason")) == [("", "")]
        assert list(meetings[1].answers.values_list("value", "reason")) == [("no", "op reis")]

    def test_another_place_is_heard_of_but_asks_nobody_again(self, planners, meetings):
        answers.give(meetings[0], planners.person("Amina"), "yes")
        after = self.change(planners, meetings[0], place="Zaal 3.01", following="on")
        assert [(m.place, m.sequence) for m in after] == [("Zaal 3.01", 1)] * 3
        assert meetings[0].answers.get().value == "yes"

    def test_what_only_the_meetings_page_shows_is_no_reason_to_write_everybody(self, planners, meetings):
        after = self.change(planners, meetings[0], note="Neem je agenda mee.", purpose="halfway", following="on")
        assert [m.sequence for m in after] == [0, 0, 0]
        assert [m.note for m in after] == ["Neem je agenda mee.", "", ""]

    def test_calling_off_can_be_taken_back(self, planners, meetings):
        carla, url = planners.clients["Carla"], planners.url(f"bijeenkomst/{meetings[1].pk}/")
        assert "Gaat deze bijeenkomst niet door?" in carla.get(f"{url}afgelasten/").content.decode()
        carla.post(f"{url}afgelasten/", {"following": "on"})
        assert [m.state for m in planners.group.meetings.all()] == ["planned", "cancelled", "cancelled"]
        carla.post(f"{url}toch/")
        carla.post(f"{url}toch/")
        meeting = planners.group.meetings.get(pk=meetings[1].pk)
        assert (meeting.state, meeting.sequence) == ("planned", 2)

    def test_one_meeting_more(self, planners, meetings):
        form = form_of(meetings[2], day="2027-06-01")
        planners.clients["Carla"].post(planners.url("bijeenkomst/nieuw/"), form)
        added = planners.group.meetings.last()
        assert (local(added), added.trajectory, added.facilitator.name) == ("01-06 09:30", None, "Lieke")


class TestRota:
    def test_skip_passes_the_turn_on_and_swap_exchanges(self, planners):
        first, second, _ = planners.series(3)
        url = planners.url(f"bijeenkomst/{first.pk}/begeleider/")
        planners.clients["Carla"].post(url, {"verb": "swap", "chosen": second.pk})
        assert [m.facilitator.name for m in planners.group.meetings.all()] == ["Lieke", "Joost", "Joost"]
        planners.clients["Carla"].post(url, {"verb": "skip"})
        assert planners.group.meetings.first().facilitator.name == "Joost"

    def test_only_who_facilitates_can_be_chosen(self, planners):
        meeting = planners.series(1)[0]
        url = planners.url(f"bijeenkomst/{meeting.pk}/begeleider/")
        chosen = {"verb": "assign", "chosen": planners.person("Amina").pk}
        assert planners.clients["Carla"].post(url, chosen).status_code == 404
        planners.clients["Carla"].post(url, {"verb": "assign", "chosen": ""})
        assert planners.group.meetings.get().facilitator is None
        planners.clients["Carla"].post(planners.url("verdeel/"))
        assert planners.group.meetings.get().facilitator.name == "Joost"

    def test_the_turn_goes_on_after_the_last_meeting(self, planners):
        planners.series(1, starts=date(2027, 2, 1))
        (next_one,) = planners.series(1, starts=date(2027, 3, 1))
        assert next_one.facilitator.name == "Lieke"

    def test_nobody_to_divide_over(self, planners):
        planners.group.members.update(facilitates=False)
        planners.series(2)
        assert rota.fill(planners.group, planners.group.meetings.all()) == 0
        page = planners.clients["Carla"].get(planners.url()).content.decode()
        assert "2 bijeenkomsten zonder begeleider" in page


class TestMeeting:
    @pytest.mark.parametrize(
        ("kind", "shown", "offered"),
        [
            ("supervisie", "Supervisiegesprek", "Het supervisiegesprek"),
            ("intervisie", "kiezen jullie ter plekke", "Dat kiezen we ter plekke"),
        ],
    )
    def test_what_is_played_without_a_choice_is_said(self, planners, kind, shown, offered):
        planners.group.kind = kind
        planners.group.save()
        meeting = schedule.add(planners.group, starts=timezone.now() + timedelta(days=3))
        page = planners.url(f"bijeenkomst/{meeting.pk}/")
        assert shown in planners.clients["Carla"].get(page).content.decode()
        for path in (f"{page}wijzigen/", planners.url("bijeenkomst/nieuw/")):
            assert offered in planners.clients["Carla"].get(path).content.decode()

    def test_the_coordinator_answers_for_somebody(self, planners):
        meeting = planners.series(1)[0]
        form = {"membership": planners.person("Bram").pk, "value": "no", "reason": "op reis"}
        planners.clients["Carla"].post(planners.url(f"bijeenkomst/{meeting.pk}/antwoord/"), form)
        answer = meeting.answers.get()
        assert (answer.value, answer.reason, answer.by.name) == ("no", "op reis", "Carla")
        page = planners.clients["Carla"].get(planners.url(f"bijeenkomst/{meeting.pk}/")).content.decode()
        assert "1 kan niet" in page
        assert "genoteerd door Carla" in page

    def test_a_reason_goes_only_with_not_coming(self, planners):
        meeting = planners.series(1)[0]
        assert answers.give(meeting, planners.person("Bram"), Answer.Value.YES, "daarom").reason == ""

    def test_somebody_of_another_group_cannot_be_answered_for(self, planners):
        meeting = planners.series(1)[0]
        (stranger,) = planners.clients["Dirk"].get("/overzicht/").context["across"].mine
        form = {"membership": stranger.pk, "value": "yes"}
        page = planners.clients["Carla"].post(planners.url(f"bijeenkomst/{meeting.pk}/antwoord/"), form)
        assert (page.status_code, meeting.answers.count()) == (422, 0)

    def test_things_to_see_to(self, planners):
        meeting = planners.series(1)[0]
        carla, url = planners.clients["Carla"], planners.url(f"bijeenkomst/{meeting.pk}/taken/")
        assert carla.post(url, {"what": ""}).status_code == 422
        carla.post(url, {"what": "Taart", "membership": planners.person("Amina").pk})
        cake = meeting.tasks.get(what="Taart")
        assert "Taart" in planners.clients["Amina"].get(mine(planners)).content.decode()
        assert "Taart" not in planners.clients["Bram"].get(mine(planners)).content.decode()
        planners.clients["Amina"].post(f"{mine(planners)}taken/{cake.pk}/", {"verb": "done"})
        cake.refresh_from_db()
        assert cake.done
        carla.post(f"{url}{cake.pk}/", {"verb": "remove"})
        assert not meeting.tasks.filter(what="Taart").exists()

    def test_who_is_free_takes_on_what_nobody_does(self, planners):
        coffee = planners.series(2)[0].tasks.get(what="Koffie en thee")
        page = planners.clients["Bram"].get(mine(planners)).content.decode()
        assert page.count("Dat doe ik") == 2, "those of the next meeting, not of every meeting to come"
        url = f"{mine(planners)}taken/{coffee.pk}/"
        planners.clients["Bram"].post(url, {"verb": "take"})
        coffee.refresh_from_db()
        assert (coffee.membership.name, coffee.done) == ("Bram", False)
        assert planners.clients["Amina"].post(url, {"verb": "take"}).status_code == 404

    def test_a_member_answers_and_changes_their_mind(self, planners):
        meeting = planners.series(1)[0]
        url = f"{mine(planners)}bijeenkomst/{meeting.pk}/antwoord/"
        amina = planners.clients["Amina"]
        amina.post(url, {"value": "no", "reason": "op reis"})
        amina.post(url, {"value": "misschien"})
        assert (meeting.answers.get().value, meeting.answers.get().reason) == ("no", "op reis")
        assert "op reis" in amina.get(mine(planners)).content.decode(), "one may read one's own reason"
        amina.post(url, {"value": "yes"})
        schedule.cancel(meeting)
        assert "je antwoord is niet bewaard" in amina.post(url, {"value": "no"}, follow=True).content.decode()
        assert (meeting.answers.get().value, meeting.answers.get().reason) == ("yes", "")

    def test_who_guides_another_meeting_is_not_asked_to_this_one(self, planners):
        planners.group.members.filter(facilitates=True).update(takes_part=False)
        meeting = planners.series(1)[0]
        page = planners.clients["Carla"].get(planners.url(f"bijeenkomst/{meeting.pk}/")).context["sheet"]
        assert [reply.member.name for reply in page.replies] == ["Amina", "Bram", "Joost", "Sanne"]

    def test_a_mere_coordinator_is_not_asked_to_come(self, planners):
        meeting = planners.series(1)[0]
        page = planners.clients["Carla"].get(planners.url(f"bijeenkomst/{meeting.pk}/")).content.decode()
        asked = page.split('id="replies"')[1].split("<details")[0]
        assert "Amina" in asked
        assert "Carla" not in asked


class TestPoll:
    def test_from_moments_to_a_meeting(self, planners):
        carla = planners.clients["Carla"]
        form = {"title": "Extra", "minutes": "90", "place": "Zaal 1"}
        moments = {"moment_1": "2027-03-01T09:30", "moment_2": "2027-03-02T13:30", "moment_3": "2027-03-02T13:30"}
        carla.post(planners.url("prikker/nieuw/"), form | moments)
        poll = Poll.objects.get()
        monday, tuesday = poll.moments.all()
        vote = f"{mine(planners)}prikker/{poll.pk}/"
        planners.clients["Amina"].post(vote, {f"moment-{monday.pk}": "no", f"moment-{tuesday.pk}": "ifneedbe"})
        planners.clients["Bram"].post(vote, {f"moment-{monday.pk}": "yes", f"moment-{tuesday.pk}": "yes"})
        page = carla.get(planners.url(f"prikker/{poll.pk}/"))
        assert [option.moment for option in page.context["options"]] == [tuesday, monday]
        carla.post(planners.url(f"prikker/{poll.pk}/kies/"), {"moment": tuesday.pk})
        meeting = planners.group.meetings.get()
        assert (local(meeting), meeting.minutes, meeting.place) == ("02-03 13:30", 90, "Zaal 1")
        assert planners.clients["Amina"].get(vote).status_code == 404, "the poll is closed"
        assert carla.post(planners.url(f"prikker/{poll.pk}/kies/"), {"moment": monday.pk}).status_code == 404
        assert planners.group.meetings.count() == 1

    def test_a_poll_needs_a_moment(self, planners):
        form = {"title": "Extra", "minutes": "90"}
        page = planners.clients["Carla"].post(planners.url("prikker/nieuw/"), form)
        assert (page.status_code, "Stel minstens één moment voor." in page.content.decode()) == (422, True)

    def test_a_mind_can_be_changed_and_nonsense_is_left_out(self, planners):
        poll = Poll.objects.create(group=planners.group, title="Extra")
        moment = poll.moments.create(starts=timezone.now() + timedelta(days=3))
        url = f"{mine(planners)}prikker/{poll.pk}/"
        for value in ("yes", "no", "misschien"):
            planners.clients["Amina"].post(url, {f"moment-{moment.pk}": value})
        assert moment.votes.get().value == "no"

    def test_one_moment_more(self, planners):
        poll = Poll.objects.create(group=planners.group, title="Extra")
        url = planners.url(f"prikker/{poll.pk}/")
        assert planners.clients["Carla"].post(url, {"starts": "morgen"}).status_code == 422
        for _ in range(2):
            planners.clients["Carla"].post(url, {"starts": "2027-03-01T09:30"})
        assert poll.moments.count() == 1


class TestPages:
    def test_an_empty_group_says_how_to_begin(self, planners):
        assert "Plan een heel traject in één keer" in planners.clients["Carla"].get(planners.url()).content.decode()
        assert "Er is nog niets gepland" in planners.clients["Amina"].get(mine(planners)).content.decode()

    def test_the_coordinator_sees_what_is_still_to_do(self, planners):
        meeting = planners.series(2)[0]
        for name, value in (("Amina", "yes"), ("Bram", "no")):
            answers.give(meeting, planners.person(name), value)
        page = planners.clients["Carla"].get(planners.url()).content.decode()
        for text in ("1 komt", "1 kan niet", "3 nog geen antwoord", "Ruimte boeken"):
            assert text in page

    def test_what_is_over_is_no_longer_next(self, planners):
        first, second = planners.series(2)
        with time_machine.travel(first.ends):
            page = signed_in(planners.person("Carla").user).get(planners.url())
            assert page.context["overview"].next.meeting == second

    def test_my_group_shows_what_is_called_off(self, planners):
        meeting = planners.series(1)[0]
        schedule.cancel(meeting)
        assert "afgelast" in planners.clients["Amina"].get(mine(planners)).content.decode()

    @pytest.mark.parametrize("page", ["group", "mine"])
    def test_a_large_group_asks_no_more_of_the_database(self, planners, page, django_assert_max_num_queries):
        planners.series(12)
        for number in range(20):
            planners.member(f"Lid {number}")
        url = reverse(f"planning:{page}", args=[planners.group.pk])
        with django_assert_max_num_queries(15):
            assert planners.clients["Carla"].get(url).status_code == 200


def test_a_time_that_does_not_exist_makes_no_page_fail(planners):
    form = SERIES | {"starts": "2027-03-28", "weekday": "6", "time": "02:30", "free": "", "verb": "plan"}
    assert planners.clients["Carla"].post(planners.url("traject/"), form).status_code == 302
