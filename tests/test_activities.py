"""The contract of a werkvorm: every kind, every role, with 0, 1 and 3 contributions; then what is peculiar."""

import re
from dataclasses import fields
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.forms import MultipleChoiceField
from django.template.loader import get_template
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from ruamel.yaml import YAML

from intervisie.accounts.models import User
from methods import catalogue
from methods.models import Method
from sessions.activities import registry
from sessions.activities.base import BadOption, Refused, Sheet
from sessions.activities.forms import TEXT_LENGTH
from sessions.activities.turns import queue
from sessions.live import actions, machine, stage
from sessions.live.audience import SCREEN, Audience
from sessions.live.models import Participant
from sessions.live.scene import Scene
from sessions.roles import Role

KINDS = sorted(registry.activities())


def having(option):
    """The kinds that know this option."""
    return [k for k in KINDS if option in {f.name for f in fields(registry.get(k).options_class)}]


HANDED_IN = [kind for kind in KINDS if registry.get(kind).form_class]
DRAWN = {"drawing"}  # what is handed in is not a text
LONG = {"written"}  # what was written at home is longer than a post-it
TYPED = [
    kind
    for kind in HANDED_IN
    if not registry.get(kind).one_per_about and not registry.get(kind).steered and kind not in DRAWN | LONG
]
SHIPPED = sorted((settings.BASE_DIR / "fixtures" / "methods").glob("*.yaml"))
ROLES = [*Role, SCREEN]
WRITERS = [role for role in Role if role != Role.FACILITATOR]
FIRST_ID, ID_STARTS = (
    7_310_550,
    "73105",
)  # participants get ids that stand out: they must not be found in any shared HTML
DUTCH = {
    "Kies een van de knoppen.",
    "Kies een kolom.",
    "Kies een vak.",
    "Er is nog niemand om in te delen.",
    "Schrijf eerst iets op.",
    "Schrijf bij minstens één punt iets op.",
    "Teken eerst iets.",
}
STROKES = '[{"color": "red", "width": "thin", "points": [10, 20, 30, 40]}]'


def options_of(kind, **more):
    """Options to try the kind with: it builds on the first step where it can, and collects what it can."""
    known = {f.name for f in fields(registry.get(kind).options_class)}
    tried = {
        "from_step": 1,
        "collect": "keywords",
        "opening": "Het begint met …",
        "columns": ["links", "rechts"],
        "shape": "pairs",
    } | more
    return {name: value for name, value in tried.items() if name in known}


def filled_in(form, text, n=0):
    """What a form takes, whatever its fields: the text, a choice, or strokes."""
    return {name: fitting(field, text, n) for name, field in form.fields.items()}


def fitting(field, text, n):
    if isinstance(field, MultipleChoiceField):
        return [value for value, _label in field.choices]
    if hasattr(field, "choices"):
        return field.choices[n % len(field.choices)][0]
    return STROKES if "data-strokes" in field.widget.attrs else text


