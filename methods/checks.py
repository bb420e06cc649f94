"""The system check of the catalogue: which werkvormen of the documents are not built yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Info, register
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sessions.activities import registry

from . import documents


@register("methods")
def kinds_are_built(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """One line per kind that runs as plain talk for now, with the methods that use it (methods.I001)."""
    return messages(documents.SHIPPED)


def messages(folder: Path) -> list[CheckMessage]:
    used = defaultdict(set)
    for slug, kind in kinds(folder):
        if kind not in registry.activities():
            used[kind].add(slug)
    return [
        Info(
            f"Werkvorm “{kind}” is nog niet gebouwd; gebruikt in {', '.join(sorted(slugs))}.",
            id="methods.I001",
        )
        for kind, slugs in sorted(used.items())
    ]


def kinds(folder: Path) -> Iterator[tuple[str, str]]:
    """Every (slug, kind) of the documents; `load_methods` tells of those that cannot be read."""
    for path in documents.files([folder]):
        # The quick loader: this runs at the start of most commands, and needs no lines.
        try:
            method = YAML(typ="safe").load(path.read_bytes())
            yield from [(path.stem, str(each["kind"])) for step in method["steps"] for each in step["activities"]]
        except (YAMLError, OSError, ValueError, TypeError, KeyError):
            continue
