"""Screens without a browser: they listen on the real channel layer and apply pushes as the phone does."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass, field
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from sessions.live import stage
from sessions.live.audience import Audience
from sessions.live.models import LiveSession
from sessions.live.scene import Scene

VERSION = re.compile(r' data-version="\d+"')


@dataclass
class Screen:
    """One audience's screen: what it shows, and every push it was sent."""

    audience: Audience
    shown: dict[str, str] = field(default_factory=dict)
    version: int = 0
    pushes: list[dict[str, Any]] = field(default_factory=list)

    def apply(self, push: dict[str, Any]) -> None:
        self.pushes.append(push)
        if push["v"] < self.version:
            return
        self.version = push["v"]
        self.shown |= push["regions"]

    @property
    def bare(self) -> dict[str, str]:
        return {name: VERSION.sub("", html) for name, html in self.shown.items()}


class Wall:
    """Every audience's screen of one session, listening."""

    def __init__(self, session: LiveSession, roles: list[str], languages: tuple[str, ...] = ("nl",)) -> None:
        self.session, self.layer = session, get_channel_layer()
        self.screens = {(r, lang): Screen(Audience(r, lang)) for r in roles for lang in languages}
        self.channel = async_to_sync(self.layer.new_channel)()
        for screen in self.screens.values():
            async_to_sync(self.layer.group_add)(screen.audience.group(session.pk), self.channel)
            screen.apply(self.fresh(screen.audience))

    def fresh(self, audience: Audience) -> dict[str, Any]:
        """What a screen that opens now would show."""
        scene = Scene(LiveSession.objects.get(pk=self.session.pk))
        return stage.message(scene, audience, stage.REGIONS[stage.place_of(audience)])

    def hear(self) -> list[dict[str, Any]]:
        """Take in every push that was sent since the last time."""
        heard = async_to_sync(self._drain)()
        for letter in heard:
            if letter["type"] == "letter":
                _, audience = Audience.parse(letter["group"])
                self.screens[audience.role, audience.language].apply(json.loads(letter["text"]))
        return heard

    async def _drain(self) -> list[dict[str, Any]]:
        found = []
        while True:
            try:
                found.append(await asyncio.wait_for(self.layer.receive(self.channel), 0.02))
            except TimeoutError:
                return found
