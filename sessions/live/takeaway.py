"""What somebody takes home when the session is over: the inbrenger the flap of the case, everybody their own.

Nobody else gets it, not the begeleider either (product.md, "What must always hold", 6).
"""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape

from django.utils.html import strip_tags

from sessions.activities.base import Sheet
from sessions.roles import Role

from .machine import Phase
from .models import Participant, Round
from .scene import Scene


@dataclass(frozen=True)
class Part:
    """One step with what was put up in it, as lines of HTML per sheet."""

    title: str
    sheets: list[tuple[str, list[str]]]


def is_due(scene: Scene) -> bool:
    """From closing until the contents are destroyed."""
    return scene.phase is Phase.CLOSED and not scene.session.erased


def own_cases(scene: Scene, person: Participant) -> list[Round]:
    """The rounds in which this person was inbrenger, maybe of one pass of a loop, and of whose flap they so take."""
    held = {h.round for h in scene.state.held if h.person == person.pk and h.role == Role.PRESENTER}
    brought = {leg.round for leg in scene.state.legs if leg.brought == person.pk}
    return [chapter.round for chapter in scene.programme if chapter.round.pk in held | brought]


def parts(scene: Scene, person: Participant) -> list[Part]:
    """The steps in the order in which they were gone through, with what this person may take."""
    cases, found = {round.pk for round in own_cases(scene, person)}, []
    for leg in scene.state.legs:
        mine = leg.round in cases and leg.brought in (None, person.pk)
        step, author = scene.steps[leg.step], None if mine else person.pk
        sheets = [(str(s.activity.title), lines(s, author)) for s in scene.flap.sheets(step)]
        if kept := [(title, said) for title, said in sheets if said]:
            found.append(Part(step.title, kept))
    return found


def lines(sheet: Sheet, author: int | None) -> list[str]:
    """What stands on a sheet, or only what this author put there."""
    activity, entries = sheet.activity, sheet.activity.summary(sheet)
    if author is None:
        return activity.lines(sheet, entries)
    return activity.own_lines(sheet, [e for e in entries if e.author_id == author])


def plain(line: str) -> str:
    """A line as text; nothing for a drawing."""
    return " ".join(unescape(strip_tags(line)).split())


def markdown(scene: Scene, person: Participant, notes: str, words: dict[str, str]) -> str:
    """The same as a Markdown document. words: the headings, translated."""
    cases = own_cases(scene, person)
    titles = [round.case_title or round.method_title for round in cases] or [scene.session.title]
    out = [f"# {', '.join(titles)}"]
    for round in cases:
        if round.case_text:
            out += ["", f"## {words['case']}", "", round.case_text]
    for part in parts(scene, person):
        out += ["", f"## {part.title}"]
        for title, said in part.sheets:
            out += ["", f"### {title}", "", *(f"- {plain(line) or title}" for line in said)]
    if notes:
        out += ["", f"## {words['notes']}", "", notes]
    return "\n".join(out) + "\n"
