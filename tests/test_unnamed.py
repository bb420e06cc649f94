"""Where no author is kept: nothing in the database tells whose an entry is, and only its phone can take it back."""

import re
import secrets

import pytest
from django.core import serializers

from methods.models import Method
from sessions.live import actions, machine, stage, takeaway
from sessions.live.audience import Audience
from sessions.live.models import Contribution, Device, Participant, Scratch, Signal
from sessions.live.views.unnamed import COOKIE
from sessions.roles import Role
from tests.cast import Cast

pytestmark = pytest.mark.django_db
KINDS = {"questions": {"anonymous": True, "max_per_member": 2}, "board": {"anonymous": True, "max_per_member": 2}}
TEXT = "Ik ben bang dat het blijft liggen."


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def group(kind):
    method = Method.objects.create(slug="proef", title="Proef", aim="-", source="-")
    step = method.steps.create(order=1, title="Stap 1", summary="-", minutes=5)
    step.activities.create(order=1, key=kind, kind=kind, options=KINDS[kind])
    for role in (Role.FACILITATOR, Role.PRESENTER, Role.MEMBER):
        writes = [kind] if role == Role.MEMBER else []
        step.rows.create(role=role, instruction="-", speaks=["speaks"], writes=writes)
    cast = Cast.gather(method="proef")
    cast.start()
    return cast


def post(group, name, kind, text=TEXT):
    given = {"step": group.step.pk, "client_key": secrets.token_hex(10), "text": text, "column": ""}
    return group.phone(name).post(group.url(f"contribute/{kind}/"), given)


def take_back(group, client, kind, entry):
    return client.post(group.url(f"withdraw/{kind}/"), {"entry": entry.pk})


def mine(group, name):
    return group.phone(name).get(group.url("mine/")).content.decode()


def test_no_row_joins_an_entry_to_a_person(group, kind):
    for name in ("Lieke", "Bram", "Joost"):
        assert post(group, name, kind).status_code == 200
    assert set(Contribution.objects.values_list("author", flat=True)) == {None}
    keys = set(Contribution.objects.values_list("client_key", flat=True))
    beside = [*Device.objects.all(), *Participant.objects.all(), *Signal.objects.all(), *Scratch.objects.all()]
    assert not any(key in serializers.serialize("json", beside) for key in keys)


def test_the_phone_that_made_it_finds_it_and_takes_it_back(group, kind):
    assert TEXT in post(group, "Bram", kind).content.decode()
    entry = Contribution.objects.get()
    assert re.search(r'id="w-\d+"', mine(group, "Bram")) and not re.search(r'id="w-\d+"', mine(group, "Joost"))
    for client in (group.phone("Joost"), group.desk):
        take_back(group, client, kind, entry)
        assert Contribution.objects.exists()
    assert take_back(group, group.phone("Bram"), kind, entry).status_code == 200
    assert not Contribution.objects.exists()


def test_the_key_stays_with_this_session_in_this_browser(group, kind):
    kept = post(group, "Bram", kind).cookies[COOKIE]
    assert (kept["path"], bool(kept["httponly"]), kept["samesite"]) == (group.url(), True, "Lax")
    assert kept.value == Contribution.objects.get().client_key
    assert not kept["max-age"] and not kept["expires"]


def test_the_limit_counts_what_this_phone_put_up(group, kind):
    assert [post(group, "Bram", kind).status_code for _n in range(3)] == [200, 200, 422]
    assert post(group, "Joost", kind).status_code == 200
    first = Contribution.objects.first()
    take_back(group, group.phone("Bram"), kind, first)
    assert post(group, "Bram", kind).status_code == 200


def test_no_draft_is_kept_on_the_server(group, kind):
    assert 'data-draft="here"' in re.search(r"<form.*?</form>", mine(group, "Bram"), re.S)[0]
    field = re.search(rf'id="(f\d+-{kind}_text)"', mine(group, "Bram"))[1]
    assert group.phone("Bram").post(group.url("drafts/"), {"key": field, "text": TEXT}).status_code == 204
    assert not Scratch.objects.exists()
    group.phone("Bram").post(group.url("drafts/"), {"key": "notes-1", "text": TEXT})
    assert Scratch.objects.exists()


def test_a_text_that_is_refused_is_no_draft_on_the_server_either(group, kind):
    again = post(group, "Bram", kind, text="")
    assert again.status_code == 422 and 'data-draft="here"' in again.content.decode()


def test_the_hour_tells_nothing(group, kind):
    post(group, "Bram", kind)
    assert group.act("Bram", verb="ready").status_code == 200
    assert Contribution.objects.get().created == group.session.created


def test_shown_at_once_they_lie_in_no_order_of_arrival(group, kind):
    step = group.step
    step.activities[0]["options"]["reveal"] = "at_end"
    step.save()
    keys = [f"{letter}0000000" for letter in "dbca"]
    for n, key in enumerate(keys):
        given = {"step": step.pk, "client_key": key, "text": f"Zorg {n}", "column": ""}
        assert (
            group.phone("Bram" if n < 2 else "Joost").post(group.url(f"contribute/{kind}/"), given).status_code == 200
        )
    group.command(verb="reveal")
    flap = stage.render(group.scene, Audience(Role.MEMBER), "flap")
    assert re.findall(r"Zorg \d", flap) == [f"Zorg {n}" for n in (3, 1, 2, 0)]


def test_it_says_so_and_stands_on_the_flap_of_everybody(group, kind):
    assert "Zonder naam" in mine(group, "Bram")
    post(group, "Bram", kind)
    for role in (Role.FACILITATOR, Role.PRESENTER, Role.MEMBER):
        assert TEXT in stage.render(group.scene, Audience(role), "flap")


def test_what_is_laid_back_is_found_by_its_phone(group, kind):
    post(group, "Bram", kind)
    actions.lay_back(group.session, Contribution.objects.get(), "Kan het opener?")
    assert "Kan het opener?" in mine(group, "Bram") and "Kan het opener?" not in mine(group, "Joost")


def test_the_inbrenger_takes_it_home_and_nobody_else_does(group, kind):
    post(group, "Bram", kind)
    group.perform(machine.Finish())
    taken = {name: takeaway.parts(group.scene, group.person(name)) for name in ("Amina", "Bram")}
    assert taken["Amina"] and not taken["Bram"]


def test_who_hides_their_keys_is_stopped_by_what_the_group_together_may_put_up(group, kind):
    together = 2 * len(group.scene.everyone)
    for _n in range(together):
        assert post(group, "Bram", kind).status_code == 200
        del group.phone("Bram").cookies[COOKIE]
    assert post(group, "Bram", kind).status_code == 422
    assert Contribution.objects.count() == together


def test_nothing_else_in_the_database_changes_when_one_person_writes(group, kind):
    beside = (Device, Participant, Scratch, Signal)
    before = [serializers.serialize("json", model.objects.all()) for model in beside]
    post(group, "Bram", kind)
    assert [serializers.serialize("json", model.objects.all()) for model in beside] == before
