"""`python -m tests.bench`: measure and print a table, in about five minutes; `--help` says how to ask for less."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path

from .first_page import first_page
from .measure import DEVICE, Product, Run, bare, fresh
from .servers import prepared, serving, told_by
from .table import Figures, machine, show
from .taps import taps

SIZES = ["10", "100", "120", "100x10", "1000"]


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--sizes", nargs="+", default=SIZES, help="phones in one session, or SESSIONSxPHONES")
    parser.add_argument("--clicks", type=int, default=40, help="clicks per scenario (even); half for the largest")
    parser.add_argument("--servers", nargs="+", default=["daphne", "uvicorn"], choices=["daphne", "uvicorn"])
    parser.add_argument("--no-taps", action="store_true", help="without the taps in Chromium")
    parser.add_argument("--groups", type=int, default=200, help="groups of ten people, for the overview pages")
    parser.add_argument("--no-parts", action="store_true", help="without the runs that take write and render apart")
    return parser.parse_args()


def say(text: str) -> None:
    """Progress, not part of the table."""
    print(text, file=sys.stderr, flush=True)


def bench(wanted: argparse.Namespace, data: Path) -> Figures:
    say("gegevens klaarzetten …")
    world = json.loads(prepared(data, wanted.sizes))
    figures = Figures(wanted.sizes)
    for kind in wanted.servers:
        say(f"{kind} …")
        with fresh(kind, data) as server:
            product = Product(server, world)
            figures.product[kind] = asyncio.run(scenarios(product, wanted))
            if not figures.page:
                each = world["worlds"][wanted.sizes[0]][0]
                figures.page = first_page(server.port, f"/live/{each['code']}/", {DEVICE: each["phones"][0]})
        with fresh(kind, data) as server:
            figures.weight[kind] = asyncio.run(Product(server, world).weigh(wanted.sizes[-1]))
    say("kale websockets …")
    with serving("bare", data) as server:
        figures.bare = asyncio.run(floors(server.port, figures, wanted))
    if wanted.groups:
        say("overzichten …")
        planned = data.with_name("planned")
        planned.mkdir()
        told_by(planned, "tests.bench.overviews", str(wanted.groups))
        figures.overviews = json.loads(told_by(planned, "tests.bench.overviews"))
    if not wanted.no_taps:
        say("tikken op een trage telefoon …")
        figures.heavy = taps()
    if not wanted.no_parts:
        for kind in wanted.servers:
            say(f"{kind}, uitgesplitst …")
            with fresh(f"{kind}, timed", data) as server:
                times = Path(data.with_name(f"{data.name}-{kind}-timed") / "times")
                figures.parts[kind] = asyncio.run(scenarios(Product(server, world, times), wanted))
    return figures


async def scenarios(product: Product, wanted: argparse.Namespace) -> dict[str, Run]:
    found = {}
    for size in wanted.sizes:
        await product.rehearse(size)
        found[size] = await product.run(size, clicks_for(size, wanted.clicks))
    return found


def clicks_for(size: str, clicks: int) -> int:
    """An even number, and fewer where every click is a thousand pushes."""
    many = "x" not in size and int(size) >= 1000
    return max(2, (clicks // 2 if many else clicks) // 2 * 2)


async def floors(port: int, figures: Figures, wanted: argparse.Namespace) -> dict[str, Run]:
    """The bare broadcast of each scenario, with the bytes that the product's pushes had."""
    found, runs = {}, next(iter(figures.product.values()))
    for size in wanted.sizes:
        sessions, _, phones = size.rpartition("x")
        others = (int(sessions or 1) - 1) * int(phones)
        length = max(runs[size].bytes, default=2000)
        found[size] = await bare(port, int(phones), others, length, clicks_for(size, wanted.clicks))
    return found


def main() -> int:
    wanted = asked()
    with tempfile.TemporaryDirectory(prefix="intervisie-bench-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        before = machine()
        figures = bench(wanted, data)
    print(show(figures, before))
    return 1 if figures.lost else 0


if __name__ == "__main__":
    sys.exit(main())
