"""The catalogue: a right document loads whole, a wrong one is refused whole and says where and why."""

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from methods import catalogue, checks
from methods.models import Method, Step, StepActivity, StepRow
from sessions.activities import registry

GOOD = """\
slug: proefmethode
title: Proefmethode
aim: Samen kijken wat er speelt.
source: Van onszelf
stated_minutes: 20
group: {min: 4, max: 8, note: Onze schatting}
goals: [reflect, ideas]
rules: [Eén vraag tegelijk]
loops: [{from: 1, to: 2, per: topic, text: Per onderwerp opnieuw.}]
steps:
  - title: Vragen
    minutes: 2.5
    summary: Iedereen schrijft vragen op.
    watch: [Blijf bij vragen]
    rows:
      begeleider: {instruction: Bewaak de stilte., speaks: speaks, passes_turn: true}
      inbrenger: {instruction: Luister., speaks: silent}
      groepslid: {instruction: Schrijf je vragen op., speaks: silent, writes: [vragen]}
    activities:
      - {kind: questions, key: vragen, max_per_member: 2, reveal: at_end}
      - {kind: talk}
  - title: Kiezen
    proposed_minutes: 10
    optional: true
    advice: yes
    summary: De inbrenger kiest, de groep besluit.
    rows:
      begeleider: {instruction: Schrijf op wat de groep zegt., speaks: speaks, writes: [besluit]}
      inbrenger: {instruction: Kies wat je aanspreekt., speaks: [silent, speaks], writes: [kiezen]}
    activities:
      - {kind: marking, key: kiezen, from_step: 1, from_key: vragen}
      - {kind: harvest, key: besluit, shared: [agree], by_group: true}
suits: [choose, own_part]
experience: 2
"""

# Steps, and minutes together: first the seventeen methods that the source documents describe, then the eight
# that they only name.
FACTS = {
    "vissenkom": (5, 65),
    "alleen-maar-advies": (6, 20),
    "vijf-stappen": (5, 60),
    "tien-stappen": (10, 90),
    "roddelmethode": (5, 60),
    "dominante-ideeen": (6, 75),
    "clinic": (6, 60),
    "oplossingsgericht": (7, 55),
    "intuitief": (7, 85),
    "combimethode": (7, 70),
    "modelling": (7, 55),
    "socratisch": (13, 100),
    "balint": (13, 85),
    "collegiale-consultatie": (11, 62),
    "reflecterend-team": (6, 35),
    "creatieve-brein": (6, 75),
    "korthagen": (10, 85),
    "incidentmethode": (7, 55),
    "krachtenveldanalyse": (7, 60),
    "profielbeschrijving": (6, 55),
    "tgi": (7, 85),
    "raguse": (7, 55),  # with one person; five minutes more for each further one
    "sioo": (6, 75),
    "denkhoeden": (7, 55),
    "kgotla": (7, 70),
}

