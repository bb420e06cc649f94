"""What somebody takes home when the session is over: the inbrenger the flap of the case, everybody their own.

Nobody else gets it, not the begeleider either (product.md, "What must always hold", 6).
"""

from __future__ import annotations

from dataclasses import dataclass

from sessions.activities.base import Sheet
from sessions.roles import Role

from .machine import Phase
from .models import Participant
from .scene import Scene


@dataclass(frozen=True)
class Part:
    """One step with what was put up in it, as lines of plain text per sheet."""

    title: str
    sheets: list[tuple[str, list[str]]]


def is_due(scene: Scene) -> bool:
    """From closing until the contents are destroyed."""
    return scene.phase is Phase.CLOSED and not scene.session.erased


def whole(scene: Scene, person: Participant) -> bool:
    """Whether this person was the inbrenger, and so takes the whole flap."""
    return any(h.person == person.pk and h.role == Role.PRESENTER for h in scene.state.held)


def parts(scene: Scene, person: Participant) -> list[Part]:
    """The steps in the order in which they were gone through, with what this person may take."""
    author, found = None if whole(scene, person) else person.pk, []
    for leg in scene.state.legs:
        step = scene.steps[leg.step]
        sheets = [(str(s.activity.title), lines(s, author)) for s in scene.flap.sheets(step)]
        if kept := [(title, said) for title, said in sheets if said]:
            found.append(Part(step.title, kept))
    return found


def lines(sheet: Sheet, author: int | None) -> list[str]:
    """What stands on a sheet, or only what this author put there."""
    return sheet.activity.lines(sheet, sheet.activity.summary(sheet) if author is None else sheet.by(author))


def markdown(scene: Scene, person: Participant, notes: str, words: dict[str, str]) -> str:
    """The same as a Markdown document. words: the headings, translated."""
    round = scene.round
    out = [f"# {round.case_title or round.method_title}" if round else "#"]
    if round and round.case_text and whole(scene, person):
        out += ["", f"## {words['case']}", "", round.case_text]
    for part in parts(scene, person):
        out += ["", f"## {part.title}"]
        for title, said in part.sheets:
            out += ["", f"### {title}", "", *(f"- {' '.join(line.split())}" for line in said)]
    if notes:
        out += ["", f"## {words['notes']}", "", notes]
    return "\n".join(out) + "\n"
