"""A session without a begeleider: the app guards the steps, everybody takes part and anybody may press."""

import json
import secrets

import pytest
from django.test import Client

from methods.models import Method
from sessions.groups.models import Group, Membership
from sessions.live import actions, machine, stage
from sessions.live.audience import SCREEN, Audience
from sessions.live.models import Device
from sessions.live.viewer import DEVICE_COOKIE
from sessions.roles import Role
from sessions.tokens import digest
from tests.cast import Cast
from tests.screens import Wall

pytestmark = pytest.mark.django_db
MEMBERS = ("Amina", "Bram", "Joost")


@pytest.fixture
def circle(db):
    """Marieke opened it and takes part; Amina brings a case."""
    return Cast.gather(MEMBERS, self_guided=True)


def knocker(cast, name="Noor"):
    client, token = Client(), secrets.token_urlsafe(16)
    client.cookies[DEVICE_COOKIE] = token
    actions.knock(cast.session, digest(token), name)
    return client


def shown(cast, role, region="stage"):
    return stage.render(cast.scene, Audience(role), region)


class TestWhoIsWho:
    def test_who_opened_it_takes_part_like_everybody(self, circle):
        assert [p.name for p in circle.scene.seats] == ["Marieke", *MEMBERS]
        circle.start(2)
        page = circle.desk.get(circle.url()).content.decode()
        assert 'data-place="phone"' in page
        assert 'data-role="groepslid"' in page
        assert 'name="text"' in page
        assert "Privénotities" in page
        assert "Procesnotities" not in page

    def test_her_question_is_hers(self, circle):
        circle.start(2)
        form = {"step": circle.step.pk, "client_key": secrets.token_hex(10), "text": "Wat zou je willen?"}
        assert circle.desk.post(circle.url("contribute/questions/"), form).status_code == 200
        assert circle.session.contributions.get().author.name == "Marieke"

    def test_what_is_hidden_is_hidden_from_all_until_somebody_shows_it(self, circle):
        circle.start(2)
        circle.put("Bram", "questions", text="Wat raakt je het meest?")
        flaps = [
            c.get(circle.url("regions/")).json()["regions"]["flap"] for c in (circle.desk, circle.phone("Joost"))
        ]
        assert not any("raakt je" in flap for flap in flaps)
        assert circle.command(circle.phone("Joost"), verb="reveal").status_code == 200
        assert "raakt je" in circle.desk.get(circle.url("regions/")).json()["regions"]["flap"]

    def test_the_form_asks_and_a_group_may_have_settled_it(self, cast):
        cast.desk.post("/sessies/nieuw/", {"programme": "ronde", "method": "tien-stappen", "self_guided": "on"})
        assert cast.owner.live_sessions.first().self_guided
        cast.desk.post("/sessies/nieuw/", {"programme": "ronde", "method": "tien-stappen"})
        assert not cast.owner.live_sessions.first().self_guided
        group = Group.objects.create(name="Noord", self_guided=True)
        Membership.objects.create(group=group, name="Marieke", user=cast.owner, facilitates=True)
        cast.desk.post("/sessies/nieuw/", {"programme": "ronde", "method": "tien-stappen", "group": group.pk})
        assert cast.owner.live_sessions.first().self_guided


# What a press changes, for whoever takes part. Everybody else meets the 404 of what does not exist.
PRESSES = {
    "command/": {"verb": "pause"},
    "door/": {"verb": "all"},
    "people/": {"verb": "add", "name": "Wout"},
    "guidance/": {"guidance": "short"},
    "stop/": {"stop_at": "11:30"},
    "insert/": {"title": "Even uitwaaien", "minutes": "5"},
}
# What stays with whoever opened it, and what there is no chair for.
OPENERS = {"scherm/link/": "post", "report/": "get", "scherm/": "get"}
NOBODYS = {"als/groepslid/": "get", "take-back/": "post"}


