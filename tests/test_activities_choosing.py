"""What is peculiar to bringing in, choosing, marking, deciding, planning, harvesting, and to a list for advice."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from methods.models import Method
from sessions.activities import registry
from sessions.activities.base import BadOption, Refused
from sessions.live import actions, machine, stage, takeaway
from sessions.live.audience import SCREEN, Audience
from sessions.roles import Role
from tests.cast import Cast

pytestmark = pytest.mark.django_db
AUDIENCES = [Role.FACILITATOR, Role.PRESENTER, Role.MEMBER, SCREEN]
NO_THERAPY = "Intervisie is geen therapie"


def words(html):
    """Without tags, and without the spaces and lines of the template."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class Evening(Cast):
    """A running session of a method made up for the test: per step its activities, for all but the begeleider."""

    @classmethod
    def of(cls, *steps, presenter="Amina", advice="no"):
        method = Method.objects.create(slug="proef", title="Proef", aim="-", source="-")
        for order, specs in enumerate(steps, 1):
            step = method.steps.create(order=order, title=f"Stap {order}", summary="-", advice=advice, minutes=5)
            for place, (kind, options) in enumerate(specs, 1):
                step.activities.create(order=place, key=kind, kind=kind, options=options)
            for role in set(Role) - {Role.SUPERVISOR}:
                keys = [k for k, options in specs if role != Role.FACILITATOR or options.get("by_group")]
                step.rows.create(role=role, instruction="-", speaks=["speaks"], writes=keys)
        evening = cls.gather(method="proef", presenter=presenter)
        evening.start()
        return evening

    def next(self):
        self.perform(machine.Next(self.state.at))

    def flap(self, role=Role.MEMBER, lang="nl"):
        with translation.override(lang):
            return stage.render(self.scene, Audience(role, lang), "flap")

    def mine(self, name):
        return self.phone(name).get(self.url("mine/")).content.decode()

    def post(self, name, key, **data):
        return self.phone(name).post(self.url(f"contribute/{key}/"), {"step": self.step.pk, **data})

    def ids(self):
        return {str(pk) for pk in self.session.participants.values_list("pk", flat=True)}


def buttons(html):
    """What each button of the begeleider asks, by what it is called."""
    found = re.findall(r"<button[^>]*hx-vals='(\{[^']*\})'[^>]*>(.*?)</button>", html, re.S)
    return {words(name): vals for vals, name in found}


# --- Topics -------------------------------------------------------------------------------------------------------


def test_topics_stand_with_their_owner_in_order_of_score():
    it = Evening.of([("topics", {"score": True, "order": "score"})], presenter=None)
    it.put("Bram", "topics", text="Een volle\nagenda", score="4")
    it.put("Joost", "topics", text="Een lastig gesprek", score="10")
    for role in AUDIENCES:
        html = words(it.flap(role))
        assert "Een lastig gesprek Joost cijfer 10" in html and "Een volle agenda Bram cijfer 4" in html
        assert html.index("Joost") < html.index("Bram")


def test_where_topics_are_brought_in_and_chosen_one_line_says_that_it_is_no_therapy():
    it = Evening.of([("topics", {}), ("choice", {})], [("choice", {})], presenter=None)
    assert it.mine("Lieke").count(NO_THERAPY) == 1 and NO_THERAPY not in it.flap(Role.MEMBER)
    assert all(it.flap(role).count(NO_THERAPY) == 1 for role in (Role.FACILITATOR, SCREEN))
    it.next()
    assert all(it.flap(role).count(NO_THERAPY) == 1 for role in AUDIENCES)


def test_an_own_score_is_asked_and_must_be_on_the_scale():
    it = Evening.of([("topics", {"score": {"min": 1, "max": 5, "by": "owner"}})])
    html = it.mine("Bram")
    assert html.count('name="score"') == 5 and "van 1 tot 5" in html
    for score in ("", "6"):
        answer = it.post("Bram", "topics", client_key="a" * 20, text="Een onderwerp", score=score)
        assert answer.status_code == 422
        assert "Geef je onderwerp ook een cijfer." in answer.content.decode()
        assert "Een onderwerp</textarea>" in answer.content.decode()


def test_a_member_has_one_topic_unless_the_method_says_otherwise():
    it = Evening.of([("topics", {})])
    it.put("Bram", "topics", text="Het eerste")
    with pytest.raises(Refused, match="al 1 opgelegd"):
        it.put("Bram", "topics", text="Het tweede")
    assert "<textarea" not in it.mine("Bram") and "Wil je ruilen?" in it.mine("Bram")


