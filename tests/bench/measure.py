"""The runs: clicks in the product, the same bytes from the bare server, and where the time went."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any

from .clicks import Desk
from .phones import TEXT, Crowd, Meeting, masked
from .servers import Server, serving

TIMEOUT = 10.0  # seconds to wait for a push
LIMIT = 20.0  # seconds of clicking per scenario; on a busy machine there are fewer clicks, never fewer than two
REST = 0.1  # seconds between clicks, so that none measures the end of the one before
DEVICE = "intervisie_toestel"


@dataclass
class Run:
    """The clicks of one scenario: milliseconds to the last phone, bytes of a push, pushes that were lost."""

    times: list[float] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)
    lost: int = 0
    parts: list[tuple[float, float, float]] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.times) if self.times else float("nan")

    @property
    def p95(self) -> float:
        return sorted(self.times)[max(0, round(len(self.times) * 0.95) - 1)] if self.times else float("nan")

    @property
    def middle(self) -> tuple[float, float, float]:
        """The medians of write, render and fan-out."""
        write, render, fan_out = (statistics.median(part) for part in zip(*self.parts, strict=True))
        return write, render, fan_out


@dataclass(frozen=True)
class Weight:
    """Bytes of memory per connected phone, and phones that connect in a second."""

    size: str
    memory: float
    rate: float


@contextmanager
def fresh(kind: str, data: Path) -> Iterator[Server]:
    """A server on its own copy of the prepared data, so that every run begins at the same step."""
    mine = data.with_name(f"{data.name}-{kind.replace(', ', '-')}")
    copytree(data, mine)
    try:
        with serving(kind, mine) as server:
            yield server
    finally:
        rmtree(mine, ignore_errors=True)


class Product:
    """One server of the product with the sessions of the world in it."""

    def __init__(self, server: Server, world: dict[str, Any], times: Path | None = None) -> None:
        self.server, self.world, self.times = server, world, times

    def lines(self, size: str, crowds: dict[str, Crowd], phones: int | None = None) -> Iterator[Any]:
        """Every phone of a scenario, and the begeleider's own screen in each session."""
        for each in self.world["worlds"][size]:
            path = f"/ws/live/{each['code']}/?taal=nl&als="
            yield path, self.world["desk"], None
            for token in each["phones"][:phones]:
                yield path, {DEVICE: token}, crowds.get(each["code"])

    async def rehearse(self, size: str) -> None:
        """A few phones and clicks, so that what is measured after it is not the first of its kind."""
        code = self.world["worlds"][size][0]["code"]
        async with Meeting(self.server.port) as meeting:
            await meeting.connect([*self.lines(size, {}, phones=10)][:11])
            async with self.desk() as desk:
                for _ in range(2):
                    await desk.click(code)
                    await desk.answered()
            await asyncio.sleep(1.5)  # the waking of the phones is shown a moment later

    async def weigh(self, size: str) -> Weight:
        """What the phones of a scenario weigh in a server that had none but a few before, and how fast they come."""
        await self.rehearse(size)
        before = self.server.memory
        async with Meeting(self.server.port) as meeting:
            await meeting.connect(self.lines(size, {}))
            await asyncio.sleep(2)
            phones = len(meeting.phones)
            return Weight(size, (self.server.memory - before) / phones, phones / meeting.seconds)

    def desk(self) -> Desk:
        return Desk(self.server.port, self.world["desk"])

    async def run(self, size: str, clicks: int) -> Run:
        """All phones of a scenario connect; then so many clicks (an even number), one after the other."""
        run = Run()
        codes = [each["code"] for each in self.world["worlds"][size]]
        crowds = {each["code"]: Crowd(len(each["phones"])) for each in self.world["worlds"][size]}
        async with Meeting(self.server.port) as meeting:
            await meeting.connect(self.lines(size, crowds))
            await asyncio.sleep(2)  # the waking of the phones is shown a moment later
            for crowd in crowds.values():
                crowd.forget()
            async with self.desk() as desk:
                end = time.monotonic() + LIMIT
                for n in range(clicks):
                    if n % 2 == 0 and n and time.monotonic() > end:
                        break
                    code = codes[n // 2 * 7 % len(codes)]  # there and back again, in session after session
                    await self.click(run, desk, code, crowds[code])
            run.lost = await lost(crowds.values()) + len(meeting.broken)
        return run

    async def click(self, run: Run, desk: Desk, code: str, crowd: Crowd) -> None:
        moment = await desk.click(code)
        version = await crowd.all_have(TIMEOUT)
        await desk.answered()
        if version is not None:
            run.times.append((crowd.last[version] - moment) * 1000)
            run.bytes.append(crowd.bytes[version])
            if self.times:
                run.parts.append(self.parts(code, version, moment, crowd.last[version]))
            crowd.asked.clear()
        await asyncio.sleep(REST)

    def parts(self, code: str, version: int, moment: float, last: float) -> tuple[float, float, float]:
        """Milliseconds until the change is written, from there until the push is made, and until all have it."""
        pk = next(w["pk"] for group in self.world["worlds"].values() for w in group if w["code"] == code)
        rows = [line.split() for line in self.times.read_text().splitlines()] if self.times else []
        begun, handed = next((float(r[2]), float(r[3])) for r in rows if r[:2] == [str(pk), str(version)])
        return (begun - moment) * 1000, (handed - begun) * 1000, (last - handed) * 1000


async def lost(crowds: Collection[Crowd]) -> int:
    """Pushes that did not come to a phone; late is not lost, so what is still on its way gets time."""
    end = time.monotonic() + TIMEOUT
    await asyncio.sleep(0.5)
    while (missing := sum(crowd.lost() for crowd in crowds)) and time.monotonic() < end:
        await asyncio.sleep(0.2)
    return missing


async def bare(port: int, phones: int, others: int, size: int, times: int) -> Run:
    """A broadcast of so many bytes to so many phones, with others connected that hear nothing."""
    run, crowd = Run(), Crowd(phones)
    async with Meeting(port) as meeting:
        lines = [("/listen", {}, crowd)] * phones + [("/idle", {}, None)] * (others + 1)
        await meeting.connect(lines)
        if meeting.alive:
            meeting.alive.cancel()
        for _ in range(times):
            moment = time.monotonic()
            meeting.phones[-1].transport.write(masked(TEXT, str(size).encode()))
            version = await crowd.all_have(TIMEOUT)
            if version is not None:
                run.times.append((crowd.last[version] - moment) * 1000)
                crowd.asked.clear()
            await asyncio.sleep(REST / 2)
        run.lost = await lost([crowd])
    return run
