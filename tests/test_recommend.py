"""What fits? The ranking as a specification, what must hold for any method and any wish, and the page."""

import ast
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from methods import labels, recommend, shortening
from methods.models import Method, Step
from methods.recommend import Candidate, Tone, Wish, rank
from methods.shortening import Fit, StepTime, leave_out, plan

PAGE = "/methoden/wat-past/"


def steps(*minutes: float | None, ours: bool = False, optional: tuple[int, ...] = ()) -> tuple[StepTime, ...]:
    return tuple(
        StepTime(n, f"Stap {n}", None if each is None else Decimal(str(each)), ours, n in optional)
        for n, each in enumerate(minutes, start=1)
    )


def method(slug: str, *minutes: float, **values) -> Candidate:
    return Candidate(slug, slug.capitalize(), steps(*minutes), **values)


def cuts(found: shortening.Plan) -> dict[int, int]:
    return {cut.step.order: cut.less for cut in found.cuts}


def told(wish: Wish, one: Candidate) -> list[tuple[str, str]]:
    [result] = rank(wish, [one])
    return [(str(reason.tone), reason.text) for reason in result.reasons]


def order(wish: Wish, *candidates: Candidate) -> list[str]:
    return [result.candidate.slug for result in rank(wish, candidates)]


# -- time ------------------------------------------------------------------------------------------------------


def test_what_fits_is_left_alone():
    assert plan(steps(10, None, 20.5), 31) == shortening.Plan(Fit.FITS, Decimal("30.5"))


def test_optional_steps_go_first_and_no_more_than_needed():
    found = plan(steps(20, 10, 5, 20, optional=(2, 3)), 50)
    assert (found.fit, found.minutes, [step.order for step in found.left_out]) == (Fit.WITHOUT_OPTIONAL, 50, [3])


@pytest.mark.parametrize(("over", "orders"), [(4, [3]), (6, [2]), (12, [2, 3]), (25, [1, 2, 3])])
def test_as_few_optional_steps_as_will_do(over, orders):
    gone = leave_out(steps(10, 10, 5, optional=(1, 2, 3)), Decimal(over))
    assert [step.order for step in gone] == orders


def test_long_steps_are_shortened_before_short_ones_and_keep_half():
    found = plan(steps(5, 20, 15), 26)
    assert (found.fit, found.minutes, cuts(found)) == (Fit.SHORTENED, 26, {2: 10, 3: 4})


def test_our_own_minutes_give_way_before_those_of_the_source():
    mixed = (*steps(20), replace(steps(8)[0], order=2, ours=True))
    assert cuts(plan(mixed, 25)) == {2: 3}
    assert cuts(plan(mixed, 22)) == {1: 2, 2: 4}


def test_half_minutes_are_cut_in_whole_ones():
    found = plan(steps(7.5, 2.5), 9)
    assert (found.minutes, cuts(found)) == (9, {1: 1})
    assert plan(steps(7.5, 2.5), 6).minutes == 6
    assert plan(steps(7.5, 2.5), 5).fit is Fit.DOES_NOT_FIT


def test_shortening_comes_on_top_of_leaving_out():
    found = plan(steps(20, 10, optional=(2,)), 12)
    assert (found.fit, [step.order for step in found.left_out], cuts(found)) == (Fit.SHORTENED, [2], {1: 8})


def test_what_cannot_fit_says_what_it_takes_at_the_least():
    found = plan(steps(20, 10), 5)
    assert (found.fit, found.minutes) == (Fit.DOES_NOT_FIT, 15)


# -- the order and its reasons ------------------------------------------------------------------------------------


def test_the_question_weighs_more_than_the_goal():
    asks = method("vraag", 60, suits=("choose",))
    aims = method("doel", 60, goals=("decide",))
    both = method("beide", 60, suits=("choose",), goals=("decide",))
    wish = Wish(goal="decide", question="choose", minutes=60)
    assert order(wish, aims, asks, both, method("niets", 60)) == ["beide", "vraag", "doel", "niets"]