class Play:
    """A live session of two steps: three questions lie on the flap of the first; the second has the kind."""

    def __init__(self, kind, **options):
        self.kind = kind
        owner = User.objects.create_user("begeleider@example.org", name="Bea")
        self.method = Method.objects.create(slug="proef", title="Proef", aim="-", source="-")
        self._step(1, "questions", {}, writes=["questions"])
        self._step(2, kind, options_of(kind, **options), writes=[kind])
        self.session = actions.open_session(owner, self.method)
        self.people = [
            Participant.objects.create(pk=FIRST_ID + n, session=self.session, name=name, seat=n)
            for n, name in enumerate(("Amina", "Bram", "Chris", "Dunya"), 1)
        ]
        actions.perform(self.session, machine.Start())
        self.source = [
            self.hand_in({"text": f"Bron {n}"}, key="questions", by=person)
            for n, person in enumerate(self.people[1:], 1)
        ]
        actions.perform(self.session, machine.Next(0))

    def _step(self, order, kind, options, writes):
        step = self.method.steps.create(order=order, title=f"Stap {order}", summary="-", advice="yes", minutes=5)
        step.activities.create(order=1, key=kind, kind=kind, options=options)
        for role in Role:
            writes_here = [] if role == Role.FACILITATOR and not options.get("by_group") else writes
            step.rows.create(role=role, instruction="-", speaks=["speaks"], writes=writes_here)

    @property
    def scene(self):
        self.session.refresh_from_db()
        return Scene(self.session)

    def sheet(self, role=None):
        scene = self.scene
        return scene.flap.sheet(scene.step, scene.step.activities[0], role)

    def hand_in(self, data, *, key=None, by=None, about=None, role=Role.MEMBER, client_key=""):
        step = self.scene.step
        self.count = getattr(self, "count", 0) + 1
        return actions.contribute(
            self.session,
            by,
            role,
            key or self.kind,
            data,
            step=step.pk,
            client_key=client_key or f"{self.count:020x}",
            about=about and about.pk,
        )

    def valid(self, n):
        """What the kind's form takes, whatever its fields; n makes texts differ."""
        form = self.sheet().activity.form(self.sheet())
        return filled_in(form, f"inbreng nummer {n}", n)

    def target(self, n):
        return self.source[n % 3] if self.sheet().source else None

    def fill(self, n, **given):
        """n contributions, as far as there is anything to hand in."""
        if self.sheet().activity.form(self.sheet()) is None:
            return []
        return [self.hand_in(self.valid(i), by=self.people[i + 1], about=self.target(i), **given) for i in range(n)]

    def flap(self, role, lang="nl"):
        """The HTML of the sheet for an audience; and the queries that rendering it took."""
        scene = self.scene
        with translation.override(lang):
            context = stage.context(scene, Audience(role, lang))
            found = [s for s in context["sheets"] if s.key == self.kind]
            _ = scene.everyone, scene.turn, getattr(scene, "queue", None)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                html = "".join(get_template(s.flap_template).render(context | {"sheet": s}) for s in found)
        return html, len(queries)

    def mine(self, role, me, form=None, client_key="0123456789abcdef0123"):
        """The HTML of the composer, as the owner of the page gives it its context."""
        scene = self.scene
        sheet = scene.flap.sheet(scene.step, scene.step.activities[0], role)
        context = {
            "sheet": sheet,
            "form": form or sheet.activity.form(sheet),
            "own": sheet.by(me),
            "returned": [],
            "url": "/leg/",
            "withdraw_url": "/trek-in/",
            "client_key": client_key,
            "step": scene.step,
            "scene": scene,
            "session": self.session,
            "limit": sheet.activity.limit(sheet.options),
            "me": me,
            "role": role,
        }
        return get_template(sheet.mine_template).render(context)


@pytest.fixture
def play(db):
    return Play


