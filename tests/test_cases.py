"""What people prepare: theirs alone until they share it; then for those they chose, until the meeting is over."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from methods.models import Method
from sessions.groups import links
from sessions.planning import cases
from sessions.planning.models import Case, Meeting
from tests.planners import opened

pytestmark = pytest.mark.django_db

WRITTEN = "De schooldirecteur gooide de deur dicht"
NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def noord(planners):
    planners.meeting = planners.series(3)[0]
    planners.meeting.facilitator = planners.person("Joost")
    planners.meeting.save()
    return planners


@pytest.fixture
def case(noord) -> Case:
    """Amina's case, private."""
    return Case.objects.create(
        meeting=noord.meeting, membership=noord.person("Amina"), title="Dichte deur", happened=WRITTEN
    )


def url(noord, name="my_case", pk=None):
    return reverse(f"planning:{name}", args=[noord.group.pk, pk or noord.meeting.pk])


def saves(noord, who, **typed):
    """What the page does while one types."""
    return noord.clients[who].post(url(noord), typed, headers={"X-Saving": "1"})


def readers(noord, case):
    """Who can open the case, of everybody there is."""
    page = reverse("planning:read_case", args=[noord.group.pk, case.pk])
    answers = {name: client.get(page) for name, client in noord.clients.items()}
    return {
        name for name, answer in answers.items() if answer.status_code == 200 and WRITTEN in answer.content.decode()
    }


class TestWriting:
    def test_it_saves_a_field_at_a_time_and_leaves_the_others(self, noord):
        assert saves(noord, "Amina", title="Dichte deur").status_code == 204
        assert saves(noord, "Amina", happened=WRITTEN, back_1="Rust").status_code == 204
        assert saves(noord, "Amina", back_6="Gelijk krijgen", kind="dilemma").status_code == 204
        kept = Case.objects.get()
        assert (kept.title, kept.happened, kept.kind) == ("Dichte deur", WRITTEN, "dilemma")
        assert kept.looking_back == {"back_1": "Rust", "back_6": "Gelijk krijgen"}
        page = noord.clients["Amina"].get(url(noord)).content.decode()
        assert all(text in page for text in (WRITTEN, "Rust", "Gelijk krijgen"))

    def test_the_button_does_the_same(self, noord):
        answer = noord.clients["Amina"].post(url(noord), {"title": "Dichte deur"})
        assert (answer.status_code, Case.objects.get().title) == (302, "Dichte deur")

    def test_what_is_too_long_is_said_beside_its_field_and_not_cut_off(self, noord):
        saves(noord, "Amina", title="Dichte deur")
        answer = saves(noord, "Amina", title="x" * 121)
        assert answer.status_code == 422
        assert json.loads(answer.content) == {"title": "Houd het bij 120 tekens."}
        page = noord.clients["Amina"].post(url(noord), {"title": "x" * 121})
        assert (page.status_code, "x" * 121 in page.content.decode()) == (422, True)
        assert Case.objects.get().title == "Dichte deur"

    def test_a_case_of_nothing_is_no_case(self, noord):
        assert saves(noord, "Amina", title=" ").status_code == 204
        assert not Case.objects.exists()
        saves(noord, "Amina", title="Dichte deur")
        saves(noord, "Amina", title="")
        assert not Case.objects.exists()

    def test_help_and_the_preparation_of_the_method(self, noord):
        noord.meeting.method = Method.objects.exclude(preparation="").first()
        noord.meeting.save()
        page = noord.clients["Amina"].get(url(noord)).content.decode()
        assert noord.meeting.method.preparation[:40] in page
        assert "Wat wilde de ander, denk je?" in page
        assert "Schouders" in page

    def test_in_supervision_the_preparation_is_that_of_supervision(self, noord):
        noord.meeting.trajectory.kind = "supervisie"
        noord.meeting.trajectory.save()
        page = noord.clients["Amina"].get(url(noord)).content.decode()
        assert "een reflectie op de vorige bijeenkomst" in page

    def test_it_asks_for_one_concrete_situation_from_both_sides_and_closes_with_a_wish(self, noord):
        page = noord.clients["Amina"].get(url(noord)).content.decode()
        asked = (
            "zo kort mogelijk na het moment opgeschreven. Blijf bij de feiten.",
            "Wat wilde de ander, denk je?",
            "Wat wil je houden?",
            "Wat wil je liever?",
            "Zeg het als een wens",
        )
        assert [page.find(text) for text in asked] == sorted({page.find(text) for text in asked} - {-1})

    def test_for_a_meeting_that_is_over_or_off_nothing_is_written(self, noord):
        assert saves(noord, "Amina", title="Eerste").status_code == 204
        noord.meeting.state = Meeting.State.CANCELLED
        noord.meeting.save()
        assert saves(noord, "Amina", title="Tweede").status_code == 404
        noord.meeting.state, noord.meeting.starts = Meeting.State.PLANNED, noord.meeting.starts - 30 * DAY
        noord.meeting.save()
        assert saves(noord, "Amina", title="Tweede").status_code == 404
        assert Case.objects.get().title == "Eerste"


