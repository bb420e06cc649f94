"""What was prepared at home, in the meeting itself: offered to its author alone, and counted for the turn."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from methods.models import Method
from sessions.live import actions, machine
from sessions.planning import cases, turns
from sessions.planning.models import Case, Meeting, Reflection
from sessions.planning.overview import Overview
from sessions.planning.register import register_of
from tests.evenings import Evening

pytestmark = pytest.mark.django_db

TITLE, STORY, QUESTION = "Dichte deur", "De directeur gooide de deur dicht", "Hoe blijf ik rustig?"
REFLECTION = "Ik merkte dat ik te snel help.\n\nDat wil ik anders."


@pytest.fixture
def clock():
    with time_machine.travel(datetime(2027, 3, 1, 8, 20, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def noord(clock, planners):
    """The second of three Mondays, ten minutes before it begins; Bram brought a case at the first."""
    planners.group.memberships.update(joined=datetime(2027, 1, 1))
    planners.meetings = planners.series(3, starts=datetime(2027, 2, 1).date())
    planners.meeting = planners.meetings[1]
    turns.record(planners.meetings[0], [planners.person("Bram").pk])
    clock.move_to(planners.meeting.starts - timedelta(minutes=10))
    return planners


@pytest.fixture
def case(noord):
    """Amina's case, which nobody else may read."""
    return Case.objects.create(
        meeting=noord.meeting, membership=noord.person("Amina"), title=TITLE, happened=STORY, question=QUESTION
    )


@pytest.fixture
def evening(noord, case):
    evening = Evening(noord, noord.meeting, "Amina", "Bram", "Lieke")
    evening.go("Wat ieder meebrengt")
    return evening


def everything_but(evening, name):
    """All that the others see, and all that is pushed."""
    others = [who for who in ("Joost", "Bram", "Lieke") if who != name]
    desk = "".join(evening.desk(region) for region in ("head", "stage", "flap", "people", "plan"))
    return evening.pushed() + desk + "".join(evening.mine(who) for who in others) + evening.mine("Joost", voor=name)


class TestBringingIn:
    def test_a_prepared_case_is_offered_to_its_author_alone(self, evening):
        mine = evening.mine("Amina")
        assert TITLE in mine and STORY not in mine
        assert TITLE not in everything_but(evening, "Amina")

    @pytest.mark.parametrize("shared", Case.Shared.values)
    def test_whoever_may_read_it_the_author_decides_whether_it_is_put_up(self, evening, case, shared):
        cases.share(case, shared)
        assert TITLE not in everything_but(evening, "Amina")
        assert evening.puts("Amina", "topics", text=TITLE).status_code == 200
        assert TITLE in evening.pushed() and STORY not in everything_but(evening, "Amina")
        assert "Je bereidde een casus voor" not in evening.mine("Amina")

    def test_a_name_at_the_door_is_offered_nothing(self, evening):
        assert TITLE not in evening.mine("Amina", by=evening.knocks("Amina"))

    def test_without_a_title_the_question_stands_for_it_and_without_words_nothing(self, evening, case):
        Case.objects.update(title="")
        assert QUESTION in evening.mine("Amina")
        case.delete()
        assert "Je bereidde een casus voor" not in evening.mine("Amina")

    def test_one_that_was_destroyed_is_not_offered(self, evening):
        Case.objects.update(erased=timezone.now())
        assert TITLE not in evening.mine("Amina")