def words(html):
    """Without the spaces and lines of the template."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# --- The contract, for every kind -------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [0, 1, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_the_flap_renders_for_every_role_without_queries_and_without_authors(play, kind, n):
    it = play(kind)
    made = it.fill(n)
    assert all(ID_STARTS in str(person.pk) for person in it.people)  # there is something to leak
    for role in ROLES:
        html, queries = it.flap(role)
        assert queries == 0, role
        # The begeleider's buttons name people by their ids, as those among the people do.
        shared = re.sub(r'"(person|people)": (\d+|\[[^]]*\])', "", html) if role == Role.FACILITATOR else html
        assert ID_STARTS not in shared, role
        if registry.get(kind).shared and not registry.get(kind).steered:
            assert html.count("data-entry=") >= len(it.source if it.sheet().source else made), role
        assert all(text in html for one in made for text in texts_of(one) if kind in TYPED), role
        if not registry.get(kind).names:
            assert not any(person.name in html for person in it.people), role


@pytest.mark.parametrize("kind", KINDS)
def test_more_contributions_take_no_more_queries(play, kind):
    it = play(kind)
    counts = []
    for n in (0, 3):
        it.fill(n)
        with CaptureQueriesContext(connection) as queries:
            it.flap(Role.MEMBER)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize("kind", HANDED_IN)
def test_an_empty_sheet_says_what_will_be_here(play, kind):
    it = play(kind)
    for role in ROLES:
        assert words(it.flap(role)[0]), role


@pytest.mark.parametrize("n", [0, 1, 3])
@pytest.mark.parametrize("kind", HANDED_IN)
def test_what_i_may_write_renders_for_every_role(play, kind, n):
    it = play(kind)
    it.fill(n)
    for role in WRITERS:
        html = it.mine(role, it.people[1].pk)
        assert f'aria-labelledby="h-{it.sheet().pk}"' in html, role
        assert not re.search(r"style=|<script|\son\w+=", html), role
        for field in re.findall(r"<textarea[^>]*>", html):
            assert "data-draft" in field and 'id="f' in field and "maxlength" not in field, role
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids)), role
        assert ID_STARTS not in html, role


@pytest.mark.parametrize("kind", sorted(set(KINDS) - set(HANDED_IN)))
def test_where_nothing_can_be_handed_in_nothing_is_taken(play, kind):
    it = play(kind)
    with pytest.raises(machine.Refused):
        it.hand_in({"text": "toch"}, by=it.people[1])


@pytest.mark.parametrize("kind", HANDED_IN)
def test_a_valid_contribution_is_accepted_once_per_client_key(play, kind):
    it = play(kind)
    given = {"by": it.people[1], "about": it.target(0), "client_key": "a" * 20}
    first = it.hand_in(it.valid(0), **given)
    again = it.hand_in(it.valid(1), **given)
    assert first.pk == again.pk
    assert [entry.pk for entry in it.sheet().entries] == [first.pk]


@pytest.mark.parametrize("kind", HANDED_IN)
def test_an_empty_contribution_is_refused_in_dutch(play, kind):
    it = play(kind)
    with pytest.raises(actions.FormInvalid) as refused:
        it.hand_in({}, by=it.people[1], about=it.target(0))
    said = {str(e) for errors in refused.value.form.errors.values() for e in errors}
    assert said and said <= DUTCH
    html = it.mine(Role.MEMBER, it.people[1].pk, form=refused.value.form)
    assert said.pop() in html


@pytest.mark.parametrize("kind", TYPED)
def test_what_was_typed_too_long_still_stands_there(play, kind):
    it = play(kind)
    fields = it.sheet().activity.form(it.sheet()).fields
    texts, long = list(fields), "heel lang verhaal " * 60
    with pytest.raises(actions.FormInvalid) as refused:
        it.hand_in({texts[0]: long}, by=it.people[1], about=it.target(0))
    html = it.mine(Role.MEMBER, it.people[1].pk, form=refused.value.form)
    assert long.strip() in html
    assert fields[texts[0]].max_length <= TEXT_LENGTH
    assert f"houd het bij {fields[texts[0]].max_length} tekens" in html
    described = re.search(r'aria-describedby="([^"]+)"', html).group(1)
    assert f'id="{described}"' in html


@pytest.mark.parametrize("kind", having("max_per_member"))
def test_the_limit_per_member_is_kept(play, kind):
    it = play(kind, max_per_member=2)
    me = it.people[1]
    for n in range(2):
        it.hand_in(it.valid(n), by=me)
    with pytest.raises(Refused, match="al 2 opgelegd"):
        it.hand_in(it.valid(3), by=me)
    it.hand_in(it.valid(4), by=it.people[2])
    html = it.mine(Role.MEMBER, me.pk)
    assert "2 van 2" in html and "<textarea" not in html and html.count("Trek in") >= 2


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", [kind for kind in having("reveal") if kind in TYPED])
def test_what_is_hidden_stays_hidden_until_it_is_shown(play, kind, role):
    it = play(kind, reveal="at_end")
    it.hand_in(it.valid(0) | {"text": "Geheim van Bram"}, by=it.people[1])
    assert "Geheim van Bram" in it.flap(Role.FACILITATOR)[0]  # there is something to leak
    html, _ = it.flap(role)
    if role == Role.FACILITATOR:
        assert re.search(rf'<details id="d-{it.sheet().pk}">\s*<summary>1 \w+ ligt klaar</summary>', html)
    else:
        assert "Geheim" not in html and "data-entry" not in html
        assert "ligt klaar" in html
    actions.perform(it.session, machine.Reveal())
    html, _ = it.flap(role)
    assert "Geheim van Bram" in html and "<details" not in html


def test_no_kind_is_named_outside_its_own_folder():
    named = re.compile(rf"""(["'])({"|".join(KINDS)})\1""")
    # Words that mean something else too (a degree of speaking, a column, the pad): wrong only beside these.
    elsewhere, about_kinds = {"answers", "advice", "questions", "notes"}, re.compile("kind|activit|sheet")
    found = {}
    for path in sources():
        for line in path.read_text().splitlines():
            for _, kind in named.findall(line):
                own = f"sessions/activities/{kind}/" in path.as_posix()
                if not own and (kind not in elsewhere or about_kinds.search(line)):
                    found[path.name] = line.strip()
    # The one kind that stands in for those that are not built.
    assert found == {"registry.py": 'PLAIN = "talk"  # what runs where nothing is handed in'}


def sources():
    """The code and the templates in which a kind might be named."""
    for folder, pattern in (("sessions", "*.py"), ("sessions", "*.html"), ("templates", "*.html")):
        yield from (p for p in (settings.BASE_DIR / folder).rglob(pattern) if "migrations" not in p.parts)


# --- Options ------------------------------------------------------------------------------------------------------


def shipped():
    for path in SHIPPED:
        for number, step in enumerate(YAML(typ="safe").load(path.read_bytes())["steps"], 1):
            for activity in step["activities"]:
                if activity["kind"] in KINDS:
                    options = {k: v for k, v in activity.items() if k not in ("kind", "key")}
                    yield pytest.param(activity["kind"], options, id=f"{path.stem}-{number}-{activity['kind']}")


@pytest.mark.parametrize(("kind", "options"), list(shipped()))
def test_every_shipped_option_is_accepted(kind, options):
    activity = registry.get(kind)
    read = activity.options_class.read(options)
    sheet = Sheet(activity=activity, options=read, key=kind, pk=f"1-{kind}")
    form = activity.form(sheet)
    assert (form is None) is not activity.collects(read)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_method_runs_whole(db, path):
    """Every step: whoever may write hands something in, and the sheets read the same words for every role."""
    catalogue.load([path])
    owner = User.objects.create_user("begeleider@example.org", name="Bea")
    session = actions.open_session(owner, Method.objects.get(slug=path.stem))
    people = [Participant.objects.create(session=session, name=f"Lid {n}", seat=n) for n in range(1, len(Role) + 1)]
    actions.perform(session, machine.Start())
    for at, _leg in enumerate(session.state.legs):
        if at:
            actions.perform(session, machine.Next(at - 1))
        session.refresh_from_db()
        written = [text for n, role in enumerate(Role) for text in write(session, role, people[n], at)]
        if Scene(session).leg.revealed is False and written:
            actions.perform(session, machine.Reveal())
        session.refresh_from_db()
        shown = {role: sheets_html(session, role) for role in ROLES}
        assert all(text in html for text in written for html in shown.values()), (at, written)
    assert at > 3


def write(session, role, person, at):
    """What a role hands in on every sheet it may write on; gives the texts that must now be readable.

    For the group as a whole two things are written down: judging asks for at least two.
    """
    texts = []
    author = None if role == Role.FACILITATOR else person
    for sheet in Scene(session).flap.writable(role):
        subjects = sheet.activity.subjects(sheet)
        if subjects is not None and not subjects:
            continue
        about = subjects[0].pk if subjects else None
        made = []
        for n in range(2 if author is None and not sheet.activity.steered else 1):
            form = sheet.activity.form(sheet)
            data = filled_in(form, f"{sheet.key} {n} van {role} bij {at}")
            if author is None and "part" in form.fields:
                data["part"] = form.fields["part"].choices[-1][0]  # the first part is everybody's own
            key = f"{sheet.pk}-{role}-{n}".replace("_", "-").rjust(20, "0")[:40]
            step = Scene(session).step.pk
            made.append(
                actions.contribute(session, author, role, sheet.key, data, step=step, client_key=key, about=about)
            )
        there = session.contributions.filter(pk__in=[entry.pk for entry in made])
        texts += [text for entry in there for text in texts_of(entry)] if not sheet.activity.steered else []
    return texts


def texts_of(entry):
    """What can be read of an entry, word for word."""
    return [text for name, text in entry.body.items() if name != "value" and isinstance(text, str)]


def sheets_html(session, role):
    context = stage.context(Scene(session), Audience(role))
    return "".join(get_template(s.flap_template).render(context | {"sheet": s}) for s in context["sheets"])


@pytest.mark.parametrize(
    ("kind", "options", "sentence"),
    [
        ("notes", {"share": "altijd"}, "share is een van"),
        ("questions", {"question_kind": "gesloten"}, "question_kind is een van"),
        ("rating", {"scale": ["warm"]}, "twee verschillende woorden"),
        ("rating", {"scale": ["warm", '"}']}, "zonder leestekens"),
        ("rating", {"from_step": 0}, "from_step"),
        ("answers", {"uit_stap": 2}, "onbekende optie"),
        ("speaking_round", {"rounds": 0}, "rounds is een getal"),
        ("speaking_round", {"rounds": "vaak"}, "rounds is een getal"),
        ("speaking_round", {"by": ["begeleider"]}, "by bestaat uit rollen"),
        ("speaking_round", {"collect": "alles"}, "collect is"),
        ("statements", {"min_per_member": 2, "max_per_member": 1}, "max_per_member is minstens"),
        ("statements", {"versions": True, "max_per_member": 1}, "gaan niet samen"),
        ("advice", {"max_per_member": 0}, "max_per_member is minstens"),
        ("evaluation", {"points": ["sfeer"]}, "points is een keuze"),
        ("evaluation", {"points": []}, "points is een keuze"),
    ],
)
def test_an_option_that_cannot_be_used_is_refused_for_the_author(kind, options, sentence):
    with pytest.raises(BadOption, match=sentence):
        registry.get(kind).options_class.read(options)


# --- Peculiarities ------------------------------------------------------------------------------------------------


def test_notes_give_only_the_prompt(play):
    it = play("notes", prompt="Wat raakt me?", share="never")
    html = it.mine(Role.PRESENTER, it.people[0].pk)
    assert "Wat raakt me?" in html and "Alleen jij ziet ze." in html and "<form" not in html


def test_what_the_notes_are_about_is_in_sight_of_whoever_writes(play):
    it = play("notes", prompt="Wat past hiervan bij mijn werk?")
    html = it.mine(Role.MEMBER, it.people[0].pk)
    assert all(f"Bron {n}" in html for n in (1, 2, 3)) and "<form" not in html
    assert "Bron 1" not in it.flap(Role.MEMBER)[0]


def test_a_later_weight_takes_the_place_of_an_earlier_one(play):
    it = play("rating")
    me, about = it.people[0], it.source[0]
    it.hand_in({"value": "warm"}, by=me, about=about)
    it.hand_in({"value": "koud"}, by=me, about=about)
    html, _ = it.flap(SCREEN)
    assert "1 van 3 gewogen" in html
    assert re.findall(r'data-mark="(\w*)"', html) == ["koud", "", ""]
    card = it.mine(Role.PRESENTER, me.pk)
    assert "1 van 3 gewogen" in card
    assert re.findall(r'data-mark="(\w+)" aria-pressed="true"', card) == ["koud"]
    assert card.count('aria-pressed="false"') == 8
    assert ID_STARTS not in card


def test_the_buttons_are_called_by_the_words_of_the_scale_that_are_kept(play):
    it = play("rating")
    it.hand_in({"value": "warm"}, by=it.people[0], about=it.source[0])
    assert it.sheet().entries[0].body == {"value": "warm"}
    html = it.mine(Role.PRESENTER, it.people[0].pk)
    names = re.findall(r'<button[^>]*class="button mark"[^>]*>(.*?)</button>', html)
    assert names[:3] == ["warm", "neutraal", "koud"]


def test_every_button_has_a_client_key_of_its_own_that_the_door_lets_through(play):
    html = play("rating").mine(Role.PRESENTER, FIRST_ID + 1)
    keys = re.findall(r'"client_key": "([^"]+)"', html)
    assert len(keys) == len(set(keys)) == 9
    assert all(re.fullmatch(r"[0-9a-zA-Z-]{8,40}", key) for key in keys)


def test_a_weight_needs_an_entry_that_still_lies_there(play):
    it = play("rating")
    gone = it.source[0]
    actions.lay_back(it.session, gone, "Maak er een open vraag van?")
    with pytest.raises(Refused, match="ligt niet meer op de flap"):
        it.hand_in({"value": "warm"}, by=it.people[0], about=gone)
    with pytest.raises(Refused):
        it.hand_in({"value": "warm"}, by=it.people[0])
    assert "Bron 1" not in it.flap(Role.MEMBER)[0] and "0 van 2 gewogen" in it.flap(Role.MEMBER)[0]


def test_nothing_can_be_weighed_where_there_is_no_source(play):
    it = play("rating", from_step=None)
    with pytest.raises(Refused, match="Er ligt nog niets"):
        it.hand_in({"value": "warm"}, by=it.people[0])
    assert "Er ligt nog niets op de flap" in it.mine(Role.PRESENTER, it.people[0].pk)


def test_who_weighed_everything_is_done(play):
    it = play("rating")
    me = it.people[0]
    assert not it.sheet().activity.done(it.sheet(), me.pk)
    for entry in it.source:
        it.hand_in({"value": "neutraal"}, by=me, about=entry)
    assert it.sheet().activity.done(it.sheet(), me.pk)
    assert not it.sheet().activity.done(it.sheet(), it.people[1].pk)


@pytest.mark.parametrize("role", ROLES)
def test_a_question_is_let_go_without_saying_why(play, role):
    it = play("answers")
    me = it.people[0]
    it.hand_in({"value": "beantwoord"}, by=me, about=it.source[0])
    it.hand_in({"value": "liever niet"}, by=me, about=it.source[1])
    html, _ = it.flap(role)
    assert "✓ beantwoord" in html and "losgelaten" in html
    assert "liever niet" not in html.lower()
    assert "Nog 1 vraag open" in html
    assert it.sheet().activity.open_items(it.sheet()) == "Nog 1 vraag open."


def test_the_answers_say_what_is_open_until_nothing_is(play):
    it = play("answers")
    activity = it.sheet().activity
    assert activity.open_items(it.sheet()) == "Nog 3 vragen open."
    for entry in it.source:
        it.hand_in({"value": "beantwoord"}, by=it.people[0], about=entry)
    assert activity.open_items(it.sheet()) == ""
    html = it.mine(Role.PRESENTER, it.people[0].pk)
    assert re.findall(r'class="button mark"[^>]*>(.*?)</button>', html)[:2] == ["Beantwoord", "Liever niet"]
    assert html.count(">Trek in<") == 3


def test_a_source_reads_with_its_opening():
    statements, rating = registry.get("statements"), registry.get("rating")
    said = SimpleNamespace(pk=5, body={"text": "dat ik geen nee zeg"}, about_id=None, author_id=9)
    source = Sheet(statements, statements.options_class.read({"opening": "Mijn probleem is …"}), "a", "1-a", [said])
    sheet = Sheet(rating, rating.options_class(), "b", "2-b", [], source)
    html = get_template(sheet.flap_template).render({"sheet": sheet})
    assert "Mijn probleem is dat ik geen nee zeg" in words(html)


def test_the_turns_of_a_round_are_the_machines(play):
    activity = registry.get("speaking_round")
    read = activity.options_class.read
    assert activity.turns(read({"rounds": 3})) == 3
    assert activity.turns(read({"rounds": "until_exhausted"})) is None
    assert activity.turn_roles(read({"by": ["groepslid"]})) == (Role.MEMBER,)


def test_the_queue_goes_round_the_table_from_whose_turn_it_is():
    leg = SimpleNamespace(turn=3, had=(1,), passed=(4,))
    assert queue(leg, (1, 2, 3, 4, 5)) == [5, 2]
    assert queue(SimpleNamespace(turn=None, had=(), passed=()), (1, 2)) == [1, 2]


def test_a_round_shows_whose_turn_it_is_and_who_comes_after(play):
    it = play("speaking_round", rounds=2, prompt="Ik waardeer dat …")
    scene = it.scene
    actions.perform(it.session, machine.PassTurn(machine.Position(1, scene.turn.pk)))
    scene = it.scene
    actions.perform(it.session, machine.PassTurn(machine.Position(1, scene.turn.pk), passing=True))
    html = words(it.flap(SCREEN)[0])
    assert "ronde 1 van 2" in html and "Aan de beurt: Chris" in html and "Ik waardeer dat …" in html
    assert "Geweest: Amina" in html and "Gepast: Bram" in html
    assert "Hierna: Dunya" in html


def test_keywords_stand_with_the_name_of_who_said_them(play):
    it = play("speaking_round", collect="keywords")
    it.hand_in({"text": "meer rust"}, by=it.people[1])
    assert "meer rust Bram" in words(it.flap(Role.PRESENTER)[0])


def test_a_round_that_collects_nothing_has_nothing_to_hand_in(play):
    it = play("speaking_round", collect="none", prompt="Knap vind ik …")
    assert it.sheet().activity.form(it.sheet()) is None
    html = it.mine(Role.MEMBER, it.people[1].pk)
    assert "Knap vind ik …" in html and "<form" not in html


def test_a_sentence_is_kept_without_its_opening_and_shown_with_it(play):
    it = play("statements", opening="Mijn probleem is …")
    made = it.hand_in({"text": "mijn probleem is … dat ik\ngeen nee zeg "}, by=it.people[1])
    assert made.body == {"text": "dat ik geen nee zeg"}
    assert "Mijn probleem is dat ik geen nee zeg" in words(it.flap(Role.PRESENTER)[0])
    assert re.search(r"<label[^>]*>Mijn probleem is …</label>", it.mine(Role.MEMBER, it.people[1].pk))


def test_only_the_opening_is_no_sentence(play):
    it = play("statements", opening="Mijn probleem is …")
    with pytest.raises(actions.FormInvalid) as refused:
        it.hand_in({"text": "Mijn probleem is …"}, by=it.people[1])
    assert refused.value.form.errors["text"] == ["Maak de zin nog af."]
    assert refused.value.form["text"].value() == "Mijn probleem is …"


def test_earlier_versions_stay_visible_below_the_latest(play):
    it = play("statements", versions=True)
    for text in ("eerste", "tweede"):
        it.hand_in({"text": text}, by=it.people[0])
    html, _ = it.flap(SCREEN)
    assert html.index("tweede") < html.index("eerste")
    assert re.findall(r'class="entry (\w+)"', html) == ["latest", "earlier"]
    assert html.count("eerder<") == 1


def test_the_begeleider_writes_down_for_the_group(play):
    it = play("statements", by_group=True)
    made = it.hand_in({"text": "wij het samen doen"}, role=Role.FACILITATOR)
    assert made.author is None
    assert "wij het samen doen" in it.mine(Role.FACILITATOR, None)
    assert "wij het samen doen" in it.flap(Role.MEMBER)[0]


def test_statements_are_done_when_the_least_is_there(play):
    it = play("statements", min_per_member=2)
    me = it.people[1]
    it.hand_in(it.valid(1), by=me)
    assert not it.sheet().activity.done(it.sheet(), me.pk)
    it.hand_in(it.valid(2), by=me)
    assert it.sheet().activity.done(it.sheet(), me.pk)


def test_a_form_for_advice_says_that_it_is_one_and_waits_for_its_step(play):
    it = play("advice")
    assert "data-advice" in it.mine(Role.MEMBER, it.people[1].pk)
    scene = it.scene
    scene.step.advice = "no"
    assert scene.flap.writable(Role.MEMBER) == []


def test_an_evaluation_needs_one_point_and_stands_under_its_points(play):
    it = play("evaluation", points=["group_process", "learned"])
    it.hand_in({"group_process": "rustig samen", "learned": ""}, by=it.people[1])
    it.hand_in({"learned": "doorvragen"}, by=it.people[2])
    assert it.sheet().entries[0].body == {"group_process": "rustig samen"}
    html = words(it.flap(Role.MEMBER)[0])
    assert html == "Wat heb je geleerd? doorvragen Het groepsproces rustig samen"
    mine = it.mine(Role.MEMBER, it.people[1].pk)
    assert "rustig samen" in mine and "doorvragen" not in mine and "Trek in" in mine
    assert mine.count("<textarea") == 2