# (what stands in the good document, what stands there instead, line, field, part of the reason)
MISTAKES = [
    ("title: Proefmethode", "titel: Proefmethode", 2, "titel", "bedoel je “title”"),
    ("title: Proefmethode\n", "", 1, "title", "ontbreekt"),
    ("slug: proefmethode", "slug: Proef methode", 1, "slug", "korte naam"),
    ("aim: Samen kijken wat er speelt.", "aim: 12", 3, "aim", "moet tekst zijn"),
    ("aim: Samen kijken wat er speelt.", 'aim: " "', 3, "aim", "is leeg"),
    ("source: Van onszelf", r'source: "a\0b"', 4, "source", "bevat een teken"),
    ("stated_minutes: 20", "stated_minutes: -1", 5, "stated_minutes", "aantal minuten"),
    ("min: 4, max: 8", "min: 9, max: 8", 6, "group.max", "kleiner dan min"),
    ("min: 4, max: 8", "min: 4, meest: 8", 6, "group.meest", "onbekend veld; bekend zijn: min, max, note"),
    ("{min: 4, max: 8, note: Onze schatting}", "acht", 6, "group", "moet uit velden bestaan"),
    ("[reflect, ideas]", "[reflekt, ideas]", 7, "goals.1", "bedoel je “reflect”"),
    ("suits: [choose, own_part]", "suits: [choos]", 33, "suits.1", "bedoel je “choose”"),
    ("suits: [choose, own_part]", "suits: choose", 33, "suits", "moet een lijst zijn"),
    ("experience: 2", "experience: 4", 34, "experience", "1 (elke groep), 2"),
    ("experience: 2", "experience: true", 34, "experience", "1 (elke groep), 2"),
    ("[Eén vraag tegelijk]", "Eén vraag tegelijk", 8, "rules", "moet een lijst zijn"),
    ("from: 1, to: 2", "from: 1, to: 3", 9, "loops.1.to", "stap 3 bestaat niet; er zijn er 2"),
    ("from: 1, to: 2", "from: 2, to: 1", 9, "loops.1.to", "ligt vóór from"),
    ("title: Kiezen", f"title: {'K' * 41}", 22, "steps.2.title", "hooguit 40 tekens, nu 41"),
    ("minutes: 2.5", "minutes: 2.3", 12, "steps.1.minutes", "hele of halve minuten"),
    ("minutes: 2.5", "minutes: true", 12, "steps.1.minutes", "hele of halve minuten"),
    ("minutes: 2.5", "minutes: .nan", 12, "steps.1.minutes", "hele of halve minuten"),
    (
        "minutes: 2.5",
        "minutes: 2\n    proposed_minutes: 3",
        13,
        "steps.1.proposed_minutes",
        "niet naast minutes",
    ),
    ("optional: true", "optional: ja", 24, "steps.2.optional", "true of false"),
    ("advice: yes", "advice: soms", 25, "steps.2.advice", "kies uit: no, yes, only"),
    (
        "      begeleider: {instruction: Bewaak",
        "      supervisor: {instruction: Bewaak",
        15,
        "steps.1.rows.begeleider",
        "ontbreekt",
    ),
    (
        "inbrenger: {instruction: Luister.",
        "inbringer: {instruction: Luister.",
        17,
        "steps.1.rows.inbringer",
        "bedoel je “inbrenger”",
    ),
    (
        "Luister., speaks: silent",
        "Luister., speaks: fluistert",
        17,
        "steps.1.rows.inbrenger.speaks",
        "kies uit: speaks",
    ),
    ("[silent, speaks]", "[silent]", 29, "steps.2.rows.inbrenger.speaks", "lijst van twee"),
    ("{instruction: Luister., ", "{", 17, "steps.1.rows.inbrenger.instruction", "ontbreekt"),
    ("writes: [vragen]", "writes: [vraagen]", 18, "steps.1.rows.groepslid.writes.1", "bedoel je “vragen”"),
    ("passes_turn: true", "writes: [vragen]", 16, "steps.1.rows.begeleider.writes.1", "schrijft niet mee"),
    (", by_group: true", ", by_group: false", 28, "steps.2.rows.begeleider.writes.1", "schrijft niet mee"),
    (", by_group: true", "", 28, "steps.2.rows.begeleider.writes.1", "schrijft niet mee"),
    ("{kind: talk}", "{kind: talk, key: vragen}", 21, "steps.1.activities.2.key", "staat twee keer"),
    ("{kind: talk}", "{key: praten}", 21, "steps.1.activities.2.kind", "ontbreekt"),
    ("from_step: 1", "from_step: 3", 31, "steps.2.activities.1.from_step", "stap 2 zijn of een eerdere"),
    ("from_step: 1", "from_step: één", 31, "steps.2.activities.1.from_step", "nummer van een stap"),
    ("from_key: vragen", "from_key: vraag", 31, "steps.2.activities.1.from_key", "bedoel je “vragen”"),
    (", from_key: vragen", "", 31, "steps.2.activities.1.from_step", "zeg met from_key"),
    ("from_step: 1, ", "", 31, "steps.2.activities.1.from_key", "die ontbreekt"),
    (
        "from_step: 1, from_key: vragen",
        "from_step: 2, from_key: besluit",
        31,
        "steps.2.activities.1.from_key",
        "is er dan niet",
    ),
    ("max_per_member: 2", "max_per_member: 0", 20, "steps.1.activities.1", "boven nul"),
    ("max_per_member: 2", "max_per_member: twee", 20, "steps.1.activities.1.max_per_member", "soort waarde"),
    (
        "max_per_member: 2",
        "max_per_lid: 2",
        20,
        "steps.1.activities.1.max_per_lid",
        "onbekende optie van questions",
    ),
    ("key: kiezen,", "key: kiezen, vanaf: 2020-01-01,", 31, "steps.2.activities.1.vanaf", "niet bewaard"),
    (
        "summary: Iedereen",
        "phones_away: true\n    summary: Iedereen",
        13,
        "steps.1.phones_away",
        "als er iemand schrijft",
    ),
    (
        "kind: questions, key: vragen, max_per_member: 2, reveal: at_end",
        "kind: advice, key: vragen",
        18,
        "steps.1.rows.groepslid.writes.1",
        "nog geen advies",
    ),
    (
        GOOD[GOOD.index("    activities:\n      - {kind: marking") :],
        "    activities: []\n",
        30,
        "steps.2.activities",
        "ten minste één",
    ),
    (GOOD[GOOD.index("steps:") :], "steps: []\n", 10, "steps", "ten minste één"),
    (GOOD, "", 1, "document", "moet uit velden bestaan"),
    (GOOD, "- een\n- lijst\n", 1, "document", "moet uit velden bestaan"),
    ("title: Proefmethode", "title: [Proefmethode", 3, "document", "geen geldige YAML"),
    ("title: Proefmethode", "title: Een\ntitle: Twee", 3, "document", "twee keer"),
    ("goals: [reflect, ideas]", "goals: &doel [reflect]\nrules: *doel", 8, "document", "verwijzingen"),
]


