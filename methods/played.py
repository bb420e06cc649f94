"""The record of the methods that were played to the end in a browser: one line per play, the latest counts.

The tests write it and `methods_report` reads it; it lies beside the code and is no part of it.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

RECORD = Path(settings.BASE_DIR) / "test-results" / "methods.jsonl"


@dataclass(frozen=True)
class Played:
    """One play of a method. ended: it came to its end; steps: how many were played, those of a loop each time.

    revision: of the code, with a + where the tree held changes that were in no revision.
    """

    slug: str
    steps: int
    ended: bool
    at: datetime
    revision: str


def note(played: Played, path: Path = RECORD) -> None:
    """Add a line, in one write at the end: workers side by side leave each other's lines whole."""
    path.parent.mkdir(exist_ok=True)
    line = json.dumps(asdict(played) | {"at": played.at.astimezone(UTC).isoformat()}) + "\n"
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(file, line.encode())
    finally:
        os.close(file)


def latest(path: Path = RECORD) -> dict[str, Played]:
    """The last play of every method by its slug; nothing where there is no record."""
    lines = path.read_text().splitlines() if path.exists() else []
    found = [played for line in lines if (played := read(line))]
    return {played.slug: played for played in sorted(found, key=lambda played: played.at)}


def read(line: str) -> Played | None:
    """One line of the record; none for one that was cut off."""
    try:
        given = json.loads(line)
        return Played(**given | {"at": datetime.fromisoformat(given["at"])})
    except (ValueError, TypeError, KeyError):
        return None
