"""The socket of a screen: it only listens. Its one incoming message is a ping; everything else goes over HTTP."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import parse_qs

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from sessions.groups.identity import opened

from . import presence
from .hub import hub
from .viewer import DEVICE_COOKIE, SCREEN_COOKIE, Ticket

GONE = 4404  # "go away": the browser does not try again
UNCLEAR = 4400


class StageConsumer(AsyncWebsocketConsumer):
    """One screen of one session. Authenticates, joins the hub, forwards."""

    channel_layer_alias = ""  # none: the hub listens for all, so that a phone costs the layer no channel of its own
    ticket: Ticket
    place: presence.Place
    heard = 0.0
    joined = False

    async def dispatch(self, message: dict[str, Any]) -> None:
        """As Channels does, but without its visit to the shared database thread before every event."""
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        await self.accept()
        self.heard = time.monotonic()
        self.ticket = self.read_ticket()
        welcome = await hub().welcome(self.scope["url_route"]["kwargs"]["code"], self.ticket)
        if welcome is None:
            await self.goodbye()
            return
        self.place, version = welcome
        await hub().join(self)
        self.joined = True
        version = max(version, hub().versions.setdefault(self.place.session, version))  # one may have come in between
        await self.write(f'{{"t":"beat","v":{version},"now":{int(time.time() * 1000)}}}')

    def read_ticket(self) -> Ticket:
        query = parse_qs(self.scope.get("query_string", b"").decode("latin-1"))
        language = query.get("taal", ["nl"])[0]
        user = self.scope.get("user")
        return Ticket(
            user=user.pk if user and user.is_authenticated else None,
            device=self.scope.get("cookies", {}).get(DEVICE_COOKIE, ""),
            seat=query.get("als", [""])[0],
            screen=self.scope.get("cookies", {}).get(SCREEN_COOKIE, ""),
            login=self.scope["session"].session_key or "",
            links=opened(self.scope["session"]),
            language=language if language in dict(settings.LANGUAGES) else "nl",
        )

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """A ping, answered with the server's time so that the phone can set its clock by it."""
        self.heard = time.monotonic()
        try:
            message = json.loads(text_data or "")
            sent = float(message["at"]) if message["t"] == "ping" else None
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            sent = None
        if sent is None:
            await self.close(code=UNCLEAR)
            return
        version = hub().versions.get(self.place.session, 0)
        await self.write(json.dumps({"t": "pong", "at": sent, "now": time.time() * 1000, "v": version}))

    async def write(self, text: str) -> None:
        """Send a text; a socket that just went away is no error."""
        try:
            await self.scope["straight"]({"type": "websocket.send", "text": text})
        except Exception:
            self.heard = 0.0

    async def goodbye(self) -> None:
        """Tell the screen that there is nothing here for it (any more), and close."""
        await self.write('{"t":"bye"}')
        await self.close(code=GONE)

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        if self.joined:
            self.joined = False
            await hub().leave(self)
        raise StopConsumer