class TestWhoMayPress:
    @pytest.mark.parametrize("path", PRESSES)
    def test_anybody_who_takes_part_and_nobody_else(self, circle, path):
        circle.start()
        waiting, before = knocker(circle), circle.fresh().version
        for outsider in (Client(), waiting):
            assert outsider.post(circle.url(path), PRESSES[path]).status_code == 404
        assert circle.fresh().version == before
        assert circle.phone("Bram").post(circle.url(path), PRESSES[path]).status_code == 200
        assert circle.fresh().version > before

    @pytest.mark.parametrize("path", OPENERS)
    def test_the_room_itself_stays_with_who_opened_it(self, circle, path):
        assert getattr(circle.desk, OPENERS[path])(circle.url(path)).status_code == 200
        assert getattr(circle.phone("Bram"), OPENERS[path])(circle.url(path)).status_code == 404

    @pytest.mark.parametrize("path", NOBODYS)
    def test_what_belongs_to_a_chair_is_not_there(self, circle, path):
        for client in (circle.desk, circle.phone("Bram")):
            assert getattr(client, NOBODYS[path])(circle.url(path)).status_code == 404

    def test_only_who_opened_it_deletes_what_was_written(self, circle):
        circle.start()
        circle.command(circle.phone("Bram"), verb="finish")
        assert circle.phone("Bram").post(circle.url("erase/")).status_code == 404
        assert circle.desk.post(circle.url("erase/")).status_code == 302
        assert circle.fresh().erased

    def test_only_who_opened_it_puts_somebody_out_and_never_herself(self, circle):
        gone = {"verb": "remove", "person": circle.person("Joost").pk}
        assert circle.phone("Bram").post(circle.url("people/"), gone).status_code == 422
        assert circle.desk.post(circle.url("people/"), gone).status_code == 200
        herself = {"verb": "remove", "person": circle.person("Marieke").pk}
        assert circle.desk.post(circle.url("people/"), herself).status_code == 422
        assert {p.name for p in circle.scene.people} == {"Marieke", "Amina", "Bram"}

    def test_there_is_no_chair_to_offer_or_to_take(self, circle):
        circle.start()
        offer = {"verb": "offer", "person": circle.person("Bram").pk}
        assert circle.command(circle.phone("Joost"), **offer).status_code == 422
        assert circle.act("Bram", verb="takeover").status_code == 409
        assert "Neem over" not in circle.phone("Bram").get(circle.url()).content.decode()

    def test_the_log_knows_who_pressed(self, circle):
        circle.start()
        circle.command(circle.phone("Bram"), verb="pause")
        assert circle.session.events.last().actor.name == "Bram"


