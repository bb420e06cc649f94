"""What is peculiar to boards, walking past them, tables, drawings, and giving out roles, pairs and chairs."""

import json
import re
import secrets

import pytest
from django.template.loader import get_template

from methods.models import Method
from sessions.activities import registry
from sessions.activities.base import BadOption, Refused
from sessions.activities.casting.forms import divide
from sessions.activities.drawing.strokes import LONGEST, STROKES, BadDrawing, path, read
from sessions.live import actions, machine, stage
from sessions.live.audience import SCREEN, Audience
from sessions.roles import Role
from tests.cast import Cast

pytestmark = pytest.mark.django_db
OTHERS = [Role.PRESENTER, Role.MEMBER, SCREEN]
EVERYBODY = [Role.FACILITATOR, *OTHERS]
LINE = {"color": "red", "width": "thick", "points": [10, 20, 30, 40]}


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class Wall(Cast):
    """A running session of a method made up for the test; per step its activities, written on by all members."""

    @classmethod
    def of(cls, *steps, presenter="Amina", names=("Amina", "Bram", "Joost", "Lieke"), roles=tuple(Role)):
        method = Method.objects.create(slug="proef", title="Proef", aim="-", source="-")
        for order, specs in enumerate(steps, 1):
            step = method.steps.create(order=order, title=f"Stap {order}", summary="-", advice="yes", minutes=5)
            for place, (kind, options) in enumerate(specs, 1):
                step.activities.create(order=place, key=kind, kind=kind, options=options)
            for role in roles:
                group = {k for k, o in specs if o.get("by") == "group" or o.get("who") == "group"}
                steered = {k for k, _o in specs if registry.get(k).steered}
                keys = [k for k, _o in specs if (k in group if role == Role.FACILITATOR else k not in steered)]
                step.rows.create(role=role, instruction="-", speaks=["speaks"], writes=keys)
        wall = cls.gather(method="proef", presenter=presenter, names=names)
        wall.start()
        return wall

    def next(self):
        self.perform(machine.Next(self.state.at))

    def flap(self, role=Role.MEMBER):
        return stage.render(self.scene, Audience(role), "flap")

    def mine(self, name):
        return self.phone(name).get(self.url("mine/")).content.decode()

    def post(self, client, key, **data):
        given = {"step": self.step.pk, "client_key": secrets.token_hex(10), **data}
        return client.post(self.url(f"contribute/{key}/"), given)

    def steer(self, key, **data):
        return self.post(self.desk, key, **data)

    def press(self, button, role=Role.FACILITATOR):
        """The begeleider presses a button of the flap, with what it carries."""
        found = next(vals for name, vals, url in buttons(self.flap(role)) if name.startswith(button))
        url = next(url for name, _vals, url in buttons(self.flap(role)) if name.startswith(button))
        return self.desk.post(url, json.loads(found))

    def ids(self):
        return {str(pk) for pk in self.session.participants.values_list("pk", flat=True)}


def buttons(html):
    """What each button is called, carries, and where it posts."""
    found = re.findall(r"<button([^>]*)>(.*?)</button>", html, re.S)
    return [
        (
            (re.findall(r'aria-label="([^"]*)"', tag) or [words(inside)])[0],
            re.findall(r"hx-vals='([^']*)'", tag)[0],
            re.findall(r'hx-post="([^"]*)"', tag)[0],
        )
        for tag, inside in found
        if "hx-vals" in tag
    ]


# --- Options ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "options", "sentence"),
    [
        ("board", {"columns": []}, "minstens één naam"),
        ("board", {"columns": ["a", "a"]}, "geen twee gelijke"),
        ("board", {"reveal": "ooit"}, "reveal is"),
        ("board", {"who": "iedereen"}, "who is"),
        ("board", {"scale": [10, 1]}, "scale is"),
        ("board", {"max_per_member": 0}, "max_per_member"),
        ("walk", {"inbrenger_questions": "alles"}, "inbrenger_questions is"),
        ("walk", {"from_step": 0}, "from_step"),
        ("table", {"rows": []}, "rows heeft"),
        ("table", {"columns": ["a", "a"]}, "columns heeft"),
        ("table", {"by": "iedereen"}, "by is"),
        ("table", {"rows": ["a"], "second_line": ["b"]}, "second_line"),
        ("drawing", {"reveal": "ooit"}, "reveal is"),
        ("casting", {"shape": "kring"}, "shape is een van"),
        ("casting", {"shape": "roles", "roles": ["koning"]}, "roles bestaat hier uit"),
        ("casting", {"shape": "roles", "roles": ["begeleider"]}, "zonder de begeleider"),
        ("casting", {"shape": "circles", "roles": ["binnenkring"]}, "twee roles"),
        ("casting", {"shape": "chairs"}, "één tot acht"),
        ("casting", {"shape": "pairs", "size": 1}, "size is"),
    ],
)
def test_an_option_that_cannot_be_used_is_refused_for_the_author(kind, options, sentence):
    with pytest.raises(BadOption, match=sentence):
        registry.get(kind).options_class.read(options)


