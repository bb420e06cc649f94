"""The personal regions of one viewer: what I may write (`#mine`), and the buttons of the moment (`#turn`).

These are fetched by each screen for itself and never pushed.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from sessions.activities.base import Entry, Paper, Prepared, Sheet
from sessions.roles import Role

from . import stage, takeaway
from .audience import Audience
from .models import Contribution, Device, Participant, Scratch, Signal
from .overview import Overview
from .scene import Scene
from .viewer import Viewer, vouched

Bound = Mapping[str, Any]  # bound forms by the key of their activity


def notes_key(scene: Scene) -> str:
    """Private notes belong to a round."""
    return f"notes-{scene.round_number}"


def all_notes(device: Device | None) -> str:
    """What the device noted for itself in the whole session, round by round."""
    kept = scratches(device)
    return "\n\n".join(kept[key] for key in sorted(kept) if key.startswith("notes-"))


def scratches(device: Device | None) -> dict[str, str]:
    """Everything a device has under its hands, by field."""
    return {s.key: s.body for s in Scratch.objects.filter(device=device)} if device else {}


class Composer:
    """Builds what one participant (or the begeleider, writing down for one) may hand in now."""

    def __init__(
        self,
        scene: Scene,
        viewer: Viewer,
        writer: Participant | None,
        bound: Bound | None = None,
        keys: Collection[str] = (),
    ) -> None:
        """keys: of the entries that this browser made without a name."""
        self.scene, self.viewer, self.writer, self.keys = scene, viewer, writer, keys
        self.bound = bound or {}
        self.role = self._role()
        self.kept = scratches(viewer.device)

    def _role(self) -> str:
        if self.viewer.steers and self.writer is None:
            return Role.FACILITATOR
        return self.scene.role_of(self.writer) if self.writer else Role.MEMBER

    @cached_property
    def sheets(self) -> list[Sheet]:
        """What asks something of the writer, with what lies ready for it."""
        offered = self.scene.flap.offered(self.role) if self.scene.running else []
        return [replace(sheet, ready=self._ready(sheet)) for sheet in offered]

    def ready(self, key: str) -> Sequence[Prepared]:
        """What lies ready for the writer there."""
        return next((sheet.ready for sheet in self.sheets if sheet.key == key), ())

    def _ready(self, sheet: Sheet) -> list[Prepared]:
        paper = sheet.activity.draws_on(sheet.options)
        return self._papers(paper) if paper else []

    def _papers(self, paper: Paper) -> list[Prepared]:
        return self.scene.papers.of(paper, self.writer, alone=self.alone) if self.writer else []

    @property
    def case(self) -> Mapping[str, str]:
        """What the writer prepared to bring in, if anything."""
        return next((prepared.words for prepared in self._papers(Paper.CASE)), {})

    @cached_property
    def alone(self) -> bool:
        """Whether it is certain that nobody but the writer looks."""
        return self.writer == self.viewer.participant and vouched(self.scene.session, self.viewer)

    @property
    def steered(self) -> list[Sheet]:
        """What the begeleider steers from the flap, without a part of its own here."""
        return self.scene.flap.steered() if self.viewer.guides and self.scene.running else []

    def author(self, key: str) -> Participant | None:
        """Who is kept as the author of what is handed in there: the writer, or nobody where it is the group's."""
        return None if self.viewer.shares and self.scene.flap.nobodys(key, self.role) else self.writer

    def block(self, sheet: Sheet) -> dict[str, Any]:
        """The context of one activity's part: its form with my draft, what I put up, where it goes."""
        author = self.author(sheet.key)
        me = author.pk if author else None
        query = f"?voor={me}" if author and author != self.viewer.participant else ""
        code, step = self.scene.session.code, self.scene.step
        form, coach = self.bound.get(sheet.key) or self._form(sheet), self._coach(sheet)
        for field in form.fields.values() if form else ():
            if coach:
                field.widget.attrs["data-coach"] = coach
            if (
                sheet.anonymous and "data-draft" in field.widget.attrs
            ):  # on the server a draft would stand with the device it was typed on
                field.widget.attrs["data-draft"] = "here"
        partners = self._partners(sheet, me)
        return {
            "sheet": sheet,
            "form": form,
            "coach": coach,
            "own": self.own(sheet, me),
            "partners": [self.scene.names[person] for person in partners],
            "theirs": [entry for entry in sheet.entries if entry.author_id in partners],
            "own_notes": me is not None and author == self.viewer.participant,
            "returned": self._returned(sheet, me),
            "limit": sheet.activity.limit(sheet.options),
            "url": reverse("live:contribute", args=[code, sheet.key]) + query,
            "withdraw_url": reverse("live:withdraw", args=[code, sheet.key]) + query,
            "client_key": secrets.token_hex(10),
            "step": step,
            "scene": self.scene,
            "session": self.scene.session,
            "me": me,
            "role": self.role,
            "steers": self.viewer.guides,
        }

    def own(self, sheet: Sheet, me: int | None) -> list[Entry]:
        """What somebody put up on a sheet; where no author is kept, what this browser has the keys of."""
        if not sheet.anonymous:
            return sheet.by(me)
        mine = set(self.kept_of(sheet, me).values_list("pk", flat=True)) if self.keys else set()
        return [entry for entry in sheet.entries if entry.pk in mine]

    def kept_of(self, sheet: Sheet, me: int | None) -> QuerySet[Contribution]:
        """The same in the database, with what was laid back."""
        whose = {"client_key__in": list(self.keys)} if sheet.anonymous else {"author": me}
        return self.scene.session.contributions.filter(step=self.scene.step, key=sheet.key, **whose)

    def _partners(self, sheet: Sheet, me: int | None) -> list[int]:
        """Who works together with the writer on this sheet, of those who are there."""
        if me is None or not sheet.activity.in_groups(sheet.options):
            return []
        return [person for person in self.scene.flap.partners(me) if person in self.scene.names]

    def _form(self, sheet: Sheet) -> Any:
        form = sheet.activity.form(sheet)
        if form is not None and not sheet.anonymous:
            for name in form.fields:
                if draft := self.kept.get(f"f{sheet.pk}_{name}"):
                    form.initial[name] = draft
        return form

    def _coach(self, sheet: Sheet) -> str:
        """What the coach on the phone looks for in this sheet's field; nothing where advice is due anyway."""
        due = self.scene.step is not None and self.scene.step.advice_due
        return "" if due and sheet.activity.coach == "advice-only" else sheet.activity.coach

    def _returned(self, sheet: Sheet, me: int | None) -> list[Any]:
        if me is None or not sheet.activity.returnable or not self.scene.step:
            return []
        return list(self.kept_of(sheet, me).exclude(returned=""))

    def context(self) -> dict[str, Any]:
        return {
            "blocks": [self.block(sheet) for sheet in self.sheets],
            "scene": self.scene,
            "session": self.scene.session,
            "viewer": self.viewer,
            "writer": self.writer,
            "notes_key": notes_key(self.scene),
            "notes": self.kept.get(notes_key(self.scene), ""),
            "keys": stage.keys(self.scene, Audience(self.viewer.role)),
            "writers": (others := self._others() if self.viewer.guides else []),
            "opened": self.writer in others or any(person.phoneless for person in others),
            "for_group": self.viewer.steers and bool(self.scene.flap.offered(Role.FACILITATOR)),
        }

    def _others(self) -> list[Participant]:
        """Whom one can write for: the begeleider for everybody, the others for whoever has no phone."""
        offered = [p for p in self.scene.seats if self.scene.flap.offered(self.scene.role_of(p))]
        return [p for p in offered if self.viewer.steers or p.phoneless]