class TestTogether:
    def test_two_who_press_at_once_move_one_step(self, circle):
        circle.start()
        assert circle.command(circle.phone("Bram"), verb="next", leaving=0).status_code == 200
        late = circle.command(circle.phone("Joost"), verb="next", leaving=0)
        assert late.status_code == 409
        assert "Iemand was je voor" in late.content.decode()
        assert "&quot;leaving&quot;: 1" in late.content.decode() or '"leaving": 1' in late.content.decode()
        assert circle.state.at == 1

    def test_anybody_lets_in_who_knocks(self, circle):
        noor = knocker(circle)
        assert "Iemand uit de groep laat je zo binnen" in noor.get(circle.url()).content.decode()
        device = circle.session.devices.get(door=Device.Door.WAITING)
        assert "Noor" in shown(circle, Role.MEMBER, "people")
        assert (
            circle.phone("Bram").post(circle.url("door/"), {"verb": "admit", "device": device.pk}).status_code == 200
        )
        assert 'data-place="phone"' in noor.get(circle.url()).content.decode()

    def test_a_knock_shows_on_every_phone(self, circle, django_capture_on_commit_callbacks):
        wall = Wall(circle.session, [Role.MEMBER, SCREEN])
        with django_capture_on_commit_callbacks(execute=True):
            knocker(circle)
        wall.hear()
        assert "Noor" in wall.screens[Role.MEMBER, "nl"].shown["people"]
        assert "Noor" not in str(wall.screens[SCREEN, "nl"].pushes)

    def test_the_turn_is_passed_on_by_anybody(self, db):
        circle = Cast.gather(MEMBERS, method="reflecterend-team", self_guided=True)
        circle.start()
        while not circle.scene.turn:
            circle.perform(machine.Next(circle.state.at))
        speaking = circle.scene.turn
        other = next(name for name in MEMBERS if name != speaking.name)
        assert "Volgende beurt" in circle.phone(other).get(circle.url("turn/")).content.decode()
        press = {"verb": "turn", "leaving": circle.state.at, "turn": speaking.pk}
        assert circle.command(circle.phone(other), **press).status_code == 200
        assert circle.scene.turn != speaking

    def test_pairs_are_divided_by_anybody_and_belong_to_nobody(self, db):
        circle = Cast.gather((*MEMBERS, "Lieke"), method="clinic", self_guided=True)
        circle.start()
        while not any(
            s.activity.steered and s.activity.collects(s.options) for s in circle.scene.flap.sheets(circle.step)
        ):
            circle.perform(machine.Next(circle.state.at))
        sheet = next(s for s in circle.scene.flap.steered() if s.activity.collects(s.options))
        assert "live:" not in shown(circle, Role.MEMBER, "flap")
        people = [p.pk for p in circle.scene.seats]
        asks = {
            "pairs": {"value": "random", "people": people},
            "chairs": {"value": "place", "chair": 0, "person": people[1]},
        }
        form = asks[sheet.options.shape] | {"step": circle.step.pk, "client_key": secrets.token_hex(10)}
        url = circle.url(f"contribute/{sheet.key}/")
        assert circle.phone("Bram").post(url, form).status_code in (200, 204)
        assert circle.session.contributions.get(key=sheet.key).author is None

    def test_what_the_group_says_together_is_written_down_by_anybody(self, db):
        circle = Cast.gather(MEMBERS, method="korthagen", self_guided=True)
        circle.start(5)
        assert circle.step.row(Role.FACILITATOR)["writes"]
        assert circle.phone("Bram").get(circle.url("mine/")).content.decode().count("<form") >= 1
        form = {"step": circle.step.pk, "client_key": secrets.token_hex(10), "text": "dat we te snel willen"}
        assert circle.phone("Bram").post(circle.url("contribute/statements/"), form).status_code == 200
        entry = circle.session.contributions.get()
        assert entry.author is None
        assert circle.phone("Joost").post(circle.url("withdraw/statements/"), {"entry": entry.pk}).status_code == 200
        assert not circle.session.contributions.exists()

    def test_the_silent_inbrenger_writes_nothing_down_for_the_group(self, db):
        circle = Cast.gather(MEMBERS, method="korthagen", self_guided=True)
        circle.start(5)
        silent = circle.step.speaks(Role.PRESENTER, 0) == "silent"
        assert ("statements" in {s.key for s in circle.scene.flap.offered(Role.PRESENTER)}) is not silent

    def test_one_writes_down_for_whoever_has_no_phone_and_for_nobody_else(self, circle):
        wout = actions.add_phoneless(circle.session, "Wout")
        circle.start(2)
        form = {"step": circle.step.pk, "client_key": secrets.token_hex(10), "text": "Wat helpt?"}
        url = circle.url("contribute/questions/")
        assert circle.phone("Bram").post(f"{url}?voor={circle.person('Joost').pk}", form).status_code == 404
        assert not circle.session.contributions.exists()
        assert "Wout" in circle.phone("Bram").get(circle.url("mine/")).content.decode()
        assert circle.phone("Bram").post(f"{url}?voor={wout.pk}", form).status_code == 200
        assert circle.session.contributions.get().author == wout

    def test_a_halt_is_anybodys(self, circle):
        circle.start()
        page = circle.phone("Bram").get(circle.url("turn/")).content.decode()
        assert "Storing eerst" in page
        circle.command(circle.phone("Bram"), verb="halt")
        assert circle.state.halted


