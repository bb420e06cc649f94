"""How a meeting was closed, kept until the next one looked back on it (methods.json R37). Nobody's words by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from .models import Evaluation, Meeting

Said = Mapping[str, Sequence[str]]  # what was said, by the point it is about


def keep(meeting: Meeting, origin: int, said: Said) -> None:
    """What was said in this session (origin) of a meeting, instead of what it said before."""
    if said:
        Evaluation.objects.update_or_create(origin=origin, defaults={"meeting": meeting, "said": said})
    else:
        drop(origin)


def drop(origin: int) -> None:
    """The session is to leave nothing behind."""
    Evaluation.objects.filter(origin=origin).delete()


def of(meeting: Meeting | None) -> Said:
    """What was said at the end of a meeting, of all its sessions together."""
    found: dict[str, list[str]] = defaultdict(list)
    for evaluation in Evaluation.objects.filter(meeting=meeting) if meeting else ():
        for point, texts in evaluation.said.items():
            found[point] += texts
    return found