# --- Board --------------------------------------------------------------------------------------------------------


def test_post_its_hang_in_their_columns_for_everybody():
    it = Wall.of([("board", {"columns": ["remt", "helpt"]})])
    it.put("Bram", "board", text="weinig tijd", column="remt")
    it.put("Joost", "board", text="een fijn team", column="helpt")
    for role in EVERYBODY:
        html = words(it.flap(role))
        assert "remt 1 weinig tijd" in html and "helpt 1 een fijn team" in html
        assert not any(name in html for name in ("Bram", "Joost"))


def test_a_post_it_needs_a_column_of_the_board_and_stays_typed():
    it = Wall.of([("board", {"columns": ["remt", "helpt"]})])
    answer = it.post(it.phone("Bram"), "board", text="weinig tijd", column="elders")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Kies een kolom." in html and "weinig tijd</textarea>" in html
    assert html.count('type="radio"') == 2 and "<legend>In welke kolom?</legend>" in html


def test_where_there_is_one_column_none_is_asked():
    it = Wall.of([("board", {"columns": ["zwart"]})])
    assert 'type="radio"' not in it.mine("Bram")
    made = it.put("Bram", "board", text="het kan misgaan")
    assert made.body == {"column": "zwart", "text": "het kan misgaan"}
    assert "zwart 1 het kan misgaan" in words(it.flap())


def test_a_post_it_is_short():
    it = Wall.of([("board", {"columns": ["zwart"]})])
    answer = it.post(it.phone("Bram"), "board", text="lang " * 60)
    assert answer.status_code == 422 and "houd het bij 200 tekens" in answer.content.decode()


def test_a_board_stays_hidden_until_the_agreed_moment_with_its_columns():
    it = Wall.of([("board", {"columns": ["herken ik", "mis ik"], "reveal": "at_end"})])
    it.put("Bram", "board", text="Geheim van Bram", column="mis ik")
    desk = it.flap(Role.FACILITATOR)
    assert "Geheim van Bram" in desk and "<summary>1 briefje ligt klaar</summary>" in desk
    for role in OTHERS:
        assert "Geheim" not in it.flap(role) and "1 briefje ligt klaar" in it.flap(role)
    it.perform(machine.Reveal())
    assert all("Geheim van Bram" in it.flap(role) for role in EVERYBODY)


def test_an_own_weight_where_the_board_asks_for_it():
    it = Wall.of([("board", {"columns": ["remt"], "weights": True})])
    it.put("Bram", "board", text="licht", value="2")
    it.put("Joost", "board", text="zwaar", value="9")
    assert "zwaar gewicht 9 licht gewicht 2" in words(it.flap())
    answer = it.post(it.phone("Lieke"), "board", text="te zwaar", value="11")
    assert answer.status_code == 422 and "Kies een cijfer van 1 tot 10." in answer.content.decode()


def forces(**options):
    it = Wall.of(
        [("board", {"columns": ["remt", "buiten onze invloed"]})],
        [("board", {"columns": ["helpt"]})],
        [("board", {"columns": ["remt", "helpt"], "weights": True, **options})],
    )
    made = [it.put("Bram", "board", text="weinig tijd", column="remt")]
    made.append(it.put("Joost", "board", text="de wet", column="buiten onze invloed"))
    made.append(it.put("Joost", "board", text="geen geld", column="remt"))
    it.next()
    made.append(it.put("Bram", "board", text="een fijn team"))
    it.next()
    return it, made


