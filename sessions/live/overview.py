"""What only the begeleider sees at one glance: the programme against the clock, the door, who had a turn."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property

from django.utils.formats import localize
from django.utils.translation import gettext as _

from methods.models import Method
from sessions.roles import Role, Speaks

from .clock import clock_text, in_minutes, remaining
from .late import Proposal, proposals
from .machine import Leg, Phase
from .models import Device, Guidance, Participant, Round, RoundStep, Signal
from .programme import MOST_CASES, Chapter, usual_guidance
from .scene import Scene

HALF_A_MINUTE = 30


@dataclass(frozen=True)
class PlanLine:
    """One leg of the programme: planned against actual (texts). without: why the meeting can do without it, if so."""

    index: int
    leg: Leg
    step: RoundStep
    state: str
    without: str

    @property
    def planned(self) -> str:
        return minutes_text(self.leg.planned)

    @property
    def used(self) -> str:
        return clock_text(self.leg.used)

    @property
    def longer(self) -> str:
        return self._fit(60)

    @property
    def shorter(self) -> str:
        return self._fit(-60)

    def _fit(self, seconds: int) -> str:
        """What a button posts that gives the leg more or less time; nothing when it cannot."""
        planned = (self.leg.planned or 0) + seconds
        return json.dumps({"verb": "fit", "times": f"{self.index}:{planned}"}) if planned > self.leg.used else ""


@dataclass(frozen=True)
class PlanPart:
    """One round of the programme. open: whether it can still be changed; presenter: names."""

    chapter: Chapter
    lines: tuple[PlanLine, ...]
    here: bool
    open: bool
    presenter: str

    @property
    def round(self) -> Round:
        return self.chapter.round

    @property
    def minutes(self) -> str:
        return minutes_text(self.chapter.seconds)


@dataclass(frozen=True)
class Offer:
    """A way to end on time, with the words of a button and what it posts."""

    words: str
    saves: str
    values: str

    @classmethod
    def of(cls, proposal: Proposal, titles: dict[int, str]) -> Offer:
        title = titles.get(proposal.leg if proposal.leg is not None else -1, "")
        words = {
            "leave_out": _("Laat “%(title)s” weg"),
            "shorten": _("Neem %(saves)s van “%(title)s”"),
            "spread": _("Neem overal een beetje"),
        }[proposal.kind]
        saves = minutes_text(proposal.saves)
        values = {
            "verb": "fit",
            "times": ",".join(f"{at}:{seconds}" for at, seconds in proposal.command.times),
            "out": ",".join(str(at) for at in proposal.command.out),
        }
        return cls(words % {"title": title, "saves": saves}, saves, json.dumps(values))


@dataclass(frozen=True)
class Seat:
    """One participant as the begeleider sees them."""

    person: Participant
    role: Role
    awake: bool
    signs: frozenset[str]
    brings_case: bool

    @property
    def hand(self) -> bool:
        return Signal.Kind.HAND in self.signs

    @property
    def limit(self) -> bool:
        return Signal.Kind.LIMIT in self.signs

    @property
    def asks(self) -> bool:
        return Signal.Kind.DISTURBANCE in self.signs


@dataclass(frozen=True)
class Knock:
    """A device at the door: whether the name is on the group's list, and who inside has it already."""

    device: Device
    same: Participant | None
    known: bool


def minutes_text(seconds: float | None) -> str:
    """Planned seconds as minutes, halves allowed: `5 min`, `2,5 min` (English: `2.5 min`); without a time: a dash.

    A silence of less than half a minute is said in seconds: `15 s`.
    """
    if seconds is None:
        return "–"
    if 0 < seconds < HALF_A_MINUTE:
        return f"{seconds:.0f} s"
    return f"{localize(in_minutes(seconds))} min"


