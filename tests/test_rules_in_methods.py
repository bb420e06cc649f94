"""What the rules of the source documents (docs/regels.md) ask of the methods and the programme themselves."""

import pytest

from methods.models import Method, Step, StepActivity
from sessions.activities import registry
from sessions.activities.points import POINTS
from sessions.live.programme import TEMPLATES
from sessions.roles import Role, Speaks

pytestmark = pytest.mark.django_db

# Whose case it is. Where the group owns the question, those inside the circle stand for it (vissenkom).
OWNERS = {Role.PRESENTER, Role.INNER}


def step(slug: str, number: int) -> Step:
    return Method.objects.get(slug=slug).steps.get(order=number)


def card(step: Step, role: str = Role.MEMBER) -> str:
    """Everything a role's card of the step says."""
    return " ".join([step.summary, *step.watch, *step.questions, step.rows.get(role=role).instruction])


def having(*kinds: str) -> list[Step]:
    return list(Step.objects.filter(activities__kind__in=kinds).distinct())


def degree(step: Step, *roles: str) -> set[str]:
    """How far these roles speak when the step begins."""
    return {row.speaks[0] for row in step.rows.filter(role__in=roles)}


@pytest.mark.parametrize(
    ("slug", "number", "warning"),
    [
        ("balint", 12, "geen aanval en geen verdediging"),
        ("balint", 12, "Wordt het te veel, stop dan"),
        ("socratisch", 10, "overdonderd"),
        ("socratisch", 10, "Privé alleen als het nodig is voor de werkvraag"),
        ("collegiale-consultatie", 9, "niet te veel wordt voor de inbrenger"),
        ("korthagen", 6, "Diepere motieven delen hoeft niet"),
    ],
)
def test_a_sensitive_step_warns_on_its_card(slug, number, warning):
    assert warning in " ".join(step(slug, number).watch)


def test_only_whose_case_it_is_says_what_can_be_used():
    """Nobody else marks, weighs or decides about what the group brought up: it is no vote."""
    judged = having("marking", "rating", "decision")
    assert len(judged) > 15
    for each in judged:
        kinds = {activity.key: activity.kind for activity in each.activities.all()}
        for row in each.rows.all():
            writes = {kinds[key] for key in row.writes}
            assert row.role in OWNERS or not writes & {"marking", "rating", "decision"}, (each, row.role)


def test_whoever_is_advised_listens_first():
    advising = having("advice")
    assert len(advising) > 10
    for each in advising:
        assert degree(each, *OWNERS) <= {Speaks.SILENT, Speaks.CLARIFIES}, each


def test_who_tells_is_not_interrupted():
    told = [each for each in Step.objects.all() if "tell" in modes(each)]
    assert len(told) > 10
    answered = [each for each in told if Speaks.SPEAKS in degree(each, Role.MEMBER)]
    assert [each.title for each in answered] == ["Nu en straks"], "where the group helps to find the words"


def modes(step: Step) -> set[str]:
    return {activity.options.get("mode") for activity in step.activities.all() if activity.kind == "talk"}


def test_the_inbrenger_waits_with_the_own_analysis_until_the_group_is_done():
    group, own, ideas, solutions = (step("korthagen", number) for number in (5, 6, 7, 8))
    assert degree(group, Role.PRESENTER) == {Speaks.FACTS} and degree(ideas, Role.PRESENTER) == {Speaks.SILENT}
    assert "neutraal gezicht" in card(group, Role.PRESENTER) and "houding" in card(ideas, Role.PRESENTER)
    for each in (own, solutions):
        assert degree(each, Role.PRESENTER) == {Speaks.SPEAKS} and degree(each, Role.MEMBER) == {Speaks.SILENT}


@pytest.mark.parametrize(
    ("slug", "told", "open_again"), [("balint", range(5, 11), 11), ("incidentmethode", [2, 3, 4], 6)]
)
def test_the_outcome_stays_untold_until_its_step(slug, told, open_again):
    for number in told:
        assert "afloop" in card(step(slug, number), Role.PRESENTER), number
    assert "mag" in card(step(slug, open_again)) and "afloop" in card(step(slug, open_again), Role.PRESENTER)


def test_every_phase_of_balint_begins_with_its_aim_and_closes_with_a_stillness():
    method = Method.objects.get(slug="balint")
    assert "waar die voor is" in method.rules[0] and "kwartminuut stilte" in method.rules[1]
    for each in method.steps.all():
        last = each.activities.last()
        assert (last.kind, last.options) == ("talk", {"mode": "stillness", "seconds": 15}), each
        assert each.summary.endswith(("even stil.", "Dan stil.", "Dan even stil.", "Tot slot stil.")), each


