"""What people prepared goes at the end of its term; of a case that was brought only the turn stays."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from sessions.live.retention import purge
from sessions.planning.models import Case, Evaluation, Intention, Meeting, Reflection
from tests.postoffice import DAY, NOW, Plans

pytestmark = pytest.mark.django_db

CANARY = "kanarie in de kolenmijn"
EVENING = datetime(2026, 3, 10, 19, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 3, 12, 0, 0, tzinfo=UTC)  # the end of the group's term: one day after the day itself
SECOND = timedelta(seconds=1)


@pytest.fixture
def plans(db):
    with time_machine.travel(NOW, tick=False):
        plans = Plans()
        plans.first = plans.meeting(EVENING)
        plans.case = Case.objects.create(
            meeting=plans.first,
            membership=plans.amina,
            **{name: CANARY for name in Case.WRITTEN if name != "looking_back"},
            looking_back={"back_1": CANARY},
        )
        plans.intention = Intention.objects.create(
            meeting=plans.first, membership=plans.amina, what=CANARY, when=CANARY, notice=CANARY, outcome=CANARY
        )
        plans.reflection = Reflection.objects.create(meeting=plans.first, membership=plans.amina, text=CANARY)
        plans.evaluation = Evaluation.objects.create(meeting=plans.first, origin=1, said={"learned": [CANARY]})
        yield plans


def words():
    """Everything that can still be read."""
    rows = [row for model in (Case, Intention, Reflection, Evaluation) for row in model.objects.values()]
    return sum(str(value).count(CANARY) for row in rows for value in row.values())


class TestCases:
    def test_one_that_was_not_brought_goes_altogether(self, plans):
        assert purge(MIDNIGHT - SECOND).papers == 0
        assert words() == 14
        assert purge(MIDNIGHT).papers == 1
        assert not Case.objects.exists()

    def test_of_one_that_was_brought_only_the_turn_stays(self, plans):
        Case.objects.update(brought_at=EVENING)
        assert purge(MIDNIGHT).papers == 1
        left = Case.objects.values().get()
        assert CANARY not in str(left)
        assert (left["membership_id"], left["brought_at"], left["erased"]) == (plans.amina.pk, EVENING, MIDNIGHT)

    def test_a_group_that_keeps_longer_keeps_longer(self, plans):
        plans.group.keep_days = 7
        plans.group.save()
        assert purge(MIDNIGHT + 6 * DAY - SECOND).papers == 0
        assert purge(MIDNIGHT + 6 * DAY).papers == 1

    def test_taken_along_it_lives_until_that_meeting(self, plans):
        plans.case.meeting = plans.meeting(EVENING + 28 * DAY)
        plans.case.save()
        assert purge(MIDNIGHT + 27 * DAY).papers == 0
        assert purge(MIDNIGHT + 28 * DAY).papers == 4

    def test_a_second_run_finds_nothing(self, plans):
        Case.objects.update(brought_at=EVENING)
        assert purge(MIDNIGHT)
        assert not purge(MIDNIGHT)


class TestWhatTheNextMeetingLooksBackOn:
    def test_they_wait_for_the_next_meeting_to_look_back(self, plans):
        plans.meeting(EVENING + 28 * DAY)
        purge(MIDNIGHT + 27 * DAY)
        assert [model.objects.count() for model in (Intention, Reflection, Evaluation)] == [1, 1, 1]
        assert purge(MIDNIGHT + 28 * DAY).papers == 3
        assert words() == 0

    def test_a_meeting_that_is_off_looks_back_on_nothing(self, plans):
        off = plans.meeting(EVENING + 14 * DAY, state=Meeting.State.CANCELLED)
        plans.meeting(EVENING + 28 * DAY)
        purge(off.ends + 3 * DAY)
        assert Intention.objects.count() == 1

    def test_without_a_next_meeting_they_go_after_three_months(self, plans):
        purge(plans.first.ends + 90 * DAY - SECOND)
        assert Intention.objects.count() == 1
        assert purge(plans.first.ends + 90 * DAY).papers == 3
        assert words() == 0
