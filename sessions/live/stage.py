"""What each audience sees, and how it gets there.

`render` makes one region for one audience, without a request and in the audience's language: no user, token or
cookie can leak into it. A push renders each changed region once per audience; the page, the repair path over
HTTP and the polling of phones without websockets use the same `render`.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sessions.roles import Role

from . import wire
from .audience import DOOR, SCREEN, Audience
from .models import LiveSession
from .overview import Overview
from .scene import Scene

log = logging.getLogger(__name__)

PLACES = {Role.FACILITATOR: "desk", SCREEN: "screen", DOOR: "door"}
REGIONS = {
    "desk": ("head", "stage", "timer", "flap", "people", "plan"),
    "phone": ("stage", "timer", "flap", "people"),
    "screen": ("stage", "timer", "flap", "people"),
    "door": ("stage",),
}
ALIKE = {"timer"}  # on every screen the same
# Signs (who is awake, is ready, has a hand up, had a turn) show among the people to whoever guards the process.
SIGNS = "signs"
# The indentation of templates, which no screen shows: of a full board a third of the push.
BETWEEN_TAGS = re.compile(r"(?<=>)\s*\n\s*(?=<)")
LONGEST = 60_000  # bytes of one push; the server's limit for a message is just above
CROWD = 40  # people; the begeleider's list of so many is longer than that


def place_of(audience: Audience) -> str:
    """The kind of screen an audience looks at: desk, phone, screen or door."""
    return PLACES.get(audience.role, "phone")


def render(scene: Scene, audience: Audience, region: str, given: dict[str, Any] | None = None) -> str:
    """The HTML of one region for one audience. given: its context, where several regions share one."""
    if region in ALIKE:
        return alike(scene, audience.language, region)
    return fragment(f"live/{place_of(audience)}/_{region}.html", audience.language, given or context(scene, audience))


def alike(scene: Scene, language: str, region: str) -> str:
    """A region that is the same on every screen: made once, and told nothing of who looks."""
    if (region, language) not in scene.made:
        given = {"scene": scene, "version": scene.session.version}
        scene.made[region, language] = fragment(f"live/_{region}.html", language, given)
    return scene.made[region, language]


def fragment(template: str, language: str, given: dict[str, Any]) -> str:
    with translation.override(language):
        return BETWEEN_TAGS.sub("\n", get_template(template).render(given))


def role_label(audience: Audience) -> str:
    """The role's name in the audience's language; nothing for a screen or the door."""
    with translation.override(audience.language):
        return Role(audience.role).label if audience.role in list(Role) else ""


def context(scene: Scene, audience: Audience) -> dict[str, Any]:
    """What every region's template is given: the scene and the audience's own part of the step."""
    step, role = scene.step, audience.role
    part = scene.leg.part if scene.leg else 0
    return {
        "scene": scene,
        "session": scene.session,
        "version": scene.session.version,
        "role": role,
        "step": step,
        "row": step.row(role) if step else {},
        "speaks": step.speaks(role, part) if step else None,
        "sheets": scene.flap.on_show(step, role) if step else [],
        "writable": scene.flap.writable(role),
        "steers": guides(scene, audience),
        "desk": Overview(scene) if guides(scene, audience) else None,
    }


def guides(scene: Scene, audience: Audience) -> bool:
    """Whether an audience has the buttons of the process: the begeleider, or without one all who take part."""
    return audience.role == Role.FACILITATOR or (scene.session.self_guided and place_of(audience) == "phone")


def keys(scene: Scene, audience: Audience) -> dict[str, str]:
    """When these change, a phone fetches its personal regions anew; they tell nothing by themselves."""
    state, leg = scene.state, scene.leg
    step = (
        scene.phase,
        state.at,
        leg and leg.step,
        leg and leg.part,
        audience.role,
        bool(scene.session.erased),
    )
    mine = (*step, scene.flap.material(audience.role) if scene.running else ())
    turn = (
        *step,
        leg and (leg.turn, leg.lap, leg.had, leg.passed, leg.revealed, leg.planned is None),
        state.started is None,
        state.halted,
        state.chair,
        state.offered,
        state.held,
        scene.session.chair_free(scene.now),
        still_open(scene) if guides(scene, audience) else (),
    )
    return {"mine": short(mine), "turn": short(turn)}


def still_open(scene: Scene) -> list[str]:
    """What the buttons of the process say is open, in words that are the same for every language."""
    with translation.override(None):
        return Overview(scene).open_items


def short(value: object) -> str:
    return hashlib.blake2s(repr(value).encode(), digest_size=6).hexdigest()


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def message(scene: Scene, audience: Audience, regions: Iterable[str]) -> dict[str, Any]:
    """What a screen of this audience is sent: version, time, the regions that changed, the keys of its own."""
    given = context(scene, audience)
    return {
        "t": "push",
        "v": scene.session.version,
        "place": place_of(audience),
        "role": audience.role,
        "label": role_label(audience),
        "now": milliseconds(timezone.now()),
        "regions": {name: render(scene, audience, name, given) for name in concerned(scene, audience, regions)},
        "keys": keys(scene, audience),
    }


def concerned(scene: Scene, audience: Audience, changed: Iterable[str]) -> list[str]:
    """The regions of this audience's screen in which a change shows."""
    shown = set(changed) | ({"people"} if SIGNS in changed and guides(scene, audience) else set())
    return [name for name in REGIONS[place_of(audience)] if name in shown]


