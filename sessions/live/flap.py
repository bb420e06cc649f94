"""The flap of a scene: which sheets lie there, what each role sees of them and may add to them."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sessions.activities import registry
from sessions.activities.base import Activity, BadOption, Options, Sheet
from sessions.roles import Role

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
        sources = [s.source for s in self.offered(role) if s.source and not s.source.hidden]
        return laid_back, *(tuple(entry.pk for entry in source.entries) for source in sources)

    def sheet(self, step: RoundStep, spec: Spec, role: str | None = None) -> Sheet:
        """One activity of a step as its templates see it, for a role (none: nothing hidden)."""
        activity, options = built(spec)
        return Sheet(
            activity=activity,
            options=options,
            key=spec["key"],
            pk=f"{step.pk}-{spec['key']}",
            entries=self.contributions.get((step.pk, spec["key"]), []),
            source=self.source(step, spec, options, role),
            names=self.scene.names if activity.names else {},
            hidden=role is not None and self.is_hidden(step, activity, options, role),
            folded=role == Role.FACILITATOR and self.is_hidden(step, activity, options, Role.MEMBER),
        )

    def source(self, step: RoundStep, spec: Spec, options: Options, role: str | None) -> Sheet | None:
        """The sheet that an activity builds on: that of the step its options name, in the same round.

        An earlier step's sheet lies open; one of the step itself is seen as the role sees it.
        """
        order = getattr(options, "from_step", None)
        steps = [s for s in self.scene.steps.values() if s.round_id == step.round_id and s.order == order]
        if not steps:
            return None
        # The last pass counts: a loop appends fresh steps with the same order.
        found = step if step in steps else max(steps, key=lambda s: s.pk)
        wanted = getattr(options, "from_key", "")
        others = [other for other in found.activities if other != spec]
        chosen = next((other for other in others if other["key"] == wanted), None)
        chosen = chosen or next((other for other in others if collects(other)), None)
        return self.sheet(found, chosen, role if found == step else None) if chosen else None

    def is_hidden(self, step: RoundStep, activity: Activity, options: Options, role: str) -> bool:
        """Whether this role may only see how many there are (product.md, "What is hidden, and from whom")."""
        if role == Role.FACILITATOR or not activity.hidden_until_reveal(options):
            return False
        return not any(leg.revealed for leg in self.scene.state.legs if leg.step == step.pk)

    def sheets(self, step: RoundStep, role: str | None = None) -> list[Sheet]:
        """The shared activities of a step, for a role."""
        return [s for spec in step.activities if (s := self.sheet(step, spec, role)).activity.shared]

    def offered(self, role: str) -> list[Sheet]:
        """The activities of the present step that ask something of a role, by its row."""
        step = self.scene.step
        if not step:
            return []
        keys = step.row(role).get("writes") or []
        sheets = [self.sheet(step, spec, role) for spec in step.activities if spec["key"] in keys]
        return [s for s in sheets if step.advice_due or not s.activity.is_advice]

    def writable(self, role: str) -> list[Sheet]:
        """Those of them in which something can be handed in."""
        return [s for s in self.offered(role) if s.activity.collects(s.options)]


def collects(spec: Spec) -> bool:
    """Whether an activity has something to build on at all."""
    activity, options = built(spec)
    return activity.collects(options)