def test_only_the_begeleider_has_the_button_and_it_makes_the_owner_inbrenger():
    it = Evening.of([("topics", {"score": True, "order": "score"})], presenter=None)
    it.put("Bram", "topics", text="Een onderwerp", score="7")
    bram = it.person("Bram")
    vals = buttons(it.flap(Role.FACILITATOR))["Wordt inbrenger Bram"]
    assert f'"person": {bram.pk}' in vals
    for role in AUDIENCES[1:]:
        assert "hx-post" not in it.flap(role) and f'"{bram.pk}"' not in it.flap(role)
    assert it.command(verb="cast", role="inbrenger", person=bram.pk).status_code == 200
    assert it.scene.presenter == bram
    assert "Wordt inbrenger" not in it.flap(Role.FACILITATOR)
    assert "Bram cijfer 7 inbrenger" in words(it.flap(Role.MEMBER))


def test_a_topic_can_be_of_two_people():
    it = Evening.of([("topics", {"joint": True, "max_per_member": 2})])
    topic = it.put("Bram", "topics", text="Altijd te laat weg")
    assert "Ook van mij" in it.mine("Joost") and "Ook van mij" not in it.mine("Bram")
    it.put("Joost", "topics", joins=topic.pk)
    assert "Altijd te laat weg Bram · Joost" in words(it.flap())
    assert "Ook van mij: Altijd te laat weg" in words(it.mine("Joost"))
    with pytest.raises(Refused, match="al op jouw naam"):
        it.put("Bram", "topics", joins=topic.pk)
    topic.delete()
    assert "Joost" not in words(it.flap())


@pytest.mark.parametrize("joint", [True, False])
def test_what_others_put_up_renews_my_part_only_where_topics_can_be_shared(joint):
    it = Evening.of([("topics", {"joint": joint})])
    before = stage.keys(it.scene, Audience(Role.MEMBER))["mine"]
    it.put("Bram", "topics", text="Iets")
    assert (stage.keys(it.scene, Audience(Role.MEMBER))["mine"] != before) is joint


def test_a_joint_topic_is_one_topic_to_choose_and_of_both():
    it = Evening.of([("topics", {"joint": True}), ("choice", {})], presenter=None)
    topic = it.put("Bram", "topics", text="Altijd te laat weg")
    join = it.put("Joost", "topics", joins=topic.pk)
    it.put("Lieke", "choice", about=topic.pk, value="deze")
    assert "Altijd te laat weg Bram Joost 1 voorkeur" in standing(it) and "…" not in standing(it)
    desk = buttons(it.flap(Role.FACILITATOR))
    assert "Bram wordt inbrenger" in desk and "Joost wordt inbrenger" in desk
    with pytest.raises(Refused, match="ligt niet meer"):
        it.put("Lieke", "choice", about=join.pk, value="deze")


def test_one_cannot_join_what_is_gone():
    it = Evening.of([("topics", {"joint": True})])
    with pytest.raises(actions.FormInvalid) as refused:
        it.put("Joost", "topics", joins="999")
    assert refused.value.form.errors["joins"] == ["Dat ligt niet meer op de flap."]


def test_a_pitch_says_why_a_topic_of_an_earlier_step_counts():
    it = Evening.of([("topics", {})], [("topics", {"pitch": True})], [("choice", {"by": "consensus"})])
    topic = it.put("Bram", "topics", text="Altijd te laat weg")
    it.put("Joost", "topics", text="Een lastig gesprek")
    it.next()
    assert 'name="about"' in it.mine("Bram")
    assert re.search(rf'<option value="{topic.pk}" selected>', it.mine("Bram"))
    it.put("Bram", "topics", about=topic.pk, text="Het kost me mijn avonden")
    it.put("Lieke", "topics", about=topic.pk, text="Bij mij ook")
    html = words(it.flap())
    assert "Altijd te laat weg Bram · Lieke Het kost me mijn avonden Bij mij ook" in html
    assert "Een lastig gesprek Joost" in html
    with pytest.raises(Refused, match="al 1 opgelegd"):
        it.put("Bram", "topics", about=topic.pk, text="Nog iets")
    it.next()  # the choice is about the topics, not about the pitches
    assert "Altijd te laat weg" in it.mine("Lieke") and "mijn avonden" not in it.mine("Lieke")
    it.put("Lieke", "choice", about=topic.pk, value="mee")


def test_a_pitch_without_an_earlier_sheet_is_a_second_text():
    it = Evening.of([("topics", {"pitch": True})])
    it.put("Bram", "topics", text="Te laat weg", pitch="Het kost me mijn avonden")
    assert "Te laat weg Bram Het kost me mijn avonden" in words(it.flap())


# --- Choice -------------------------------------------------------------------------------------------------------