def test_everybody_weighs_the_forces_of_the_earlier_boards():
    it, (time, law, money, team) = forces(focus_top=2)
    html = it.mine("Amina")
    assert html.count("<select") == 3 and "de wet" not in html and "<textarea" not in html
    for name, weights in {"Amina": (3, 9, 4), "Bram": (4, 8, 4)}.items():
        for entry, value in zip((time, money, team), weights, strict=True):
            it.put(name, "board", about=entry.pk, value=value)
    it.put("Bram", "board", about=team.pk, value=5)  # takes the place of the earlier one
    for role in EVERYBODY:
        html = it.flap(role)
        assert re.search(r"geen geld.*8,5.*weinig tijd.*3,5.*een fijn team.*4,5", words(html))
        assert html.count("data-top") == 2 and "de wet" not in html and "3 gewogen" in html
    assert it.scene.flap.sheets(it.step)[0].activity.done(it.scene.flap.sheets(it.step)[0], it.person("Bram").pk)
    with pytest.raises(Refused, match="ligt niet meer"):
        it.put("Bram", "board", about=law.pk, value=10)  # it hangs in a column that is not weighed


def test_a_weight_is_chosen_per_card_with_what_i_gave_before():
    it, (time, *_rest) = forces()
    answer = it.post(it.phone("Bram"), "board", about=time.pk, value=7)
    html = answer.content.decode()
    assert answer.status_code == 200 and html.count("<option selected>7</option>") == 1
    assert f'<label class="entry-text" for="v-{it.step.pk}-board-{time.pk}">weinig tijd</label>' in html
    assert "1 gewogen" in words(html)
    assert "selected" not in it.mine("Joost")
    assert not any(pk in it.flap(Role.MEMBER) for pk in it.ids() if len(pk) > 3)


def test_the_limit_counts_post_its_and_not_weights():
    it, made = forces(max_per_member=1)
    for entry in (made[0], made[2], made[3]):
        it.put("Bram", "board", about=entry.pk, value=1)
    assert "3 gewogen" in it.flap()


def test_forty_post_its_stay_under_thirty_kilobytes():
    it = Wall.of([("board", {"columns": ["kijk", "normen", "vaardigheden", "gedrag", "omgeving"]})])
    names = ["Amina", "Bram", "Joost", "Lieke"]
    columns = ["kijk", "normen", "vaardigheden", "gedrag", "omgeving"]
    for n in range(40):
        it.put(names[n % 4], "board", text=f"Een briefje van gewone lengte, nummer {n}", column=columns[n % 5])
    for role in EVERYBODY:
        assert len(it.flap(role).encode()) < 30_000, role


# --- Walking past ---------------------------------------------------------------------------------------------------


def walked(**options):
    columns = ["herken ik", "mis ik", "zie ik anders"]
    it = Wall.of([("board", {"columns": columns})], [("walk", {"from_step": 1, **options})])
    it.put("Bram", "board", text="je rust", column="herken ik")
    it.put("Joost", "board", text="je vragen", column="zie ik anders")
    it.next()
    return it


def test_one_column_at_a_time_and_the_begeleider_turns():
    it = walked()
    for role in EVERYBODY:
        html = words(it.flap(role))
        assert "vel 1 van 3 herken ik je rust" in html and "je vragen" not in html
    assert it.press("Volgend vel").status_code == 204
    assert "vel 2 van 3 mis ik Hier ligt niets op." in words(it.flap(SCREEN))
    assert it.press("Volgend vel").status_code == 204
    assert "zie ik anders je vragen" in words(it.flap(Role.MEMBER))
    assert it.press("Vorig vel").status_code == 204
    assert "vel 2 van 3" in it.flap()
    kept = it.session.contributions.filter(key="walk")
    assert [(c.author, c.body) for c in kept] == [(None, {"value": 2})]


def test_a_double_press_turns_one_leaf():
    it = walked()
    for _ in range(2):
        assert it.steer("walk", value=2).status_code == 204
    assert "vel 2 van 3" in it.flap()
    assert it.steer("walk", value=9).status_code == 422
    assert "vel 2 van 3" in it.flap()


def test_only_who_guards_the_process_has_the_buttons():
    it = walked()
    assert [name for name, _vals, _url in buttons(it.flap(Role.FACILITATOR))] == ["Vorig vel", "Volgend vel"]
    assert all(buttons(it.flap(role)) == [] for role in OTHERS)
    assert it.post(it.phone("Bram"), "walk", value=2).status_code == 409
    assert "vel 1 van 3" in it.flap()
    # It gives the begeleider no field, and nothing to write down for the group.
    assert "de groep" not in it.desk.get(it.url("mine/")).content.decode()


def test_what_the_inbrenger_may_ask_is_said():
    assert "mag om uitleg vragen" in walked(inbrenger_questions="clarifying_only").flap()