class Overview:
    """The begeleider's view of a scene."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    @cached_property
    def programme(self) -> list[PlanLine]:
        """Every leg of the session, those left out too."""
        return [line for part in self.parts for line in part.lines]

    @cached_property
    def parts(self) -> list[PlanPart]:
        """The rounds of the session with their legs."""
        scene = self.scene
        here = scene.leg.round if scene.leg else None
        without = scene.superfluous(scene.state.legs, scene.steps)
        return [
            PlanPart(
                chapter,
                tuple(self._line(i, leg, without.get(leg.step, "")) for i, leg in chapter.legs),
                chapter.round.pk == here,
                scene.phase is not Phase.CLOSED and chapter.ahead_of(scene.state.at, scene.running),
                ", ".join(person.name for person in scene.presents(chapter.round.pk)),
            )
            for chapter in scene.programme
        ]

    @property
    def first_case(self) -> Round | None:
        """The first round about a case."""
        return next((part.round for part in self.parts if part.round.has_case), None)

    @property
    def most_cases(self) -> int:
        """How many cases a meeting has at most, unless on purpose (methods.json R31): what the group says, or two."""
        group = self.scene.session.group
        return group.max_cases if group else MOST_CASES

    @property
    def many_cases(self) -> bool:
        """Whether another case is one more than a meeting has."""
        return sum(part.round.has_case for part in self.parts) >= self.most_cases

    def _line(self, index: int, leg: Leg, without: str) -> PlanLine:
        return PlanLine(index, leg, self.scene.steps[leg.step], self._state(index, leg), without)

    def _state(self, index: int, leg: Leg) -> str:
        if self.scene.running and index == self.scene.state.at:
            return "now"
        return "done" if leg.used else "todo"

    @cached_property
    def offers(self) -> list[Offer]:
        """Ways to end on time, if the plan no longer fits; the begeleider decides."""
        scene = self.scene
        optional = {step.pk for step in scene.steps.values() if step.optional}
        titles = {line.index: line.step.title for line in self.programme}
        found = proposals(scene.state, optional, scene.session.stop_at, scene.now)
        return [Offer.of(proposal, titles) for proposal in found]

    @property
    def due_ms(self) -> int | None:
        """When the time of the running step is up (epoch milliseconds)."""
        deadline = self.scene.clock.deadline
        return int(deadline.timestamp() * 1000) if deadline else None

    @property
    def rest(self) -> int:
        """Seconds to go after the running step's time is up; from now, while the clock stands still."""
        left = self.scene.clock.left or 0.0
        todo = remaining(self.scene.state, self.scene.now)
        return int(todo - max(left, 0.0)) if self.due_ms else int(todo)

    @property
    def end_ms(self) -> int | None:
        """When the plan ends as it was at the start (epoch milliseconds)."""
        state = self.scene.state
        return int((state.began.timestamp() + state.total) * 1000) if state.began and self.scene.running else None

    @property
    def late(self) -> bool:
        return self.scene.delay_minutes > 0 or (self.scene.stop_minutes or 0) > 0

    @property
    def ahead_minutes(self) -> int:
        return -self.scene.delay_minutes

    @property
    def coming_minutes(self) -> str:
        return minutes_text(self.scene.coming.seconds) if self.scene.coming else ""

    @cached_property
    def seats(self) -> list[Seat]:
        scene = self.scene
        return [
            Seat(p, scene.role_of(p), not p.asleep(scene.now), frozenset(self._signs(p)), bool(scene.case_of(p)))
            for p in scene.people
        ]

    def _signs(self, person: Participant) -> list[str]:
        return [kind for kind, people in self.scene.signals.items() if person.pk in people]

    @cached_property
    def roles(self) -> list[Role]:
        """The roles that the present round's method gives to people, in a fixed order."""
        here = self.scene.leg.round if self.scene.leg else None
        known = {role for step in self.scene.steps.values() if step.round_id == here for role in step.rows}
        return [role for role in Role if role in known | {Role.PRESENTER} and role is not Role.FACILITATOR]

    @property
    def awake_count(self) -> int:
        """How many of those who take part are really there."""
        return sum(seat.awake for seat in self.seats if seat.person.pk != self.scene.state.chair)

    @cached_property
    def silent(self) -> list[Participant]:
        """Who has not had a turn yet (methods.json R05: share the attention fairly)."""
        return [p for p in self.scene.seats if not p.spoke and self.scene.role_of(p) is not Role.PRESENTER]

    @cached_property
    def door(self) -> list[Knock]:
        names = {p.name.casefold(): p for p in self.scene.everyone}
        return [
            Knock(device, names.get(device.name.casefold()), device.name.casefold() in self._members)
            for device in self.scene.waiting
        ]

    @cached_property
    def _members(self) -> set[str]:
        group = self.scene.session.group if self.scene.waiting else None
        return {m.name.casefold() for m in group.members.all()} if group else set()

    @property
    def at_least(self) -> int:
        method = self.first_case.method if self.first_case else None
        return method.people_at_least if method else 0

    @property
    def few(self) -> bool:
        """Fewer people than the method asks: a warning, never a refusal."""
        return len(self.scene.seats) < self.at_least

    @property
    def at_most(self) -> int | None:
        method = self.first_case.method if self.first_case else None
        return method.people_at_most if method else None

    @property
    def many(self) -> bool:
        """More people than come into their own in the method: a warning, never a refusal."""
        return self.at_most is not None and len(self.scene.seats) > self.at_most

    @cached_property
    def other_parts(self) -> list[Method]:
        """What a meeting can have besides its rounds."""
        return list(Method.objects.filter(part__in=[Method.Part.OPENING, Method.Part.CLOSING]))

    @property
    def minutes_for_cases(self) -> int | None:
        """Whole minutes there are for the rounds ahead, when the group said when it stops."""
        stop, scene = self.scene.session.stop_at, self.scene
        if stop is None:
            return None
        at = scene.state.at if scene.running else -1
        beside = sum(part.chapter.seconds_ahead(at) for part in self.parts if not part.round.has_case)
        return max(int((stop - scene.now).total_seconds() - beside) // 60, 0)

    @cached_property
    def methods(self) -> list[Method]:
        """What a round can be."""
        return list(Method.objects.for_a_case()) if self.scene.phase is not Phase.CLOSED else []

    @cached_property
    def speaking(self) -> list[tuple[str, str]]:
        """Per role of the step, how far it speaks, in words."""
        scene = self.scene
        if not scene.step or not scene.leg:
            return []
        roles = [Role(role) for role in scene.step.rows if role != Role.FACILITATOR]
        return [(role.label, Speaks(scene.step.speaks(role, scene.leg.part)).label) for role in roles]

    @property
    def phones_next(self) -> bool:
        """Whether phones lie away now and are needed in the next step."""
        scene = self.scene
        return bool(scene.step and scene.step.phones_away and scene.coming and not scene.coming.phones_away)

    @property
    def levels(self) -> list[tuple[str, str]]:
        """How much the screens can tell of a step: what is kept, and in words."""
        return [(level.value, str(level.label)) for level in Guidance]

    @property
    def less(self) -> Guidance | None:
        """Less explanation as a proposal, before a meeting further on in its series begins (methods.json R04)."""
        meeting = self.scene.session.meeting if self.scene.phase is Phase.LOBBY else None
        if not meeting or not meeting.number or not meeting.trajectory:
            return None
        usual, levels = usual_guidance(meeting.number, meeting.trajectory.number), list(Guidance)
        return usual if levels.index(usual) > levels.index(Guidance(self.scene.session.guidance)) else None

    @property
    def offered_name(self) -> str:
        return self.scene.names.get(self.scene.state.offered or 0, "")

    @property
    def hidden_now(self) -> bool:
        """Whether something of the step is hidden from the group still."""
        step = self.scene.step
        return step is not None and any(s.hidden for s in self.scene.flap.sheets(step, Role.MEMBER))

    @cached_property
    def open_items(self) -> list[str]:
        """What is still open in the step, said before it is left; it holds nobody back."""
        step, flap = self.scene.step, self.scene.flap
        sheets = [flap.sheet(step, spec) for spec in step.activities] if step else []
        return [said for sheet in sheets if (said := sheet.activity.open_items(sheet))]
