"""From a thread that committed something to the channel layer and through it to the sockets.

Under the server the sending is a task of the server's own loop: the in-memory layer is only ever touched by the
loop it belongs to. Elsewhere (a command, a test) it is done on the spot. A layer that is gone or hangs (Redis) holds
nobody up: the sockets of this process get their push without it, those of others learn of it by their heartbeat.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer

log = logging.getLogger(__name__)
PATIENCE = 0.25  # seconds a sender stands still for its own letters
LIMIT = 1.0  # seconds the channel layer has for one errand

_server_loop: asyncio.AbstractEventLoop | None = None
_hub: Any = None
_awaited: dict[tuple[str, int], threading.Event] = {}


def serve_from(loop: asyncio.AbstractEventLoop, hub: Any) -> None:
    """Send from this loop from now on: the one in which the sockets of this process live, in this hub."""
    global _server_loop, _hub
    _server_loop, _hub = loop, hub


async def attempt(errand: Awaitable[Any]) -> bool:
    """Whether the channel layer did this, in time. It is only the fast way: the database is the truth."""
    try:
        async with asyncio.timeout(LIMIT):
            await errand
    except Exception as error:
        log.warning("the channel layer did not answer (%s: %s); screens will fetch", type(error).__name__, error)
        return False
    return True


def shared() -> bool:
    """Whether other processes send by the same layer."""
    return not isinstance(get_channel_layer(), InMemoryChannelLayer)


def heard(group: str) -> bool:
    """Whether anybody may be listening; across processes only the layer itself knows."""
    layer: Any = get_channel_layer()
    return shared() or group in layer.groups


def send(session: int, letters: dict[str, str], version: int) -> None:
    """Hand each group's letter (text for its sockets) to the channel layer, and wait a moment for its delivery.

    Python runs one thread at a time: if this one went on at once, with the next rendering or the answer to the
    click, the loop would wait for it after every socket it writes to.
    """
    # Nobody here reads a letter to a group without sockets of this process: that would be waiting for nothing.
    keys = [(group, version) for group in letters if _hub and group in _hub.sockets]
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
    _run(_group_send, {f"live.{session}": {"type": "recast", "session": session}})


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
    about = {"type": "letter", "session": session, "version": version}
    await _group_send({group: {**about, "group": group, "text": text} for group, text in letters.items()})


async def _group_send(events: dict[str, dict[str, Any]]) -> None:
    """By the layer to everybody; once it fails, from hand to hand to the sockets of this process."""
    layer: Any = get_channel_layer()
    reached, in_server = True, _server_loop is asyncio.get_running_loop()
    for group, event in events.items():
        reached = reached and await attempt(layer.group_send(group, event))
        if not reached and in_server:
            await _hub.hear(event)
