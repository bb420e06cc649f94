"""The programme of a meeting: opening, rounds and closing as one plan; what is done twice is proposed once."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from methods.models import Method
from sessions.groups.models import Group
from sessions.live import actions, machine, stage, takeaway
from sessions.live.audience import Audience
from sessions.live.models import LiveSession
from sessions.live.programme import TEMPLATES
from sessions.live.scene import Scene
from sessions.roles import Role
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def parts(*slugs):
    known = Method.objects.in_bulk(slugs, field_name="slug")
    return [known[slug] for slug in slugs]


class Meeting(Cast):
    """An ordinary meeting with one case, in its lobby; Amina, Bram, Joost and Lieke are in."""

    @classmethod
    def of(cls, *slugs):
        owner = get_user_model().objects.create_user("marieke@voorbeeld.example", name="Marieke")
        session = actions.open_session(owner, *parts(*slugs))
        meeting = cls(session, owner, None)
        for name in ("Amina", "Bram", "Joost", "Lieke"):
            meeting.let_in(name)
        return meeting

    @property
    def titles(self):
        return [chapter.round.method_title for chapter in self.scene.programme]

    def legs(self, chapter):
        """Titles of a chapter's steps (counted from 1), those left out in brackets."""
        scene = self.scene
        legs = scene.programme[chapter - 1].legs
        return [f"({scene.steps[g.step].title})" if g.left_out else scene.steps[g.step].title for _i, g in legs]

    def go(self, title):
        """To the step with this title."""
        scene = self.scene
        self.perform(
            machine.GoTo(next(i for i, g in enumerate(scene.state.legs) if scene.steps[g.step].title == title))
        )


@pytest.fixture
def meeting():
    return Meeting.of("opening", "tien-stappen", "afsluiting")


def test_a_meeting_is_one_plan_of_its_parts(meeting):
    assert meeting.titles == ["Opening", "Tienstappenmethode", "Afsluiting"]
    meeting.start()
    while meeting.scene.coming:
        meeting.perform(machine.Next(meeting.state.at))
    assert meeting.scene.round.method_title == "Afsluiting"
    assert (meeting.scene.round_number, meeting.scene.step_number) == (3, 2)


def test_rounds_and_steps_are_counted_from_one(meeting):
    meeting.start()
    assert (meeting.scene.round_number, meeting.scene.step_number) == (1, 1)
    meeting.perform(machine.GoTo(4))
    assert (meeting.scene.round_number, meeting.scene.step_number) == (2, 1)


def test_what_a_method_and_the_programme_both_do_is_proposed_once():
    alone = Meeting.of("korthagen")
    assert alone.legs(1)[:2] == ["Titels", "Kiezen als het moet"]
    session = actions.open_session(alone.owner, *parts("opening", "korthagen", "afsluiting"))
    whole = Meeting(session, alone.owner, None)
    assert whole.legs(2)[:3] == ["(Titels)", "(Kiezen als het moet)", "Terugblikken"]
    assert not any(leg.left_out for _i, leg in whole.scene.programme[0].legs)


def test_a_double_step_can_be_put_back_and_draws_on_the_subjects_of_the_opening():
    meeting = Meeting.of("opening", "korthagen", "afsluiting")
    meeting.start()
    meeting.go("Wat ieder meebrengt")
    meeting.put("Bram", "topics", text="Een lastig gesprek")
    choice = next(i for i, leg in meeting.scene.programme[1].legs if leg.left_out) + 1
    meeting.perform(machine.Include(choice))
    assert meeting.legs(2)[1] == "Kiezen als het moet"
    meeting.perform(machine.GoTo(choice))
    sheet = meeting.scene.flap.sheets(meeting.step)[0]
    assert [entry.body["text"] for entry in sheet.source.entries] == ["Een lastig gesprek"]


def test_a_step_on_which_another_builds_is_never_a_double():
    """Socratic talk gathers in a step to which later steps go back by its number."""
    for method in Method.objects.listed():
        session = actions.open_session(
            get_user_model().objects.get_or_create(email="m@voorbeeld.example", defaults={"name": "M"})[0],
            *parts("opening", method.slug, "afsluiting"),
        )
        scene = Scene(session)
        _opening, round, _closing = scene.programme
        steps = [scene.steps[leg.step] for _i, leg in round.legs]
        out = {scene.steps[leg.step].order for _i, leg in round.legs if leg.left_out}
        named = {spec["options"].get("from_step") for step in steps for spec in step.activities}
        assert not out & named, method
        assert len(out) < len(steps), method