def test_what_was_weighed_is_walked_past_with_its_weight():
    it = Wall.of(
        [("board", {"columns": ["remt", "helpt"]})],
        [("board", {"columns": ["remt", "helpt"], "weights": True})],
        [("walk", {"from_step": 2})],
    )
    time, money = (it.put("Bram", "board", text=text, column="remt") for text in ("weinig tijd", "geen geld"))
    it.put("Joost", "board", text="de wet", column="remt")
    it.next()
    for entry, value in ((time, 4), (money, 9)):
        it.put("Amina", "board", about=entry.pk, value=value)
    it.next()
    assert all("remt geen geld 9 weinig tijd 4 de wet" in words(it.flap(role)) for role in EVERYBODY)


def test_there_is_nothing_to_walk_past_yet():
    it = Wall.of([("board", {})], [("walk", {"from_step": 1})])
    it.next()
    assert all("Er ligt nog niets om langs te lopen" in it.flap(role) for role in EVERYBODY)


def test_sentences_and_drawings_are_walked_past_one_by_one():
    it = Wall.of([("statements", {"opening": "Ik zie …"})], [("walk", {"from_step": 1})])
    for name in ("Bram", "Joost"):
        it.put(name, "statements", text=f"iets van {name}")
    it.next()
    it.steer("walk", value=2)
    assert "vel 2 van 2 Ik zie iets van Joost" in words(it.flap())


def test_a_kind_that_is_not_built_yet_asks_for_nothing():
    it = Wall.of([("nog-niet-gebouwd", {})])
    assert it.step.row(Role.MEMBER)["writes"] == ["nog-niet-gebouwd"]
    assert "<form" not in it.mine("Bram")
    assert it.post(it.phone("Bram"), "nog-niet-gebouwd", text="Hallo?").status_code == 409


# --- Table --------------------------------------------------------------------------------------------------------


def test_the_latest_version_of_a_cell_stands_and_the_next_empty_one_is_ready():
    it = Wall.of([("table", {"rows": ["willen", "doen"], "columns": ["ik", "de ander(en)"]})])
    assert it.mine("Amina").count("<option") == 4 and 'value="0" selected' in it.mine("Amina")
    it.put("Amina", "table", text="rust", cell=0)
    assert 'value="1" selected' in it.mine("Amina")
    it.put("Amina", "table", text="stilte", cell=0)
    it.put("Amina", "table", text="weglopen", cell=3)
    for role in EVERYBODY:
        html = it.flap(role)
        assert "rust" not in html and words(html).endswith("ik de ander(en) willen stilte … doen … weglopen")
        assert '<th scope="row">willen</th>' in html and '<th scope="col">ik</th>' in html
    sheet = it.scene.flap.sheets(it.step)[0]
    assert not sheet.activity.done(sheet, it.person("Amina").pk)


def test_a_second_line_for_what_could_also_be():
    it = Wall.of([("table", {"rows": ["willen", "doen"], "columns": ["ik", "de ander"], "second_line": ["willen"]})])
    html = it.mine("Amina")
    assert "willen · de ander · zou ook kunnen …" in html and "doen · de ander · zou" not in html
    it.put("Amina", "table", text="gelijk krijgen", cell=1)
    it.put("Amina", "table", text="gezien worden", cell=2)
    assert "gelijk krijgen zou ook kunnen … gezien worden" in words(it.flap())


def test_second_lines_are_added_to_the_table_of_an_earlier_step():
    table = {"rows": ["willen", "doen"], "columns": ["ik", "de ander"]}
    it = Wall.of([("table", table)], [("table", table | {"second_line": ["willen"], "by": "group"})])
    it.put("Amina", "table", text="rust", cell=0)
    it.put("Amina", "table", text="gelijk krijgen", cell=1)
    it.next()
    html = it.desk.get(it.url("mine/")).content.decode()
    assert "<option" not in html and "Wat komt daar te staan?" in html, "there is one place left to fill"
    assert it.steer("table", text="gezien worden").status_code == 200
    for role in EVERYBODY:
        assert words(it.flap(role)).endswith(
            "ik de ander willen rust gelijk krijgen zou ook kunnen … gezien worden doen … …"
        )
    it.perform(machine.Back(1))
    assert "gezien worden" not in it.flap(), "the earlier table is left as it was"


