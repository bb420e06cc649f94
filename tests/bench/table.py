"""The figures as a table for people, with what is to be reached."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field

from .first_page import Page
from .measure import Run, Weight
from .taps import Heavy

# (server, scenario) -> milliseconds to the last phone that are to be reached in the median.
MEDIAN = {("daphne", "10"): 10, ("daphne", "100"): 30, ("daphne", "1000"): 130}
P95 = {("daphne", "120"): 50}
RATIO = {("uvicorn", "1000"): 1.5}
SOCKET, PAGE = 35, 60  # kilobytes
TAP, PUSH = 100, 30  # milliseconds and kilobytes, with forty notes on the flap
QUERIES, OVERVIEW = 14, 200  # queries and milliseconds of an overview page


@dataclass
class Figures:
    sizes: list[str]
    product: dict[str, dict[str, Run]] = field(default_factory=dict)
    parts: dict[str, dict[str, Run]] = field(default_factory=dict)
    weight: dict[str, Weight] = field(default_factory=dict)
    bare: dict[str, Run] = field(default_factory=dict)
    page: Page | None = None
    heavy: list[Heavy] = field(default_factory=list)
    overviews: list[tuple[str, str, int, float]] = field(default_factory=list)  # who, page, queries, milliseconds

    @property
    def lost(self) -> int:
        return sum(run.lost for runs in self.product.values() for run in runs.values())


def machine() -> str:
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return (
        f"{platform.machine()}, {os.cpu_count()} kernen, Python {platform.python_version()}, belasting vooraf {load}"
    )


def name_of(size: str) -> str:
    sessions, _, phones = size.rpartition("x")
    return f"{sessions} × {phones}" if sessions else phones


def verdict(value: float, target: float | None, unit: str = "ms") -> str:
    """Whether a target was reached; nothing where there is none."""
    return "" if target is None else f"{'✓' if value <= target else '✗'} ≤ {target:g} {unit}".rstrip()


def show(figures: Figures, before: str) -> str:
    return "\n".join(
        [
            "",
            f"Machine: {before}",
            "",
            *times(figures),
            "",
            *parts(figures),
            "",
            *weights(figures),
            "",
            *taps(figures),
            "",
            *overviews(figures),
            "",
        ]
    )


def times(figures: Figures) -> Iterator[str]:
    yield "Van klik tot de laatste telefoon (ms)"
    yield row("server", "telefoons", "mediaan", "p95", "kaal", "keer", "bytes", "kwijt", "doel")
    for kind, runs in figures.product.items():
        for size in figures.sizes:
            run, floor = runs[size], figures.bare[size]
            ratio, one = run.median / floor.median, (kind, size)
            goals = (
                verdict(run.median, MEDIAN.get(one)),
                verdict(run.p95, P95.get(one), "ms p95"),
                verdict(ratio, RATIO.get(one), "keer"),
            )
            cells = (f"{run.median:.1f}", f"{run.p95:.1f}", f"{floor.median:.1f}", f"{ratio:.1f}")
            yield row(kind, name_of(size), *cells, str(max(run.bytes, default=0)), str(run.lost), " ".join(goals))


def parts(figures: Figures) -> Iterator[str]:
    yield "Waar de tijd blijft, in runs apart (mediaan, ms)"
    yield row("server", "telefoons", "schrijven", "maken", "versturen", "samen")
    for kind, runs in figures.parts.items():
        for size in figures.sizes:
            if runs[size].parts:
                cells = (f"{each:.1f}" for each in (*runs[size].middle, runs[size].median))
                yield row(kind, name_of(size), *cells)


def weights(figures: Figures) -> Iterator[str]:
    for kind, weight in figures.weight.items():
        kilobytes = weight.memory / 1024
        goal = verdict(kilobytes, SOCKET if weight.size == "1000" else None, "kB")
        yield f"{kind}: {kilobytes:.0f} kB geheugen per telefoon (bij {name_of(weight.size)})  {goal}".rstrip()
        yield f"{kind}: {weight.rate:.0f} telefoons per seconde verbonden"
    if figures.page:
        kilobytes = figures.page.bytes / 1024
        goal = verdict(kilobytes, PAGE, "kB")
        yield f"Eerste pagina van een telefoon: {kilobytes:.1f} kB in {figures.page.requests} verzoeken  {goal}"


def taps(figures: Figures) -> Iterator[str]:
    if figures.heavy:
        yield "Met 40 briefjes: de zwaarste push, en van tik tot zichtbaar op een telefoon die vier keer zo traag is"
    for each in figures.heavy:
        kilobytes = each.push / 1000
        weight = f"{kilobytes:>5.1f} kB  {verdict(kilobytes, PUSH, 'kB')}" if each.push else ""
        yield f"{each.name:<26}{weight}".rstrip()
        for name, times in each.taps.items():
            median = statistics.median(times)
            goal = verdict(median, TAP) if each.push else ""
            yield f"  {name:<24}{median:>5.0f} ms (mediaan; langste {max(times):.0f})  {goal}".rstrip()


def overviews(figures: Figures) -> Iterator[str]:
    if figures.overviews:
        yield "Overzichten (vragen aan de database, en mediaan van de tijd op de server)"
    for who, page, queries, median in figures.overviews:
        goals = f"{verdict(queries, QUERIES, '')}  {verdict(median, OVERVIEW)}"
        yield f"{who:<22}{page:<12}{queries:>4}{median:>8.0f} ms  {goals}"


def row(first: str, *cells: str) -> str:
    """Columns under each other; the last may be as long as it likes."""
    columns = "".join(f"{cell:>11}" for cell in cells[:7])
    return "  ".join([f"{first:<8}{columns}", *cells[7:]]).rstrip()
