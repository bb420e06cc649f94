"""What somebody takes home: the flap of one's case when its round is over; at the end everybody their own.

Nobody else gets it, not the begeleider either (product.md, "What must always hold", 6).
"""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape

from django.utils.html import strip_tags

from sessions.activities.base import Sheet
from sessions.roles import Role

from .machine import Leg, Phase
from .models import Contribution, Participant, Round
from .scene import Scene


@dataclass(frozen=True)
class Part:
    """One step with what was put up in it, as lines of HTML per sheet."""

    title: str
    sheets: list[tuple[str, list[str]]]


def is_due(scene: Scene, person: Participant) -> bool:
    """From the end of the round of one's own case, or of the session, until the contents are destroyed."""
    return not scene.session.erased and (scene.phase is Phase.CLOSED or bool(own_cases(scene, person)))


def sees(scene: Scene, role: str, person: Participant | None, contribution: Contribution) -> bool:
    """Whether a contribution is to be seen by this role or person now: on the flap, or taken home after the end."""
    if person and contribution.author_id == person.pk:
        return True
    step = scene.steps.get(contribution.step_id)
    if step is None:  # put up in a pass of a loop that was taken back
        return False
    if person and any(takes(scene, person, leg) for leg in scene.state.legs if leg.step == step.pk):
        return True
    if scene.phase is Phase.CLOSED or scene.leg is None or step.round_id != scene.leg.round:
        return False
    open_sheets = [sheet for sheet in scene.flap.sheets(step, role) if not sheet.hidden]
    return any(entry.pk == contribution.pk for sheet in open_sheets for entry in sheet.entries)


def takes(scene: Scene, person: Participant, leg: Leg) -> bool:
    """Whether this person takes all that was put up in a leg: it belongs to a case of theirs."""
    cases = {round.pk for round in own_cases(scene, person)}
    return leg.round in cases and (not leg.brought or person.pk in leg.brought)


def own_cases(scene: Scene, person: Participant) -> list[Round]:
    """The rounds, all over, in which this person was inbrenger, maybe of one pass of a loop."""
    held = {h.round for h in scene.state.held if h.person == person.pk and h.role == Role.PRESENTER}
    brought = {leg.round for leg in scene.state.legs if person.pk in leg.brought}
    over = [c for c in scene.programme if scene.phase is Phase.CLOSED or c.legs[-1][0] < scene.state.at]
    return [chapter.round for chapter in over if chapter.round.pk in held | brought]


def parts(scene: Scene, person: Participant) -> list[Part]:
    """The steps in the order in which they were gone through, with what this person may take."""
    found, ended = [], scene.phase is Phase.CLOSED
    for leg in scene.state.legs:
        step, author = scene.steps[leg.step], None if takes(scene, person, leg) else person.pk
        if author and not ended:
            continue
        sheets = [(s.title, lines(s, author)) for s in scene.flap.sheets(step)]
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