def chosen(by, **options):
    it = Evening.of([("topics", {}), ("choice", {"by": by, **options})], presenter=None)
    return it, it.put("Bram", "topics", text="Te laat weg"), it.put("Joost", "topics", text="Een gesprek")


def standing(it, role=Role.MEMBER):
    """The sheet of the choice, in words."""
    return words(it.flap(role).split('data-kind="choice"')[1].split("</article>")[0])


def test_a_vote_is_one_preference_that_can_move():
    it, first, second = chosen("vote")
    for name, topic in (("Amina", first), ("Lieke", first), ("Bram", second), ("Lieke", second)):
        it.put(name, "choice", about=topic.pk, value="deze")
    for role in AUDIENCES[1:]:
        assert "Een gesprek Joost 2 voorkeuren Te laat weg Bram 1 voorkeur" in standing(it, role)
    assert "3 van jullie gaven iets aan" in standing(it)
    html = it.mine("Lieke")
    assert html.count('aria-pressed="true"') == 1
    assert re.search(rf'aria-pressed="true"[^>]*"about": {second.pk}', html)


def test_the_begeleider_makes_an_owner_inbrenger_of_the_standing():
    it, _first, _second = chosen("vote")
    html = it.flap(Role.FACILITATOR)
    bram = it.person("Bram").pk
    assert f'"person": {bram}' in buttons(html)["Bram wordt inbrenger"]
    for role in AUDIENCES[1:]:
        assert "hx-post" not in it.flap(role)
    it.command(verb="cast", role="inbrenger", person=bram)
    assert "Te laat weg Bram inbrenger" in standing(it, SCREEN)
    assert "Bram wordt inbrenger" not in it.flap(Role.FACILITATOR)


def test_consensus_asks_everybody_about_every_topic():
    it, first, second = chosen("consensus")
    it.put("Amina", "choice", about=first.pk, value="ander")
    it.put("Amina", "choice", about=second.pk, value="mee")
    it.put("Lieke", "choice", about=second.pk, value="mee")
    assert "Een gesprek Joost 2 kunnen ermee leven Te laat weg Bram 1 liever een ander" in standing(it)
    assert it.mine("Amina").count('aria-pressed="true"') == 2
    assert ">Kan ik mee leven</button>" in it.mine("Lieke") and ">Liever een ander</button>" in it.mine("Lieke")


def test_criteria_are_weighed_one_to_five_and_the_turn_is_counted():
    it, first, second = chosen("criteria")
    it.put("Amina", "choice", about=first.pk, impact="5", recognition="4")
    it.put("Lieke", "choice", about=first.pk, impact="4")
    it.put("Lieke", "choice", about=second.pk, impact="5", urgency="5")
    html = standing(it)
    assert "Te laat weg Bram: bracht nog niet in impact 4,5 herkenbaar 4,0" in html
    assert html.index("Een gesprek") < html.index("Te laat weg")
    mine = it.mine("Lieke")
    assert mine.count('type="radio"') == 2 * 3 * 5
    assert len(re.findall(r'value="\d" id="[^"]+" checked', mine)) == 3
    keys = re.findall(r'"client_key": "([^"]+)"', mine)
    assert len(set(keys)) == len(keys) and all(re.fullmatch(r"[0-9a-zA-Z-]{8,40}", key) for key in keys)


def test_a_later_weighing_of_a_topic_takes_the_place_of_the_earlier():
    it, first, _second = chosen("criteria")
    it.put("Amina", "choice", about=first.pk, impact="5")
    it.put("Amina", "choice", about=first.pk, impact="2", urgency="1")
    assert "impact 2,0 urgent 1,0" in standing(it)
    for data in ({}, {"impact": "9"}):
        with pytest.raises(actions.FormInvalid) as refused:
            it.put("Amina", "choice", about=first.pk, **data)
        assert "Kies een van de knoppen." in str(refused.value.form.errors)


def test_only_the_criteria_that_are_asked_are_shown():
    it, _first, _second = chosen("criteria", criteria=["urgency"])
    assert "bracht" not in standing(it)
    assert 'name="impact"' not in it.mine("Amina") and 'name="urgency"' in it.mine("Amina")


def test_who_was_inbrenger_in_an_earlier_round_is_known():
    it, _first, _second = chosen("criteria")
    first, bram = it.scene.round.pk, it.person("Bram").pk
    actions.add_round(it.session, Method.objects.get(slug="proef"))
    it.perform(machine.Assign(first, Role.PRESENTER, (bram,)))
    it.next()
    for name, topic in (("Bram", "Te laat weg"), ("Joost", "Een gesprek")):
        it.put(name, "topics", text=topic)
    assert "Te laat weg Bram: bracht al in" in standing(it)
    assert "Een gesprek Joost: bracht nog niet in" in standing(it)


