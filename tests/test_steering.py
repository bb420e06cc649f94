"""Steering and handing in over HTTP: what is answered, what is kept, what changes nothing."""

import json
import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from sessions.live import actions, machine, stage
from sessions.live.audience import SCREEN, Audience
from sessions.live.models import LiveSession, RecordedEvent
from sessions.live.overview import Overview
from sessions.roles import Role
from tests.cast import Cast


def hand_in(cast, name, key="questions", **data):
    """Somebody sends the form on their phone."""
    form = {"step": cast.step.pk, "client_key": secrets.token_hex(10), "text": "Wat zou je willen?"} | data
    return cast.phone(name).post(cast.url(f"contribute/{key}/"), form)


@pytest.mark.django_db
class TestCommands:
    def test_next_carries_the_position_it_leaves(self, cast):
        cast.start()
        assert cast.command(verb="next", leaving=0).status_code == 200
        late = cast.command(verb="next", leaving=0)
        assert late.status_code == 409
        assert "Iemand was je voor" in late.content.decode()
        assert '"leaving": 1' in late.content.decode(), "the controls are fresh"
        assert cast.state.at == 1

    @pytest.mark.parametrize(
        "data",
        [
            {},
            {"verb": "vlieg"},
            {"verb": "next"},
            {"verb": "next", "leaving": "x"},
            {"verb": "goto", "to": "9" * 400},
            {"verb": "extend", "seconds": "86400"},
            {"verb": "extend", "seconds": "-1"},
            {"verb": "assign", "role": "begeleider", "person": "1"},
            {"verb": "cast", "role": "koning", "person": "1"},
            {"verb": "cast", "role": "inbrenger"},
            {"verb": "offer", "person": "999999"},
            {"verb": "repeat", "first": "a", "last": "b"},
            {"verb": "fit", "times": "4:x"},
            {"verb": "fit", "times": "4:99999999"},
            {"verb": "fit", "times": "99:60"},
            {"verb": "fit", "out": "a"},
            {"verb": "correct", "seconds": "9999"},
            {"verb": "next", "leaving": ["0", "1"]},
        ],
    )
    def test_what_nobody_could_have_clicked_changes_nothing(self, cast, data):
        cast.start()
        before = cast.fresh().data
        assert cast.command(**data).status_code in (409, 422)
        assert cast.fresh().data == before

    def test_undo_takes_back_position_clock_roles_and_plan(self, cast):
        cast.start(2)
        before = cast.fresh().data
        for verb, data in {"pause": {}, "halt": {}, "skip": {"leg": 4}, "next": {"leaving": 1}}.items():
            assert cast.command(verb=verb, **data).status_code == 200
            assert cast.command(verb="undo").status_code == 200
            assert cast.fresh().data == before, verb

    def test_undo_never_takes_back_what_people_wrote_or_who_came_in(self, cast):
        cast.start(2)
        cast.put("Bram", "questions", text="Wat wil je?")
        cast.let_in("Noor")
        cast.command(verb="undo")
        cast.command(verb="undo")
        assert cast.session.contributions.count() == 1
        assert cast.person("Noor")

    def test_undo_with_nothing_to_undo_says_so(self, cast):
        cast.session.events.all().delete()
        assert "niets om ongedaan te maken" in cast.command(verb="undo").content.decode()

    def test_what_is_still_open_is_said_and_holds_nobody_back(self, cast):
        cast.start(2)
        cast.put("Bram", "questions", text="Wat wil je?")
        cast.perform(machine.Next(1))
        cast.perform(machine.Next(2))
        assert "Nog 1 vraag open" in cast.desk.get(cast.url("turn/")).content.decode()
        assert cast.command(verb="next", leaving=3).status_code == 200

    def test_the_method_changes_in_the_lobby_and_keeps_the_inbrenger(self, cast):
        assert cast.desk.post(cast.url("method/"), {"method": "roddelmethode"}).status_code == 204
        assert cast.scene.round.method_title == "Roddelmethode"
        assert cast.scene.presenter.name == "Amina"
        assert cast.desk.post(cast.url("method/"), {"method": "bestaat-niet"}).status_code == 422

    def test_repeating_a_loop_gives_fresh_steps_and_keeps_the_old_sheets(self, db):
        cast = Cast.gather(method="alleen-maar-advies")
        cast.start(6)
        before = [leg.step for leg in cast.state.legs]
        page = cast.desk.get(cast.url("turn/")).content.decode()
        assert "Nog een keer" in page
        assert cast.command(verb="repeat", first=1, last=5).status_code == 200
        state = cast.state
        assert len(state.legs) == len(before) + 5
        assert state.at == 6
        assert state.leg.step not in before

    def test_a_step_of_the_groups_own_is_put_in(self, cast):
        cast.start(2)
        page = cast.desk.post(cast.url("insert/"), {"title": "Even uitwaaien", "minutes": "2.5"})
        assert page.status_code == 200
        cast.command(verb="next", leaving=1)
        assert (cast.step.title, cast.step.seconds) == ("Even uitwaaien", 150)
        assert "Even uitwaaien" in cast.phone("Bram").get(cast.url()).content.decode()
        cast.command(verb="next", leaving=2)
        assert cast.step.order == 3

    @pytest.mark.parametrize("data", [{"title": "", "minutes": "5"}, {"title": "Pauze", "minutes": "veel"}])
    def test_a_step_that_cannot_be_is_asked_again(self, cast, data):
        page = cast.desk.post(cast.url("insert/"), data)
        assert page.status_code == 422
        assert 'class="error"' in page.content.decode()
        assert data["minutes"] in page.content.decode()

    def test_late_the_app_proposes_and_the_begeleider_decides(self, cast):
        cast.desk.post(cast.url("stop/"), {"stop_at": f"{timezone.localtime() + timedelta(minutes=80):%H:%M}"})
        cast.start()
        page = cast.desk.get(cast.url()).content.decode()
        assert "Zo past het weer" in page
        before = cast.state
        offer = Overview(cast.scene).offers[0]
        assert cast.state == before, "nothing changes by itself"
        assert cast.command(**json.loads(offer.values)).status_code == 200
        assert cast.scene.stop_minutes < 10
        cast.command(verb="undo")
        assert cast.state == before

    def test_a_step_that_began_before_the_click_is_corrected(self, cast):
        cast.start()
        cast.command(verb="correct", seconds=60)
        assert 59 <= cast.scene.clock.used <= 65

    def test_a_loose_session_asks_when_the_group_must_stop(self, cast):
        later = timezone.localtime() + timedelta(minutes=30)
        page = cast.desk.post(cast.url("stop/"), {"stop_at": f"{later:%H:%M}"})
        assert page.status_code == 200
        assert abs(cast.fresh().stop_at - later) < timedelta(minutes=1)
        assert "te laat" in cast.desk.get(cast.url()).content.decode()
        wrong = cast.desk.post(cast.url("stop/"), {"stop_at": "half twaalf"})
        assert wrong.status_code == 422
        assert "half twaalf" in wrong.content.decode()

    def test_who_had_no_turn_yet_is_told_to_the_begeleider_only(self, db):
        cast = Cast.gather(method="collegiale-consultatie")
        cast.start(3)
        assert cast.act("Bram", verb="done", leaving=2).status_code == 200
        page = cast.desk.get(cast.url()).content.decode()
        yet = page.split('id="no-turn"')[1].split("</details>")[0]
        assert "Joost" in yet and "Lieke" in yet and "Bram" not in yet
        assert "2 hadden nog geen beurt" in page
        assert "nog geen beurt" not in cast.phone("Joost").get(cast.url()).content.decode()
        assert "nog geen beurt" not in stage.render(cast.scene, Audience(SCREEN), "people")

    def test_who_spoke_in_a_talk_is_noted_by_the_begeleider(self, cast):
        cast.start()
        assert "3 hadden nog geen beurt" in cast.desk.get(cast.url()).content.decode()
        cast.desk.post(cast.url("people/"), {"verb": "spoke", "person": cast.person("Bram").pk})
        page = cast.desk.get(cast.url()).content.decode()
        assert "2 hadden nog geen beurt" in page
        assert "Bram" not in page.split('id="no-turn"')[1].split("</details>")[0]

    @pytest.mark.parametrize(
        ("names", "said"),
        [
            (["Amina", "Bram"], "Met minder kan het ook."),
            (["Amina", "Bram", "Joost", "Lieke"], ""),
            (["Amina", *(f"Gast {n}" for n in range(10))], "Met meer kan het ook"),
        ],
    )
    def test_few_or_many_people_is_a_warning_and_no_limit(self, db, names, said):
        cast = Cast.gather(names)
        page = self.card(cast)
        assert said in page
        assert ("kan het ook" in page) == bool(said)
        assert cast.command(verb="start").status_code == 200

    def card(self, cast, role=Role.FACILITATOR):
        """What a role's screen says of the step, or of the lobby."""
        return stage.render(cast.scene, Audience(role), "stage")

    @pytest.mark.parametrize(("method", "step", "ours"), [("balint", 4, False), ("korthagen", 1, True)])
    def test_only_a_time_of_our_own_is_called_a_proposal(self, db, method, step, ours):
        cast = Cast.gather(method=method)
        cast.start(step)  # the source gives neither a time; we give one of them one
        assert ("tijd is een voorstel" in self.card(cast, Role.FACILITATOR)) == ours

    def test_a_step_with_turns_is_done_once_more(self, db):
        cast = Cast.gather(method="raguse")
        cast.start(4)
        first = cast.state.leg.turn
        cast.perform(machine.PassTurn(machine.Position(cast.state.at, first)))
        assert cast.command(verb="repeat", first=3, last=3).status_code == 200
        assert cast.state.leg.turn == first and not cast.state.leg.had

    def test_an_optional_step_is_shown_as_such_and_counts_until_it_is_left_out(self, db):
        cast = Cast.gather(method="socratisch", presenter="")
        assert cast.desk.get(cast.url()).content.decode().count("(optioneel)") == 2
        assert cast.scene.programme[0].seconds == 100 * 60
        cast.command(verb="skip", leg=5)
        assert cast.scene.programme[0].seconds == 90 * 60
        cast.start(13)
        assert "optioneel" in self.card(cast)

    def test_during_a_disturbance_the_begeleider_reads_where_intervision_ends(self, cast):
        cast.start()
        cast.command(verb="halt")
        assert "wijs dan na afloop de weg" in self.card(cast)
        for role in (Role.MEMBER, Role.PRESENTER, SCREEN):
            assert "wijs dan" not in self.card(cast, role)


