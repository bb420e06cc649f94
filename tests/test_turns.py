"""Whose turn it is to bring a case: counted over the series, told to the coordinator as a date and a number."""

from datetime import UTC, datetime

import pytest

from sessions.planning import schedule, turns
from sessions.planning.models import Case, Meeting
from sessions.planning.overview import Overview
from sessions.planning.register import ALL, register_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]

TITLE = "Dichte deur"


def brings(noord, meeting, *names):
    turns.record(noord.meetings[meeting], [noord.person(name).pk for name in names])


def due(noord):
    return [member.name for member in turns.of(noord.meetings[1]).due]


def table(noord, wanted=""):
    """Per person the days of their cases, or that it is their turn, as the table has it."""
    register = register_of(Overview(noord.group), wanted)
    return {
        line.member.name: [f"{m.starts:%d-%m}" for m in line.brought] or ["due"] * (line.member.pk in register.due)
        for line in register.lines
    }


class TestCounting:
    def test_who_brought_none_in_this_series_is_due(self, noord):
        assert due(noord) == ["Amina", "Bram", "Joost", "Lieke"]
        brings(noord, 1, "Bram", "Lieke")
        assert due(noord) == ["Amina", "Joost"]
        other = noord.series(2, starts=datetime(2027, 9, 6).date(), title="Najaar")
        assert len(turns.of(other[0]).due) == 4
        assert turns.had_one(noord.meetings[2]) == {noord.person(name).pk for name in ("Bram", "Lieke")}
        assert turns.had_one(other[0]) == set()

    def test_a_case_that_was_only_told_counts_and_one_that_was_written_keeps_its_words(self, noord):
        amina = noord.person("Amina")
        Case.objects.create(meeting=noord.meetings[1], membership=amina, title=TITLE)
        brings(noord, 1, "Amina", "Bram")
        written, told = Case.objects.order_by("pk")
        assert (written.title, written.erased is None, told.title, told.erased is None) == (TITLE, True, "", False)
        assert written.brought_at and told.brought_at

    def test_counted_again_it_is_as_if_counted_once(self, noord):
        Case.objects.create(meeting=noord.meetings[1], membership=noord.person("Amina"), title=TITLE)
        brings(noord, 1, "Amina", "Bram")
        brings(noord, 1, "Joost")
        assert due(noord) == ["Amina", "Bram", "Lieke"]
        assert Case.objects.get(membership__name="Amina").title == TITLE
        assert not Case.objects.filter(membership__name="Bram").exists()

    def test_a_supervisor_a_coordinator_and_who_left_are_nobody_elses_turn(self, noord):
        assert not {"Sanne", "Carla", "Wout"} & set(due(noord))


class TestRoom:
    def test_short_when_the_meetings_to_come_do_not_suffice_for_everybody(self, noord):
        counted = turns.of(noord.meetings[1])
        assert (len(counted.due), counted.room, counted.short) == (4, 2, True)
        brings(noord, 1, "Bram", "Lieke")
        assert not turns.of(noord.meetings[1]).short

    def test_as_many_cases_as_the_group_says(self, noord):
        noord.group.max_cases = 4
        noord.group.save()
        assert not turns.of(Meeting.objects.get(pk=noord.meetings[1].pk)).short

    def test_a_meeting_that_is_off_or_to_get_acquainted_has_no_room(self, noord, march):
        march.move_to(datetime(2027, 2, 1, tzinfo=UTC))
        assert turns.of(noord.meetings[0]).room == 4
        schedule.cancel(noord.meetings[2])
        assert turns.of(noord.meetings[0]).room == 2

    def test_a_series_that_is_over_warns_of_nothing(self, noord, march):
        march.move_to(datetime(2027, 5, 1, tzinfo=UTC))
        assert not turns.of(noord.meetings[0]).short


class TestShown:
    def test_the_table_says_who_brought_a_case_when_and_never_what(self, noord):
        Case.objects.create(meeting=noord.meetings[1], membership=noord.person("Amina"), title=TITLE)
        brings(noord, 1, "Amina", "Bram")
        expected = {"Amina": ["29-03"], "Bram": ["29-03"], "Joost": ["due"], "Lieke": ["due"], "Sanne": []}
        assert table(noord) == expected
        page = noord.clients["Carla"].get(noord.url()).content.decode()
        assert page.count("aan de beurt") == 2
        assert TITLE not in page

    def test_of_all_meetings_together_nobody_is_due(self, noord):
        brings(noord, 1, "Amina")
        assert table(noord, ALL)["Amina"] == ["29-03"]
        assert table(noord, ALL)["Bram"] == []

    def test_before_a_series_begins_it_is_nobodys_turn(self, noord, march):
        march.move_to(datetime(2027, 2, 1, tzinfo=UTC))
        page = noord.clients["Carla"].get(noord.url()).content.decode()
        assert "Casus ingebracht" not in page
        assert "aan de beurt" not in noord.clients["Amina"].get(mine(noord)).content.decode()

    def test_who_is_due_reads_it_in_their_own_group(self, noord):
        brings(noord, 1, "Bram")
        pages = {name: noord.clients[name].get(mine(noord)).content.decode() for name in ("Amina", "Bram", "Sanne")}
        assert [name for name, page in pages.items() if "Jij bent aan de beurt" in page] == ["Amina"]

    def test_the_coordinator_and_the_begeleider_are_warned_by_a_number(self, noord):
        Meeting.objects.filter(pk=noord.meetings[2].pk).update(facilitator=noord.person("Joost"))
        said = "4 leden brachten dit traject nog geen casus in, en er is nog plaats voor 2."
        pages = {name: noord.clients[name].get(mine(noord)).content.decode() for name in ("Joost", "Sanne", "Amina")}
        assert {name for name, page in pages.items() if said in page} == {"Joost", "Sanne"}
        assert said in noord.clients["Carla"].get(noord.url()).content.decode()
        brings(noord, 1, "Bram", "Lieke")
        assert "nog plaats voor" not in noord.clients["Carla"].get(noord.url()).content.decode()


def mine(noord):
    return f"/mijn-groep/{noord.group.pk}/"