def test_who_brought_a_topic_together_are_inbrenger_together():
    it = Evening.of([("topics", {"joint": True}), ("choice", {})], [("talk", {})], presenter=None)
    topic = it.put("Bram", "topics", text="Het overleg")
    it.put("Joost", "topics", joins=str(topic.pk))
    html = it.flap(Role.FACILITATOR)
    vals = re.search(r"hx-vals='(\{[^']*\})'[^>]*>Bram en Joost samen inbrenger", html)[1]
    assert it.command(**json.loads(vals)).status_code == 200
    assert [p.name for p in it.scene.holding(Role.PRESENTER)] == ["Bram", "Joost"]
    assert "samen inbrenger" not in it.flap(Role.FACILITATOR)
    it.next()
    it.perform(machine.Finish())
    for name in ("Bram", "Joost"):
        assert all(takeaway.takes(it.scene, it.person(name), leg) for leg in it.state.legs)
    assert not takeaway.own_cases(it.scene, it.person("Lieke"))


def test_by_score_there_is_nothing_to_tap():
    topics = ("topics", {"score": True, "order": "score"})
    it = Evening.of([topics, ("choice", {"by": "score"})], presenter=None)
    it.put("Bram", "topics", text="Te laat weg", score="3")
    it.put("Joost", "topics", text="Een gesprek", score="8")
    assert "Het hoogste cijfer begint. Een gesprek Joost cijfer 8 Te laat weg Bram cijfer 3" in standing(it)
    desk = buttons(it.flap(Role.FACILITATOR))
    assert "Joost wordt inbrenger" in desk and "Bram wordt inbrenger" not in desk
    assert "Je hoeft niets te tikken." in it.mine("Bram")
    with pytest.raises(machine.Refused):
        it.put("Bram", "choice", value="deze")


def test_by_score_the_next_topic_begins_in_the_next_pass_of_the_loop(db):
    cast = Cast.gather(method="alleen-maar-advies", presenter="")
    cast.start()
    for name, score in (("Bram", "3"), ("Joost", "8"), ("Lieke", "5")):
        cast.put(name, "topics", text=f"Van {name}", score=score)

    def offered():
        page = stage.render(cast.scene, Audience(Role.FACILITATOR), "flap")
        return [name for name in cast.phones if f"{name} wordt inbrenger" in page]

    assert offered() == ["Joost"]
    cast.make(Role.PRESENTER, "Joost")
    cast.perform(machine.Next(0))
    assert offered() == []
    cast.perform(machine.GoTo(5))
    actions.repeat(cast.session, 1, 5)
    assert offered() == ["Lieke"]
    assert "is geweest" in stage.render(cast.scene, Audience(Role.FACILITATOR), "flap")
    cast.make(Role.PRESENTER, "Lieke")
    assert offered() == []


def test_the_inbrenger_picks_one():
    it, first, second = chosen("inbrenger")
    it.put("Amina", "choice", about=first.pk, value="deze")
    it.put("Amina", "choice", about=second.pk, value="deze")
    assert "Een gesprek Joost gekozen Te laat weg Bram" in standing(it)
    assert "De inbrenger kiest." in standing(it)


def test_a_choice_builds_on_the_nearest_topics_before_it():
    it = Evening.of([("topics", {})], [("talk", {})], [("choice", {})])
    it.put("Bram", "topics", text="Te laat weg")
    it.next()
    it.next()
    assert "Te laat weg" in it.mine("Joost")
    sheet = it.scene.flap.writable(Role.MEMBER)[0]
    assert [e.body["text"] for e in sheet.source.entries] == ["Te laat weg"]


def test_a_choice_without_topics_says_what_will_be_here():
    it = Evening.of([("choice", {})])
    assert "Zodra er onderwerpen liggen" in it.flap() and "Zodra er onderwerpen liggen" in it.mine("Bram")
    with pytest.raises(Refused, match="Er ligt nog niets"):
        it.put("Bram", "choice", value="deze")


def test_new_topics_renew_the_part_of_who_chooses():
    it, _first, _second = chosen("vote")
    before = stage.keys(it.scene, Audience(Role.MEMBER))["mine"]
    it.put("Lieke", "topics", text="Iets anders")
    assert stage.keys(it.scene, Audience(Role.MEMBER))["mine"] != before


# --- Marking ------------------------------------------------------------------------------------------------------


def marked(n=2, **options):
    it = Evening.of([("statements", {})], [("marking", {"from_step": 1, **options})])
    texts = [it.put(name, "statements", text=f"Zin van {name}") for name in ("Bram", "Joost", "Lieke")[:n]]
    it.next()
    return it, texts


