"""The socket: who may listen, what it hears, when it is told to go."""

import asyncio
import json
import secrets

import pytest
from asgiref.sync import sync_to_async
from channels.layers import channel_layers
from channels.testing import WebsocketCommunicator
from django.core.management import call_command
from django.test import Client

from intervisie.asgi import application
from sessions.live import actions, hub, machine
from sessions.live.models import Device
from sessions.live.viewer import DEVICE_COOKIE
from sessions.roles import Role
from sessions.tokens import digest
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
gather = sync_to_async(Cast.gather)
WAIT = 30  # seconds at most; a busy machine is no failure


@pytest.fixture(autouse=True)
def catalogue(transactional_db):
    """A database that was emptied after an earlier test gets its methods back, and the line is quiet."""
    channel_layers.backends.clear()
    call_command("load_methods", "fixtures/methods/tien-stappen.yaml", verbosity=0)


def socket(cast: Cast, client: Client, query: str = "taal=nl&als=", origin: str = "http://testserver"):
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    headers = [(b"host", b"testserver"), (b"cookie", cookies.encode())]
    if origin:
        headers.append((b"origin", origin.encode()))
    return WebsocketCommunicator(application, f"/ws/live/{cast.session.code}/?{query}", headers=headers)


async def opened(*args, **kwargs):
    line = socket(*args, **kwargs)
    connected, _ = await line.connect(timeout=WAIT)
    assert connected
    return line


async def joined(*args, **kwargs):
    """A line that is in its audience: the first heartbeat says so."""
    line = await opened(*args, **kwargs)
    await hear(line, "beat")
    return line


async def hear(line, kind: str) -> dict:
    """The next message of a kind."""
    while True:
        message = json.loads(await line.receive_from(timeout=WAIT))
        if message["t"] == kind:
            return message


async def stage(line) -> str:
    """The next stage that is pushed."""
    while "stage" not in (push := await hear(line, "push"))["regions"]:
        pass
    return push["regions"]["stage"]


async def until_pong(line) -> list[dict]:
    """Everything that was on its way before a ping is answered."""
    heard = []
    await line.send_to(text_data=json.dumps({"t": "ping", "at": 1}))
    while not heard or heard[-1]["t"] != "pong":
        heard.append(json.loads(await line.receive_from(timeout=WAIT)))
    return heard


async def closed_with(line, timeout: float = WAIT) -> int:
    while True:
        output = await line.receive_output(timeout=timeout)
        if output["type"] == "websocket.close":
            return output["code"]


async def test_a_phone_hears_its_own_audience_once():
    cast = await gather()
    bram, amina = await joined(cast, cast.phone("Bram")), await joined(cast, cast.phone("Amina"))
    await sync_to_async(cast.start)()
    for line, role in ((bram, "groepslid"), (amina, "inbrenger")):
        shown = await stage(line)
        assert 'data-step="1"' in shown
        step = await sync_to_async(lambda: cast.step)()
        assert step.row(role)["instruction"][:20] in shown
        assert "stage" not in [name for m in await until_pong(line) for name in m.get("regions", ())]
        await line.disconnect()


async def test_a_ping_is_answered_with_the_time_of_the_server():
    cast = await gather()
    line = await joined(cast, cast.phone("Bram"))
    await line.send_to(text_data=json.dumps({"t": "ping", "at": 12.5}))
    pong = await hear(line, "pong")
    assert pong["at"] == 12.5
    assert pong["now"] > 1_700_000_000_000
    await line.disconnect()


@pytest.mark.parametrize("message", ["x", "{", "[]", "null", '{"t":"ping"}', '{"t":"next","leaving":0}', "[" * 5000])
async def test_anything_but_a_ping_ends_the_line_and_changes_nothing(message):
    cast = await gather()
    line = await joined(cast, cast.desk)
    before = (await sync_to_async(cast.fresh)()).version
    await line.send_to(text_data=message)
    assert await closed_with(line) == 4400
    assert (await sync_to_async(cast.fresh)()).version == before


async def test_outsiders_are_sent_away_for_good():
    cast = await gather()
    assert await closed_with(await opened(cast, Client())) == 4404
    stranger = Client()
    stranger.cookies[DEVICE_COOKIE] = secrets.token_urlsafe(16)
    assert await closed_with(await opened(cast, stranger)) == 4404
    cast.session.code = "ABCDEFGH"
    assert await closed_with(await opened(cast, cast.phone("Bram"))) == 4404


