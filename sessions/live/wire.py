"""From a thread that committed something to the channel layer and through it to the sockets.

Under the server the sending is a task of the server's own loop: the in-memory layer is only ever touched by the
loop it belongs to. Elsewhere (a command, a test) it is done on the spot.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer

log = logging.getLogger(__name__)
PATIENCE = 0.25  # seconds a sender stands still for its own letters

_server_loop: asyncio.AbstractEventLoop | None = None
_awaited: dict[tuple[str, int], threading.Event] = {}


def serve_from(loop: asyncio.AbstractEventLoop) -> None:
    """Send from this loop from now on: the one in which the sockets of this process live."""
    global _server_loop
    _server_loop = loop


def heard(group: str) -> bool:
    """Whether anybody may be listening; across processes only the layer itself knows."""
    layer: Any = get_channel_layer()
    return not isinstance(layer, InMemoryChannelLayer) or group in layer.groups


def send(session: int, letters: dict[str, str], version: int) -> None:
    """Hand each group's letter (text for its sockets) to the channel layer, and wait a moment for its delivery.

    Python runs one thread at a time: if this one went on at once, with the next rendering or the answer to the
    click, the loop would wait for it after every socket it writes to.
    """
    keys = [(group, version) for group in letters]
    mine = {key: _awaited.setdefault(key, threading.Event()) for key in keys}
    in_server = _run(_send, session, letters, version)
    end = time.monotonic() + PATIENCE
    for key, event in mine.items():
        if in_server:
            event.wait(max(0.0, end - time.monotonic()))
        _awaited.pop(key, None)


def delivered(group: str, version: int) -> None:
    """The sockets of this process have this letter."""
    if event := _awaited.get((group, version)):
        event.set()


def recast(session: int) -> None:
    """Have every process ask anew to whom its sockets of this session belong."""
    _run(_group_send, f"live.{session}", {"type": "recast", "session": session})


def later(seconds: float, work: Callable[..., None], *args: Any) -> bool:
    """Do this in a thread of the server after so many seconds; false when there is no server to do it."""
    loop = _server_loop
    if loop is None or not loop.is_running():
        return False
    loop.call_soon_threadsafe(loop.call_later, seconds, loop.run_in_executor, None, partial(work, *args))
    return True


def _run(work: Any, *args: Any) -> bool:
    """Do this in the server's loop without waiting for it (true), or without a server on the spot (false)."""
    loop = _server_loop
    if loop is not None and loop.is_running():
        asyncio.run_coroutine_threadsafe(work(*args), loop)
        return True
    async_to_sync(work)(*args)
    return False


async def _send(session: int, letters: dict[str, str], version: int) -> None:
    for group, text in letters.items():
        letter = {"type": "letter", "group": group, "session": session, "version": version, "text": text}
        await _group_send(group, letter)


async def _group_send(group: str, event: dict[str, Any]) -> None:
    layer: Any = get_channel_layer()
    try:
        await layer.group_send(group, event)
    except Exception:
        log.exception("the channel layer did not take a push; screens will fetch")