def test_the_choice_in_the_opening_gives_the_case_its_inbrenger(meeting):
    meeting.start()
    meeting.go("Kiezen")
    desk = meeting_desk(meeting)
    assert meeting.command(desk, verb="cast", role="inbrenger", person=meeting.person("Joost").pk).status_code == 200
    assert meeting.scene.role_of(meeting.person("Joost")) is Role.MEMBER
    meeting.perform(machine.GoTo(4))
    assert meeting.scene.presenter == meeting.person("Joost")


def meeting_desk(meeting):
    from django.test import Client

    desk = Client(HTTP_ORIGIN="http://testserver")
    desk.force_login(meeting.owner)
    return desk


def test_two_cases_get_an_inbrenger_each():
    meeting = Meeting.of("opening", "tien-stappen", "clinic", "afsluiting")
    meeting.start()
    meeting.go("Kiezen")
    desk = meeting_desk(meeting)
    for name in ("Joost", "Lieke"):
        meeting.command(desk, verb="cast", role="inbrenger", person=meeting.person(name).pk)
    presenters = [[p.name for p in meeting.scene.presents(c.round.pk)] for c in meeting.scene.programme]
    assert presenters == [[], ["Joost"], ["Lieke"], []]


def test_a_round_is_added_before_the_closing_and_can_be_undone(meeting):
    meeting.start()
    actions.add_round(meeting.session, Method.objects.get(slug="clinic"))
    assert meeting.titles == ["Opening", "Tienstappenmethode", "Clinicmethode", "Afsluiting"]
    actions.undo(meeting.session)
    assert meeting.titles == ["Opening", "Tienstappenmethode", "Afsluiting"]


def test_a_third_case_is_a_deliberate_choice(meeting):
    desk, asked = meeting_desk(meeting), "Er staan al 2 casussen in het programma."
    rounds = meeting.url("rounds/")
    assert asked not in desk.get(rounds).content.decode()
    add = {"verb": "add", "method": "clinic"}
    assert asked in desk.post(rounds, add, headers={"HX-Request": "true"}).content.decode()
    assert desk.post(rounds, add | {"method": "balint"}, headers={"HX-Request": "true"}).status_code == 200
    assert meeting.titles == ["Opening", "Tienstappenmethode", "Clinicmethode", "Balintmethode", "Afsluiting"]


def test_a_group_says_itself_how_many_cases_a_meeting_has(meeting):
    group = Group.objects.create(name="Noord", max_cases=1)
    LiveSession.objects.filter(pk=meeting.session.pk).update(group=group)
    dialog = meeting_desk(meeting).get(meeting.url("rounds/")).content.decode()
    assert "Er staat al een casus in het programma." in dialog


def test_during_the_closing_another_round_comes_right_after_the_present_step(meeting):
    meeting.start()
    meeting.go("Voornemens")
    actions.add_round(meeting.session, Method.objects.get(slug="clinic"))
    scene = meeting.scene
    assert scene.coming.round_id == scene.state.legs[scene.state.at + 1].round != scene.leg.round


def test_a_round_that_did_not_begin_gets_another_method_and_keeps_its_inbrenger_and_case(meeting):
    round = meeting.scene.programme[1].round
    meeting.session.rounds.filter(pk=round.pk).update(case_title="Zwijgen", case_text="Stil")
    meeting.perform(machine.Assign(round.pk, Role.PRESENTER, (meeting.person("Bram").pk,)))
    meeting.start()
    actions.change_method(meeting.session, Method.objects.get(slug="clinic"), round.pk)
    assert meeting.titles == ["Opening", "Clinicmethode", "Afsluiting"]
    fresh = meeting.scene.programme[1].round
    assert (fresh.case_title, fresh.case_text) == ("Zwijgen", "Stil")
    assert meeting.scene.presents(fresh.pk) == [meeting.person("Bram")]
    actions.undo(meeting.session)
    assert meeting.titles == ["Opening", "Tienstappenmethode", "Afsluiting"]
    assert meeting.scene.presents(round.pk) == [meeting.person("Bram")]