def test_what_does_not_fit_the_time_stands_below_all_that_does():
    perfect = method("lang", 90, suits=("choose",), goals=("decide",))
    poor = method("kort", 20, people_at_least=9, experience=3)
    assert order(Wish("decide", "choose", 20, 3, 1), perfect, poor) == ["kort", "lang"]


def test_less_change_goes_before_more():
    whole, optional = method("heel", 40), replace(method("deels"), steps=steps(40, 10, optional=(2,)))
    assert order(Wish(minutes=40), method("krap", 50), optional, whole) == ["heel", "deels", "krap"]


def test_a_method_that_loses_a_third_gives_way_to_one_that_fits():
    asked, other = method("gevraagd", 20, 20, 20, suits=("choose",)), method("anders", 40, goals=("decide",))
    wish = Wish("decide", "choose", 55)
    assert order(wish, asked, other) == ["anders", "gevraagd"]
    assert order(replace(wish, goal=""), asked, other) == ["gevraagd", "anders"]
    assert order(replace(wish, goal="", minutes=32), asked, method("vlot", 30)) == ["vlot", "gevraagd"]


def test_among_equals_what_fills_the_time_goes_first_and_then_the_title():
    assert order(Wish(minutes=60), method("b", 20), method("a", 20), method("c", 55)) == ["c", "a", "b"]
    assert order(Wish(people=6), method("b", 20), method("a", 90)) == ["a", "b"]


def test_nobody_is_refused_for_being_few():
    few = method("vissen", 30, people_at_least=6, people_at_most=8)
    assert told(Wish(people=4), few)[1] == ("against", "Beter vanaf 6 mensen; met 4 mag het ook.")
    assert told(Wish(people=6), few)[1] == ("for", "Kan met 6 mensen.")
    assert told(Wish(people=9), few)[1] == ("against", "Beter tot 8 mensen; met 9 wordt het vol.")
    assert order(Wish(people=4), few, method("anders", 30)) == ["anders", "vissen"]


def test_a_method_for_the_practised_stands_lower_the_newer_the_group():
    deep, easy = method("diep", 30, experience=3, goals=("reflect",)), method("vlot", 30, experience=1)
    assert order(Wish("reflect", experience=1), deep, easy) == ["vlot", "diep"]
    assert order(Wish("reflect", experience=2), deep, easy) == ["diep", "vlot"]
    assert told(Wish(experience=1), deep)[1] == ("against", "Vraagt een geoefende groep.")
    assert told(Wish(experience=3), deep)[1] == ("for", "Vraagt een geoefende groep.")
    assert len(told(Wish(experience=1), method("onbekend", 30))) == 1


@pytest.mark.parametrize(
    ("minutes", "reasons"),
    [
        (None, [("know", "Duurt 50 min.")]),
        (60, [("for", "Past in de tijd, met 10 min over.")]),
        (50, [("for", "Past precies in de tijd.")]),
        (45, [("for", "Past als je “Stap 2” weglaat (optioneel): dan duurt het 40 min.")]),
        (
            30,
            [
                ("know", "Laat “Stap 2” weg: optioneel."),
                ("know", "Past als je 1 stap inkort: dan duurt het 30 min."),
            ],
        ),
        (10, [("against", "Past niet in 10 min: ook ingekort duurt het nog 20 min.")]),
    ],
)
def test_the_time_is_told_in_words(minutes, reasons):
    assert told(Wish(minutes=minutes), replace(method("proef"), steps=steps(40, 10, optional=(2,)))) == reasons


def test_a_step_without_a_time_is_told():
    assert told(Wish(minutes=20), replace(method("proef"), steps=steps(10, None)))[1:] == [
        ("know", "1 stap heeft geen vaste tijd en telt niet mee.")
    ]


