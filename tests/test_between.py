"""Between the meetings: intentions are their owner's alone, a reflection is read by whom it was handed in to."""

import pytest
from django.urls import reverse

from sessions.planning import intentions
from sessions.planning.intentions import Made
from sessions.planning.models import Intention, Reflection
from tests.planners import Planners
from tests.postoffice import DAY

pytestmark = pytest.mark.django_db

TEXT = "Ik zag dat ik te snel help"


@pytest.fixture
def noord(db):
    """A supervision between its first meeting and its second; the people come in on the day after the first."""
    planners = Planners.gather()
    first, planners.second = planners.series(2, kind="supervisie")
    first.starts -= 40 * DAY
    first.save()
    planners.first = first
    return planners


def url(noord, name, *args):
    return reverse(f"planning:{name}", args=[noord.group.pk, *args])


def sees(noord, name, text, *args):
    """Who finds this text on a page."""
    answers = {who: client.get(url(noord, name, *args)) for who, client in noord.clients.items()}
    return {who for who, answer in answers.items() if text in answer.content.decode()}


class TestIntentions:
    def test_added_changed_told_and_taken_away(self, noord):
        amina = noord.clients["Amina"]
        amina.post(url(noord, "intentions"), {"what": "Nee zeggen", "when": "maandag"})
        made = Intention.objects.get()
        assert (made.meeting, made.membership.name, made.when) == (noord.first, "Amina", "maandag")
        change = url(noord, "change_intention", made.pk)
        amina.post(change, {"verb": "save", "what": "Vaker nee zeggen"})
        amina.post(change, {"verb": "tell", "outcome": "Twee keer gelukt"})
        made.refresh_from_db()
        assert (made.what, made.outcome) == ("Vaker nee zeggen", "Twee keer gelukt")
        amina.post(change, {"verb": "remove"})
        assert not Intention.objects.exists()

    def test_nobody_else_sees_them(self, noord):
        noord.clients["Amina"].post(url(noord, "intentions"), {"what": "Nee zeggen"})
        for page in ("intentions", "mine", "group"):
            assert sees(noord, page, "Nee zeggen") == ({"Amina"} if page == "intentions" else set())

    def test_of_another_they_cannot_be_changed(self, noord):
        made = Intention.objects.create(meeting=noord.first, membership=noord.person("Amina"), what="Nee zeggen")
        for who in ("Bram", "Sanne", "Carla", "Dirk"):
            answer = noord.clients[who].post(url(noord, "change_intention", made.pk), {"verb": "remove"})
            assert answer.status_code == 404
        assert Intention.objects.get() == made

    @pytest.mark.parametrize("data", [{}, {"what": " "}, {"what": "x" * 1001}])
    def test_what_is_wrong_is_said_and_kept(self, noord, data):
        answer = noord.clients["Amina"].post(url(noord, "intentions"), {**data, "notice": "Rust in de klas"})
        assert answer.status_code == 422
        assert "Rust in de klas" in answer.content.decode()
        made = Intention.objects.create(meeting=noord.first, membership=noord.person("Amina"), what="Nee zeggen")
        change = url(noord, "change_intention", made.pk)
        assert noord.clients["Amina"].post(change, {"verb": "save", **data}).status_code == 422

    def test_before_the_first_meeting_there_is_nothing_to_intend(self, noord):
        noord.first.delete()
        answer = noord.clients["Amina"].post(url(noord, "intentions"), {"what": "Nee zeggen"})
        assert "Na de eerste bijeenkomst" in answer.content.decode()
        assert not Intention.objects.exists()

    def test_what_a_session_hands_over_is_kept_once_and_then_its_owners(self, noord):
        amina = noord.person("Amina").pk
        made = [Made(1, amina, "Nee zeggen"), Made(2, amina, "Vragen stellen")]
        intentions.take_over(noord.first, made)
        first = Intention.objects.get(origin=1)
        assert first.shown
        noord.clients["Amina"].post(url(noord, "change_intention", first.pk), {"verb": "save", "what": "Vaker nee"})
        intentions.take_over(noord.first, made)
        assert [(one.what, one.shown) for one in Intention.objects.all()] == [
            ("Vaker nee", False),
            ("Vragen stellen", True),
        ]

    def test_what_is_taken_back_in_the_session_goes_and_what_another_session_made_stays(self, noord):
        amina = noord.person("Amina").pk
        for made in ([Made(1, amina, "Nee zeggen"), Made(2, amina, "Vragen stellen")], [Made(3, amina, "Bellen")]):
            intentions.take_over(noord.first, made)
        intentions.take_back(2)
        assert [one.what for one in Intention.objects.all()] == ["Nee zeggen", "Bellen"]

    def test_told_in_other_words_at_home_it_is_not_what_the_group_saw(self, noord):
        noord.clients["Amina"].post(url(noord, "intentions"), {"what": "Nee zeggen"})
        assert not Intention.objects.get().shown

    def test_the_next_meeting_looks_back_on_those_who_are_in(self, noord):
        amina, bram = noord.person("Amina"), noord.person("Bram")
        for member in (amina, bram):
            Intention.objects.create(meeting=noord.first, membership=member, what=f"van {member}")
        found = intentions.to_look_back_on(noord.second, [amina.pk])
        assert [one.what for one in found] == ["van Amina"]
        assert not intentions.to_look_back_on(noord.first, [amina.pk]).exists()