class TestChoosing:
    @pytest.fixture(autouse=True)
    def chosen(self, evening):
        for name, text in (("Bram", "Ruzie in het team"), ("Amina", TITLE), ("Lieke", "Te veel werk")):
            evening.puts(name, "topics", text=text)
        evening.go("Kiezen")

    def test_who_brought_none_in_this_series_comes_first(self, evening):
        for topic in evening.session.contributions.filter(key="topics", author__name="Bram"):
            evening.puts("Lieke", "choice", about=topic.pk, impact="5", urgency="5")
        flap = evening.desk("flap")
        assert flap.index(TITLE) < flap.index("Te veel werk") < flap.index("Ruzie in het team")
        said = {
            line.split(":")[0].split(">")[-1]: line
            for line in flap.splitlines()
            if "inbracht" in line or "bracht" in line
        }
        assert "bracht al in" in said["Bram"] and "bracht nog niet in" in said["Amina"]

    def test_the_begeleider_is_warned_when_not_everybody_will_come_to_it(self, noord, evening):
        said = "leden brachten dit traject nog geen casus in"
        assert said not in evening.desk("flap")
        noord.group.max_cases = 1
        noord.group.save()
        assert f"3 {said}, en er is nog plaats voor 2." in evening.desk("flap")
        assert said not in evening.pushed()

    def test_the_author_becomes_inbrenger_and_finds_what_was_prepared_to_put_on_the_first_sheet(self, evening):
        evening.cast("Amina")
        dialog = evening.client("Amina").get(evening.url("casus/")).content.decode()
        assert all(text in dialog for text in (TITLE, STORY, QUESTION, "Alleen jij ziet het"))
        desk = evening.client("Joost").get(evening.url(f"casus/?voor={evening.person('Amina').pk}"))
        assert desk.status_code == 200 and STORY not in desk.content.decode()
        knocked = evening.knocks("Amina").get(evening.url("casus/"))
        assert knocked.status_code == 200 and STORY not in knocked.content.decode()
        actions.perform(evening.session, machine.Next(evening.scene.state.at))
        assert STORY not in evening.pushed()
        evening.client("Amina").post(evening.url("casus/"), {"title": TITLE, "text": STORY})
        assert STORY in evening.pushed() and QUESTION not in evening.pushed()


class TestTheTurn:
    def bring(self, evening, *names):
        evening.cast(*names)
        actions.perform(evening.session, machine.GoTo(evening.scene.programme[1].legs[0][0]))

    def test_the_subject_of_a_round_is_a_case_that_was_brought(self, noord, evening, case):
        self.bring(evening, "Amina")
        evening.close()
        case.refresh_from_db()
        assert case.brought_at and case.title == TITLE
        assert [m.name for m in turns.of(noord.meeting).due] == ["Joost", "Lieke"]
        lines = {line.member.name: line.brought for line in register_of(Overview(noord.group)).lines}
        assert lines["Amina"] == (noord.meeting,) and lines["Bram"] == (noord.meetings[0],)
        page = noord.clients["Carla"].get(noord.url()).content.decode()
        assert "aan de beurt" in page and TITLE not in page

    def test_a_case_that_was_only_told_too(self, noord, evening):
        self.bring(evening, "Lieke")
        evening.close()
        assert "Lieke" not in [m.name for m in turns.of(noord.meeting).due]
        assert not Case.objects.get(membership__name="Lieke").title

    def test_a_round_that_never_began_is_nobodys_turn(self, noord, evening):
        evening.cast("Amina")
        evening.close()
        assert "Amina" in [m.name for m in turns.of(noord.meeting).due]

    def test_who_was_made_inbrenger_by_mistake_did_not_bring_a_case(self, noord, evening):
        self.bring(evening, "Bram")
        actions.perform(evening.session, machine.Next(evening.scene.state.at))
        round = evening.scene.leg.round
        actions.perform(evening.session, machine.Assign(round, "inbrenger", (evening.person("Lieke").pk,)))
        evening.close()
        assert not Case.objects.filter(meeting=noord.meeting, membership__name="Bram").exists()
        assert Case.objects.get(membership__name="Lieke").brought_at

    def test_closing_undone_and_done_again_counts_as_once(self, noord, evening):
        self.bring(evening, "Lieke")
        evening.close()
        evening.undo()
        round = evening.scene.leg.round
        actions.perform(evening.session, machine.Assign(round, "inbrenger", (evening.person("Amina").pk,)))
        evening.close()
        assert {m.name for m in turns.of(noord.meeting).due} == {"Joost", "Lieke"}

    def test_in_a_loop_everybody_who_had_a_pass_brought_one(self, noord, evening):
        actions.change_method(evening.session, Method.objects.get(slug="alleen-maar-advies"))
        self.bring(evening, "Amina")
        scene = evening.scene
        last = scene.programme[1].legs[-1][0]
        first = next(i for i, leg in scene.programme[1].legs if scene.steps[leg.step].order == 2)
        actions.perform(evening.session, machine.GoTo(last))
        actions.repeat(evening.session, first, last)
        round = evening.scene.leg.round
        actions.perform(evening.session, machine.Assign(round, "inbrenger", (evening.person("Lieke").pk,)))
        evening.close()
        assert {m.name for m in turns.of(noord.meeting).due} == {"Joost"}

    def test_attendance_is_noted_all_the_same(self, noord, evening, clock):
        clock.move_to(noord.meeting.starts + timedelta(minutes=45))
        evening.comes("Sanne")
        evening.client("Bram").post(evening.url("act/"), {"verb": "leave"})
        self.bring(evening, "Amina")
        evening.close()
        states = {each.membership.name: each.state for each in noord.meeting.attendance.all()}
        assert states == {
            "Joost": "present",
            "Amina": "present",
            "Lieke": "present",
            "Bram": "early",
            "Sanne": "late",
        }


