"""`manage.py methods_report`: every method of the catalogue, and whether it was played to the end in a browser."""

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand
from django.template.defaultfilters import floatformat
from django.utils import timezone

from methods.documents import SHIPPED, plain, read
from methods.played import RECORD, Played, latest

HEADINGS = ("methode", "stappen", "minuten", "werkvormen", "rollen", "bron", "gespeeld", "wanneer", "revisie")
NO_RECORD = "Er is nog geen verslag van gespeelde methoden ({path}). De browsertests maken het: make test."


class Command(BaseCommand):
    help = "Toont per methode wat zij vraagt, en of zij in een browser tot het einde is gespeeld."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        plays = latest(RECORD)
        methods = sorted((plain(d.data) for d in read([SHIPPED])), key=lambda method: str(method["title"]))
        rows = [row(method, plays.get(method["slug"])) for method in methods]
        for line in (HEADINGS, ["---"] * len(HEADINGS), *rows):
            self.stdout.write(f"| {' | '.join(line)} |")
        ended = sum(played.ended for slug, played in plays.items() if slug in {m["slug"] for m in methods})
        self.stdout.write(f"\n{ended} van {len(methods)} tot het einde gespeeld.")
        if not plays:
            self.stdout.write(NO_RECORD.format(path=RECORD))


def row(method: dict[str, Any], played: Played | None) -> list[str]:
    steps = method["steps"]
    return [
        method["title"],
        str(len(steps)),
        minutes(steps),
        listed(activity["kind"] for step in steps for activity in step["activities"]),
        listed(role for step in steps for role in step["rows"]),
        method["source"].replace("|", "/"),
        "ja" if played and played.ended else "nee",
        timezone.localtime(played.at).strftime("%Y-%m-%d %H:%M") if played else "–",
        played.revision if played else "–",
    ]


def minutes(steps: Iterable[dict[str, Any]]) -> str:
    """The sum of the steps, and whether some of their times are our own proposal."""
    times = [step.get("minutes", step.get("proposed_minutes", 0)) for step in steps]
    ours = any("proposed_minutes" in step for step in steps)
    return floatformat(sum(times), -1) + (" (voorstel)" if ours else "")


def listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))