def test_a_round_that_began_stays_as_it_is(meeting):
    meeting.start()
    round = meeting.scene.programme[0].round.pk
    for change in (actions.drop_round, lambda s, r: actions.change_method(s, parts("clinic")[0], r)):
        with pytest.raises(machine.Refused):
            change(meeting.session, round)
    meeting.perform(machine.GoTo(6))
    with pytest.raises(machine.Refused):
        actions.drop_round(meeting.session, meeting.scene.programme[1].round.pk)
    actions.drop_round(meeting.session, meeting.scene.programme[2].round.pk)
    assert meeting.titles == ["Opening", "Tienstappenmethode"]


def test_the_last_part_is_never_taken_out():
    alone = Meeting.of("clinic")
    with pytest.raises(machine.Refused):
        actions.drop_round(alone.session, alone.scene.programme[0].round.pk)


def test_everybody_takes_home_only_the_flap_of_their_own_case():
    meeting = Meeting.of("tien-stappen", "clinic")
    first, second = (c.round.pk for c in meeting.scene.programme)
    meeting.perform(machine.Assign(first, Role.PRESENTER, (meeting.person("Amina").pk,)))
    meeting.perform(machine.Assign(second, Role.PRESENTER, (meeting.person("Bram").pk,)))
    meeting.start(2)
    meeting.put("Joost", "questions", text="Wat houdt je tegen?")
    meeting.perform(machine.GoTo(len(meeting.state.legs) - 1))
    meeting.perform(machine.Finish())
    said = {name: str(takeaway.parts(meeting.scene, meeting.person(name))) for name in ("Amina", "Bram", "Joost")}
    assert "Wat houdt je tegen?" in said["Amina"] and "Wat houdt je tegen?" in said["Joost"]
    assert "Wat houdt je tegen?" not in said["Bram"]


def test_a_chair_that_was_handed_over_returns_at_the_end_of_its_round(meeting):
    meeting.start()
    meeting.go("Kiezen")
    bram = meeting.person("Bram").pk
    meeting.perform(machine.Offer(bram))
    actions.accept_chair(meeting.session, meeting.person("Bram"))
    assert meeting.state.chair == bram
    meeting.perform(machine.Next(meeting.state.at))
    assert meeting.state.chair is None
    actions.undo(meeting.session)
    assert meeting.state.chair == bram


def test_a_chair_that_was_taken_because_it_was_empty_stays(meeting):
    meeting.start()
    meeting.go("Kiezen")
    actions.take_chair(meeting.session, meeting.person("Bram"))
    meeting.perform(machine.Next(meeting.state.at))
    assert meeting.state.chair == meeting.person("Bram").pk


def test_the_supervisor_steers_and_writes():
    meeting = Meeting.of("supervisie-opening", "supervisiegesprek", "afsluiting")
    meeting.start()
    meeting.go("Naar het leren")
    scene = meeting.scene
    assert [s.key for s in scene.flap.writable(Role.FACILITATOR)] == ["statements"]
    assert "Let op als supervisor" in stage.render(scene, Audience(Role.FACILITATOR, "nl"), "stage")
    ordinary = Meeting(actions.open_session(meeting.owner, *parts("tien-stappen")), meeting.owner, None)
    ordinary.start(2)
    assert "Let op als begeleider" in stage.render(ordinary.scene, Audience(Role.FACILITATOR, "nl"), "stage")
    assert ordinary.scene.flap.writable(Role.MEMBER) and not ordinary.scene.flap.writable(Role.FACILITATOR)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.slug)
def test_every_template_opens_a_lobby_from_the_form(template, client):
    client.force_login(get_user_model().objects.create_user("marieke@voorbeeld.example", name="Marieke"))
    given = {"programme": template.slug, "method": "clinic", "second": "balint"}
    answer = client.post("/sessies/nieuw/", given)
    assert answer.status_code == 302
    session = LiveSession.objects.get()
    slugs = [chapter.round.method.slug for chapter in Scene(session).programme]
    chosen = ["clinic", "balint"] if template.asks_method else [template.method] if template.method else []
    assert slugs == [*template.before, *chosen, *template.after]
    page = client.get(session.get_absolute_url()).content.decode()
    assert f">{'supervisor' if template.slug == 'supervisie' else 'begeleider'}</span>" in page
    assert all(chapter.round.method_title in page for chapter in Scene(session).programme)


