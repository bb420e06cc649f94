"""System checks of what a live session leans on: the database engine, the hosts it answers to, the demo's doors."""

from __future__ import annotations

import sqlite3
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Info, Tags, Warning, register
from django.db import connections

SOUND_SQLITE = (3, 51, 3)


@register("live")
def sqlite_is_sound(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """An old SQLite is told, not warned of (live.I001): the bug is rare, and Debian 12 has no newer one."""
    if connections["default"].vendor != "sqlite" or sqlite3.sqlite_version_info >= SOUND_SQLITE:
        return []
    return [
        Info(
            f"SQLite {sqlite3.sqlite_version} kan heel zelden een database beschadigen (opgelost in 3.51.3).",
            hint="Maak elke nacht een kopie, of gebruik PostgreSQL (DATABASE_URL).",
            id="live.I001",
        )
    ]


@register(Tags.security)
def hosts_are_named(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A websocket's Origin is compared with the host it came in by: any host means no check (live.W001)."""
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [Warning("ALLOWED_HOSTS bevat '*'; noem de namen van de site.", id="live.W001")]


@register(Tags.security, deploy=True)
def no_demo_in_production(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The demo's links sign in by themselves, over plain HTTP (live.W002)."""
    if not settings.DEMO:
        return []
    return [
        Warning(
            "De demo staat aan: wie een link heeft, is begeleider.", hint="Haal INTERVISIE_DEMO weg.", id="live.W002"
        )
    ]