@pytest.fixture(autouse=True)
def empty_catalogue(db: None) -> None:
    """The other tests share a loaded catalogue; these begin with none."""
    Method.objects.all().delete()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "proefmethode.yaml").write_text(GOOD)
    return tmp_path


def load_methods(*paths: Path) -> str:
    out = StringIO()
    call_command("load_methods", *paths, stdout=out, stderr=out)
    return out.getvalue()


def refused(path: Path) -> list[tuple[int, str, str]]:
    with pytest.raises(catalogue.Refused) as refusal:
        catalogue.load([path])
    return [(problem.line, problem.field, problem.reason) for _, problem in refusal.value.problems]


def all_rows() -> list[dict]:
    return [row for model in (Method, Step, StepRow, StepActivity) for row in model.objects.order_by("pk").values()]


def test_a_right_document_loads_whole(folder):
    assert "1 methode, 1 bijgewerkt" in load_methods(folder)
    method = Method.objects.get()
    assert (method.slug, method.stated_minutes, method.minutes) == (
        "proefmethode",
        Decimal(20),
        Decimal("12.5"),
    )
    assert (method.group_min, method.group_max, method.group_note) == (4, 8, "Onze schatting")
    assert method.goals == ["reflect", "ideas"]
    assert (method.suits, method.experience) == (["choose", "own_part"], 2)
    assert method.loops == [{"from": 1, "to": 2, "per": "topic", "text": "Per onderwerp opnieuw."}]
    first, second = method.steps.all()
    assert (first.minutes, first.proposed_minutes, first.advice, first.optional) == (
        Decimal("2.5"),
        None,
        "no",
        False,
    )
    assert (second.minutes, second.proposed_minutes, second.advice, second.optional) == (
        None,
        10,
        "yes",
        True,
    )
    assert list(second.rows.values_list("role", "speaks", "writes", "passes_turn")) == [
        ("begeleider", ["speaks"], ["besluit"], False),
        ("inbrenger", ["silent", "speaks"], ["kiezen"], False),
    ]
    assert list(first.activities.values_list("order", "key", "kind", "options")) == [
        (1, "vragen", "questions", {"max_per_member": 2, "reveal": "at_end"}),
        (2, "talk", "talk", {}),
    ]


def test_loading_twice_changes_nothing(folder):
    load_methods(folder)
    before = all_rows()
    assert load_methods(folder) == "1 methode, niets veranderd\n"
    assert all_rows() == before


def test_a_changed_document_updates_in_place(folder):
    load_methods(folder)
    keys = [Method.objects.get().pk, *Step.objects.values_list("pk", flat=True)]
    document = folder / "proefmethode.yaml"
    document.write_text(GOOD.replace("minutes: 2.5", "minutes: 3").replace("      - {kind: talk}\n", ""))
    assert load_methods(document) == "proefmethode.yaml: bijgewerkt\n1 methode, 1 bijgewerkt\n"
    assert [Method.objects.get().pk, *Step.objects.values_list("pk", flat=True)] == keys
    assert Step.objects.first().minutes == 3
    assert not StepActivity.objects.filter(kind="talk").exists()


def test_what_the_document_no_longer_says_goes(folder):
    load_methods(folder)
    shorter = GOOD[: GOOD.index("  - title: Kiezen")].replace("loops: [{from: 1, to: 2", "loops: [{from: 1, to: 1")
    without_inbrenger = shorter.replace("      inbrenger: {instruction: Luister., speaks: silent}\n", "")
    (folder / "proefmethode.yaml").write_text(without_inbrenger.replace("stated_minutes: 20\n", ""))
    load_methods(folder)
    assert Step.objects.count() == 1
    assert set(StepRow.objects.values_list("role", flat=True)) == {"begeleider", "groepslid"}
    assert Method.objects.get().stated_minutes is None


@pytest.mark.parametrize(("right", "wrong", "line", "field", "reason"), MISTAKES)
def test_a_mistake_is_told_with_its_place(folder, right, wrong, line, field, reason):
    assert right in GOOD
    (folder / "proefmethode.yaml").write_text(GOOD.replace(right, wrong, 1))
    problems = refused(folder)
    assert any((line, field) == problem[:2] and reason in problem[2] for problem in problems), problems
    assert not Method.objects.exists()