class TestSharing:
    def test_it_is_the_authors_alone_until_shared(self, noord, case):
        assert WRITTEN in noord.clients["Amina"].get(url(noord)).content.decode()
        assert readers(noord, case) == set()

    def test_with_the_begeleider(self, noord, case):
        noord.clients["Amina"].post(url(noord, "share_case"), {"shared": "facilitator"})
        assert readers(noord, case) == {"Joost", "Sanne"}

    def test_with_the_group_but_not_with_who_only_coordinates(self, noord, case):
        noord.clients["Amina"].post(url(noord, "share_case"), {"shared": "group"})
        assert readers(noord, case) == {"Joost", "Lieke", "Sanne", "Bram"}

    def test_taking_it_back_closes_it_at_once(self, noord, case):
        noord.clients["Amina"].post(url(noord, "share_case"), {"shared": "group"})
        assert "Bram" in readers(noord, case)
        noord.clients["Amina"].post(url(noord, "share_case"), {"shared": "nobody"})
        assert readers(noord, case) == set()

    def test_until_the_meeting_is_over(self, noord, case):
        cases.share(case, Case.Shared.GROUP)
        bram = noord.person("Bram")
        assert cases.readable(bram, noord.meeting.ends - DAY / 24) == [case]
        assert cases.readable(bram, noord.meeting.ends) == []

    def test_not_of_a_meeting_that_is_off_nor_of_who_left(self, noord, case):
        cases.share(case, Case.Shared.GROUP)
        bram, amina = noord.person("Bram"), noord.person("Amina")
        assert cases.readable(bram) == [case]
        amina.left = NOW.date()
        amina.save()
        assert cases.readable(bram) == []
        amina.left = None
        amina.save()
        Meeting.objects.update(state=Meeting.State.CANCELLED)
        assert cases.readable(bram) == []

    def test_the_coordinator_reads_no_title_anywhere(self, noord, case):
        cases.share(case, Case.Shared.GROUP)
        assert "Dichte deur" in noord.clients["Bram"].get(mine(noord)).content.decode()
        for page in (mine(noord), noord.url(), noord.url(f"bijeenkomst/{noord.meeting.pk}/")):
            answer = noord.clients["Carla"].get(page)
            assert answer.status_code == 200
            assert "Dichte deur" not in answer.content.decode()

    def test_a_case_without_a_title_is_not_shared_yet(self, noord, case):
        Case.objects.update(title="")
        answer = noord.clients["Amina"].post(url(noord, "share_case"), {"shared": "group"}, follow=True)
        assert "Geef je casus eerst een titel" in answer.content.decode()
        assert Case.objects.get().shared == Case.Shared.NOBODY


def mine(noord):
    return reverse("planning:mine", args=[noord.group.pk])


class TestTakingAlong:
    def test_what_was_not_brought_goes_along_as_the_authors_alone(self, noord, case):
        cases.share(case, Case.Shared.GROUP)
        with time_machine.travel(noord.meeting.ends + DAY / 24):
            amina = opened(links.new_link(noord.person("Amina")))
            assert "kwam niet aan bod" in amina.get(mine(noord)).content.decode()
            amina.post(url(noord, "carry_case", case.pk))
        case.refresh_from_db()
        assert (case.meeting, case.shared) == (noord.group.meetings.all()[1], Case.Shared.NOBODY)
        assert case.happened == WRITTEN

    def test_it_takes_the_place_of_no_other_case(self, noord, case):
        later = noord.group.meetings.all()[1]
        other = Case.objects.create(meeting=later, membership=noord.person("Amina"), title="Een andere")
        assert not cases.carry(case, later)
        assert Case.objects.get(pk=other.pk).title == "Een andere"

    def test_what_was_brought_stays_where_it_was(self, noord, case):
        Case.objects.update(brought_at=NOW)
        with time_machine.travel(noord.meeting.ends + DAY / 24):
            amina = opened(links.new_link(noord.person("Amina")))
            assert amina.post(url(noord, "carry_case", case.pk)).status_code == 404


def test_the_coordinator_may_know_how_many(noord, case):
    page = noord.clients["Carla"].get(noord.url()).content.decode()
    assert "<strong>1 casus</strong> ligt klaar" in page
