"""Phones without a browser, light enough that a thousand of them do not spoil what they measure.

Each is its own connection with its own device cookie; of a frame only the version is read, and when its last byte
came. Times are those of `time.monotonic`, one clock for all processes of a machine.
"""

from __future__ import annotations

import asyncio
import base64
import os
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

PUSH = re.compile(rb'\{"t": ?"push", ?"v": ?(\d+)')
WHOLE = re.compile(rb'.{0,500}?"regions": ?\{"stage"', re.DOTALL)  # what a click on Volgende pushes begins with
TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
SIGN_OF_LIFE = 10.0  # seconds; link.js answers every heartbeat with a ping


def masked(opcode: int, payload: bytes = b"") -> bytes:
    """A client's frame (short ones only); a mask of zeros is a mask."""
    return bytes([0x80 | opcode, 0x80 | len(payload)]) + b"\0\0\0\0" + payload


@dataclass(eq=False)
class Crowd:
    """Phones that look at one session: when each version came to each of them, and how long its push was."""

    size: int
    count: dict[int, int] = field(default_factory=dict)
    last: dict[int, float] = field(default_factory=dict)
    bytes: dict[int, int] = field(default_factory=dict)
    doubled: int = 0
    newest: int = 0
    before: int = 0  # what came late of an earlier click is not the answer to this one
    waiter: asyncio.Future[int] | None = None
    asked: set[int] = field(default_factory=set)

    def heard(self, version: int, frame: bytes, at: float) -> None:
        count = self.count[version] = self.count.get(version, 0) + 1
        self.newest = max(self.newest, version)
        self.last[version] = at
        if count == 1:
            self.bytes[version] = len(frame)
            if WHOLE.match(frame):
                self.asked.add(version)
        whole = count == self.size and version in self.asked and version > self.before
        if whole and self.waiter and not self.waiter.done():
            self.waiter.set_result(version)

    async def all_have(self, timeout: float) -> int | None:
        """The version of the next whole push, once every phone has it; none when that lasts too long."""
        self.waiter, self.before = asyncio.get_running_loop().create_future(), self.newest
        try:
            return await asyncio.wait_for(self.waiter, timeout)
        except TimeoutError:
            return None

    def lost(self) -> int:
        """Pushes that did not come to a phone, of every version that came to any."""
        return sum(self.size - count for count in self.count.values())

    def forget(self) -> None:
        for known in (self.count, self.last, self.bytes, self.asked):
            known.clear()


class Phone(asyncio.Protocol):
    """One websocket: opens, answers pings, tells its crowd what it heard."""

    def __init__(self, request: bytes, crowd: Crowd | None) -> None:
        self.request, self.crowd = request, crowd
        self.buffer = bytearray()
        self.open = False
        self.closed = ""
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.transport.write(self.request)

    def connection_lost(self, error: Exception | None) -> None:
        self.fail("the line was cut")

    def fail(self, why: str) -> None:
        self.closed = self.closed or why
        if not self.ready.done():
            self.ready.set_exception(ConnectionError(self.closed))

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        self.buffer += data
        if not self.open and not self.upgraded():
            return
        while frame := self.frame():
            self.take(*frame, now)

    def upgraded(self) -> bool:
        head, end, rest = bytes(self.buffer).partition(b"\r\n\r\n")
        if not end:
            return False
        if b" 101 " not in head.split(b"\r\n")[0]:
            self.fail(head.split(b"\r\n")[0].decode())
            return False
        self.open, self.buffer = True, bytearray(rest)
        return True

    def frame(self) -> tuple[int, bytes] | None:
        """The next whole frame: its opcode and its payload."""
        buffer = self.buffer
        if len(buffer) < 2:
            return None
        length, start = buffer[1] & 0x7F, 2
        if length > 125:
            start = 4 if length == 126 else 10
            length = int.from_bytes(buffer[2:start], "big")
        if len(buffer) < start + length:
            return None
        opcode, payload = buffer[0] & 0x0F, bytes(buffer[start : start + length])
        del buffer[: start + length]
        return opcode, payload

    def take(self, opcode: int, payload: bytes, now: float) -> None:
        if opcode == PING:
            self.transport.write(masked(PONG, payload))
        elif opcode == CLOSE:
            self.fail(f"closed with {int.from_bytes(payload[:2], 'big')}")
        elif opcode == TEXT:
            if not self.ready.done():
                self.ready.set_result(None)
            if self.crowd and (push := PUSH.match(payload)):
                self.crowd.heard(int(push[1]), payload, now)

    def say(self, text: str) -> None:
        if not self.transport.is_closing():
            self.transport.write(masked(TEXT, text.encode()))


def upgrade(port: int, path: str, cookies: dict[str, str]) -> bytes:
    """The request that opens a websocket, as a browser on our own page makes it."""
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: localhost:{port}",
        f"Origin: http://localhost:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        f"Cookie: {'; '.join(f'{name}={value}' for name, value in cookies.items())}",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


class Meeting:
    """All the phones of a scenario, connected; a context manager that lets them go."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.phones: list[Phone] = []
        self.alive: asyncio.Task[None] | None = None
        self.seconds = 0.0

    async def connect(self, lines: Iterable[tuple[str, dict[str, str], Crowd | None]], at_once: int = 50) -> None:
        """Open all lines, so many at a time; each is open when it has said something."""
        gate, start = asyncio.Semaphore(at_once), time.monotonic()

        async def one(path: str, cookies: dict[str, str], crowd: Crowd | None) -> None:
            async with gate:
                loop = asyncio.get_running_loop()
                _, phone = await loop.create_connection(
                    lambda: Phone(upgrade(self.port, path, cookies), crowd), "127.0.0.1", self.port
                )
                self.phones.append(phone)
                await asyncio.wait_for(phone.ready, 60)

        await asyncio.gather(*(one(*line) for line in lines))
        self.seconds = time.monotonic() - start
        self.alive = asyncio.create_task(self.live())

    async def live(self) -> None:
        """Every phone gives a sign of life now and then, each at its own moment."""
        while True:
            for phone in self.phones:
                phone.say('{"t":"ping","at":1}')
                await asyncio.sleep(SIGN_OF_LIFE / len(self.phones))

    @property
    def broken(self) -> list[str]:
        return [phone.closed for phone in self.phones if phone.closed]

    async def part(self) -> None:
        if self.alive:
            self.alive.cancel()
        for phone in self.phones:
            phone.transport.abort()
        await asyncio.sleep(0.2)

    async def __aenter__(self) -> Meeting:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.part()
