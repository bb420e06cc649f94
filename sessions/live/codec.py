"""A State as JSON and back: how the machine's state lies in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .machine import Held, Leg, Phase, State

INSTANTS = ("started", "began", "ended")
PEOPLE = ("had", "passed", "brought")


def dump(state: State) -> dict[str, Any]:
    """JSON-ready mapping of a State; instants as ISO 8601 in UTC."""
    # Not `asdict`, which copies every value for itself: the State is dumped twice in every click.
    data = {**vars(state), "legs": [vars(leg) for leg in state.legs], "held": [vars(held) for held in state.held]}
    for name in INSTANTS:
        data[name] = data[name].isoformat() if data[name] else None
    return data


def load(data: dict[str, Any]) -> State:
    """The State of what `dump` gave."""
    known = dict(data)
    for name in INSTANTS:
        known[name] = datetime.fromisoformat(known[name]) if known.get(name) else None
    known["legs"] = tuple(Leg(**leg | {name: several(leg.get(name)) for name in PEOPLE}) for leg in known["legs"])
    known["held"] = tuple(Held(**held) for held in known["held"])
    known["phase"] = Phase(known["phase"])
    return State(**known)


def several(kept: Any) -> tuple[int, ...]:
    """People of a leg. A session that was on while this changed has one or nobody where there can be several now."""
    return tuple(kept) if isinstance(kept, list | tuple) else () if kept is None else (kept,)


def plain(value: Any) -> Any:
    """Arguments of a command as JSON-ready values."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value