def letter(scene: Scene, audience: Audience, regions: Iterable[str]) -> str:
    """The text of a push. What is too long for a websocket is only mentioned: its screens fetch it."""
    if not crowded(scene, audience, regions):
        text = json.dumps(message(scene, audience, regions), ensure_ascii=False, separators=(",", ":"))
        if len(text.encode()) < LONGEST:
            return text
    return json.dumps({"t": "beat", "v": scene.session.version, "now": milliseconds(timezone.now())})


def crowded(scene: Scene, audience: Audience, regions: Iterable[str]) -> bool:
    """Whether a push would hold a list of people that is too long in any case: making it would be for nothing."""
    if place_of(audience) != "desk" or "people" not in concerned(scene, audience, regions):
        return False
    return len(scene.people) > CROWD


def audiences(scene: Scene) -> list[Audience]:
    """The audiences there may be now: every role that is held, in every language that is read; phones first."""
    roles = sorted(scene.roles_present, key=lambda role: (place_of(Audience(role)) != "phone", role))
    return [Audience(role, lang) for role in roles for lang in scene.session.languages]


def push(session: LiveSession, regions: frozenset[str], *, recast: bool = False) -> None:
    """Send the regions to every audience that is looking; a failure is logged, never raised.

    session: as the change left it, with its version. What people put up since may show too, but only the push of a
    later change says so: that one may be lost (another process, no Redis), and then a screen must know that it has
    not seen it.

    The phones have theirs before the begeleider's screen is made, which takes longer than all others together.
    recast: roles, the chair or the door changed, so sockets are asked to look again to whom they belong.
    """
    try:
        scene = Scene(session)
        looking = [a for a in audiences(scene) if wire.heard(a.group(session.pk))]
        for _phones, some in groupby(looking, lambda audience: place_of(audience) == "phone"):
            letters = {audience.group(session.pk): letter(scene, audience, regions) for audience in some}
            wire.send(session.pk, letters, session.version)
        if recast:
            wire.recast(session.pk)
    except Exception:
        log.exception("push of session %s failed; screens will fetch", session.pk)


def reason(code: str) -> str:
    """Why a command was refused, for the person who gave it."""
    texts = {
        "moved": _("Iemand was je voor. Dit is hoe het nu staat."),
        "started": _("De sessie is al begonnen."),
        "lobby": _("De sessie is nog niet begonnen."),
        "closed": _("De sessie is afgesloten."),
        "last": _("Dit is de laatste stap."),
        "first": _("Dit is de eerste stap."),
        "no_step": _("Die stap is er niet."),
        "no_steps": _("Er staat nog geen stap in het programma."),
        "here": _("Daar zijn jullie al."),
        "no_turn": _("Er is nu geen beurt om door te geven."),
        "waiting": _("Je staat al in de rij."),
        "revealed": _("Alles ligt al open."),
        "no_parts": _("In deze stap wisselt het woord niet."),
        "still": _("De klok staat al stil."),
        "runs": _("De klok loopt al."),
        "halted": _("De inhoud staat al stil."),
        "no_time": _("Deze stap heeft geen tijd om in te korten."),
        "over_time": _("De tijd van deze stap is al om."),
        "chair": _("Die persoon heeft de leiding al."),
        "not_offered": _("De leiding wordt je niet meer aangeboden."),
        "chair_kept": _("De begeleider is er nog."),
        "name_taken": _("Er is al iemand met die naam."),
        "nothing": _("Er is niets om ongedaan te maken."),
        "gone": _("Dat ligt niet meer op de flap."),
    }
    return texts.get(code) or _("Dat kan nu niet.")