def test_a_cell_must_be_one_of_the_table():
    it = Wall.of([("table", {"rows": ["willen"], "columns": ["ik", "jij"]})])
    answer = it.post(it.phone("Amina"), "table", text="rust", cell=7)
    assert answer.status_code == 422
    assert "Kies een vak." in answer.content.decode() and "rust</textarea>" in answer.content.decode()


def test_columns_without_a_name_get_no_row_of_their_own():
    it = Wall.of([("table", {"rows": ["wie zijn erbij betrokken", "wie heeft het probleem"]})])
    assert "<th" in it.flap() and "<thead" not in it.flap()


def test_the_group_s_table_is_written_down_by_the_begeleider():
    it = Wall.of([("table", {"rows": ["doel"], "columns": ["dit jaar"], "by": "group"})])
    assert it.steer("table", text="samen").status_code == 200
    assert (
        "samen" in it.flap()
        and "Schrijf op wat de groep samen zegt." in it.desk.get(it.url("mine/")).content.decode()
    )


def test_beside_each_idea_that_was_recognised_comes_another():
    it = Wall.of(
        [("statements", {"opening": ""})],
        [("marking", {"from_step": 1, "marks": ["herken ik", "herken ik niet"]})],
        [("table", {"columns": ["idee dat ik herken", "ander idee"], "from_step": 2})],
    )
    old, other = (it.put("Bram", "statements", text=text) for text in ("Ik moet sterk zijn", "Ik ben te laat"))
    it.next()
    it.put("Amina", "marking", about=old.pk, value="herken ik")
    it.put("Amina", "marking", about=other.pk, value="herken ik niet")
    it.next()
    mine = it.mine("Amina")
    assert "Ik moet sterk zijn" in mine and "Ik ben te laat" not in mine and ">ander idee</label>" in mine
    it.put("Amina", "table", about=old.pk, text="Hulp vragen is ook sterk")
    with pytest.raises(Refused, match="ligt niet meer"):
        it.put("Amina", "table", about=other.pk, text="-")
    for role in EVERYBODY:
        html = words(it.flap(role))
        assert html.endswith("idee dat ik herken ander idee Ik moet sterk zijn Hulp vragen is ook sterk")


def test_a_table_of_what_was_chosen_says_when_nothing_was():
    it = Wall.of([("statements", {})], [("table", {"columns": ["oud", "nieuw"], "from_step": 1})])
    it.next()
    assert "zodra er in een eerdere stap iets gekozen is" in it.flap()
    assert "<textarea" not in it.mine("Amina")


# --- Drawing --------------------------------------------------------------------------------------------------------


def test_a_drawing_is_shown_as_paths_of_known_colours():
    it = Wall.of([("drawing", {"photo": True})])
    it.put("Bram", "drawing", strokes=json.dumps([LINE, {**LINE, "color": "blue", "points": [5, 5]}]))
    for role in EVERYBODY:
        html = it.flap(role)
        assert '<path stroke="#b8323a" stroke-width="36" d="M10 20l20 20"/>' in html
        assert '<path stroke="#2b5fae" stroke-width="36" d="M5 5l0 0"/>' in html
        assert 'role="img"' in html and "style=" not in html
    mine = it.mine("Bram")
    assert "1 van 3" in mine and "Liever op papier" in mine and 'tabindex="0"' in mine
    assert ">Trek in<" in mine and "data-clear" in mine and len(re.findall("data-color", mine)) == 9


def test_a_drawing_is_hidden_until_its_moment():
    it = Wall.of([("drawing", {"reveal": "at_end"})])
    it.put("Bram", "drawing", strokes=json.dumps([LINE]))
    assert "M10 20" in it.flap(Role.FACILITATOR) and "<details" in it.flap(Role.FACILITATOR)
    for role in OTHERS:
        assert "M10 20" not in it.flap(role) and "1 tekening ligt klaar" in it.flap(role)


@pytest.mark.parametrize(
    "strokes",
    [
        "geen json",
        "5",
        '{"color": "red"}',
        "[[1, 2]]",
        json.dumps([{**LINE, "color": "#000"}]),
        json.dumps([{**LINE, "color": '"/><script>'}]),
        json.dumps([{**LINE, "width": 5}]),
        json.dumps([{**LINE, "points": []}]),
        json.dumps([{**LINE, "points": [1, 2, 3]}]),
        json.dumps([{**LINE, "points": [1, "x"]}]),
        '[{"color": "red", "width": "thin", "points": [NaN, 1]}]',
        '[{"color": "red", "width": "thin", "points": [1e999, 1]}]',
        '[{"color": ["red"], "width": "thin", "points": [1, 1]}]',
        "[" * 5000,
    ],
)
def test_what_is_no_drawing_is_refused(strokes):
    with pytest.raises(BadDrawing):
        read(strokes)


