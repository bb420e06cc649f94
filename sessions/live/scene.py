"""Everything the screens of one session need, loaded once: a fixed number of queries, whoever looks.

A Scene is given to every render of a push; templates ask it, never the database. It knows no viewer: what is
personal is asked with a participant as an argument.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property

from django.utils import timezone

from sessions.activities import turns
from sessions.groups.rules import TEN
from sessions.roles import Role, Speaks

from . import clock
from .audience import DOOR, SCREEN
from .flap import Flap, built, turn_roles
from .frozen import steps_of
from .machine import Leg, Phase, State, Table
from .models import Device, LiveSession, Participant, Round, RoundStep, Signal, title_of
from .papers import Papers
from .programme import Chapter, chapters, idle, twice
from .state import WHOLE_SESSION


class Scene:
    """A session as it stands at `now`."""

    def __init__(self, session: LiveSession, now: datetime | None = None, state: State | None = None) -> None:
        self.session = session
        self.now = now or timezone.now()
        self.state = state or session.state
        self.made: dict[tuple[str, str], str] = {}  # HTML that every audience of a language is given

    # -- the plan ----------------------------------------------------------------------------------------

    @cached_property
    def steps(self) -> dict[int, RoundStep]:
        """The frozen steps of the plan."""
        return steps_of(self.session, (leg.step for leg in self.state.legs))

    @cached_property
    def rounds(self) -> dict[int, Round]:
        return {round.pk: round for round in self.session.rounds.all()}

    @property
    def guide(self) -> Role:
        """As what the process is guarded: where a part of the programme is supervision, by the supervisor."""
        supervised = any(Role.SUPERVISOR in step.rows for step in self.steps.values())
        return Role.SUPERVISOR if supervised else Role.FACILITATOR

    @property
    def phase(self) -> Phase:
        return self.state.phase

    @property
    def running(self) -> bool:
        return self.phase is Phase.RUNNING

    @cached_property
    def leg(self) -> Leg | None:
        return self.state.leg if self.state.legs else None

    @cached_property
    def step(self) -> RoundStep | None:
        """The present step; none in the lobby and after closing."""
        return self.steps[self.state.leg.step] if self.running else None

    @cached_property
    def round(self) -> Round | None:
        """The round of the present leg (in the lobby: the first)."""
        return self.rounds.get(self.leg.round) if self.leg else None

    @cached_property
    def programme(self) -> list[Chapter]:
        """The rounds of the session in their order, each with its legs."""
        return chapters(self.state.legs, self.rounds)

    def superfluous(self, legs: Sequence[Leg], steps: Mapping[int, RoundStep]) -> dict[int, str]:
        """The steps (ids) of a plan that a meeting can do without, with why: `double` or `first`."""
        parts = chapters(legs, self.rounds)
        looking_back = idle(parts, steps)
        first = looking_back if looking_back and self.papers.is_first else ()
        return dict.fromkeys(twice(parts, steps), "double") | dict.fromkeys(first, "first")

    @cached_property
    def title(self) -> str:
        """What the session is about."""
        return title_of([chapter.round for chapter in self.programme])

    @cached_property
    def round_number(self) -> int:
        """1-based place of the present round in the programme; 0 without a plan."""
        mine = self.leg.round if self.leg else None
        return list(dict.fromkeys(leg.round for leg in self.state.legs)).index(mine) + 1 if mine else 0

    def casting(self, role: str) -> int:
        """The round for which a role is given out now.

        In an opening somebody becomes inbrenger of the first round about a case that has none (of the first, when
        all have one). A group without a begeleider has its timekeeper for the whole session. Every other role is the
        present round's.
        """
        if self.session.self_guided and role == Role.TIMEKEEPER:
            return WHOLE_SESSION
        here = self.leg.round if self.leg else 0
        if role != Role.PRESENTER or not self.round or self.round.has_case:
            return here
        ahead = [c.round.pk for c in self.programme if c.round.has_case and c.legs[-1][0] > self.state.at]
        free = [pk for pk in ahead if not self.state.holders(pk, role)]
        return next(iter(free or ahead), here)

    @cached_property
    def chosen(self) -> set[int]:
        """Who is inbrenger of the present round, or in an opening of a round to come."""
        here = [self.leg.round] if self.round and self.round.has_case and self.leg else []
        rounds = here or [c.round.pk for c in self.programme if c.ahead_of(self.state.at, self.running)]
        return {person for round in rounds for person in self.state.holders(round, Role.PRESENTER)}

    def presents(self, round: int) -> list[Participant]:
        """Who is inbrenger of a round."""
        return [p for p in self.everyone if p.pk in self.state.holders(round, Role.PRESENTER)]

    @cached_property
    def round_legs(self) -> list[tuple[int, Leg]]:
        """The steps of the present round that are in the plan, as legs with their index; without the silences."""
        mine = self.leg.round if self.leg else None
        own = [(i, leg) for i, leg in enumerate(self.state.legs) if leg.round == mine and not leg.closing]
        return [(i, leg) for i, leg in own if not leg.left_out]

    @cached_property
    def step_number(self) -> int:
        """1-based place of the present step among those of its round that are in the plan; 0 before and after."""
        return sum(i <= self.state.at for i, _leg in self.round_legs) if self.running else 0

    @cached_property
    def coming(self) -> RoundStep | None:
        """The step after the present one, if there is one."""
        legs = self.state.legs[self.state.at + 1 :]
        return next((self.steps[leg.step] for leg in legs if not leg.left_out), None)

    @cached_property
    def quiet(self) -> bool:
        """Whether the present step is a silence."""
        specs = [built(spec) for spec in self.step.activities] if self.step else []
        return any(activity.quiet(options) for activity, options in specs)

    @cached_property
    def clock(self) -> clock.Reading:
        return clock.read(self.state, self.now)

    def case_of(self, person: Participant | None) -> Round | None:
        """The round in which somebody brings their case, from the present one on."""
        if person is None or self.phase is Phase.CLOSED:
            return None
        ahead = [c for c in self.programme if not self.running or c.legs[-1][0] >= self.state.at]
        return next((c.round for c in ahead if person.pk in self.state.holders(c.round.pk, Role.PRESENTER)), None)

    # -- people --------------------------------------------------------------------------------------------

    @cached_property
    def everyone(self) -> list[Participant]:
        """All who were ever let in, in the order of the seats."""
        return list(self.session.participants.select_related("membership"))

    @cached_property
    def people(self) -> list[Participant]:
        """Who is in the session now, in the order of the seats."""
        return [p for p in self.everyone if p.presence == Participant.Presence.IN and not self._at_the_desk(p)]

    def _at_the_desk(self, person: Participant) -> bool:
        """Whether this is the begeleider, who took part while another had the chair, and has it back."""
        in_chair = self.state.chair is None and not self.session.self_guided
        return in_chair and self.session.opened_by(person) and not person.devices.exists()

    @cached_property
    def names(self) -> dict[int, str]:
        return {p.pk: p.name for p in self.everyone}

    @cached_property
    def seats(self) -> list[Participant]:
        """The people who take part in the content: everyone but whoever has the chair."""
        return [p for p in self.people if p.pk != self.state.chair]

    @cached_property
    def waiting(self) -> list[Device]:
        """The devices that knocked and were not let in yet."""
        return list(self.session.devices.filter(door=Device.Door.WAITING))

    def role_of(self, participant: Participant | None) -> Role:
        """The role a participant has in the present round."""
        if participant is None:
            return Role.MEMBER
        if participant.pk == self.state.chair:
            return Role.FACILITATOR
        round = self.leg.round if self.leg else 0
        held = [h.role for h in self.state.held if h.round == round and h.person == participant.pk]
        return Role(held[0]) if held else Role.MEMBER

    def holding(self, role: str) -> list[Participant]:
        """Who holds a role in the present round."""
        return [p for p in self.seats if self.role_of(p) == role]

    @cached_property
    def presenter(self) -> Participant | None:
        return next(iter(self.holding(Role.PRESENTER)), None)

    @cached_property
    def presenting(self) -> set[int]:
        """Who are inbrenger of the present round (ids): one, or those whose case it is together."""
        return {person.pk for person in self.holding(Role.PRESENTER)}

    @property
    def presenters(self) -> str:
        """The names of the inbrengers."""
        return ", ".join(person.name for person in self.holding(Role.PRESENTER))

    @cached_property
    def timekeeper(self) -> Participant | None:
        """Who watches the time for a group without a begeleider, beside any role of the round."""
        kept = self.state.holders(WHOLE_SESSION, Role.TIMEKEEPER)
        return next((p for p in self.people if p.pk in kept), None)

    @cached_property
    def roles_present(self) -> set[str]:
        """The audiences there may be now: the roles held, the begeleider, the big screen and the door.

        Read from the state: who holds them need not be asked.
        """
        round = self.leg.round if self.leg else 0
        held = {Role(h.role) for h in self.state.held if h.round == round}
        return held | {Role.MEMBER, Role.FACILITATOR, SCREEN, DOOR}

    def table(self, leg: Leg) -> Table:
        """Who takes turns in a leg, in the order of the seats; nobody where there are no turns."""
        if not leg.has_turns:
            return Table()
        # A loop that is about to be repeated has steps that are not in the plan yet.
        step = self.steps.get(leg.step) or RoundStep.objects.get(pk=leg.step)
        roles = self.turn_roles(step, leg.part)
        return Table(tuple(p.pk for p in self.seats if self.role_of(p) in roles))

    def turn_roles(self, step: RoundStep, part: int) -> set[Role]:
        """The roles that take a turn in a step: those the activity names, else those that speak freely."""
        named = {role for spec in step.activities for role in turn_roles(spec)}
        speaking = {Role(r) for r in step.rows if step.speaks(r, part) is Speaks.SPEAKS}
        return {*(named or speaking)} - {Role.FACILITATOR}

    @cached_property
    def turn(self) -> Participant | None:
        """Whose turn it is."""
        if not (self.running and self.leg and self.leg.turn):
            return None
        return next((p for p in self.people if p.pk == self.leg.turn), None)

    @cached_property
    def queue(self) -> list[Participant]:
        """Who still gets a turn in this round of turns, in order."""
        if not (self.running and self.leg):
            return []
        by_id = {p.pk: p for p in self.people}
        return [by_id[pk] for pk in turns.queue(self.leg, self.table(self.leg).order)]

    # -- signals -------------------------------------------------------------------------------------------

    @cached_property
    def signals(self) -> dict[str, set[int]]:
        """Participant ids per kind of signal, those of another step left out."""
        found: dict[str, set[int]] = defaultdict(set)
        here = self.step.pk if self.step else 0
        for signal in self.session.signals.all():
            if signal.place in (0, here):
                found[signal.kind].add(signal.participant_id)
        return found

    @cached_property
    def rules(self) -> list[str]:
        """What the group agrees to before the first round: its own rules, or the ten there always are."""
        group = self.session.group
        return [rule.text for rule in group.agreements.all()] if group else [str(rule) for rule in TEN]

    @cached_property
    def undecided(self) -> list[Participant]:
        """Who has a phone and did not agree to the rules yet."""
        agreed = self.signalled(Signal.Kind.AGREED)
        return [p for p in self.seats if p.pk not in agreed and not p.phoneless]

    def signalled(self, kind: str) -> set[int]:
        return self.signals.get(kind, set())

    # -- what was put up --------------------------------------------------------------------------------------

    @cached_property
    def flap(self) -> Flap:
        return Flap(self)

    @cached_property
    def papers(self) -> Papers:
        return Papers(self)

    @cached_property
    def kinds(self) -> str:
        """The kinds of the present step's activities, separated by spaces."""
        return " ".join(a["kind"] for a in self.step.activities) if self.step else ""

    @property
    def let_go(self) -> bool:
        """Whether the inbrenger marked a limit where nobody guards it for them: all are asked to let go."""
        return self.session.self_guided and bool(self.signalled(Signal.Kind.LIMIT))

    @property
    def hands(self) -> list[Participant]:
        """Who has a hand up."""
        return [p for p in self.people if p.pk in self.signalled(Signal.Kind.HAND)]

    @cached_property
    def writers(self) -> list[Participant]:
        """The people who have something to hand in now."""
        return [p for p in self.seats if self.flap.writable(self.role_of(p))]

    def is_ready(self, participant: Participant) -> bool:
        """Whether somebody finished writing: said so, or handed in all that the step asks."""
        return participant.pk in self.signalled(Signal.Kind.READY)

    @cached_property
    def ready_count(self) -> int:
        return sum(self.is_ready(p) for p in self.writers)

    # -- time against the plan ---------------------------------------------------------------------------------

    @property
    def chair_gone(self) -> bool:
        """Whether the begeleider's screen dropped out while the session is on."""
        return self.phase is not Phase.CLOSED and self.session.chair_gone(self.now)

    @cached_property
    def expected_end(self) -> datetime:
        return clock.expected_end(self.state, self.now)

    @cached_property
    def delay_minutes(self) -> int:
        """Whole minutes behind the plan (negative: ahead)."""
        return round(clock.delay(self.state, self.now) / 60)

    @cached_property
    def stop_minutes(self) -> int | None:
        """Whole minutes by which the expected end passes the moment the group must stop."""
        stop = self.session.stop_at
        return None if stop is None else round((self.expected_end - stop).total_seconds() / 60)