def test_all_mistakes_are_told_and_nothing_of_the_run_is_loaded(folder):
    wrong = folder / "verkeerd.yaml"
    wrong.write_text(GOOD.replace("title: Proef", "titel: Proef").replace("[vragen]", "[vraag]"))
    wrong.write_text(wrong.read_text().replace("slug: proef", "slug: andere"))
    err = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("load_methods", folder, stderr=err)
    assert end.value.code == 1
    lines = err.getvalue().splitlines()
    assert lines[0].startswith(f"{wrong}:1: title: ontbreekt")
    assert lines[1].startswith(f"{wrong}:2: titel: onbekend veld")
    assert lines[2].startswith(f"{wrong}:18: steps.1.rows.groepslid.writes.1: “vraag” is geen werkvorm")
    assert lines[3] == "Er is niets geladen."
    assert not Method.objects.exists()


def test_two_documents_cannot_share_a_slug(folder):
    (folder / "tweede.yaml").write_text(GOOD)
    assert refused(folder) == [(1, "slug", "“proefmethode” staat ook in proefmethode.yaml")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe\x00", "niet in UTF-8"),
        (b"a: \x01", "geen geldige YAML"),
        (b"a: 2020-13-45", "niet gelezen"),
    ],
)
def test_a_file_that_is_no_text_is_told(tmp_path, content, reason):
    document = tmp_path / "stuk.yaml"
    document.write_bytes(content)
    [(line, field, told)] = refused(document)
    assert (line, field) == (1, "document")
    assert reason in told


def test_a_file_that_is_not_there_is_told(tmp_path):
    assert refused(tmp_path / "weg.yaml") == [(1, "document", "dit bestand kan niet gelezen worden")]


def test_the_shipped_documents_load_and_keep_to_the_facts():
    assert "niets geladen" not in load_methods()
    for slug, (steps, minutes) in FACTS.items():
        method = Method.objects.get(slug=slug)
        assert (slug, method.steps.count(), method.minutes) == (slug, steps, minutes)
    assert load_methods() == f"{Method.objects.count()} methoden, niets veranderd\n"


def test_the_check_lists_the_kinds_that_are_not_built(folder):
    found = {message.msg: message for message in checks.messages(folder)}
    assert [message.id for message in found.values()] == ["methods.I001"] * len(found)
    for kind in {"marking", "harvest"} - set(registry.activities()):
        assert f"Werkvorm “{kind}” is nog niet gebouwd; gebruikt in proefmethode." in found
    assert not any("“questions”" in text or "“talk”" in text for text in found)


def test_the_check_passes_over_what_cannot_be_read(tmp_path):
    (tmp_path / "stuk.yaml").write_text("steps: [")
    (tmp_path / "leeg.yaml").write_text("")
    assert checks.messages(tmp_path) == []


def places(node: object) -> list[tuple[object, object]]:
    """Every (container, key) of a document."""
    keys = node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    return [place for key in keys for place in [(node, key), *places(node[key])]]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | st.integers(), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_mangled_document_is_refused_and_nothing_else(tmp_path, data):
    document = YAML(typ="safe").load(GOOD)
    for _ in range(data.draw(st.integers(1, 3))):
        container, key = data.draw(st.sampled_from(places(document) or [({0: 0}, 0)]))
        if data.draw(st.booleans()):
            del container[key]
        else:
            container[key] = data.draw(ANYTHING)
    load_or_refuse(tmp_path, document)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, len(GOOD)), length=st.integers(0, 30), text=st.text(max_size=12))
@example(start=0, length=len(GOOD), text="[" * 3000)
@example(start=0, length=len(GOOD), text=f"slug: 0x{'f' * 5000}")
@example(start=0, length=len(GOOD), text=f"slug: {'9' * 5000}")
@example(start=0, length=len(GOOD), text="!!set {slug, title}")
@example(start=0, length=len(GOOD), text="? {slug: 1}\n: !!binary AAAA")
def test_a_mangled_text_is_refused_and_nothing_else(tmp_path, start, length, text):
    mangled = GOOD[:start] + text + GOOD[start + length :]
    (tmp_path / "stuk.yaml").write_bytes(mangled.encode(errors="surrogatepass"))
    catch_refusal(tmp_path)


def load_or_refuse(folder: Path, document: object) -> None:
    with (folder / "stuk.yaml").open("w", encoding="utf-8", errors="surrogatepass") as out:
        YAML(typ="safe", pure=True).dump(document, out)
    catch_refusal(folder)


def catch_refusal(folder: Path) -> None:
    try:
        catalogue.load([folder])
    except catalogue.Refused as refusal:
        assert all(problem.line >= 1 and problem.field and problem.reason for _, problem in refusal.problems)