def test_marks_are_shown_without_who_gave_them_and_counted_where_several_did():
    it, (first, second) = marked()
    it.put("Amina", "marking", about=first.pk, value="spreekt aan")
    it.put("Bram", "marking", about=first.pk, value="spreekt aan")
    it.put("Amina", "marking", about=second.pk, value="spreekt niet aan")
    for role in AUDIENCES:
        html = words(it.flap(role))
        assert "2 van 2 gemarkeerd" in html
        assert "Zin van Bram spreekt aan · 2 Zin van Joost spreekt niet aan" in html
        assert "Amina" not in html
    assert it.mine("Amina").count('aria-pressed="true"') == 2
    assert it.mine("Amina").count(">Trek in<") == 2


def test_a_reason_may_come_with_a_mark_and_stays_when_the_mark_changes():
    it, (first, _second) = marked(reason=True)
    assert 'name="reason"' not in it.mine("Amina")
    it.put("Amina", "marking", about=first.pk, value="spreekt aan")
    html = it.mine("Amina")
    assert html.count('name="reason"') == 1 and 'hx-include="closest .card"' in html
    it.put("Amina", "marking", about=first.pk, value="spreekt niet aan", reason="Het voelt te groot")
    assert "Zin van Bram spreekt niet aan Het voelt te groot" in words(it.flap(SCREEN))
    assert 'value="Het voelt te groot"' in it.mine("Amina")


def test_a_reason_that_is_too_long_is_said():
    it, (first, _second) = marked(reason=True)
    answer = it.post(
        "Amina", "marking", client_key="b" * 20, about=first.pk, value="spreekt aan", reason="lang " * 60
    )
    assert answer.status_code == 422 and "houd het bij 200 tekens" in answer.content.decode()


def test_without_the_option_a_reason_is_not_kept():
    it, (first, _second) = marked()
    made = it.put("Amina", "marking", about=first.pk, value="spreekt aan", reason="stiekem")
    assert made.body == {"value": "spreekt aan"} and 'name="reason"' not in it.mine("Amina")


def test_judging_waits_until_there_are_enough():
    it, (first,) = marked(1, at_least=2)
    said = "Oordelen kan vanaf 2; er ligt er nu 1."
    assert said in it.mine("Amina") and said in it.flap() and "aria-pressed" not in it.mine("Amina")
    with pytest.raises(Refused, match="Oordelen kan vanaf 2"):
        it.put("Amina", "marking", about=first.pk, value="spreekt aan")


def test_judging_opens_when_there_are_enough():
    it, (first, _second) = marked(2, at_least=2)
    it.put("Amina", "marking", about=first.pk, value="spreekt aan")
    assert "aria-pressed" in it.mine("Amina") and "Oordelen kan" not in it.flap()


def test_a_sheet_of_the_same_step_that_is_hidden_gives_nothing_to_mark():
    it = Evening.of([("questions", {"reveal": "at_end"}), ("marking", {"from_step": 1})])
    it.put("Bram", "questions", text="Geheime vraag")
    for role in (Role.PRESENTER, Role.MEMBER, SCREEN):
        assert "Geheime" not in it.flap(role) and "1 vraag ligt klaar" in it.flap(role)
    assert "Geheime" not in it.mine("Amina")
    assert "Geheime vraag" in it.flap(Role.FACILITATOR)
    it.perform(machine.Reveal())
    assert "Geheime vraag" in it.mine("Amina")


# --- Decision -----------------------------------------------------------------------------------------------------


def deciding(**options):
    it = Evening.of([("decision", {"question": "Wil je verder?", **options})], [("talk", {})], [("talk", {})])
    return it


def test_a_decision_says_what_follows_and_can_be_taken_back():
    it = deciding(stop_to=3)
    html = words(it.mine("Amina"))
    assert "Wil je verder?" in html
    assert "Ik wil verder Verder: hierna komt “Stap 2”." in html
    assert "Ik laat het hierbij Stoppen: jullie gaan naar “Stap 3”." in html
    it.put("Amina", "decision", value="stoppen")
    assert "Ik laat het hierbij" in words(it.mine("Amina")) and ">Trek in<" in it.mine("Amina")
    with pytest.raises(Refused, match="al 1 opgelegd"):
        it.put("Amina", "decision", value="verder")


def test_stopping_gives_the_begeleider_the_button_to_the_step_it_leads_to():
    it = deciding(stop_to=3)
    assert "De inbrenger beslist" in it.flap(Role.FACILITATOR) and not buttons(it.flap(Role.FACILITATOR))
    it.put("Amina", "decision", value="stoppen")
    assert buttons(it.flap(Role.FACILITATOR)) == {"Naar “Stap 3”": '{"verb": "goto", "to": 2}'}
    for role in AUDIENCES[1:]:
        assert "Ik laat het hierbij" in it.flap(role) and "<button" not in it.flap(role)
    it.command(verb="goto", to=2)
    assert it.step.title == "Stap 3"


