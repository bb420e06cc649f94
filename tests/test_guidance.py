"""How much the screens tell of a step: the whole explanation, a short card, or only the clock."""

import pytest

from methods.models import Method
from sessions.live import actions, machine, stage
from sessions.live.audience import SCREEN, Audience
from sessions.live.programme import usual_guidance
from sessions.live.scene import Scene
from sessions.roles import Role
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def seen(cast, role, region="stage"):
    """A screen without what opens by a tap, and what opens by a tap."""
    html = stage.render(cast.scene, Audience(role), region)
    at_once, _, rest = html.partition("<details")
    behind, _, after = rest.partition("</details>")
    return at_once + after, behind


@pytest.fixture
def questions(cast):
    """Everybody writes questions, the inbrenger is silent."""
    cast.start(2)
    cast.instruction = cast.step.row(Role.MEMBER)["instruction"]
    assert cast.instruction != cast.step.summary
    return cast


def test_in_full_the_instruction_of_the_role_is_on_the_phone(questions):
    at_once, _ = seen(questions, Role.MEMBER)
    assert questions.instruction in at_once


def test_short_gives_one_line_and_the_rest_behind_one_tap(questions):
    actions.guide(questions.session, "short")
    at_once, behind = seen(questions, Role.MEMBER)
    assert questions.step.title in at_once
    assert questions.step.summary in at_once
    assert questions.instruction not in at_once
    assert questions.instruction in behind


def test_only_the_clock_leaves_the_step_the_time_and_the_fields(questions):
    actions.guide(questions.session, "clock")
    at_once, behind = seen(questions, Role.MEMBER)
    assert questions.step.title in at_once
    assert questions.step.summary not in at_once
    assert behind == ""
    page = questions.phone("Bram").get(questions.url()).content.decode()
    assert "<time-left" in page
    assert 'name="text"' in page


def test_whoever_is_silent_is_told_so_at_every_level(questions):
    for level in ("full", "short", "clock"):
        actions.guide(questions.session, level)
        assert "Jij luistert nu" in seen(questions, Role.PRESENTER)[0], level


def test_a_halt_is_told_at_every_level(questions):
    questions.perform(machine.Halt())
    actions.guide(questions.session, "clock")
    for role in (Role.MEMBER, Role.FACILITATOR, SCREEN):
        assert "toring eerst" in seen(questions, role)[0]


def test_the_desk_and_the_screen_tell_less_too(questions):
    watch = questions.step.watch[0]
    assert watch in seen(questions, Role.FACILITATOR)[0]
    actions.guide(questions.session, "short")
    at_once, behind = seen(questions, Role.FACILITATOR)
    assert watch not in at_once
    assert watch in behind
    assert questions.step.summary in seen(questions, SCREEN)[0]
    actions.guide(questions.session, "clock")
    for role in (Role.FACILITATOR, SCREEN):
        assert questions.step.summary not in "".join(seen(questions, role))


def test_chosen_when_the_session_is_opened(cast):
    cast.desk.post("/sessies/nieuw/", {"programme": "ronde", "method": "tien-stappen", "guidance": "short"})
    assert cast.owner.live_sessions.first().guidance == "short"
    cast.desk.post("/sessies/nieuw/", {"programme": "ronde", "method": "tien-stappen"})
    assert cast.owner.live_sessions.first().guidance == "full"


def test_changed_on_the_way_by_whoever_guards_the_process(questions):
    assert questions.desk.post(questions.url("guidance/"), {"guidance": "clock"}).status_code == 200
    assert questions.fresh().guidance == "clock"
    assert questions.desk.post(questions.url("guidance/"), {"guidance": "schreeuwen"}).status_code == 422
    assert questions.phone("Bram").post(questions.url("guidance/"), {"guidance": "full"}).status_code == 404
    assert questions.fresh().guidance == "clock"


def test_every_step_of_every_method_has_a_line_for_its_card(db):
    steps = [step for method in Method.objects.prefetch_related("steps") for step in method.steps.all()]
    assert [step for step in steps if not (step.title and step.summary)] == []


def test_a_step_that_needs_no_phone_says_so_at_every_level(db):
    cast = Cast.gather(method=next(m.slug for m in Method.objects.filter(steps__phones_away=True)))
    away = next(i for i, leg in enumerate(cast.state.legs, 1) if cast.scene.steps[leg.step].phones_away)
    cast.start(away)
    for level in ("full", "short", "clock"):
        actions.guide(cast.session, level)
        assert 'class="away"' in seen(cast, Role.MEMBER)[0], level
    if cast.scene.coming and not cast.scene.coming.phones_away:
        assert "vraag ze erbij" in seen(cast, Role.FACILITATOR)[0]


def test_it_decreases_in_the_course_of_a_series():
    assert [usual_guidance(n, 6).value for n in range(1, 7)] == ["full", "full", "short", "short", "clock", "clock"]
    assert [usual_guidance(n, 2).value for n in (1, 2)] == ["full", "short"]
    assert usual_guidance(8, 6).value == "clock", "an extra meeting after the last"


def test_less_is_a_proposal_in_the_lobby_of_a_later_meeting(planners):
    first, *_, later = planners.series(6)
    for meeting, said in ((first, False), (later, True)):
        session = actions.open_meeting(meeting, meeting.facilitator)
        lobby = stage.render(Scene(session), Audience(Role.FACILITATOR), "stage")
        assert ("Uitleg op de schermen: alleen de klok" in lobby) == said
        assert session.guidance == "full", "only a person changes it"
    actions.guide(session, "clock")
    session.refresh_from_db()
    assert "Uitleg op de schermen" not in stage.render(Scene(session), Audience(Role.FACILITATOR), "stage")