def turn_context(scene: Scene, viewer: Viewer, refused: str = "") -> dict[str, Any]:
    """What the buttons of the moment depend on, for one viewer."""
    me, leg, step = viewer.participant, scene.leg, scene.step
    mine = {kind for kind, people in scene.signals.items() if me and me.pk in people}
    row = step.row(viewer.role) if step else {}
    return {
        "scene": scene,
        "session": scene.session,
        "viewer": viewer,
        "me": me,
        "role": viewer.role,
        "refused": stage.reason(refused) if refused else "",
        "keys": stage.keys(scene, Audience(viewer.role)),
        "my_turn": bool(me and scene.turn and scene.turn.pk == me.pk),
        "had_turn": bool(me and leg and scene.running and me.pk in (*leg.had, *leg.passed)),
        "passes_turn": bool(row.get("passes_turn") or viewer.shares) and bool(scene.turn),
        "offered": bool(me and scene.state.offered == me.pk),
        "was_presenter": bool(me and takeaway.own_cases(scene, me)),
        "free": scene.session.chair_free(scene.now) and not viewer.steers and bool(me),
        "chair_elsewhere": viewer.owner and not viewer.guides and scene.state.chair is not None,
        "writes": bool(scene.flap.writable(viewer.role)) and not viewer.steers,
        "ready": Signal.Kind.READY in mine,
        "hand": Signal.Kind.HAND in mine,
        "limit": Signal.Kind.LIMIT in mine,
        "brings_case": bool(scene.case_of(me)),
        "agreed": Signal.Kind.AGREED in mine,
        "asked": Signal.Kind.DISTURBANCE in mine,
        "open_items": Overview(scene).open_items,
        "loop": loop_of(scene),
        "group_hides": viewer.shares and Overview(scene).hidden_now,
        "desk": Overview(scene),
        "can_undo": viewer.guides and scene.session.events.filter(undone=False).exists(),
    }


def loop_of(scene: Scene) -> dict[str, Any] | None:
    """The machine's loop that ends with the present step, with the legs (indexes) of its last pass."""
    method = scene.round.method if scene.round else None
    for loop in method.loops if method and scene.step else []:
        if scene.step and scene.step.order == loop["to"]:
            first = max(
                i
                for i, leg in scene.round_legs
                if i <= scene.state.at and scene.steps[leg.step].order == loop["from"]
            )
            return {
                "first": first,
                "last": scene.state.at,
                "per": loop.get("per", ""),
                "text": loop.get("text", ""),
            }
    return None
