"""A real server of the product's own making: `manage.py live` on a data folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

BASE_DIR = Path(__file__).resolve().parents[2]
PATIENCE = 90  # seconds for a server to start on a busy machine
NOT_OURS = {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "PUBLIC_URL", "ALLOWED_HOSTS", "HOST", "PORT"}


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """`url` is where it is; `login` and `coordinator` are the links that sign in as Marieke and as Nadia."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.printed: dict[str, str] = {}
        self.process: subprocess.Popen[str] | None = None

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        ours = {"INTERVISIE_DEMO": "1", "INTERVISIE_DATA": str(self.folder), "PYTHONUNBUFFERED": "1"}
        return kept | ours

    def start(self) -> Server:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "live", "--demo", "--host", "127.0.0.1", "--port", str(self.port)],
            cwd=BASE_DIR,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=(self.folder / "stderr.log").open("a"),
            text=True,
        )
        ready = threading.Event()
        threading.Thread(target=self._read, args=(self.process, ready), daemon=True).start()
        if not ready.wait(PATIENCE) or "klaar" not in self.printed:
            self.kill()
            raise RuntimeError(f"the server did not start:\n{self.errors}")
        return self

    def _read(self, process: subprocess.Popen[str], ready: threading.Event) -> None:
        for line in process.stdout or ():
            name, _, value = line.strip().partition("  ")
            self.printed[name] = value
            if name == "klaar":
                ready.set()
        ready.set()  # it ended

    @property
    def errors(self) -> str:
        return (self.folder / "stderr.log").read_text()

    @property
    def login(self) -> str:
        return self._link("begeleider")

    @property
    def coordinator(self) -> str:
        return self._link("coordinator")

    def _link(self, name: str) -> str:
        path = "/" + self.printed[name].split("/", 3)[3]
        return self.url + path.partition("?")[0]

    def kill(self) -> None:
        """SIGKILL: no goodbye, no chance to write anything down."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process:
            self.process.send_signal(how)
            self.process.wait(20)
            self.process = None

    def manage(self, *args: str) -> str:
        """What a command of manage.py on the same data prints."""
        command = [sys.executable, "manage.py", *args]
        return subprocess.run(
            command, cwd=BASE_DIR, env=self.environment, check=True, text=True, stdout=subprocess.PIPE
        ).stdout

    @property
    def mails(self) -> list[Any]:
        """Everything that was mailed, as it would have gone over the line."""
        found = sorted((self.folder / "mail").glob("*.eml"))
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in found]

    # -- the passing of time, done to the database instead of waited for ------------------------------------------

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.folder / "intervisie.sqlite3", timeout=20)) as connection, connection:
            yield connection

    def forget_chair(self, code: str, minutes: float) -> None:
        """As if the begeleider's screen gave no sign of life for so long."""
        seen = (datetime.now(UTC) - timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M:%S.%f")
        with self.database() as database:
            database.execute("UPDATE live_livesession SET chair_seen = ? WHERE code = ?", (seen, code))

    def let_pass(self, code: str, seconds: float) -> None:
        """As if the step had begun so much earlier, and the end is as much nearer. Screens learn of it with the next
        command.
        """
        with self.database() as database:
            (started,) = database.execute(
                "SELECT json_extract(data, '$.started') FROM live_livesession WHERE code = ?", (code,)
            ).fetchone()
            earlier = datetime.fromisoformat(started) - timedelta(seconds=seconds)
            database.execute(
                "UPDATE live_livesession SET data = json_set(data, '$.started', ?),"
                " stop_at = datetime(stop_at, ?) WHERE code = ?",
                (earlier.isoformat(), f"-{seconds} seconds", code),
            )

    def let_days_pass(self, group: int, until: datetime) -> None:
        """As if so much time went by that the group's next meeting begins at this moment, and people came before."""
        with self.database() as database:
            ahead = "SELECT MIN(starts) FROM planning_meeting WHERE group_id = ? AND number IS NOT NULL"
            (first,) = database.execute(ahead, (group,)).fetchone()
            passed = datetime.fromisoformat(first).replace(tzinfo=UTC) - until
            for pk, starts in database.execute(
                "SELECT id, starts FROM planning_meeting WHERE group_id = ?", (group,)
            ).fetchall():
                moved = f"{datetime.fromisoformat(starts) - passed:%Y-%m-%d %H:%M:%S.%f}"
                database.execute("UPDATE planning_meeting SET starts = ? WHERE id = ?", (moved, pk))
            joined = "SELECT id, joined FROM groups_membership WHERE group_id = ?"
            for pk, day in database.execute(joined, (group,)).fetchall():
                since = (date.fromisoformat(day) - passed).isoformat()
                database.execute("UPDATE groups_membership SET joined = ? WHERE id = ?", (since, pk))