class TestNobodyGuards:
    def test_a_limit_says_only_that_the_question_is_let_go(self, circle, django_capture_on_commit_callbacks):
        circle.start(4)
        wall = Wall(circle.session, [Role.MEMBER, Role.PRESENTER, SCREEN])
        with django_capture_on_commit_callbacks(execute=True):
            circle.act("Amina", verb="limit")
        wall.hear()
        for screen in wall.screens.values():
            assert "De vraag wordt losgelaten" in screen.shown["stage"]
            assert "Amina" not in screen.shown["stage"]
            assert "mark-limit" not in str(screen.pushes[-1])
        circle.perform(machine.Next(circle.state.at))
        assert "losgelaten" not in shown(circle, Role.MEMBER)

    def test_the_inbrenger_can_take_it_back(self, circle):
        circle.start(4)
        circle.act("Amina", verb="limit")
        assert circle.scene.let_go
        circle.act("Amina", verb="unlimit")
        assert not circle.scene.let_go

    def test_a_timekeeper_is_shown_to_all_and_keeps_their_own_role(self, circle):
        amina = circle.person("Amina")
        circle.command(circle.phone("Bram"), verb="cast", role="tijdbewaker", person=amina.pk)
        assert circle.scene.role_of(amina) is Role.PRESENTER
        for role in (Role.MEMBER, Role.PRESENTER, SCREEN):
            assert "Amina bewaakt de tijd" in shown(circle, role, "people")
        assert "Jij bewaakt de tijd" in circle.phone("Amina").get(circle.url("turn/")).content.decode()
        circle.start()
        assert circle.command(circle.phone("Joost"), verb="next", leaving=0).status_code == 200, "anybody may press"
        circle.command(circle.phone("Bram"), verb="assign", role="tijdbewaker", person="")
        assert circle.scene.timekeeper is None

    def test_no_begeleider_is_missed(self, circle):
        circle.session.chair_seen = None
        circle.session.save(update_fields=["chair_seen"])
        assert not circle.scene.chair_gone
        assert "begeleider" not in shown(circle, Role.MEMBER, "people")

    def test_ids_of_people_stand_in_pushes_only_where_all_give_roles(self, circle, cast_of_a_begeleider):
        assert f'"person": {circle.person("Bram").pk}' in shown(circle, Role.MEMBER, "people")
        other = cast_of_a_begeleider
        assert "person" not in json.dumps(shown(other, Role.MEMBER, "people")).replace("persons", "")


@pytest.fixture
def cast_of_a_begeleider(circle):
    session = actions.open_session(circle.owner, Method.objects.get(slug="tien-stappen"))
    return Cast(session, circle.owner, circle.desk)


@pytest.mark.parametrize(
    "slug", ["balint", "vissenkom", "kgotla", "clinic", "tgi", "modelling", "alleen-maar-advies"]
)
def test_every_step_can_be_seen_and_left_by_a_member(slug, db):
    """Also methods that hand the chair over, divide roles or own the question together."""
    circle = Cast.gather((*MEMBERS, "Lieke", "Samir"), method=slug, self_guided=True)
    assert circle.command(circle.phone("Bram"), verb="start").status_code == 200
    for at in range(len(circle.state.legs)):
        assert circle.state.at == at
        for client in (circle.desk, circle.phone("Amina"), circle.phone("Bram")):
            page = client.get(circle.url())
            assert page.status_code == 200
            assert "Procesnotities" not in page.content.decode()
            assert "Draag over" not in page.content.decode()
        circle.command(circle.phone("Joost"), verb="next", leaving=at)
    assert circle.command(circle.phone("Joost"), verb="finish").status_code == 200
    assert circle.phone("Amina").get(circle.url("flap/")).status_code == 200
    assert circle.desk.get(circle.url("flap/")).status_code == 200
