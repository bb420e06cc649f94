"""A bad network between a browser and the server.

Playwright's `set_offline` leaves an open websocket alive, so a test built on it tests nothing. This proxy really
cuts: it passes bytes on, and can close, reset, swallow, delay, or refuse what asks to become a websocket.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

REFUSAL = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Proxy:
    """`url` is the server's address as seen through it. All methods may be called from the test's own thread."""

    def __init__(self, url: str) -> None:
        self.target = urlsplit(url).port
        self.closed = self.swallowing = self.without_websockets = False
        self.delay = 0.0
        self.lines: set[asyncio.StreamWriter] = set()
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.server = self._run(asyncio.start_server(self._accept, "127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    # -- what can go wrong -----------------------------------------------------------------------------------------

    def heal(self) -> None:
        """Everything passes again. A line that was swallowed stays dead, as it would."""
        self.closed = self.swallowing = self.without_websockets = False
        self.delay = 0.0

    def cut(self) -> None:
        """All lines are closed, and new ones too, at once."""
        self.closed = True
        self._run(self._each(lambda line: line.close()))

    def reset(self) -> None:
        """All lines end with a reset (RST); new ones pass."""
        self._run(self._each(abort))

    def swallow(self) -> None:
        """Lines stay open, and nothing comes through any more, in either direction; nor through new ones."""
        self.swallowing = True

    def refuse_websockets(self) -> None:
        """As some proxies do: plain requests pass, an upgrade is answered with 403; open sockets are closed."""
        self.without_websockets = True
        self._run(self._each(lambda line: line.close()))

    async def _each(self, what: Callable[[asyncio.StreamWriter], Any]) -> None:
        for line in tuple(self.lines):
            with suppress(OSError):
                what(line)

    def stop(self) -> None:
        self.cut()
        self.server.close()
        self.loop.call_soon_threadsafe(self.loop.stop)

    # -- passing on --------------------------------------------------------------------------------------------------

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.closed:
            writer.close()
            return
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        self.lines |= {writer, back}
        await asyncio.gather(self._pass(reader, back, writer), self._pass(there, writer))
        self.lines -= {writer, back}

    async def _pass(
        self, reader: Any, writer: asyncio.StreamWriter, asker: asyncio.StreamWriter | None = None
    ) -> None:
        """From one end to the other until one of them closes. asker: who is told no, on the way up."""
        with suppress(OSError):
            while data := await reader.read(65536):
                if asker and self.without_websockets and b"upgrade: websocket" in data.lower():
                    asker.write(REFUSAL)
                    break
                if self.delay:
                    await asyncio.sleep(self.delay)
                if not self.swallowing:
                    writer.write(data)
                    await writer.drain()
        with suppress(OSError):
            (asker or writer).close()
            writer.close()


def abort(line: asyncio.StreamWriter) -> None:
    """Close with a reset instead of a goodbye."""
    raw = line.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.transport.abort()
