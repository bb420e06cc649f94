"""The flap of a scene: which sheets lie there, what each role sees of them and may add to them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sessions.activities import registry
from sessions.activities.base import Activity, BadOption, Options, Sheet
from sessions.roles import Role, Speaks

from .models import Contribution, RoundStep

if TYPE_CHECKING:
    from .scene import Scene

Spec = dict[str, Any]  # an activity of a frozen step: key, kind, options


def built(spec: Spec) -> tuple[Activity, Any]:
    """The activity and the options of a frozen step's spec; defaults for a kind that is not built yet."""
    activity = registry.get(spec["kind"])
    try:
        return activity, activity.options_class.read(spec["options"])
    except (BadOption, TypeError):
        return activity, activity.options_class()


def turn_roles(spec: Spec) -> tuple[Role, ...]:
    """The roles that an activity names for taking a turn."""
    activity, options = built(spec)
    return activity.turn_roles(options)


class Flap:
    """The sheets of one scene."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    @cached_property
    def contributions(self) -> dict[tuple[int, str], list[Contribution]]:
        """Everything that lies there, per step and activity; what was laid back left out."""
        found: dict[tuple[int, str], list[Contribution]] = defaultdict(list)
        for contribution in self.everything:
            if not contribution.returned:
                found[contribution.step_id, contribution.key].append(contribution)
        return found

    @cached_property
    def everything(self) -> list[Contribution]:
        return list(self.scene.session.contributions.all())

    def material(self, role: str) -> tuple[object, ...]:
        """The ids of what a role's part of the screen stands on, besides the step: laid back, or put up by others."""
        here = self.scene.step.pk if self.scene.step else 0
        laid_back = tuple(c.pk for c in self.everything if c.returned and c.step_id == here)
        offered = self.offered(role)
        sources = [s.source for s in offered if s.source and not s.source.hidden]
        followed = [s for s in offered if s.activity.follows(s.options) and not s.hidden]
        together = [s for s in offered if s.activity.in_groups(s.options)]
        shown = (*sources, *followed, *together, *(self.dividing if together else ()))
        return laid_back, *(tuple(entry.pk for entry in sheet.entries) for sheet in shown)

    @property
    def dividing(self) -> list[Sheet]:
        """The sheets of the present step that put people together in pairs or small groups."""
        step = self.scene.step
        return [s for s in self.sheets(step) if s.activity.groups(s)] if step else []

    def partners(self, person: int) -> list[int]:
        """With whom somebody works together in the present step."""
        groups = [group for sheet in self.dividing for group in sheet.activity.groups(sheet) if person in group]
        return [other for group in groups for other in group if other != person]

    def sheet(self, step: RoundStep, spec: Spec, role: str | None = None) -> Sheet:
        """One activity of a step as its templates see it, for a role (none: nothing hidden)."""
        activity, options = built(spec)
        return Sheet(
            activity=activity,
            options=options,
            key=spec["key"],
            pk=f"{step.pk}-{spec['key']}",
            entries=self.laid(step, spec, activity, options),
            source=self.source(step, spec, options, role),
            names=self.scene.names if activity.named(options) else {},
            hidden=role is not None and self.is_hidden(step, activity, options, role),
            folded=role == Role.FACILITATOR and self.is_hidden(step, activity, options, Role.MEMBER),
        )

    def laid(self, step: RoundStep, spec: Spec, activity: Activity, options: Options) -> list[Contribution]:
        """What lies on a sheet, in order of arrival; where nobody may know whose it is, that tells nothing either."""
        entries = self.contributions.get((step.pk, spec["key"]), [])
        by_lot = activity.anonymous(options) and activity.hidden_until_reveal(options)
        return sorted(entries, key=lambda entry: entry.client_key) if by_lot else entries

    def source(self, step: RoundStep, spec: Spec, options: Options, role: str | None) -> Sheet | None:
        """The sheet that an activity builds on: that of the step its options name, in the same round.

        An earlier step's sheet lies open; one of the step itself is seen as the role sees it.
        """
        activity = registry.get(spec["kind"])
        order = getattr(options, "from_step", None)
        if activity.gathers(options):
            return self.gathered(step, spec)
        if order is None:
            return self.nearest(step, spec, role)
        mine = [s for s in self.scene.steps.values() if s.round_id == step.round_id and not s.closes]
        steps = [s for s in mine if s.order == order]
        if not steps:
            return None
        # The last pass counts: a loop appends fresh steps with the same order.
        found = step if step in steps else max(steps, key=lambda s: s.pk)
        wanted = getattr(options, "from_key", "")
        others = [other for other in found.activities if other != spec]
        chosen = next((other for other in others if other["key"] == wanted), None)
        chosen = chosen or next((other for other in others if collects(other)), None)
        return self.sheet(found, chosen, role if found == step else None) if chosen else None

    def nearest(self, step: RoundStep, spec: Spec, role: str | None) -> Sheet | None:
        """The nearest sheet before this one that offers what the activity builds on by itself.

        In the same round, or in the opening, where the subjects of the whole meeting are gathered. A sheet that
        builds on such a sheet in its turn passes it on; one that was passed over lies there for nobody.
        """
        activity, options = built(spec)
        wanted = activity.builds_on(options)
        if not wanted:
            return None
        rounds = {step.round_id} | {pk for pk, round in self.scene.rounds.items() if not round.has_case}
        legs = [leg for leg in self.scene.state.legs if leg.round in rounds]
        plan = [leg.step for leg in legs]
        passed_over = {leg.step for leg in legs if leg.left_out}
        if step.pk not in plan:
            return None
        for pk in reversed(plan[: plan.index(step.pk) + 1]):
            found = self.scene.steps[pk]
            before = found.activities[: found.activities.index(spec)] if found == step else found.activities
            for other in reversed(before):
                empty = pk in passed_over and not self.contributions.get((pk, other["key"]))
                if built(other)[0].offers == wanted and not empty:
                    sheet = self.sheet(found, other, role if found == step else None)
                    return sheet.source or sheet
        return None

    def gathered(self, step: RoundStep, spec: Spec) -> Sheet | None:
        """All sheets of the kind that were filled in earlier steps of the round, as one; none if there are none."""
        legs = [leg.step for leg in self.scene.state.legs if leg.round == step.round_id]
        before = [self.scene.steps[pk] for pk in legs[: legs.index(step.pk)]] if step.pk in legs else []
        found = [self.sheet(s, other) for s in before for other in s.activities if other["kind"] == spec["kind"]]
        filled = [sheet for sheet in found if sheet.entries and sheet.source is None]
        return replace(filled[0], entries=[e for sheet in filled for e in sheet.entries]) if filled else None

    def is_hidden(self, step: RoundStep, activity: Activity, options: Options, role: str) -> bool:
        """Whether this role may only see how many there are (product.md, "What is hidden, and from whom")."""
        if role == Role.FACILITATOR or not activity.hidden_until_reveal(options):
            return False
        return not any(leg.revealed for leg in self.scene.state.legs if leg.step == step.pk)

    def sheets(self, step: RoundStep, role: str | None = None) -> list[Sheet]:
        """The shared activities of a step, for a role."""
        return [s for spec in step.activities if (s := self.sheet(step, spec, role)).activity.shared]

    def on_show(self, step: RoundStep, role: str) -> list[Sheet]:
        """Those that lie on the flap. What another one shows already is not there twice, but on the begeleider's
        screen, where entries can be laid back."""
        found = [s for s in self.sheets(step, role) if s.activity.on_flap]
        covered = {s.source.pk for s in found if s.activity.covers and s.source and s.source.entries}
        return found if role == Role.FACILITATOR else [s for s in found if s.pk not in covered or s.hidden]

    def earlier(self, role: str) -> list[tuple[RoundStep, list[Sheet]]]:
        """The steps of this round before the present one with what lies on their sheets, as a role may see it."""
        state = self.scene.state
        before = [self.scene.steps[leg.step] for leg in state.legs[: state.at] if leg.round == state.leg.round]
        found = [(step, [s for s in self.on_show(step, role) if s.entries]) for step in before]
        return [(step, sheets) for step, sheets in found if sheets]

    def offered(self, role: str) -> list[Sheet]:
        """The activities of the present step that ask something of a role, by its row.

        A talk asks for nothing, also where it stands in for a kind that is not built yet.
        """
        step = self.scene.step
        if not step:
            return []
        keys = [*(step.row(role).get("writes") or []), *self.of_group(step, role)]
        sheets = [self.sheet(step, spec, role) for spec in step.activities if spec["key"] in keys]
        return [s for s in sheets if s.kind != registry.PLAIN and (step.advice_due or not s.activity.is_advice)]

    def of_group(self, step: RoundStep, role: str) -> set[str]:
        """What a role may write down for the group as a whole where there is no begeleider to do it.

        Whoever wants to; but not a silent inbrenger, whose phone offers private notes only.
        """
        leg = self.scene.leg
        silent = leg is not None and step.speaks(role, leg.part) is Speaks.SILENT
        if not self.scene.session.self_guided or role == Role.FACILITATOR or (role == Role.PRESENTER and silent):
            return set()
        members = {
            key for other, row in step.rows.items() if other != Role.FACILITATOR for key in row["writes"] or ()
        }
        return set(step.rows.get(Role.FACILITATOR, {}).get("writes") or ()) - members

    def nobodys(self, key: str, role: str) -> bool:
        """Whether what this role hands in there is no one's own: written down for the group, or only steered."""
        step = self.scene.step
        if step is None or key in (step.row(role).get("writes") or []):
            return False
        return key in {*self.of_group(step, role), *(sheet.key for sheet in self.steered())}

    def open_to(self, role: str) -> list[Sheet]:
        """Where a role can hand something in: what it writes, and where nobody has the chair also what is steered."""
        found = self.writable(role)
        keys = {sheet.key for sheet in found}
        return [*found, *(s for s in self.steered() if self.scene.session.self_guided and s.key not in keys)]

    def writable(self, role: str) -> list[Sheet]:
        """Those of them in which something can be handed in; for the begeleider also what only has to be steered."""
        steered = self.steered() if role == Role.FACILITATOR else []
        return [s for s in (*self.offered(role), *steered) if s.activity.collects(s.options)]

    def steered(self) -> list[Sheet]:
        """The activities of the present step that the begeleider steers from the flap, whatever the rows say."""
        step = self.scene.step
        specs = [spec for spec in step.activities if registry.get(spec["kind"]).steered] if step else []
        return [self.sheet(step, spec, Role.FACILITATOR) for spec in specs] if step else []


def collects(spec: Spec) -> bool:
    """Whether an activity has something to build on at all."""
    activity, options = built(spec)
    return activity.collects(options)