def test_reasons_are_in_the_language_of_the_reader():
    one = method("proef", 57.5, suits=("what_to_do",), goals=("ideas",), experience=2)
    with translation.override("en"):
        found = told(Wish("ideas", "what_to_do", 60, 5, 2), one)
    assert found == [
        ("for", "Suits “What can I do?”."),
        ("for", "Helps with: gathering ideas."),
        ("for", "Fits the time, with 2.5 min to spare."),
        ("for", "Works with 5 people."),
        ("for", "Asks for some experience."),
    ]


# -- whatever the method and the wish --------------------------------------------------------------------------------

MINUTES = st.none() | st.integers(0, 80).map(lambda halves: Decimal(halves) / 2)
STEPS = st.lists(st.tuples(MINUTES, st.booleans(), st.booleans()), max_size=8).map(
    lambda found: tuple(StepTime(n, f"Stap {n}", *each) for n, each in enumerate(found, start=1))
)
CANDIDATES = st.builds(
    Candidate,
    slug=st.text(max_size=3),
    title=st.text(max_size=3),
    steps=STEPS,
    goals=st.lists(st.sampled_from([*labels.GOALS, "anders"]), max_size=3).map(tuple),
    suits=st.lists(st.sampled_from([*labels.SUITS, "anders"]), max_size=3).map(tuple),
    people_at_least=st.integers(1, 12),
    people_at_most=st.none() | st.integers(1, 12),
    experience=st.none() | st.integers(1, 3),
)
NUMBERS = st.none() | st.integers(0, 200)
WISHES = st.builds(
    Wish,
    goal=st.sampled_from(["", "anders", *labels.GOALS]),
    question=st.sampled_from(["", "anders", *labels.SUITS]),
    minutes=NUMBERS,
    people=NUMBERS,
    experience=st.none() | st.integers(1, 3),
)


@given(wish=WISHES, candidates=st.lists(CANDIDATES, max_size=5, unique_by=lambda one: one.slug))
def test_every_method_has_its_place_and_its_reasons(wish, candidates):
    found = rank(wish, candidates)
    assert rank(wish, reversed(candidates)) == found
    assert sorted(result.candidate.slug for result in found) == sorted(one.slug for one in candidates)
    assert all(result.reasons and all(reason.text for reason in result.reasons) for result in found)
    impossible = [bool(result.plan and result.plan.fit is Fit.DOES_NOT_FIT) for result in found]
    assert impossible == sorted(impossible)


@given(wish=WISHES, one=CANDIDATES, minutes=st.integers(-5, 200), more=st.integers(0, 60))
def test_more_minutes_never_make_a_method_fit_less(wish, one, minutes, more):
    [less_time] = rank(replace(wish, minutes=minutes), [one])
    [more_time] = rank(replace(wish, minutes=minutes + more), [one])
    assert more_time.plan.fit >= less_time.plan.fit
    assert more_time.score >= less_time.score


@given(found=STEPS, left=st.integers(-5, 200))
def test_a_plan_keeps_its_promises(found, left):
    way = plan(found, left)
    assert (way.minutes <= left) == (way.fit is not Fit.DOES_NOT_FIT)
    assert all(step.optional for step in way.left_out)
    assert all(cut.less > 0 and cut.left >= cut.step.counted / 2 for cut in way.cuts)
    taken = sum((step.counted for step in way.left_out), Decimal(0)) + sum((cut.less for cut in way.cuts), Decimal(0))
    assert way.minutes == shortening.total(found) - taken


@pytest.mark.parametrize("module", [recommend, shortening])
def test_the_ranking_knows_no_database(module):
    found = {
        node.module for node in ast.walk(ast.parse(Path(module.__file__).read_text())) if hasattr(node, "module")
    }
    assert not any("models" in str(name) or "db" in str(name).split(".") for name in found)


# -- the page --------------------------------------------------------------------------------------------------------


@pytest.fixture
def begeleider(client, db):
    client.force_login(get_user_model().objects.create_user("m@voorbeeld.example", name="Marieke"))
    return client


def look(client, status: int = 200, **query: str) -> str:
    response = client.get(PAGE, query)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