@pytest.mark.parametrize("origin", ["", "http://elders.example", "https://testserver", "http://testserver:81"])
async def test_other_sites_are_refused(origin):
    cast = await gather()
    connected, _ = await socket(cast, cast.phone("Bram"), origin=origin).connect()
    assert not connected


async def test_who_is_removed_hears_nothing_more():
    cast = await gather()
    line = await joined(cast, cast.phone("Joost"))
    joost = await sync_to_async(cast.person)("Joost")
    await sync_to_async(actions.depart)(cast.session, joost, "removed")
    assert (await hear(line, "bye"))["t"] == "bye"
    assert await closed_with(line) == 4404


async def test_a_change_of_role_moves_the_socket_to_its_new_audience():
    cast = await gather()
    line = await joined(cast, cast.phone("Bram"))
    await sync_to_async(cast.make)(Role.PRESENTER, "Bram")
    await hear(line, "recast")
    await sync_to_async(cast.start)()
    shown = await stage(line)
    step = await sync_to_async(lambda: cast.step)()
    assert step.row("inbrenger")["instruction"][:20] in shown
    await line.disconnect()


async def test_whoever_knocks_hears_when_the_door_opens():
    cast = await gather()
    visitor, token = Client(), secrets.token_urlsafe(16)
    visitor.cookies[DEVICE_COOKIE] = token
    await sync_to_async(actions.knock)(cast.session, digest(token), "Noor")
    line = await joined(cast, visitor)
    device = await sync_to_async(Device.objects.get)(name="Noor")
    await sync_to_async(actions.admit)(cast.session, device)
    assert await hear(line, "recast")
    await line.disconnect()


async def test_the_chair_that_is_taken_turns_the_phone_into_the_desk():
    cast = await gather()
    line = await joined(cast, cast.phone("Bram"))
    bram = await sync_to_async(cast.person)("Bram")
    await sync_to_async(cast.perform)(machine.Offer(bram.pk))
    await sync_to_async(actions.accept_chair)(cast.session, bram)
    await hear(line, "recast")
    await sync_to_async(cast.start)()
    assert "plan" in (await hear(line, "push"))["regions"]
    await line.disconnect()


async def test_a_thousand_messages_leave_the_others_alone():
    cast = await gather()
    loud, quiet = await joined(cast, cast.phone("Bram")), await joined(cast, cast.phone("Joost"))
    for n in range(1000):
        await loud.send_to(text_data=json.dumps({"t": "ping", "at": n}))
    await sync_to_async(cast.start)()
    assert await stage(quiet)
    await loud.disconnect()
    await quiet.disconnect()


async def test_a_heartbeat_tells_the_version_and_ends_dead_lines():
    cast = await gather()
    awake, dead = await joined(cast, cast.phone("Bram")), await joined(cast, cast.phone("Joost"))
    for sockets in hub.hub().sockets.values():
        for one in sockets:
            if one.ticket.device == cast.phone("Joost").cookies[DEVICE_COOKIE].value:
                one.heard -= hub.SILENCE + 1
    await hub.hub().beat_once()
    version = (await sync_to_async(cast.fresh)()).version
    assert (await hear(awake, "beat"))["v"] == version
    assert await closed_with(dead) == 4408
    await awake.disconnect()
    await asyncio.sleep(0)


async def test_logging_out_ends_what_the_account_could_hear():
    cast = await gather()
    await sync_to_async(cast.desk.get)(cast.url())
    line = await joined(cast, cast.desk)
    await sync_to_async(cast.desk.post)("/account/uitloggen/")
    assert await hear(line, "bye")
    assert await closed_with(line) == 4404


@pytest.mark.parametrize("out", ["everywhere", "another password"])
async def test_so_does_going_out_elsewhere(out):
    cast = await gather()
    elsewhere = Client()
    await sync_to_async(elsewhere.force_login)(cast.owner)
    line = await joined(cast, cast.desk)
    if out == "everywhere":
        await sync_to_async(elsewhere.post)("/account/uitloggen/overal/")
    else:
        words = dict.fromkeys(["new_password1", "new_password2"], "de kraan lekt zachtjes")
        await sync_to_async(elsewhere.post)("/account/wachtwoord/", words)
    assert await hear(line, "bye")
    assert await closed_with(line) == 4404
