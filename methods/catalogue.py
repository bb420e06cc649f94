"""One method <-> one YAML document: what is read and checked in `documents` is written to the database here.

All or nothing: when one document of a run is wrong, nothing of the run is loaded. The files are the source;
a method that is in the database and in no document is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.db import models, transaction

from .documents import PARTS, SHIPPED, Document, Refused, plain, read
from .models import Method, Step
from .options import options_of
from .rules import key_of

__all__ = ["PARTS", "SHIPPED", "Document", "Refused", "load", "read", "write"]


def load(paths: Iterable[Path]) -> list[tuple[Path, bool]]:
    """Puts the documents into the database; gives each file with whether anything changed. Raises Refused."""
    documents = read(paths)
    with transaction.atomic():
        return [(document.path, write(plain(document.data))) for document in documents]


def write(data: dict[str, Any]) -> bool:
    """Makes the database say what a right document says; gives whether it changed. Rows keep their keys."""
    group = data.get("group", {})
    values = given(Method, data, but={"slug", "steps"}) | {
        "group_min": group.get("min"),
        "group_max": group.get("max"),
        "group_note": group.get("note", ""),
    }
    method, changed = put(Method.objects, {"slug": data["slug"]}, values)
    for order, step in enumerate(data["steps"], start=1):
        changed |= write_step(method, order, step)
    return changed | gone(method.steps.filter(order__gt=len(data["steps"])))


def write_step(method: Method, order: int, data: dict[str, Any]) -> bool:
    step, changed = put(method.steps, {"order": order}, given(Step, data, but={"order"}))
    for role, row in data["rows"].items():
        changed |= put(step.rows, {"role": role}, row_values(row))[1]
    for place, activity in enumerate(data["activities"], start=1):
        values = {"order": place, "kind": activity["kind"], "options": options_of(activity)}
        changed |= put(step.activities, {"key": key_of(activity)}, values)[1]
    keys = [key_of(activity) for activity in data["activities"]]
    changed |= gone(step.rows.exclude(role__in=data["rows"]))
    return changed | gone(step.activities.exclude(key__in=keys))


def row_values(row: dict[str, Any]) -> dict[str, Any]:
    degrees = row["speaks"]
    return {
        "instruction": row["instruction"],
        "speaks": degrees if isinstance(degrees, list) else [degrees],
        "writes": row.get("writes", []),
        "passes_turn": row.get("passes_turn", False),
    }


def given(model: type[models.Model], data: Mapping[str, Any], but: set[str]) -> dict[str, Any]:
    """The document's value, or the model's own default, for every plain column that documents name alike."""
    columns = {f.name: f for f in model._meta.concrete_fields if not f.primary_key and not f.is_relation}
    return {
        name: column.to_python(data.get(name, column.get_default()))
        for name, column in columns.items()
        if name not in but and not name.startswith("group_")
    }


def put(rows: Any, where: dict[str, Any], values: dict[str, Any]) -> tuple[Any, bool]:
    """The row at `where` with these values, and whether it had to be made or changed."""
    found = rows.filter(**where).first()
    if found and all(getattr(found, name) == value for name, value in values.items()):
        return found, False
    return rows.update_or_create(**where, defaults=values)[0], True


def gone(rows: models.QuerySet[Any]) -> bool:
    """Deletes the rows; gives whether there were any."""
    return rows.delete()[0] > 0
