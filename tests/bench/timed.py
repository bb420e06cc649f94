"""The product with a stopwatch beside it, for runs apart: when a push began, and when it was handed over.

`python -m tests.bench.timed live …` serves as `manage.py live` does; `tests.bench.timed:application` is for uvicorn.
Every line of the file BENCH_TIMES is: session, version, begun, handed over (seconds of `time.monotonic`).
"""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intervisie.settings")

from intervisie.asgi import application  # it sets Django up, so it comes first
from sessions.live import stage, wire

__all__ = ["application"]
begun = threading.local()
times = open(os.environ["BENCH_TIMES"], "a", buffering=1)  # noqa: SIM115 — open for as long as the process lives
push, send = stage.push, wire.send


def timed_push(*args: Any, **kwargs: Any) -> None:
    begun.at = time.monotonic()
    push(*args, **kwargs)


def timed_send(session: int, letters: Any, version: int) -> None:
    handed = time.monotonic()
    send(session, letters, version)
    times.write(f"{session} {version} {begun.at} {handed}\n")


stage.push, wire.send = timed_push, timed_send  # type: ignore[assignment]

if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", *sys.argv[1:]])
