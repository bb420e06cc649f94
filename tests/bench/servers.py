"""The servers that are measured, each a process of its own: how to start it, what it weighs, how to end it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
UVICORN = ["--ws-per-message-deflate", "false", "--no-access-log", "--log-level", "warning", "--port"]
COMMANDS = {
    "daphne": ["manage.py", "live", "--host", "127.0.0.1", "--port"],
    "uvicorn": ["-m", "uvicorn", "intervisie.asgi:application", *UVICORN],
    "daphne, timed": ["-m", "tests.bench.timed", "live", "--host", "127.0.0.1", "--port"],
    "uvicorn, timed": ["-m", "uvicorn", "tests.bench.timed:application", *UVICORN],
    "bare": ["-m", "tests.bench.bare"],
}


def environment(data: Path) -> dict[str, str]:
    """As `make run` sets it, on data of our own."""
    kept = {k: v for k, v in os.environ.items() if k not in {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "PUBLIC_URL"}}
    return {**kept, "INTERVISIE_DEMO": "1", "INTERVISIE_DATA": str(data), "BENCH_TIMES": str(data / "times")}


class Server:
    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    @property
    def memory(self) -> int:
        """Bytes of it that lie in memory now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS"))

    def wait_until_open(self, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError(f"the server did not start; see {self.process.args!r}")

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(kind: str, data: Path) -> Iterator[Server]:
    """A server of this kind, until the block ends."""
    port = free_port()
    command = [sys.executable, *COMMANDS[kind], str(port)]
    with (data / f"{kind}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(data), stdout=log, stderr=log)
        server = Server(process, port)
        try:
            server.wait_until_open()
            yield server
        finally:
            server.stop()


def prepared(data: Path, sizes: list[str]) -> str:
    """Make the sessions in a process of its own; what it printed."""
    return told_by(data, "tests.bench.world", *sizes)


def told_by(data: Path, module: str, *args: str) -> str:
    """What a module of ours prints, in a process of its own on these data."""
    command = [sys.executable, "-m", module, *args]
    done = subprocess.run(command, cwd=ROOT, env=environment(data), stdout=subprocess.PIPE, check=True, timeout=180)
    return done.stdout.decode()