@pytest.mark.parametrize("given", [{}, {"programme": "feest"}, {"programme": "gewoon"}])
def test_a_programme_that_cannot_be_is_told_beside_the_field(client, given):
    client.force_login(get_user_model().objects.create_user("marieke@voorbeeld.example", name="Marieke"))
    answer = client.post("/sessies/nieuw/", {"case_title": "Zwijgen", **given})
    assert answer.status_code == 422 and 'value="Zwijgen"' in answer.content.decode()
    assert not LiveSession.objects.exists()


def test_a_closing_added_on_the_way_comes_last_and_does_what_the_method_did():
    meeting = Meeting.of("tien-stappen")
    meeting.start()
    assert meeting.legs(1)[-1] == "Evalueren"
    actions.add_round(meeting.session, parts("afsluiting")[0])
    assert meeting.titles == ["Tienstappenmethode", "Afsluiting"]
    assert meeting.legs(1)[-1] == "(Evalueren)"
    actions.drop_round(meeting.session, meeting.scene.programme[1].round.pk)
    assert meeting.legs(1)[-1] == "Evalueren"


def test_what_was_begun_is_never_left_out_afterwards():
    meeting = Meeting.of("tien-stappen")
    meeting.start(10)
    assert meeting.step.title == "Evalueren"
    actions.add_round(meeting.session, parts("afsluiting")[0])
    assert not meeting.state.leg.left_out


def test_an_opening_added_in_the_lobby_comes_first_and_on_the_way_after_the_present_round():
    meeting = Meeting.of("tien-stappen", "clinic")
    actions.add_round(meeting.session, parts("opening")[0])
    assert meeting.titles[0] == "Opening"
    meeting.start()
    meeting.perform(machine.GoTo(5))
    actions.add_round(meeting.session, parts("eerste-bijeenkomst")[0])
    assert meeting.titles == ["Opening", "Tienstappenmethode", "Kennismaken en afspreken", "Clinicmethode"]


def test_what_fits_is_asked_for_a_round_of_the_meeting_and_chosen_there(meeting):
    desk = meeting_desk(meeting)
    soon = meeting.scene.now + timedelta(minutes=100)
    actions.stop_at(meeting.session, soon)
    round = meeting.scene.programme[1].round.pk
    dialog = desk.get(meeting.url("rounds/")).content.decode()
    assert f"?sessie={meeting.session.code}&amp;ronde={round}&amp;mensen=4&amp;minuten=59" in dialog
    page = desk.get(
        "/methoden/wat-past/", {"sessie": meeting.session.code, "ronde": round, "minuten": 59}
    ).content.decode()
    assert f'action="/live/{meeting.session.code}/rounds/"' in page
    given = {"verb": "change", "round": round, "method": "clinic"}
    answer = desk.post(meeting.url("rounds/"), given)
    assert answer.status_code == 302 and answer.headers["Location"] == meeting.url()
    assert meeting.titles[1] == "Clinicmethode"


def test_the_inbrenger_has_the_flap_as_soon_as_the_round_is_over_and_nothing_else_yet():
    meeting = Meeting.of("tien-stappen", "afsluiting")
    meeting.perform(
        machine.Assign(meeting.scene.programme[0].round.pk, Role.PRESENTER, (meeting.person("Amina").pk,))
    )
    meeting.start(2)
    meeting.put("Joost", "questions", text="Wat houdt je tegen?")
    flaps = {name: meeting.phone(name).get(meeting.url("flap/")).status_code for name in ("Amina", "Joost")}
    assert flaps == {"Amina": 404, "Joost": 404}
    meeting.go("Voornemens")
    meeting.put("Amina", "action_plan", what="Bellen")
    meeting.put("Bram", "action_plan", what="Schrijven")
    page = meeting.phone("Amina").get(meeting.url("flap/")).content.decode()
    assert "Wat houdt je tegen?" in page and "Schrijven" not in page
    assert meeting.phone("Joost").get(meeting.url("flap/")).status_code == 404
    assert "Neem de flap van je casus mee" in meeting.phone("Amina").get(meeting.url("turn/")).content.decode()
    assert "flap" not in meeting.phone("Joost").get(meeting.url("turn/")).content.decode()