@pytest.mark.django_db
def test_the_page_begins_with_an_empty_form(client):
    text = look(client)
    assert "fit-card" not in text.replace("fit-cards", "")
    assert "Vul minstens" not in text
    assert "Vul minstens één ding in" in look(client, minuten="", doel="")


@pytest.mark.django_db
def test_the_page_ranks_with_reasons_and_keeps_what_was_typed(client):
    text = look(client, doel="practise", vraag="conversation", minuten="60", mensen="5", ervaring="2")
    assert text.index("/methoden/clinic/") < text.index("/methoden/balint/")
    assert "Past bij “Hoe voer ik dit gesprek?”." in text
    assert "Past precies in de tijd." in text
    assert '<option value="conversation" selected>' in text
    assert 'value="60"' in text
    assert "onze inschatting" in text
    assert all(f'href="/methoden/{one.slug}/"' in text for one in Method.objects.listed())


@pytest.mark.django_db
def test_another_page_may_fill_in_the_minutes_and_the_people(client):
    text = look(client, minuten="20", mensen="8")
    assert 'value="20"' in text
    assert 'value="8"' in text
    assert text.index("/methoden/alleen-maar-advies/") < text.index("/methoden/vijf-stappen/")


@pytest.mark.django_db
def test_what_can_be_shorter_is_named(client):
    text = look(client, minuten="55", vraag="find_question")
    assert "Probleem verkennen: 10 min in plaats van 15 min" in text


@pytest.mark.django_db
def test_only_a_begeleider_chooses(client):
    assert "?methode=" not in look(client, minuten="60")


def test_a_begeleider_chooses_a_method(begeleider):
    text = look(begeleider, minuten="60")
    assert 'href="/sessies/nieuw/?methode=vijf-stappen"' in text
    new = begeleider.get("/sessies/nieuw/", {"methode": "vijf-stappen"}).content.decode()
    assert 'value="vijf-stappen" selected' in new
    assert f'href="{PAGE}"' in new


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "field"),
    [({"minuten": "veel"}, "minuten"), ({"mensen": "0"}, "mensen"), ({"doel": "geluk"}, "doel")],
)
def test_what_cannot_be_read_is_told_beside_its_field(client, query, field):
    text = look(client, 422, **query)
    assert f'id="id_{field}_error"' in text
    assert ("Vul een heel getal in" in text) == (field != "doel")
    assert f'aria-describedby="id_{field}_error"' in text
    assert f'value="{query[field]}"' in text or field == "doel"
    assert "fit-results" not in text


@pytest.mark.django_db
def test_too_little_time_for_anything_says_so(client):
    assert "redt geen enkele methode" in look(client, minuten="2")


@pytest.mark.django_db
def test_an_empty_catalogue_says_so(client):
    Method.objects.all().delete()
    text = look(client, minuten="60")
    assert "nog geen methoden" in text
    assert "redt geen enkele" not in text


@pytest.mark.django_db
def test_more_methods_ask_no_more_queries(client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            look(client, minuten="60")
        return len(captured)

    before = queries()
    for number in range(5):
        one = Method.objects.create(slug=f"meer-{number}", title="Meer", aim="Kijken.", source="Wij")
        Step.objects.create(method=one, order=1, title="Kijken", minutes=10, summary="Kijk.")
    assert queries() == before <= 2


@pytest.mark.django_db
def test_the_list_leads_to_the_page(client):
    assert f'href="{PAGE}"' in client.get("/methoden/").content.decode()


@pytest.mark.django_db
def test_every_shipped_method_says_what_it_suits():
    for one in Method.objects.listed():
        assert one.suits, one.slug
        assert one.experience in labels.EXPERIENCE
    for kind in labels.SUITS:
        assert sum(kind in one.suits for one in Method.objects.listed()) >= 3, kind


def test_every_tone_has_its_mark():
    css = Path("static/css/methods.css").read_text()
    assert all(f'data-tone="{tone}"' in css for tone in (Tone.FOR, Tone.AGAINST))