@pytest.mark.django_db
class TestHandingIn:
    def test_bad_input_comes_back_with_what_was_typed(self, cast):
        cast.start(2)
        long = "Waarom " + "zo " * 300
        page = hand_in(cast, "Bram", text=long)
        assert page.status_code == 422
        assert long.strip() in page.content.decode()
        assert "te lang" in page.content.decode()
        assert hand_in(cast, "Bram", text="   ").status_code == 422
        assert not cast.session.contributions.exists()

    def test_the_same_submission_twice_is_one_contribution(self, cast):
        cast.start(2)
        key = secrets.token_hex(10)
        for _ in range(3):
            assert hand_in(cast, "Bram", client_key=key).status_code == 200
        assert cast.session.contributions.count() == 1

    def test_the_steps_maximum_is_kept(self, cast):
        cast.start(2)
        for n in range(3):
            assert hand_in(cast, "Bram", text=f"Vraag {n}?").status_code == 200
        fourth = hand_in(cast, "Bram", text="Nog eentje?")
        assert fourth.status_code == 422
        assert "Je hebt er al 3" in fourth.content.decode()
        assert cast.session.contributions.count() == 3

    def test_a_form_of_a_step_that_is_over_is_answered_with_what_is_now(self, cast):
        cast.start(2)
        step = cast.step.pk
        cast.perform(machine.Next(1))
        late = hand_in(cast, "Bram", step=step)
        assert late.status_code == 409
        assert late.headers["HX-Retarget"] == "#compose"
        assert not cast.session.contributions.exists()

    def test_the_inbrenger_has_no_field_while_silent_but_private_notes(self, cast):
        cast.start(2)
        page = cast.phone("Amina").get(cast.url()).content.decode()
        assert page.count("<textarea") == 1
        assert "data-private" in page
        assert hand_in(cast, "Amina").status_code == 409

    def test_no_field_for_advice_before_its_step(self, cast):
        cast.start()
        for step in range(10):
            pages = [cast.phone(name).get(cast.url()).content.decode() for name in ("Amina", "Bram")]
            assert any("data-advice" in page for page in pages) == (step == 8), step
            if step < 9:
                cast.perform(machine.Next(step))

    def test_the_begeleider_has_no_field_of_their_own(self, cast):
        cast.start()
        for step in range(10):
            page = cast.desk.get(cast.url("mine/")).content.decode()
            assert "<textarea" not in page, step
            if step < 9:
                cast.perform(machine.Next(step))

    def test_a_question_is_laid_back_with_a_kind_word(self, cast):
        cast.start(2)
        entry = cast.put("Bram", "questions", text="Heb je al met haar gepraat?")
        assert cast.desk.post(cast.url(f"lay-back/{entry.pk}/"), {"word": ""}).status_code == 422
        cast.desk.post(cast.url(f"lay-back/{entry.pk}/"), {"word": "Kan hij opener?"})
        mine = cast.phone("Bram").get(cast.url("mine/")).content.decode()
        assert "Kan hij opener?" in mine
        assert "Kan hij opener?" not in cast.phone("Joost").get(cast.url("mine/")).content.decode()
        cast.perform(machine.Next(1))
        assert "Heb je al met haar gepraat?" not in cast.phone("Joost").get(cast.url()).content.decode()

    def test_withdrawing_is_for_ones_own_and_while_the_step_lasts(self, cast):
        cast.start(2)
        entry = cast.put("Bram", "questions", text="Wat wil je?")
        cast.phone("Joost").post(cast.url("withdraw/questions/"), {"entry": entry.pk})
        assert cast.session.contributions.exists()
        cast.perform(machine.Next(1))
        cast.phone("Bram").post(cast.url("withdraw/questions/"), {"entry": entry.pk})
        assert cast.session.contributions.exists()
        cast.perform(machine.Back(2))
        cast.phone("Bram").post(cast.url("withdraw/questions/"), {"entry": entry.pk})
        assert not cast.session.contributions.exists()

    def test_what_is_typed_is_kept_and_offered_again(self, cast):
        cast.start(2)
        field = f"f{cast.step.pk}-questions_text"
        phone = cast.phone("Bram")
        assert phone.post(cast.url("drafts/"), {"key": field, "text": "Wat maakt dat"}).status_code == 204
        assert "Wat maakt dat" in phone.get(cast.url("mine/")).content.decode()
        assert "Wat maakt dat" not in cast.desk.get(cast.url()).content.decode()
        assert "Wat maakt dat" not in cast.phone("Joost").get(cast.url()).content.decode()
        cast.perform(machine.Next(1))
        cast.perform(machine.Back(2))
        assert "Wat maakt dat" in phone.get(cast.url("mine/")).content.decode()
        hand_in(cast, "Bram", text="Wat maakt dat zij zwijgt?")
        assert "Wat maakt dat</textarea>" not in phone.get(cast.url("mine/")).content.decode()

    @pytest.mark.parametrize(
        ("key", "text", "status"), [("../x", "a", 422), ("", "a", 422), ("notes-1", "a" * 30_000, 413)]
    )
    def test_a_draft_that_cannot_be_is_refused(self, cast, key, text, status):
        assert cast.phone("Bram").post(cast.url("drafts/"), {"key": key, "text": text}).status_code == status

    def test_signs_are_seen_by_the_begeleider_and_taken_back(self, cast):
        cast.start(2)
        cast.act("Bram", verb="hand")
        cast.act("Bram", verb="ready")
        cast.act("Joost", verb="disturbance")
        page = cast.desk.get(cast.url()).content.decode()
        assert all(words in page for words in ("hand op", "vraagt om storing", "1 van 3 klaar"))
        cast.act("Bram", verb="unhand")
        assert "hand op" not in cast.desk.get(cast.url()).content.decode()

    def test_a_disturbance_that_was_had_is_no_longer_asked_for(self, cast):
        cast.start(2)
        cast.act("Bram", verb="disturbance")
        cast.command(verb="halt")
        assert "vraagt om storing" in cast.desk.get(cast.url()).content.decode()
        cast.command(verb="resume")
        assert "vraagt om storing" not in cast.desk.get(cast.url()).content.decode()

    def test_only_the_inbrenger_has_a_limit_to_mark(self, cast):
        cast.start(2)
        assert cast.act("Bram", verb="limit").status_code == 422
        assert cast.act("Amina", verb="limit").status_code == 200


