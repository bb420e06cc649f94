"""The floor: a bare broadcast with the `websockets` library. `python -m tests.bench.bare PORT`.

Whoever says `N` makes it send N bytes to everybody, in the form of a push of the next version.
"""

from __future__ import annotations

import asyncio
import sys

from websockets.asyncio.server import ServerConnection, broadcast, serve

lines: set[ServerConnection] = set()
version = 0


async def hear(line: ServerConnection) -> None:
    global version
    await line.send('{"t":"beat"}')
    if line.request and line.request.path == "/listen":
        lines.add(line)
    async for said in line:
        if str(said).isdigit():
            version += 1
            head = f'{{"t": "push", "v": {version}, "regions": {{"stage": "'
            broadcast(lines, head + "x" * (int(said) - len(head)))
    lines.discard(line)


async def main(port: int) -> None:
    async with serve(hear, "127.0.0.1", port, compression=None, ping_interval=None) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