class TestReflections:
    def test_the_authors_alone_until_handed_in_and_then_the_supervisors_too(self, noord):
        page = url(noord, "reflection", noord.first.pk)
        amina = noord.clients["Amina"]
        assert amina.post(page, {"text": TEXT}, headers={"X-Saving": "1"}).status_code == 204
        assert sees(noord, "reflection", TEXT, noord.first.pk) == {"Amina"}
        amina.post(url(noord, "hand_in", noord.first.pk), {"verb": "in"})
        assert sees(noord, "reflection", TEXT, noord.first.pk) == {"Amina", "Sanne"}
        amina.post(url(noord, "hand_in", noord.first.pk), {"verb": "back"})
        assert sees(noord, "reflection", TEXT, noord.first.pk) == {"Amina"}

    def test_the_supervisor_reads_who_did_not_yet_hand_in_and_nobody_else_does(self, noord):
        noord.group.members.exclude(name="Bram").update(joined="2020-01-01")  # Bram came after the meeting
        noord.clients["Amina"].post(url(noord, "reflection", noord.first.pk), {"text": TEXT})
        assert sees(noord, "reflection", "Nog niet ingeleverd: Amina, Joost, Lieke.", noord.first.pk) == {"Sanne"}
        noord.clients["Amina"].post(url(noord, "hand_in", noord.first.pk), {"verb": "in"})
        assert sees(noord, "reflection", "Nog niet ingeleverd: Joost, Lieke.", noord.first.pk) == {"Sanne"}

    def test_the_groups_too_if_it_agreed_before(self, noord):
        members = {"Amina", "Bram", "Joost", "Lieke", "Sanne"}
        for agreed, readers in ((False, {"Amina", "Sanne"}), (True, members)):
            noord.group.share_reflections = agreed
            noord.group.save()
            noord.clients["Amina"].post(url(noord, "reflection", noord.first.pk), {"text": TEXT})
            noord.clients["Amina"].post(url(noord, "hand_in", noord.first.pk), {"verb": "in"})
            assert sees(noord, "reflection", TEXT, noord.first.pk) == readers

    def test_the_cards_for_a_feeling_lie_there_too(self, noord):
        page = noord.clients["Amina"].get(url(noord, "reflection", noord.first.pk)).content.decode()
        assert "Vind woorden voor wat je voelt" in page and "Schouders" in page

    def test_agreeing_afterwards_opens_nothing(self, noord):
        noord.clients["Amina"].post(url(noord, "reflection", noord.first.pk), {"text": TEXT})
        noord.clients["Amina"].post(url(noord, "hand_in", noord.first.pk), {"verb": "in"})
        noord.group.share_reflections = True
        noord.group.save()
        assert sees(noord, "reflection", TEXT, noord.first.pk) == {"Amina", "Sanne"}

    def test_nothing_is_handed_in_while_nothing_is_written(self, noord):
        answer = noord.clients["Amina"].post(url(noord, "hand_in", noord.first.pk), {"verb": "in"}, follow=True)
        assert "Er staat nog niets." in answer.content.decode()
        assert not Reflection.objects.exists()

    def test_only_in_supervision_and_only_of_what_has_been(self, noord):
        amina = noord.clients["Amina"]
        assert amina.get(url(noord, "reflection", noord.first.pk)).status_code == 200
        assert amina.get(url(noord, "reflection", noord.second.pk)).status_code == 404
        noord.first.trajectory.kind = "intervisie"
        noord.first.trajectory.save()
        assert amina.get(url(noord, "reflection", noord.first.pk)).status_code == 404
