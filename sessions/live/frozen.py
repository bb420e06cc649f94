"""The frozen steps of the sessions that are on, kept in memory: each click needs them all, and no step ever changes.

A session's code is part of the key: ids are given out anew when what made them is rolled back, a code never is.
"""

from __future__ import annotations

from collections.abc import Iterable

from .models import LiveSession, RoundStep

MANY = 4000  # steps; each is some kilobytes
_kept: dict[tuple[str, int], RoundStep] = {}


def steps_of(session: LiveSession, wanted: Iterable[int]) -> dict[int, RoundStep]:
    """The frozen steps of a session with these ids. They are everybody's: nobody changes one."""
    wanted = list(wanted)
    found = {pk: step for pk in wanted if (step := _kept.get((session.code, pk)))}
    if missing := set(wanted) - found.keys():
        fresh = {step.pk: step for step in RoundStep.objects.filter(round__session=session, pk__in=missing)}
        keep(session.code, fresh)
        found |= fresh
    return {pk: found[pk] for pk in wanted}


def keep(code: str, steps: dict[int, RoundStep]) -> None:
    """Remember these; when there are too many, everything older is asked for again."""
    if len(_kept) + len(steps) > MANY:
        _kept.clear()
    _kept.update({(code, pk): step for pk, step in steps.items()})