def test_stopping_without_a_step_ends_the_round():
    it = deciding()
    assert "Stoppen: jullie sluiten hier af." in words(it.mine("Amina"))
    it.put("Amina", "decision", value="stoppen")
    assert 'data-open-dialog="#finish"' in it.flap(Role.FACILITATOR)


def test_going_on_gives_the_begeleider_the_next_step():
    it = deciding()
    it.put("Amina", "decision", value="verder")
    assert buttons(it.flap(Role.FACILITATOR)) == {"Naar “Stap 2”": '{"verb": "next", "leaving": 0}'}


def test_a_step_that_was_left_out_is_not_led_to():
    it = deciding(stop_to=3)
    it.perform(machine.Skip(2))
    it.put("Amina", "decision", value="stoppen")
    assert "Stap 3" not in it.flap(Role.FACILITATOR)


def test_in_the_socratic_method_only_the_inbrenger_decides():
    it = Cast.gather(method="socratisch")
    it.start(11)
    it.put("Amina", "decision", value="verder")
    with pytest.raises(machine.Refused):
        it.put("Bram", "decision", value="stoppen")


# --- Action plan --------------------------------------------------------------------------------------------------


def test_an_action_point_says_what_when_and_how_it_will_be_noticed():
    it = Evening.of([("action_plan", {})])
    it.put("Amina", "action_plan", what="Haar bellen", when="Vrijdag", sign_of_success="Ik slaap weer")
    it.put("Amina", "action_plan", what="Rustig beginnen")
    html = words(it.flap())
    assert "Haar bellen Wanneer: Vrijdag Te merken aan: Ik slaap weer" in html
    assert "Amina" not in html
    assert ">Trek in<" in it.mine("Amina")
    answer = it.post("Amina", "action_plan", client_key="c" * 20, what="", when="Morgen")
    assert answer.status_code == 422 and "Morgen</textarea>" in answer.content.decode()


def test_the_action_points_of_everyone_stand_with_their_names():
    it = Evening.of([("action_plan", {"owner": "everyone"})])
    it.put("Bram", "action_plan", what="Vaker nee zeggen")
    assert "Vaker nee zeggen Bram" in words(it.flap(SCREEN))


# --- Harvest ------------------------------------------------------------------------------------------------------


def test_a_harvest_is_one_sentence_each_and_what_is_shared():
    it = Evening.of([("harvest", {"shared": ["agree", "differ"]})])
    it.put("Bram", "harvest", text="Ik hoef\nniet alles alleen")
    it.put("Bram", "harvest", text="Rust helpt", part="agree")
    it.put("Joost", "harvest", text="Hoe snel het moet", part="differ")
    html = words(it.flap())
    assert (
        "Ieders oogst Ik hoef niet alles alleen Hierover zijn we het eens Rust helpt "
        "Hier kijken we verschillend naar Hoe snel het moet" in html
    )
    with pytest.raises(Refused, match="al 1 opgelegd"):
        it.put("Bram", "harvest", text="Nog een", part="own")
    checked = re.findall(r'value="(\w+)" id="[^"]+" checked', it.mine("Bram") + it.mine("Lieke"))
    assert checked == ["agree", "own"]


def test_by_group_the_begeleider_writes_down_what_is_shared():
    it = Evening.of([("harvest", {"shared": ["agree"], "by_group": True})])
    assert 'name="part"' not in it.mine("Bram")
    with pytest.raises(Refused, match="schrijft de begeleider op"):
        it.put("Bram", "harvest", text="Rust helpt", part="agree")
    desk = it.desk.get(it.url("mine/")).content.decode()
    assert re.findall(r'name="part" value="(\w+)"', desk) == ["agree"]
    answer = it.desk.post(
        it.url("contribute/harvest/"),
        {"step": it.step.pk, "client_key": "d" * 20, "text": "Rust helpt", "part": "agree"},
    )
    assert answer.status_code == 200 and "Rust helpt" in it.flap()
    assert it.session.contributions.get().author is None
    own = {"step": it.step.pk, "client_key": "e" * 20, "text": "Mijn mening", "part": "own"}
    assert it.desk.post(it.url("contribute/harvest/"), own).status_code == 422


def test_without_anything_shared_there_is_one_field_and_then_none():
    it = Evening.of([("harvest", {})])
    assert 'name="part"' not in it.mine("Bram") and it.mine("Bram").count("<textarea") >= 1
    it.put("Bram", "harvest", text="Rust")
    assert "Jouw oogst ligt op de flap." in it.mine("Bram")