def test_strokes_are_kept_within_the_paper_and_nothing_else_is_kept():
    kept = read(json.dumps([{**LINE, "points": [-5, 9000, 2.6, 3], "extra": "<b>"}]))
    assert kept == [{"color": "red", "width": "thick", "points": [0, 750, 3, 3]}]
    assert path(kept[0]["points"]) == "M0 750l3 -747"
    with pytest.raises(BadDrawing):
        read(json.dumps([LINE] * (STROKES + 1)))


def test_a_drawing_that_is_too_large_or_empty_is_refused_kindly():
    it = Wall.of([("drawing", {})])
    answer = it.post(it.phone("Bram"), "drawing", strokes="[]")
    assert answer.status_code == 422 and "Teken eerst iets." in answer.content.decode()
    full = json.dumps([{**LINE, "points": [100] * 200}] * 60)
    assert len(full) > LONGEST
    answer = it.post(it.phone("Bram"), "drawing", strokes=full)
    assert "te groot geworden" in answer.content.decode() and full.replace('"', "&quot;") in answer.content.decode()


def test_a_drawing_is_walked_past_and_marked():
    it = Wall.of(
        [("drawing", {})], [("walk", {"from_step": 1})], [("marking", {"from_step": 1, "marks": ["spreekt aan"]})]
    )
    made = it.put("Bram", "drawing", strokes=json.dumps([LINE]))
    it.next()
    assert "M10 20l20 20" in it.flap() and "vel 1 van 1" in it.flap()
    it.next()
    assert "M10 20l20 20" in it.mine("Amina")
    it.put("Amina", "marking", about=made.pk, value="spreekt aan")
    assert "M10 20l20 20" in it.flap() and "spreekt aan" in it.flap()


# --- Casting --------------------------------------------------------------------------------------------------------


def test_a_role_is_given_from_the_flap_of_the_begeleider():
    it = Wall.of([("casting", {"shape": "roles", "roles": ["stamoudste"]})])
    assert all("Stamoudste nog niemand" in words(it.flap(role)) for role in EVERYBODY)
    assert all(buttons(it.flap(role)) == [] for role in OTHERS)
    assert it.press("Bram").status_code == 200
    assert it.scene.role_of(it.person("Bram")) == Role.ELDER
    assert all("Stamoudste Bram" in words(it.flap(role)) for role in EVERYBODY)
    it.press("Joost")  # one elder at a time
    assert "Stamoudste Joost" in words(it.flap(SCREEN))


def test_two_circles_and_the_card_for_who_watches():
    it = Wall.of(
        [
            (
                "casting",
                {"shape": "circles", "roles": ["binnenkring", "buitenkring"], "observation": ["Wat blijft liggen?"]},
            )
        ],
        presenter=None,
    )
    it.press("Amina")
    it.press("Bram")
    assert "Nog zonder kring: Joost, Lieke" in words(it.flap())
    assert it.press("De rest wordt buitenkring").status_code == 200
    html = words(it.flap(SCREEN))
    assert "Binnenkring Amina Bram" in html and "Buitenkring Joost Lieke" in html and "Nog zonder" not in html
    assert "Wat blijft liggen?" in it.flap(Role.OUTER) and "Wat blijft liggen?" in it.flap(Role.FACILITATOR)
    assert "Wat blijft liggen?" not in it.flap(Role.INNER) + it.flap(SCREEN)


@pytest.mark.parametrize(
    ("n", "size", "sizes"),
    [(4, 2, [2, 2]), (5, 2, [3, 2]), (7, 2, [3, 2, 2]), (5, 3, [3, 2]), (7, 3, [4, 3]), (1, 2, [1]), (2, 3, [2])],
)
def test_groups_are_even_and_nobody_is_alone(n, size, sizes):
    people = list(range(1, n + 1))
    groups = divide(people, size, shuffled=False)
    assert [len(group) for group in groups] == sizes and [p for group in groups for p in group] == people
    shuffled = divide(people, size, shuffled=True)
    assert sorted(p for group in shuffled for p in group) == people


