"""One subscription per audience and process: takes a push from the channel layer once, writes it to its sockets.

Channels' usual way, every socket a member of the group, costs a queue, a task switch and a clean-up per phone;
here a phone costs one write. The hub lives in the server's event loop and does no database work in it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from channels.layers import get_channel_layer

from . import presence, wire

if TYPE_CHECKING:
    from .consumers import StageConsumer
    from .presence import Place
    from .viewer import Ticket

    Answer = asyncio.Future[tuple[Place, int] | None]
    Caller = tuple[str, Ticket, Answer]

log = logging.getLogger(__name__)
BEAT = 10.0  # seconds between heartbeats
SILENCE = 35.0  # seconds without a ping after which a socket is held to be dead
BREATH = 20  # sends after which the loop may do something else
SPREAD = 2.0  # seconds over which a heartbeat goes round: each is answered, a thousand answers at once hold up a push


class Hub:
    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.layer: Any = get_channel_layer()
        self.sockets: dict[str, set[StageConsumer]] = defaultdict(set)
        self.versions: dict[int, int] = {}
        self.channel = ""
        self.beating = False
        self.missed: set[int] = set()
        self.doubted: set[int] = set()
        self.casts: dict[int, float] = {}
        self.tasks: set[asyncio.Task[None]] = set()
        self.ready = asyncio.Lock()
        self.callers: list[Caller] = []
        self.at_the_door = asyncio.Lock()

    async def open(self) -> None:
        """Begin to beat and to listen, once."""
        async with self.ready:
            if not self.beating:
                self.beating = True
                wire.serve_from(self.loop, self)
                self.start(self.beat())
                await self.tune_in()

    async def tune_in(self) -> None:
        """Have the layer bring us anything at all. Without it there are heartbeats, which try again."""
        if not self.channel and await wire.attempt(self.get_channel()):
            self.start(self.listen())

    async def get_channel(self) -> None:
        self.channel = await self.layer.new_channel("live")

    def start(self, work: Any) -> None:
        task = self.loop.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    # -- sockets ---------------------------------------------------------------------------------------

    async def welcome(self, code: str, ticket: Ticket) -> tuple[Place, int] | None:
        """Where a socket belongs, and the version; callers that come together are asked about together."""
        answer: Answer = self.loop.create_future()
        self.callers.append((code, ticket, answer))
        if len(self.callers) == 1:
            self.start(self.welcome_all())
        return await answer

    async def welcome_all(self) -> None:
        async with self.at_the_door:
            callers, self.callers = self.callers, []
            try:
                places = await presence.welcome([(code, ticket) for code, ticket, _ in callers])
            except Exception as error:
                for answer in waiting(callers):
                    answer.set_exception(error)
                return
            found = {answer: place for (_, _, answer), place in zip(callers, places, strict=True)}
            for answer in waiting(callers):
                answer.set_result(found[answer])

    async def join(self, socket: StageConsumer) -> None:
        """Take a socket in; its first of an audience subscribes this process to the audience's group."""
        await self.open()
        for group in (socket.place.group, f"live.{socket.place.session}"):
            if not self.sockets[group]:
                await self.subscribe(group)
            self.sockets[group].add(socket)
        if self.casts.get(socket.place.session, 0.0) > socket.heard:
            self.doubt(socket.place.session)  # everybody was asked anew while this one was not in yet

    async def subscribe(self, group: str) -> bool:
        """Let the layer bring us what is sent to a group. If it does not, the next heartbeat tries again."""
        return bool(self.channel) and await wire.attempt(self.layer.group_add(group, self.channel))

    async def leave(self, socket: StageConsumer) -> None:
        """Let a socket go; the last of an audience ends the subscription."""
        for group in (socket.place.group, f"live.{socket.place.session}"):
            self.sockets[group].discard(socket)
            if not self.sockets[group]:
                del self.sockets[group]
                if group == f"live.{socket.place.session}":
                    self.versions.pop(socket.place.session, None)
                    self.casts.pop(socket.place.session, None)
                    presence.forget(socket.place.session)
                if self.channel:
                    await wire.attempt(self.layer.group_discard(group, self.channel))

    async def move(self, socket: StageConsumer, place: Place) -> None:
        """A socket's audience changed."""
        await self.leave(socket)
        socket.place = place
        await self.join(socket)

    # -- pushes -----------------------------------------------------------------------------------------

    async def listen(self) -> None:
        while True:
            try:
                await self.hear(await self.layer.receive(self.channel))
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("the channel layer could not be read; trying again")
                await asyncio.sleep(1)

    async def hear(self, event: dict[str, Any]) -> None:
        """What came by the layer; or from this process itself, when the layer is gone."""
        if event["type"] == "letter":
            self.told(event["session"], event["version"])
            await self.deliver(self.sockets.get(event["group"], ()), event["text"])
            await self.settle()
            wire.delivered(event["group"], event["version"])
        elif event["type"] == "recast":
            self.start(self.recast(event["session"]))

    def told(self, session: int, version: int) -> None:
        """A version came in; behind one that did not, who may hear what can have changed."""
        known = self.versions.get(session, version)
        self.versions[session] = max(known, version)
        if version > known + 1:
            self.missed.add(session)  # the next heartbeat sees to it
            if wire.shared():
                self.doubt(session)

    def doubt(self, session: int) -> None:
        """Ask anew to whom the sockets of a session belong: soon, and once for all that was missed till then."""
        if session not in self.doubted:
            self.doubted.add(session)
            self.start(self.look_again(session))

    async def look_again(self, session: int) -> None:
        await asyncio.sleep(presence.GATHER)
        self.doubted.discard(session)
        self.missed.discard(session)
        await self.recast(session)

    async def deliver(self, sockets: Any, text: str) -> None:
        """Write one text to many sockets, letting others breathe in between."""
        for count, socket in enumerate(tuple(sockets), 1):
            await socket.write(text)
            if count % BREATH == 0:
                await asyncio.sleep(0)

    async def settle(self) -> None:
        """Until what was written to the sockets is sent: daphne does that in the loop's next round.

        Whoever waits for the delivery goes on rendering then, and every send would wait for that thread.
        """
        for _ in range(2):
            await asyncio.sleep(0)

    async def recast(self, session: int) -> None:
        """Ask anew to whom the sockets of a session belong; who was put out is told goodbye."""
        self.casts[session] = time.monotonic()
        sockets = tuple(self.sockets.get(f"live.{session}", ()))
        places = await presence.places_of(session, [s.ticket for s in sockets])
        for socket in sockets:
            place = places.get(socket.ticket)
            if place is None:
                await socket.goodbye()
            elif place.group != socket.place.group:
                await self.move(socket, place)
                await socket.write('{"t":"recast"}')
            else:
                socket.place = place

    # -- heartbeat --------------------------------------------------------------------------------------

    async def beat(self) -> None:
        """Every ten seconds: the version each screen should show, a fresh lease, and an end to dead sockets."""
        spent = 0.0
        while True:
            await asyncio.sleep(max(0.0, BEAT - spent))
            begun = time.monotonic()
            try:
                await self.beat_once()
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("a heartbeat failed; the next one follows")
            spent = time.monotonic() - begun

    async def beat_once(self) -> None:
        everybody = {s for group, sockets in self.sockets.items() for s in sockets if group.count(".") > 1}
        for socket in [s for s in everybody if time.monotonic() - s.heard > SILENCE]:
            await socket.close(code=4408)
            everybody.discard(socket)
        versions = await presence.renew({s.place for s in everybody})
        for session, version in versions.items():
            known = self.versions.get(session, 0)
            if session in self.missed or version > known:
                self.versions[session] = max(version, known)
                self.doubt(session)  # a push never came here, nor perhaps the call to look who is who
        pause = SPREAD * BREATH / max(BREATH, len(everybody))
        for count, socket in enumerate(everybody, 1):
            version = self.versions.get(socket.place.session, 0)
            await socket.write(f'{{"t":"beat","v":{version},"now":{int(time.time() * 1000)}}}')
            if count % BREATH == 0:
                await asyncio.sleep(pause)
        await self.subscribe_again()

    async def subscribe_again(self) -> None:
        """Some layers forget a member in time, or were not there when it came."""
        await self.tune_in()
        for group in tuple(self.sockets):
            if not await self.subscribe(group):
                break


def waiting(callers: list[Caller]) -> list[Answer]:
    """The answers that are still waited for: a socket may be gone before it is welcomed."""
    return [answer for _, _, answer in callers if not answer.done()]


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub() -> Hub:
    """The hub of the running event loop (a server process has one)."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        for old in [known for known in _hubs if known.is_closed()]:
            del _hubs[old]
        _hubs[loop] = Hub()
    return _hubs[loop]