# --- Advice with a list -------------------------------------------------------------------------------------------


def listed(*names):
    it = Evening.of([("advice", {"opening": "Ik adviseer je om …", "signup": True})], advice="only")
    for name in names:
        it.put(name, "advice", value="signup")
    return it


def press(it, called):
    """The begeleider presses a button on the list."""
    html = it.flap(Role.FACILITATOR)
    [(url, vals)] = [
        (url, vals)
        for url, vals, name in re.findall(
            r"<button[^>]*hx-post=\"([^\"]+)\" hx-vals='\{([^']*)\}'[^>]*>(.*?)</button>", html, re.S
        )
        if words(name) == called
    ]
    data = dict(re.findall(r'"(\w+)": "?([^",]+)"?', vals))
    return it.desk.post(url, data)


def test_people_sign_up_and_the_begeleider_gives_the_word_one_at_a_time():
    it = listed("Bram", "Joost")
    assert re.search("Bram.*Joost", words(it.flap(SCREEN))) and "Aan het woord" not in it.flap()
    assert press(it, "Geef het woord Bram").status_code == 200
    assert "Aan het woord: Bram" in words(it.flap()) and "Jij hebt het woord." in it.mine("Bram")
    assert press(it, "Geef het woord Joost").status_code == 200
    html = words(it.flap())
    assert "Aan het woord: Joost" in html and "Gegeven: Bram" in html
    assert press(it, "Gegeven Joost").status_code == 200
    assert "Gegeven: Bram Joost" in words(it.flap()) and "De lijst is leeg." in it.flap()
    for role in AUDIENCES[1:]:
        assert "<button" not in it.flap(role) and "voor=" not in it.flap(role)


def test_the_member_says_that_the_advice_was_given_and_may_sign_up_again():
    it = listed("Bram")
    press(it, "Geef het woord Bram")
    assert ">Gegeven</button>" in it.mine("Bram")
    it.put("Bram", "advice", value="given")
    assert "Gegeven: Bram" in words(it.flap()) and "Ik heb een advies" in it.mine("Bram")
    it.put("Bram", "advice", value="signup")
    assert "Geef het woord Bram" in buttons(it.flap(Role.FACILITATOR))


def test_the_word_is_passed_once_however_often_it_is_pressed():
    it = listed("Bram", "Joost")
    html = it.flap(Role.FACILITATOR)
    vals = buttons(html)["Geef het woord Bram"]
    key = re.search(r'"client_key": "([^"]+)"', vals).group(1)
    bram = it.person("Bram").pk
    for _ in range(2):
        data = {"step": it.step.pk, "client_key": key, "value": "word"}
        assert it.desk.post(it.url(f"contribute/advice/?voor={bram}"), data).status_code == 200
    assert it.session.contributions.filter(author=bram).count() == 2


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("signup", "Je staat al op de lijst."),
        ("given", "Het woord is al verder gegaan."),
        ("words", "Wacht tot je het woord krijgt"),
    ],
)
def test_a_move_that_does_not_fit_is_refused_in_words(value, sentence):
    it = listed("Bram")
    with pytest.raises(Refused, match=sentence):
        it.put("Bram", "advice", value=value, text="bel haar")


def test_who_is_not_on_the_list_gets_no_word():
    it = listed()
    with pytest.raises(Refused, match="niemand meer"):
        it.put("Bram", "advice", value="word")
    assert "Hier komt de lijst" in it.flap() and "Ik heb een advies" in it.mine("Bram")


def test_a_few_words_may_follow_and_wait_for_the_word():
    it = listed("Bram", "Joost")
    assert "<textarea" not in it.mine("Bram").split('id="pad"')[0].split("data-notes")[0]
    press(it, "Geef het woord Bram")
    assert "data-advice" in it.mine("Bram") and "data-advice" not in it.mine("Joost")
    it.put("Bram", "advice", value="words", text="Ik adviseer je om haar te bellen")
    assert "Ik adviseer je om haar te bellen" in words(it.flap()) and "haar te bellen" in it.mine("Bram")
    press(it, "Geef het woord Joost")
    it.put("Bram", "advice", value="words", text="rustig te beginnen")  # it may be written down afterwards
    with pytest.raises(actions.FormInvalid) as refused:
        it.put("Joost", "advice", value="words", text=" ")
    assert refused.value.form.errors["text"] == ["Schrijf eerst iets op."]