class TestSupervision:
    @pytest.fixture
    def evening(self, noord):
        """A supervision led by Sanne; Amina wrote a reflection on the first meeting, and a case for this one."""
        noord.meeting.trajectory.kind = "supervisie"
        noord.meeting.trajectory.save()
        amina = noord.person("Amina")
        Reflection.objects.create(meeting=noord.meetings[0], membership=amina, text=REFLECTION)
        Case.objects.create(meeting=noord.meeting, membership=amina, title=TITLE, happened=STORY)
        evening = Evening(noord, noord.meeting, "Amina", "Bram", begeleider="Sanne")
        evening.go("Reflectie op de vorige keer")
        return evening

    def test_the_reflection_lies_ready_for_its_author_alone(self, evening):
        assert "te snel help" in evening.mine("Amina")
        assert "te snel help" not in evening.pushed() + evening.mine("Bram") + evening.mine("Sanne", voor="Amina")
        assert evening.puts("Amina", "written", text=REFLECTION).status_code == 200
        assert "te snel help" in evening.pushed()

    def test_the_long_text_goes_up_as_a_whole_and_no_longer_than_can_be(self, evening):
        long = "a" * 6000
        assert evening.puts("Amina", "written", text=f"{long}a").status_code == 422
        assert evening.puts("Amina", "written", text=long).status_code == 200
        assert evening.puts("Amina", "written", text="nog een").status_code == 422

    def test_the_written_case_is_what_lies_there_today(self, evening):
        evening.go("Wat er vandaag ligt")
        assert TITLE in evening.mine("Amina")
        evening.cast("Amina")
        assert STORY in evening.client("Amina").get(evening.url("casus/")).content.decode()


class TestPurpose:
    @pytest.mark.parametrize("purpose", ["decide", "halfway", "last"])
    def test_what_is_special_about_the_meeting_is_said_where_it_is_run_and_planned(self, noord, purpose):
        Meeting.objects.filter(pk=noord.meeting.pk).update(purpose=purpose)
        said = str(Meeting.Purpose(purpose).label)
        evening = Evening(noord, noord.meeting, "Amina")
        assert said in evening.desk("head") and evening.pushed().count(said) == 3
        evening.start()
        assert said in evening.desk("head")
        assert said in noord.clients["Amina"].get(f"/mijn-groep/{noord.group.pk}/").content.decode()
        assert said in noord.clients["Carla"].get(noord.url(f"bijeenkomst/{noord.meeting.pk}/")).content.decode()

    def test_an_ordinary_meeting_says_nothing_of_it(self, noord):
        evening = Evening(noord, noord.meeting, "Amina")
        assert "gewone bijeenkomst" not in evening.desk("head") + evening.pushed()