def test_pairs_are_made_by_the_begeleider_and_seen_by_all():
    it = Wall.of([("casting", {"shape": "pairs", "roles": ["tweetal"], "tasks": ["Beantwoord de vijf vragen."]})])
    assert it.press("Naast elkaar").status_code == 204
    for role in EVERYBODY:
        html = words(it.flap(role))
        assert "Amina en Bram" in html and "Joost en Lieke" in html and "Beantwoord de vijf vragen." in html
    for role in OTHERS:
        assert buttons(it.flap(role)) == []
    assert it.press("Verdeel in tweetallen").status_code == 204
    assert it.session.contributions.filter(key="casting", author=None).count() == 1
    it.let_in("Noor")
    assert "Noor heeft nog geen groepje." in it.flap()
    assert it.post(it.phone("Bram"), "casting", value="random", people=[1]).status_code == 409


def test_the_inbrenger_is_left_out_of_groups_of_members():
    it = Wall.of([("casting", {"shape": "pairs", "roles": ["groepslid"], "size": 3})])
    it.press("Naast elkaar")
    assert "Bram, Joost en Lieke" in words(it.flap()) and "Amina" not in it.flap()
    read = registry.get("casting").options_class.read
    assert read({"shape": "pairs", "roles": ["groepslid"], "include_inbrenger": True}).with_presenter
    assert not read({"shape": "pairs", "roles": ["tweetal"], "include_inbrenger": False}).with_presenter


def test_only_people_of_the_session_are_divided():
    it = Wall.of([("casting", {"shape": "pairs"})])
    assert it.steer("casting", value="seats", people=[999_999]).status_code == 422
    assert it.steer("casting", value="seats").status_code == 422
    assert "Hier komt wie met wie" in it.flap()


def test_a_pair_has_in_sight_what_it_put_up_and_nobody_else_has():
    it = Wall.of([("casting", {"shape": "pairs"}), ("board", {"who": "pairs", "reveal": "at_end"})])
    it.press("Naast elkaar")  # Amina en Bram, Joost en Lieke
    assert "Samen met Bram." in it.mine("Amina") and "Samen met Lieke." in it.mine("Joost")
    before = stage.keys(it.scene, Audience(Role.MEMBER))["mine"]
    it.put("Bram", "board", text="Rust bewaren")
    assert "Rust bewaren" in it.mine("Amina") and "Trek in" not in it.mine("Amina")
    assert "Trek in" in it.mine("Bram")
    assert "Rust bewaren" not in it.mine("Joost") + "".join(it.flap(role) for role in OTHERS)
    assert stage.keys(it.scene, Audience(Role.MEMBER))["mine"] != before  # so that the other phone fetches it


def test_where_people_were_put_together_anew_the_phones_know():
    it = Wall.of([("casting", {"shape": "pairs"}), ("board", {"who": "pairs"})])
    assert "Samen met" not in it.mine("Amina")
    before = stage.keys(it.scene, Audience(Role.MEMBER))["mine"]
    it.press("Naast elkaar")
    assert stage.keys(it.scene, Audience(Role.MEMBER))["mine"] != before


def test_whoever_plays_has_in_sight_what_appealed():
    chairs = {"shape": "chairs", "roles": ["ikzelf"], "from_step": 2}
    it = Wall.of([("statements", {})], [("marking", {"from_step": 1})], [("casting", chairs)])
    asked, waited = (it.put("Bram", "statements", text=text) for text in ("Ik vroeg door", "Ik wachtte af"))
    it.next()
    it.put("Amina", "marking", about=asked.pk, value="spreekt aan")
    it.put("Amina", "marking", about=waited.pk, value="spreekt niet aan")
    it.next()
    for role in EVERYBODY:
        assert "Ik vroeg door" in it.flap(role) and "Ik wachtte af" not in it.flap(role)
    assert it.steer("casting", value="place", chair=0, person=it.person("Amina").pk).status_code == 204


def test_people_sit_in_chairs_and_change_places():
    it = Wall.of([("casting", {"shape": "chairs", "roles": ["ikzelf", "gesprekspartner"]})])
    assert all("ikzelf leeg" in words(it.flap(role)) for role in EVERYBODY)
    amina, bram = it.person("Amina").pk, it.person("Bram").pk
    assert it.steer("casting", value="place", chair=0, person=amina).status_code == 204
    assert it.steer("casting", value="place", chair=1, person=bram).status_code == 204
    for role in OTHERS:
        assert "ikzelf Amina gesprekspartner Bram" in words(it.flap(role)) and buttons(it.flap(role)) == []
    assert it.press("Wissel van stoel").status_code == 204
    assert "ikzelf Bram gesprekspartner Amina" in words(it.flap(SCREEN))
    assert it.press("niemand").status_code == 204
    assert "ikzelf leeg gesprekspartner Amina" in words(it.flap(SCREEN))
    assert it.steer("casting", value="place", chair=7, person=bram).status_code == 422