@pytest.mark.django_db
class TestTheChair:
    def leave_alone(self, cast):
        LiveSession.objects.update(chair_seen=timezone.now() - timedelta(minutes=3))

    def test_handing_over_makes_the_begeleider_a_member_until_it_comes_back(self, cast):
        cast.start(2)
        cast.command(verb="offer", person=cast.person("Bram").pk)
        assert "Neem over" in cast.phone("Bram").get(cast.url("turn/")).content.decode()
        assert cast.act("Bram", verb="accept").status_code == 200
        assert 'data-place="desk"' in cast.phone("Bram").get(cast.url()).content.decode()
        page = cast.desk.get(cast.url()).content.decode()
        assert 'data-place="phone"' in page
        assert "Jouw vra" in page, "with the fields of a member"
        assert cast.command(verb="pause").status_code == 404
        assert cast.command(cast.phone("Bram"), verb="pause").status_code == 200
        assert cast.desk.post(cast.url("take-back/")).status_code == 204
        assert cast.command(verb="resume").status_code == 200
        assert cast.scene.role_of(cast.person("Bram")) is Role.MEMBER

    def test_back_in_the_chair_the_begeleider_is_no_member_any_more(self, db):
        call_command("load_methods", "fixtures/methods/reflecterend-team.yaml", verbosity=0)
        cast = Cast.gather(["Amina", "Bram", "Joost"], method="reflecterend-team")
        cast.start(4)
        cast.command(verb="offer", person=cast.person("Bram").pk)
        cast.act("Bram", verb="accept")
        cast.act("Joost", verb="done", leaving=3)
        assert cast.scene.turn.name == "Marieke"
        assert cast.desk.post(cast.url("take-back/")).status_code == 204
        assert [person.name for person in cast.scene.people] == ["Amina", "Bram", "Joost"]
        assert cast.scene.turn.name == "Bram", "the turn is not left with somebody who takes none"
        order = [cast.person(name).pk for name in ("Joost", "Bram", "Amina")]
        assert cast.desk.post(cast.url("seats/"), {"order": order}).status_code == 204

    def test_nobody_takes_a_chair_that_is_not_offered(self, cast):
        cast.start()
        assert cast.act("Bram", verb="accept").status_code == 409
        assert cast.act("Bram", verb="takeover").status_code == 409
        assert cast.state.chair is None

    def test_a_chair_left_alone_for_two_minutes_is_there_to_take(self, cast):
        cast.start()
        assert "Neem over" not in cast.phone("Bram").get(cast.url("turn/")).content.decode()
        self.leave_alone(cast)
        assert "Neem over" in cast.phone("Bram").get(cast.url("turn/")).content.decode()
        assert cast.act("Bram", verb="takeover").status_code == 200
        self.leave_alone(cast)
        assert cast.desk.post(cast.url("take-back/")).status_code == 204, "the owner can always take it back"

    def test_the_chair_comes_back_when_its_holder_leaves(self, cast):
        cast.start()
        cast.command(verb="offer", person=cast.person("Bram").pk)
        cast.act("Bram", verb="accept")
        cast.phone("Bram").post(cast.url("act/"), {"verb": "leave"})
        assert cast.state.chair is None
        assert cast.command(verb="pause").status_code == 200


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture(autouse=True)
    def catalogue(self, transactional_db):
        call_command("load_methods", "fixtures/methods/tien-stappen.yaml", verbosity=0)

    def together(self, *jobs):
        """Do these at the same moment, each in a thread with a connection of its own."""
        gate = threading.Barrier(len(jobs))

        def do(job):
            gate.wait()
            try:
                return job()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(jobs)) as pool:
            return list(pool.map(do, jobs))

    def test_two_begeleiders_who_press_next_move_one_step(self):
        cast = Cast.gather()
        cast.start()
        for at in range(5):
            got = self.together(*[lambda at=at: cast.command(verb="next", leaving=at).status_code] * 4)
            assert sorted(got) == [200, 409, 409, 409]
            assert cast.state.at == at + 1

    def test_a_double_tap_hands_in_once_and_keeps_the_maximum(self):
        cast = Cast.gather()
        cast.start(2)
        step, key = cast.step.pk, secrets.token_hex(10)
        form = {"step": step, "text": "Wat wil je?", "client_key": key}
        url = cast.url("contribute/questions/")
        got = self.together(*[lambda: cast.phone("Bram").post(url, form).status_code] * 4)
        assert got == [200] * 4
        assert cast.session.contributions.count() == 1
        more = [form | {"client_key": secrets.token_hex(10)} for _ in range(5)]
        got = self.together(*[lambda f=f: cast.phone("Bram").post(url, f).status_code for f in more])
        assert sorted(got) == [200, 200, 422, 422, 422]
        assert cast.session.contributions.count() == 3

    def test_every_change_has_a_version_of_its_own(self):
        cast = Cast.gather()
        cast.start(2)
        before = cast.fresh().version
        jobs = [lambda n=n: cast.put(n, "questions", text="Wat?") for n in ("Bram", "Joost", "Lieke")]
        jobs += [lambda: cast.perform(machine.Extend(60)), lambda: actions.knock(cast.session, "x" * 64, "Noor")]
        self.together(*jobs)
        assert cast.fresh().version == before + 5
        assert RecordedEvent.objects.filter(verb="Extend").count() == 1
