"""From meeting to meeting: what was intended and how it was evaluated comes back at the start of the next one."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from methods.models import Method
from sessions.live import actions, machine
from sessions.live.retention import purge
from sessions.planning import schedule
from sessions.planning.models import Evaluation, Intention
from tests.cast import Cast
from tests.evenings import Evening

pytestmark = pytest.mark.django_db

WHAT, HOME, OUTCOME, LEARNED = "Eén keer nee zeggen", "Met Jan praten", "Twee keer gelukt", "Dat stilte helpt"


@pytest.fixture
def clock():
    with time_machine.travel(datetime(2027, 3, 1, 8, 20, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def noord(clock, planners):
    """Two meetings a week apart, the first of them in ten minutes."""
    starts = timezone.now() + timedelta(minutes=10)
    planners.first = schedule.add(planners.group, starts=starts, minutes=120)
    planners.second = schedule.add(planners.group, starts=starts + timedelta(weeks=1), minutes=120)
    return planners


@pytest.fixture
def first(noord):
    return Evening(noord, noord.first, "Amina", "Bram")


@pytest.fixture
def second(noord, clock):
    """The second meeting, after a first one in which Amina intended something and Bram said what he learned."""
    evening = Evening(noord, noord.first, "Amina", "Bram")
    evening.go("Voornemens")
    evening.puts("Amina", "action_plan", what=WHAT, when="maandag")
    evening.go("Evaluatie")
    evening.puts("Bram", "evaluation", learned=LEARNED)
    evening.close()
    clock.move_to(noord.second.starts - timedelta(minutes=10))
    evening = Evening(noord, noord.second, "Amina", "Bram")
    evening.start()
    return evening


def kept():
    return [(one.membership.name, one.what, one.when, one.meeting.pk) for one in Intention.objects.all()]


class TestTakenAlong:
    def test_an_action_point_is_its_owners_intention_from_the_moment_it_closes(self, noord, first):
        first.go("Voornemens")
        first.puts("Amina", "action_plan", what=WHAT, when="maandag", sign_of_success="Rust")
        assert kept() == []
        first.close()
        assert kept() == [("Amina", WHAT, "maandag", noord.first.pk)]
        assert WHAT in noord.clients["Amina"].get(page(noord, "intentions")).content.decode()
        for who in ("Bram", "Joost", "Carla"):
            for name in ("mine", "intentions", "group"):
                assert WHAT not in noord.clients[who].get(page(noord, name)).content.decode(), who

    def test_also_that_of_the_inbrenger_in_a_round_and_what_was_written_down_for_somebody(self, noord, first):
        actions.change_method(first.session, Method.objects.get(slug="incidentmethode"))
        first.cast("Amina")
        first.go("Voornemens")
        first.puts("Joost", "action_plan", voor="Bram", what="Bellen")
        scene = first.scene
        round = scene.programme[1]
        plan = next(
            i for i, g in round.legs if any(a["kind"] == "action_plan" for a in scene.steps[g.step].activities)
        )
        actions.perform(first.session, machine.GoTo(plan))
        assert first.puts("Amina", "action_plan", what=WHAT).status_code == 200
        first.close()
        assert {(name, what) for name, what, _when, _meeting in kept()} == {("Amina", WHAT), ("Bram", "Bellen")}

    def test_closing_undone_and_done_again_keeps_it_once_and_what_was_taken_back_goes(self, first):
        first.go("Voornemens")
        for what in (WHAT, "Vragen stellen"):
            first.puts("Amina", "action_plan", what=what)
        first.close()
        first.undo()
        entry = first.session.contributions.first()
        first.client("Amina").post(first.url("withdraw/action_plan/"), {"entry": entry.pk})
        assert [what for _name, what, *_ in kept()] == ["Vragen stellen"]
        first.close()
        assert [what for _name, what, *_ in kept()] == ["Vragen stellen"]

    def test_another_session_of_the_same_meeting_takes_nothing_away(self, noord, first):
        first.go("Voornemens")
        first.puts("Amina", "action_plan", what=WHAT)
        first.close()
        again = Evening(noord, noord.first, "Bram")
        again.go("Evaluatie")
        again.puts("Bram", "evaluation", learned=LEARNED)
        again.close()
        assert len(kept()) == Evaluation.objects.count() == 1

    def test_a_forgotten_session_too(self, first, clock):
        first.go("Voornemens")
        first.puts("Amina", "action_plan", what=WHAT)
        purge(timezone.now() + timedelta(hours=5))
        assert len(kept()) == 1

    def test_a_guest_and_a_loose_session_leave_nothing(self, noord, first):
        first.go("Voornemens")
        first.puts("gast", "action_plan", by=first.knocks("Gast"), what=WHAT)
        first.close()
        loose = Cast.gather(method="afsluiting", presenter="")
        loose.start()
        loose.put("Amina", "action_plan", what=WHAT)
        loose.perform(machine.Finish())
        assert kept() == []

    def test_they_outlive_the_session_and_are_looked_back_on(self, second):
        purge(timezone.now())
        assert second.planners.first.sessions.get().erased
        assert (Intention.objects.count(), Evaluation.objects.count()) == (1, 1)

    def test_whoever_deletes_all_by_hand_deletes_the_evaluation_too(self, noord, first):
        first.go("Evaluatie")
        first.puts("Bram", "evaluation", learned=LEARNED)
        first.close()
        first.client("Joost").post(first.url("erase/"))
        assert not Evaluation.objects.exists()


class TestTheNextStart:
    def test_the_step_shows_everybody_what_each_intended(self, second):
        assert second.scene.step.title == "Terugblik"
        assert re.search(rf"Amina</h4>.*{WHAT}.*maandag", second.pushed(), re.S)
        assert WHAT in second.desk("flap")
        assert WHAT in second.mine("Amina")
        assert WHAT not in second.mine("Bram")

    def test_the_owner_tells_and_it_is_kept_with_the_intention(self, noord, second):
        one = Intention.objects.get()
        assert second.puts("Amina", "lookback", **{f"text_{one.pk}": OUTCOME}).status_code == 200
        assert OUTCOME in second.pushed() and "Trek in" in second.mine("Amina")
        second.close()
        one.refresh_from_db()
        assert one.outcome == OUTCOME
        assert OUTCOME in noord.clients["Amina"].get(page(noord, "intentions")).content.decode()

    def test_the_begeleider_writes_it_down_for_who_has_no_phone(self, second):
        one = Intention.objects.get()
        assert WHAT in second.mine("Joost", voor="Amina")
        assert second.puts("Joost", "lookback", voor="Amina", **{f"text_{one.pk}": OUTCOME}).status_code == 200
        second.close()
        assert Intention.objects.get().outcome == OUTCOME

    def test_told_again_it_takes_the_place_and_taken_back_nothing_is_kept(self, second):
        one = Intention.objects.get()
        for text in ("Nog niet", OUTCOME):
            second.puts("Amina", "lookback", **{f"text_{one.pk}": text})
        assert [entry.body["text"] for entry in second.session.contributions.all()] == [OUTCOME]
        second.client("Amina").post(
            second.url("withdraw/lookback/"), {"entry": second.session.contributions.get().pk}
        )
        second.close()
        assert Intention.objects.get().outcome == ""

    def test_nobody_tells_for_another(self, second):
        one = Intention.objects.get()
        assert second.puts("Bram", "lookback", **{f"text_{one.pk}": OUTCOME}).status_code == 422
        second.close()
        assert Intention.objects.get().outcome == ""

    def test_nothing_written_is_said_beside_the_field(self, second):
        one = Intention.objects.get()
        answer = second.puts("Amina", "lookback", **{f"text_{one.pk}": " "})
        assert answer.status_code == 422 and "Schrijf eerst iets op." in answer.content.decode()
        long = "heel lang " * 61
        answer = second.puts("Amina", "lookback", **{f"text_{one.pk}": long})
        assert answer.status_code == 422 and long.strip() in answer.content.decode()

    def test_everybody_has_a_turn_and_may_pass(self, second):
        assert second.scene.turn.name == "Amina"
        second.client("Amina").post(second.url("act/"), {"verb": "pass", "leaving": second.scene.state.at})
        assert second.scene.turn.name == "Bram"

    def test_who_is_not_there_is_not_shown(self, noord, second):
        actions.depart(second.session, second.person("Amina"), "left")
        assert WHAT not in second.pushed()

    def test_how_the_group_closed_is_there_to_read(self, second):
        shown = second.pushed()
        assert LEARNED in shown and "Wat heb je geleerd?" in shown
        second.go("Aankomen")
        assert LEARNED not in second.pushed()

    def test_more_people_take_no_more_queries(self, second, django_assert_max_num_queries):
        for name in ("Lieke", "Sanne"):
            second.comes(name)
        with django_assert_max_num_queries(24):
            second.pushed()


class TestPrivacy:
    @pytest.fixture
    def home(self, second):
        """Amina wrote another intention at home, and there what came of the first."""
        amina = second.planners.person("Amina")
        Intention.objects.update(outcome="Thuis geschreven")
        return Intention.objects.create(meeting=second.planners.first, membership=amina, what=HOME)

    def test_what_was_written_at_home_is_its_owners_until_told(self, second, home):
        everywhere = second.pushed() + second.desk("flap") + second.mine("Joost", voor="Amina") + second.mine("Bram")
        assert HOME not in everywhere and "Thuis geschreven" not in everywhere
        own = second.mine("Amina")
        assert HOME in own and "Thuis geschreven" in own
        second.puts("Amina", "lookback", **{f"text_{home.pk}": OUTCOME})
        assert HOME in second.pushed()
        second.close()
        home.refresh_from_db()
        assert home.outcome == OUTCOME

    def test_a_name_at_the_door_opens_nothing_that_is_private(self, second, home):
        """Somebody was let in as Amina; only her own link or account shows what is hers alone."""
        actions.depart(second.session, second.person("Amina"), "left")
        phone = second.knocks("Amina")
        own = second.mine("Amina", by=phone)
        assert WHAT in own
        assert HOME not in own and "Thuis geschreven" not in own

    def test_a_guess_tells_nothing_of_what_was_written_at_home(self, second, home):
        answer = second.puts("Joost", "lookback", voor="Amina", **{f"text_{home.pk}": "geraden"})
        assert answer.status_code == 422
        assert HOME not in second.pushed() + answer.content.decode()

    def test_words_that_were_changed_at_home_are_not_shown_by_themselves(self, noord, second):
        one = Intention.objects.get()
        change = reverse("planning:change_intention", args=[noord.group.pk, one.pk])
        noord.clients["Amina"].post(change, {"verb": "save", "what": HOME})
        assert HOME not in second.pushed() and WHAT not in second.pushed()
        assert HOME in second.mine("Amina")

    def test_while_somebody_from_outside_is_in_nothing_lies_open_by_itself(self, second):
        second.knocks("Gast")
        shown = second.pushed() + second.desk("flap")
        assert WHAT not in shown and LEARNED not in shown
        assert "iemand van buiten de groep" in shown
        assert WHAT in second.mine("Amina")

    def test_it_is_in_no_push_of_another_step(self, second):
        second.go("Wat ieder meebrengt")
        assert WHAT not in second.pushed() + second.mine("Amina")


class TestNothingToLookBackOn:
    def test_the_first_time_the_step_is_left_out_visibly_and_reversibly(self, first):
        assert "Terugblik" in first.out()
        assert "de eerste keer is er nog niets om op terug te kijken" in first.desk("plan")
        actions.perform(first.session, machine.Include(0))
        assert "Terugblik" not in first.out()
        first.start()
        assert first.scene.step.title == "Terugblik"
        assert "Er liggen hier geen voornemens." in first.pushed()

    def test_the_second_time_it_is_the_first_step(self, second):
        assert "Terugblik" not in second.out()

    def test_where_the_method_looks_back_too_it_is_done_once(self, noord, clock):
        clock.move_to(noord.second.starts)
        noord.second.method = Method.objects.get(slug="collegiale-consultatie")
        noord.second.save()
        again = Evening(noord, noord.second, "Amina")
        assert "Opening en terugblik" in again.out() and "Terugblik" not in again.out()

    def test_a_loose_session_talks_about_it_and_may_write_a_line(self):
        loose = Cast.gather(method="opening", presenter="")
        loose.start()
        assert loose.step.title == "Terugblik"
        mine = loose.phone("Amina").get(loose.url("mine/")).content.decode()
        assert "Wat kwam er van je voornemen?" in mine
        loose.put("Amina", "lookback", text="Het lukte")
        assert "Het lukte" in loose.desk.get(loose.url()).content.decode()


def page(noord, name):
    return reverse(f"planning:{name}", args=[noord.group.pk])