def test_a_chair_that_is_a_role_of_the_step_is_given_out_as_that_role():
    it = Wall.of([("casting", {"shape": "chairs", "roles": ["tegenspeler"]})])
    assert it.press("Bram").status_code == 200
    assert it.scene.role_of(it.person("Bram")) == Role.COUNTERPART
    assert "tegenspeler Bram" in words(it.flap(SCREEN)) and "Wissel" not in it.flap(Role.FACILITATOR)


def test_a_chair_called_inbrenger_makes_nobody_the_inbrenger():
    it = Wall.of([("casting", {"shape": "chairs", "roles": ["inbrenger", "omgeving"]})])
    it.press("Bram")
    assert it.scene.presenter.name == "Amina" and "inbrenger Bram" in words(it.flap(SCREEN))


def test_the_chair_is_offered_to_who_has_a_phone_and_does_not_bring_the_case():
    it = Wall.of([("casting", {"shape": "chair", "roles": ["begeleider"]})])
    actions.add_phoneless(it.session, "Ria")
    offers = [name for name, _vals, _url in buttons(it.flap(Role.FACILITATOR))]
    assert offers == ["Draag over aan Bram", "Draag over aan Joost", "Draag over aan Lieke"]
    assert it.press("Draag over aan Bram").status_code == 200
    assert "De leiding is Bram aangeboden." in it.flap(Role.FACILITATOR)
    assert "aangeboden" not in it.flap(Role.MEMBER) and "De begeleider leidt het gesprek." in it.flap(Role.MEMBER)
    actions.accept_chair(it.session, it.person("Bram"))
    assert all("Bram leidt het gesprek." in words(it.flap(role)) for role in EVERYBODY)


def test_nothing_of_who_sits_where_is_kept_for_the_report():
    it = Wall.of([("casting", {"shape": "pairs"})])
    it.press("Naast elkaar")
    sheet = it.scene.flap.sheets(it.step)[0]
    assert sheet.entries and list(sheet.activity.summary(sheet)) == []


@pytest.mark.parametrize("kind", ["board", "walk", "table", "drawing", "casting"])
def test_the_templates_are_found(kind):
    activity = registry.get(kind)
    for name in (f"activities/{kind}/flap.html", activity.mine_template, activity.entry_template):
        assert get_template(name)


# -- what every sheet has -------------------------------------------------------------------------------------------


def test_a_method_gives_a_sheet_its_own_name():
    it = Wall.of([("statements", {"title": "De kern"}), ("board", {"columns": ["remt"]})])
    assert "De kern" in it.flap() and "Zinnen" not in it.flap() and "Bord" in it.flap()
    assert "De kern" in it.mine("Bram")


def test_what_another_sheet_shows_already_does_not_lie_there_twice_but_for_the_begeleider():
    it = Wall.of([("questions", {}), ("answers", {"from_step": 1, "from_key": "questions"})])
    assert all("Vragen" in it.flap(role) for role in EVERYBODY)  # nothing lies there yet
    it.put("Bram", "questions", text="Wat zie je?")
    for role in OTHERS:
        assert "Antwoorden" in it.flap(role) and "<h3>Vragen</h3>" not in it.flap(role)
        assert it.flap(role).count("Wat zie je?") == 1
    assert "<h3>Vragen</h3>" in it.flap(Role.FACILITATOR) and "Leg terug" in it.flap(Role.FACILITATOR)


def test_ones_own_notes_are_offered_to_oneself_only():
    it = Wall.of([("statements", {"from_notes": True})])
    assert "data-from-notes" in it.mine("Bram")
    for_bram = it.desk.get(it.url(f"mine/?voor={it.person('Bram').pk}")).content.decode()
    assert "compose-form" in for_bram and "data-from-notes" not in for_bram


def test_sentences_can_wait_for_the_next_step():
    it = Wall.of([("statements", {"reveal": "at_end"})], [("talk", {})])
    it.put("Bram", "statements", text="Geheim van Bram")
    assert all("Geheim" not in it.flap(role) for role in OTHERS)
    it.perform(machine.Reveal())
    assert all("Geheim van Bram" in it.flap(role) for role in OTHERS)
