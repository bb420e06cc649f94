"""The pages of the catalogue: open to anybody, whole, and as quick for thirteen steps as for one."""

import re
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from methods import labels
from methods.forms import CatalogueFilter
from methods.models import Method, Step, StepRow
from methods.outline import group_size, outline
from sessions.roles import Advice


@pytest.fixture(autouse=True)
def empty_catalogue(db: None) -> None:
    """The other tests share a loaded catalogue; these begin with none."""
    Method.objects.all().delete()


def method_with(slug: str, minutes: list[float | None], **values: object) -> Method:
    method = Method.objects.create(slug=slug, title=slug.capitalize(), aim="Kijken.", source="Wij", **values)
    for order, each in enumerate(minutes, start=1):
        step = Step.objects.create(method=method, order=order, title=f"Stap {order}", minutes=each, summary="Kijk.")
        StepRow.objects.create(step=step, role="inbrenger", instruction="Luister mee.", speaks=["silent"])
        StepRow.objects.create(step=step, role="begeleider", instruction="Bewaak de tijd.", speaks=["speaks"])
    return method


def page(client, name: str, *args: str, **query: str) -> str:
    response = client.get(reverse(f"methods:{name}", args=args), query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def queries(client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_list_names_every_method_with_time_group_and_goals(client):
    method_with("vissen", [10, 2.5], goals=["ideas", "reflect"], group_min=6)
    text = page(client, "list")
    assert '<a href="/methoden/vissen/">Vissen</a>' in text
    assert "12,5 min" in text
    assert "vanaf 6 mensen" in text
    assert "ideeën opdoen · reflecteren op situatie en eigen gedrag" in text
    assert "1 methode" in text


def test_the_list_filters_by_goal_and_time(client):
    method_with("kort", [20], goals=["ideas"])
    method_with("lang", [90], goals=["ideas"])
    method_with("anders", [20], goals=["practise"])
    found = page(client, "list", goal="ideas", minutes="60")
    assert "/methoden/kort/" in found
    assert "/methoden/lang/" not in found
    assert "/methoden/anders/" not in found
    assert '<option value="ideas" selected>' in found


def test_a_wish_that_nothing_fits_says_so_and_leads_back(client):
    method_with("lang", [90])
    text = page(client, "list", minutes="10")
    assert "Geen enkele methode past hierbij" in text
    assert 'href="/methoden/">Toon alle methoden' in text


def test_an_empty_catalogue_says_how_to_begin(client):
    assert "manage.py load_methods" in page(client, "list")


@pytest.mark.parametrize("query", [{"minutes": "veel"}, {"goal": "geluk"}, {"minutes": "-3"}])
def test_a_wish_that_cannot_be_read_hides_nothing(client, query):
    method_with("kort", [20])
    text = page(client, "list", **query)
    assert "/methoden/kort/" in text
    assert "errorlist" in text


def test_the_page_tells_the_whole_method(client):
    method = method_with(
        "vissen",
        [10, 5],
        stated_minutes=20,
        preparation="Zet de stoelen klaar.",
        rules=["Wie zit, die praat."],
        loops=[{"from": 1, "to": 2, "per": "topic", "text": "Per onderwerp."}],
        note="De bron is kort.",
        reliability="partial",
    )
    step = method.steps.get(order=2)
    step.advice, step.optional, step.minutes, step.proposed_minutes = "on_request", True, None, 5
    step.questions, step.watch = ["Wat zie je?"], ["Let op de stilte."]
    step.save()
    step.rows.filter(role="inbrenger").update(speaks=["silent", "answers"])
    text = page(client, "detail", "vissen")
    for words in [
        "Zet de stoelen klaar.",
        "Wie zit, die praat.",
        "De bron is kort.",
        "Wij",
        "Per onderwerp.",
        "Luister mee.",
        "Stap 1 tot en met 2 kunnen zich herhalen.",
        "voorstel 5 min",
        "optioneel",
        "Wat zie je?",
        "Let op de stilte.",
        "Hier komt advies alleen als de inbrenger erom vraagt.",
        "zwijgt, daarna antwoordt",
        "20 min",
        "15 min (de som van de stappen; de bron noemt 20 min)",
        "maar een deel beschreven",
    ]:
        assert words in text
    assert text.index("Begeleider") < text.index("Inbrenger <span")  # the order of roles, not of the database
    assert page(client, "print", "vissen").count("Luister mee.") == 2


def test_one_time_is_shown_where_source_and_sum_agree(client):
    method_with("vissen", [10, 5], stated_minutes=15)
    assert "de bron noemt" not in page(client, "detail", "vissen")


def test_the_bar_can_be_heard_and_keeps_to_the_content_policy(client):
    method_with("vissen", [30, 10])
    text = page(client, "detail", "vissen")
    assert "<title>Stap 1: Stap 1, 30 min</title>" in text
    assert '<rect x="75.000%" y="0" width="25.000%"' in text
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=", text)


def test_segments_fill_the_bar_and_untimed_steps_still_show():
    steps = [Step(minutes=Decimal(9)), Step(), Step(minutes=Decimal(0)), Step(proposed_minutes=Decimal(9))]
    parts = outline(steps)
    assert [part.width for part in parts] == [45, 5, 5, 45]
    assert [part.start for part in parts] == [0, 45, 50, 55]
    assert outline([]) == []


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [(6, 10, "6 tot 10 mensen"), (6, None, "vanaf 6 mensen"), (None, 12, "tot 12 mensen"), (None, None, "")],
)
def test_a_group_size_says_no_more_than_the_document(least, most, words):
    assert group_size(Method(group_min=least, group_max=most)) == words


def test_a_begeleider_goes_from_a_method_to_a_session_with_it(client, django_user_model):
    method_with("vissen", [10])
    assert "Kies deze methode" not in page(client, "detail", "vissen")
    client.force_login(django_user_model.objects.create_user("marieke@voorbeeld.example"))
    assert 'href="/sessies/nieuw/?methode=vissen"' in page(client, "detail", "vissen")


@pytest.mark.parametrize("name", ["detail", "print"])
def test_an_unknown_method_is_not_found(client, name):
    assert client.get(reverse(f"methods:{name}", args=["nergens"])).status_code == 404


@pytest.mark.parametrize("name", ["detail", "print"])
def test_a_long_method_asks_no_more_queries_than_a_short_one(client, name):
    short, long = method_with("kort", [5]), method_with("lang", [5] * 13)
    first, second = (queries(client, reverse(f"methods:{name}", args=[each.slug])) for each in (short, long))
    assert first == second <= 4


def test_a_full_list_asks_no_more_queries_than_a_short_one(client):
    method_with("kort", [5])
    before = queries(client, reverse("methods:list"))
    for number in range(5):
        method_with(f"meer-{number}", [5, 5])
    assert queries(client, reverse("methods:list")) == before <= 3


def test_every_goal_and_every_advice_has_words():
    assert set(labels.ADVICE) == {advice for advice in Advice if advice.due}
    assert {goal for goal, _ in CatalogueFilter().fields["goal"].choices if goal} == set(labels.GOALS)


def test_every_shipped_method_has_its_pages(client):
    call_command("load_methods", verbosity=0)
    for method in Method.objects.listed().prefetch_related("steps"):
        for name in ("detail", "print"):
            text = page(client, name, method.slug)
            assert all(f'id="stap-{step.order}"' in text for step in method.steps.all())
