"""From a thread that committed something to the channel layer, without waiting for it.

Under the server the sending is a task of the server's own loop: the click is answered at once, and the in-memory
layer is only ever touched by the loop it belongs to. Elsewhere (a command, a test) it is done on the spot.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

log = logging.getLogger(__name__)

_server_loop: asyncio.AbstractEventLoop | None = None


def serve_from(loop: asyncio.AbstractEventLoop) -> None:
    """Send from this loop from now on: the one in which the sockets of this process live."""
    global _server_loop
    _server_loop = loop


def send(session: int, letters: dict[str, str], version: int, *, recast: bool = False) -> None:
    """Hand each group's letter (text for its sockets) to the channel layer, then perhaps the call to recast."""
    loop = _server_loop
    if loop is not None and loop.is_running():
        asyncio.run_coroutine_threadsafe(_send(session, letters, version, recast), loop)
    else:
        async_to_sync(_send)(session, letters, version, recast)


async def _send(session: int, letters: dict[str, str], version: int, recast: bool) -> None:
    layer: Any = get_channel_layer()
    try:
        for group, text in letters.items():
            await layer.group_send(
                group,
                {"type": "letter", "group": group, "session": session, "version": version, "text": text},
            )
        if recast:
            await layer.group_send(f"live.{session}", {"type": "recast", "session": session})
    except Exception:
        log.exception("the channel layer did not take a push; screens will fetch")