def test_only_the_words_can_be_marked():
    it = Evening.of([("advice", {"signup": True}), ("marking", {"from_step": 1})], advice="yes")
    for data in ({"value": "signup"}, {"value": "word"}, {"value": "words", "text": "bel haar"}):
        it.put("Bram", "advice", **data)
    assert it.mine("Amina").count('class="entry card"') == 1
    assert "0 van 1 gemarkeerd" in it.flap()


def test_signing_up_can_be_taken_back():
    it = listed("Bram", "Joost")
    entry = it.session.contributions.filter(author=it.person("Bram")).get()
    assert f'"entry": {entry.pk}' in it.mine("Bram")
    it.phone("Bram").post(it.url("withdraw/advice/"), {"entry": entry.pk})
    assert "Bram" not in words(it.flap())
    sheet = it.scene.flap.sheets(it.step)[0]
    assert sheet.activity.open_items(sheet) == "Nog 1 op de lijst."


def test_who_waits_sees_the_word_come():
    it = listed("Bram")
    before = stage.keys(it.scene, Audience(Role.MEMBER))["mine"]
    press(it, "Geef het woord Bram")
    assert stage.keys(it.scene, Audience(Role.MEMBER))["mine"] != before


def test_advice_without_a_list_bears_no_names():
    it = Evening.of([("advice", {})], advice="yes")
    it.put("Bram", "advice", text="Bel haar")
    assert "Bel haar" in it.flap() and "Bram" not in words(it.flap())


# --- For all of them ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "options", "sentence"),
    [
        ("marking", {"marks": []}, "losse woorden"),
        ("marking", {"marks": ["a", "a"]}, "geen twee gelijke"),
        ("marking", {"marks": ['"}']}, "losse woorden"),
        ("marking", {"by": ["begeleider"]}, "by bestaat uit rollen"),
        ("marking", {"at_least": 0}, "at_least"),
        ("topics", {"order": "naam"}, "order is"),
        ("topics", {"order": "score"}, "vraagt om score"),
        ("topics", {"score": {"min": 1, "max": 100}}, "score is"),
        ("topics", {"max_per_member": 0}, "max_per_member"),
        ("choice", {"by": "loten"}, "by is een van"),
        ("choice", {"criteria": ["turn"]}, "criteria is een keuze"),
        ("choice", {"criteria": ["sfeer"]}, "criteria is een keuze"),
        ("decision", {"stop_to": 0}, "stop_to"),
        ("action_plan", {"owner": "niemand"}, "owner is een van"),
        ("action_plan", {"max_per_member": 0}, "max_per_member"),
        ("harvest", {"shared": ["own"]}, "shared bestaat"),
        ("harvest", {"by_group": True}, "vraagt om shared"),
    ],
)
def test_an_option_that_cannot_be_used_is_refused_for_the_author(kind, options, sentence):
    with pytest.raises(BadOption, match=sentence):
        registry.get(kind).options_class.read(options)


FULL = {
    "topics": (
        [("topics", {"score": True, "order": "score", "max_per_member": None, "joint": True})],
        {"score": "7"},
    ),
    "marking": ([("topics", {"max_per_member": None}), ("marking", {"from_step": 1, "reason": True})], {}),
    "choice": ([("topics", {"max_per_member": None}), ("choice", {"by": "criteria"})], {}),
    "action_plan": ([("action_plan", {"owner": "everyone", "max_per_member": None})], {"what": "Bellen"}),
    "harvest": ([("harvest", {"shared": ["agree", "differ"]})], {}),
}


@pytest.mark.parametrize("kind", FULL)
def test_forty_entries_stay_under_thirty_kilobytes(kind):
    specs, extra = FULL[kind]
    it = Evening.of(specs, presenter=None)
    first = specs[0][0]
    for n in range(40):
        name = ("Amina", "Bram", "Joost", "Lieke")[n % 4]
        data = {"text": f"Een zin van gewone lengte, nummer {n}"} | extra
        if first == "harvest":
            data["part"] = ("agree", "differ")[n % 2]
        it.put(name, first, **data)
    for role in AUDIENCES:
        scene = it.scene
        with CaptureQueriesContext(connection) as queries:
            html = stage.render(scene, Audience(role, "nl"), "flap")
        assert len(queries) <= 12, role
        assert len(html.encode()) < 30_000, (role, len(html.encode()))


@pytest.mark.parametrize("kind", ["marking", "topics", "choice", "decision", "action_plan", "harvest", "advice"])
def test_nothing_is_handed_in_by_the_begeleider(kind):
    it = Evening.of([(kind, {})], advice="yes")
    answer = it.desk.post(it.url(f"contribute/{kind}/"), {"step": it.step.pk, "client_key": "f" * 20, "text": "ik"})
    assert answer.status_code == 409 and not it.session.contributions.exists()