@pytest.mark.parametrize(
    ("slug", "number"), [("oplossingsgericht", 4), ("reflecterend-team", 4), ("collegiale-consultatie", 8)]
)
def test_a_compliment_is_about_how_somebody_goes_about_it(slug, number):
    each = step(slug, number)
    assert "aanpak" in each.summary and "hoe de inbrenger" in each.rows.get(role=Role.MEMBER).instruction
    assert degree(each, Role.PRESENTER) == {Speaks.SILENT}


@pytest.mark.parametrize(("slug", "number"), [("balint", 13), ("tgi", 5)])
def test_sharing_asks_for_an_experience_of_ones_own_and_one_may_pass(slug, number):
    each = step(slug, number)
    assert "eigen" in each.summary and "passen mag" in " ".join(each.watch)
    assert each.activities.filter(kind="speaking_round").exists(), "a turn that can be passed"


def test_everybody_writes_a_question_of_their_own_a_success_too():
    each = step("opening", 3)
    assert each.rows.get(role=Role.MEMBER).writes == ["topics"] and each.rows.get(role=Role.FACILITATOR).writes == []
    assert "in één regel" in card(each) and "straks kunnen" in card(each) and "succes" in card(each)
    succeeds = Method.objects.filter(slug__in=["korthagen", "collegiale-consultatie"])
    assert all("went_well" in method.suits for method in succeeds)


def test_titles_first_and_choosing_only_where_it_is_needed():
    titles, choosing = step("korthagen", 1), step("korthagen", 2)
    assert titles.activities.get().options == {"score": False, "pitch": False, "order": "entry"}
    assert (
        choosing.optional and "te weinig tijd" in choosing.summary and "lijken casussen op elkaar" in choosing.summary
    )


def test_looking_back_asks_ten_things_in_five_rows_of_two():
    back, analysis = (step("korthagen", number).activities.get(kind="table").options for number in (3, 5))
    assert back["rows"] == ["willen", "zeggen", "doen", "denken", "voelen"] and len(back["columns"]) == 2
    assert analysis["second_line"] == ["willen", "denken", "voelen"]


def test_looking_back_asks_what_the_body_tells():
    assert all("in je lijf" in " ".join(step("korthagen", number).questions) for number in (3, 4))


def test_everybody_weighs_the_alternatives_with_them_in_sight():
    alternatives, weighing = step("korthagen", 7), step("korthagen", 9)
    notes = weighing.activities.get(kind="notes")
    assert notes.options["from_step"] == alternatives.order and alternatives.activities.get().kind == "statements"
    assert all("notes" in row.writes for row in weighing.rows.exclude(role=Role.FACILITATOR))


def test_alternatives_come_by_two_or_more_before_one_is_chosen_with_a_reason():
    ideas, judging, choosing = (step("korthagen", number) for number in (7, 8, 10))
    assert ideas.activities.get().options["min_per_member"] == 2
    assert judging.activities.get(kind="marking").options["at_least"] == 2
    assert "waarom past dat bij jou" in card(choosing, Role.PRESENTER) and "Leg vast" in card(
        choosing, Role.PRESENTER
    )


def test_every_meeting_closes_with_the_four_points_and_intentions():
    whole = [template for template in TEMPLATES if template.slug != "ronde"]
    assert whole and all(template.after == ("afsluiting",) for template in whole)
    assert tuple(POINTS) == ("learned", "action_points", "method", "group_process")
    closing = Method.objects.get(slug="afsluiting")
    kinds = [activity for each in closing.steps.all() for activity in each.activities.all()]
    assert [(a.kind, a.options.get("owner")) for a in kinds] == [("action_plan", "everyone"), ("evaluation", None)]
    assert registry.get("evaluation").options_class().points == tuple(POINTS), (
        "all four, unless a method asks for less"
    )


def test_the_first_meeting_has_its_own_agenda():
    agenda = " ".join(
        " ".join([each.title, card(each), *(" ".join(a.options.get("rows", [])) for a in each.activities.all())])
        for each in Method.objects.get(slug="eerste-bijeenkomst").steps.all()
    ).lower()
    for point in ("kennismaken", "verwachting", "hoe vaak", "hoe lang", "ruimte", "data van het hele traject"):
        assert point in agenda, point
    for point in (
        "afzeggen",
        "begeleidt",
        "methoden",
        "evalueren",
        "waarom doen we dit",
        "wat kost het",
        "wie leidt",
    ):
        assert point in agenda, point


def test_whoever_writes_to_share_later_can_choose_from_those_notes():
    shared = [n for n in StepActivity.objects.filter(kind="notes") if n.options.get("share", "never") != "never"]
    assert {n.options["share"] for n in shared} == {"optional", "next_step"}
    for notes in shared:
        where = notes.step.order + (notes.options["share"] == "next_step")
        there = Step.objects.get(method=notes.step.method, order=where)
        sheets = {each.key for each in there.activities.all() if each.options.get("from_notes")}
        for row in notes.step.rows.all():
            if notes.key in row.writes:
                assert sheets & set(there.rows.get(role=row.role).writes), f"{notes} by {row.role}"
