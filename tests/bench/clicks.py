"""A click: a real POST of the begeleider's, on a connection that stays open as a browser's does."""

from __future__ import annotations

import asyncio
import time
from urllib.parse import urlencode


class Desk:
    """The begeleider's browser: presses Volgende and Terug in turn."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self.port, self.cookies = port, cookies
        self.at: dict[str, int] = {}

    async def __aenter__(self) -> Desk:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 24)
        return self

    async def __aexit__(self, *error: object) -> None:
        self.writer.close()

    def request(self, code: str, at: int) -> bytes:
        form = urlencode({"verb": "next" if at == 0 else "back", "leaving": at}).encode()
        lines = [
            f"POST /live/{code}/command/ HTTP/1.1",
            f"Host: localhost:{self.port}",
            f"Origin: http://localhost:{self.port}",
            "Accept-Encoding: gzip, br",
            "HX-Request: true",
            f"X-CSRFToken: {self.cookies['csrftoken']}",
            f"Cookie: {'; '.join(f'{name}={value}' for name, value in self.cookies.items())}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(form)}",
        ]
        return "\r\n".join([*lines, "", ""]).encode() + form

    async def click(self, code: str) -> float:
        """Press; the moment of it. The answer is left for `answered`."""
        at = self.at.get(code, 0)
        self.at[code] = 1 - at
        request = self.request(code, at)
        moment = time.monotonic()
        self.writer.write(request)
        return moment

    async def answered(self) -> None:
        """Read the answer to the last click; anything but 200 is an error."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        if " 200 " not in head.split("\r\n")[0]:
            raise RuntimeError(head)
        fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        if "content-length" in fields:
            await self.reader.readexactly(int(fields["content-length"]))
        else:  # chunked
            while size := int(await self.reader.readline(), 16):
                await self.reader.readexactly(size + 2)
            await self.reader.readline()
