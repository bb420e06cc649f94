"""A private PostgreSQL and a private Redis for the tests, servers of the product on them, and screens that look.

Whatever is not installed is skipped with the reason, except on the build machine (CI=true): there it is a failure.
"""

from __future__ import annotations

import http.client
import json
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from sessions.live.viewer import DEVICE_COOKIE
from tests.browsers import required

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120.0  # seconds at most; a busy machine is no failure
IDLE = 10.0  # seconds after which a browser trusts a kept connection no longer
NOT_OURS = {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "PUBLIC_URL", "ALLOWED_HOSTS", "EMAIL_URL", "HOST", "PORT"}


def missing(what: str) -> None:
    """There is no such store here: at a developer's desk a reason to skip, on the build machine a failure."""
    (pytest.fail if required() else pytest.skip)(f"{what} is niet geïnstalleerd")


def until(true: Callable[[], Any], seconds: float = PATIENCE, what: str = "") -> Any:
    """Wait until this gives something true; what it gave."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, f"not within {seconds} s: {what or true}"
        time.sleep(0.02)
    return found


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def clean_environment(**ours: str) -> dict[str, str]:
    """The environment without what would lead a process of ours to other stores, or to another pytest."""
    kept = {k: v for k, v in os.environ.items() if k not in NOT_OURS and not k.startswith(("PYTEST_", "COV_"))}
    return kept | ours


def end(process: subprocess.Popen[Any], how: signal.Signals) -> None:
    """End a process, and see to it that it ends."""
    process.send_signal(how)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


# --- PostgreSQL ---------------------------------------------------------------------------------------------------


class Postgres:
    """A cluster in a folder of its own, reached by a socket in that folder and by nothing else."""

    def __init__(self, programs: Path) -> None:
        # Not pytest's folder: the path of a unix socket may have some hundred characters at most.
        self.folder = Path(tempfile.mkdtemp(prefix="intervisie-pg-"))
        self.programs = programs
        # PostgreSQL refuses to run as root; its package made a user that may.
        self.user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        if self.user:
            shutil.chown(self.folder, "postgres", "postgres")
        self.run("initdb", "-D", self.data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        quick = {"fsync": "off", "listen_addresses": "", "unix_socket_directories": str(self.folder)}
        options = [part for name, value in quick.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [programs / "postgres", "-D", self.data, *options], cwd="/", stdout=log, stderr=log, **self.user
            )

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def run(self, program: str, *args: Any) -> None:
        command = [self.programs / program, *args]
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, **self.user)
        assert done.returncode == 0, done.stderr

    def until_open(self) -> Postgres:
        ready = [self.programs / "pg_isready", "-q", "-h", self.folder, "-U", "tests"]
        until(lambda: subprocess.run(ready).returncode == 0, what="PostgreSQL opens")
        return self

    def url(self, name: str = "postgres") -> str:
        return f"postgres://tests@/{name}?host={self.folder}"

    def database(self) -> str:
        """The address of a new, empty database."""
        name = f"evening_{secrets.token_hex(4)}"
        self.run("createdb", "-h", self.folder, "-U", "tests", name)
        return self.url(name)

    def stop(self) -> None:
        end(self.process, signal.SIGINT)  # "fast": whoever is still connected is sent away
        shutil.rmtree(self.folder, ignore_errors=True)


def programs_of_postgres() -> Path | None:
    """Where PostgreSQL's programs are: on the path, or where Debian puts those of the newest version."""
    named = [Path(found).resolve().parent] if (found := shutil.which("initdb")) else []
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    return next((path for path in (*named, *debian) if (path / "postgres").exists()), None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    programs = programs_of_postgres()
    if programs is None:
        missing("PostgreSQL")
    if os.geteuid() == 0 and "postgres" not in {each.pw_name for each in pwd.getpwall()}:
        missing("een gebruiker postgres (PostgreSQL draait niet als root)")
    cluster = Postgres(programs)
    try:
        yield cluster.until_open()
    finally:
        cluster.stop()


# --- Redis --------------------------------------------------------------------------------------------------------


class Redis:
    """A Redis that keeps nothing, always on the same port; `kill` and `start` as often as one likes."""

    def __init__(self, program: str, folder: Path) -> None:
        self.port, self.folder = free_port(), folder
        self.command = [program, "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> Redis:
        if self.process is None:
            quiet = subprocess.DEVNULL
            self.process = subprocess.Popen(self.command, cwd=self.folder, stdout=quiet, stderr=quiet)
            until(lambda: answers(self.port), what="Redis opens")
        return self

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process:
            end(self.process, how)
            self.process = None

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """It neither answers nor goes away, as behind a network that swallows everything."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)


@pytest.fixture(scope="session")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        missing("Redis")
    store = Redis(program, tmp_path_factory.mktemp("redis"))
    try:
        yield store.start()
    finally:
        store.stop()


# --- Servers of the product ---------------------------------------------------------------------------------------


class Server:
    """A process of `manage.py live --demo` on a folder of data; several may share one. `printed`: its lines."""

    def __init__(self, data: Path, **env: str) -> None:
        self.port = free_port()
        self.log = data / f"{self.port}.log"
        self.out = data / f"{self.port}.out"
        ours = {"INTERVISIE_DEMO": "1", "INTERVISIE_DATA": str(data), "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "manage.py", "live", "--demo", "--host", "127.0.0.1", "--port", str(self.port)]
        with self.log.open("wb") as log, self.out.open("wb") as out:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=clean_environment(**ours, **env), stdout=out, stderr=log
            )

    def until_open(self) -> Server:
        until(lambda: "klaar" in self.printed or self.process.poll() is not None, what="the server opens")
        assert self.process.poll() is None, self.errors
        return self

    @property
    def printed(self) -> dict[str, str]:
        return dict(re.findall(r"^([a-z]+)  (\S.*)$", self.out.read_text(), re.MULTILINE))

    @property
    def errors(self) -> str:
        return self.log.read_text()

    def stop(self) -> None:
        end(self.process, signal.SIGTERM)


@contextmanager
def serving(data: Path, **env: str) -> Iterator[Server]:
    """A server until the block ends, however it ends."""
    server = Server(data, **env)
    try:
        yield server.until_open()
    finally:
        server.stop()


class Browser:
    """Somebody's browser: cookies, one connection that is kept, forms with their token. No scripts.

    It can go to another server of the same site, as behind a proxy that shares the work.
    """

    def __init__(self, port: int) -> None:
        self.cookies = {"csrftoken": secrets.token_hex(16), DEVICE_COOKIE: secrets.token_urlsafe(16)}
        self.lines: dict[int, http.client.HTTPConnection] = {}
        self.port, self.used = port, 0.0

    def at(self, server: Server) -> Browser:
        self.port = server.port
        return self

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def ask(self, verb: str, path: str, body: str | None = None, **headers: str) -> tuple[int, str]:
        """Status and text of one request; redirects are not followed."""
        line = self.lines.setdefault(self.port, http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE))
        if time.monotonic() - self.used > IDLE:
            line.close()  # the server ends lines that were idle too long; this one connects anew by itself
        self.used = time.monotonic()
        line.request(verb, path, body, self.headers | headers)
        answer = line.getresponse()
        text = answer.read().decode()
        for given in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text

    def get(self, path: str) -> tuple[int, str]:
        return self.ask("GET", path)

    def post(self, path: str, **data: Any) -> tuple[int, str]:
        form = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self.cookies["csrftoken"]}
        return self.ask("POST", path, urlencode(data), **form)

    def socket(self, path: str) -> connect:
        """A socket to this path: a context manager, as `connect` gives it."""
        site = f"127.0.0.1:{self.port}"
        more = {"additional_headers": self.headers, "open_timeout": PATIENCE, "max_queue": None}
        return connect(f"ws://{site}{path}", origin=f"http://{site}", **more)

    def copy(self) -> Browser:
        """The same browser once more: another tab, another hand."""
        other = Browser(self.port)
        other.cookies = dict(self.cookies)
        return other

    def close(self) -> None:
        for line in self.lines.values():
            line.close()


class Screen:
    """A live screen as live.js has it: a socket, what is shown, and a fetch when a version did not come."""

    def __init__(self, browser: Browser, code: str) -> None:
        self.browser, self.code, self.port = browser, code, browser.port
        self.version, self.fetched, self.closed, self.welcome = 0, 0, 0, True
        self.regions: dict[str, str] = {}
        self.heard: list[dict[str, Any]] = []
        self.opened = ExitStack()
        self.line = self.opened.enter_context(browser.socket(f"/ws/live/{code}/?taal=nl&als="))

    def __repr__(self) -> str:
        heard = [(message["t"], message.get("v")) for message in self.heard[-12:]]
        return f"version {self.version}, closed {self.closed}, {self.fetched} times fetched, heard {heard}"

    def take_in(self, seconds: float = 0.02) -> None:
        """Take in one message, if there is one within so many seconds."""
        if self.closed:
            time.sleep(seconds)
            return
        try:
            message = json.loads(self.line.recv(timeout=seconds))
        except TimeoutError:
            return
        except ConnectionClosed as end:
            self.closed = end.rcvd.code if end.rcvd else 1006
            return
        self.heard.append(message)
        if message["t"] == "beat":
            self.line.send(json.dumps({"t": "ping", "at": time.time() * 1000}))
        hole = message.get("v", 0) > self.version + (message["t"] == "push")
        if message["t"] == "push":
            self.show(message)
        if hole and self.welcome:
            self.fetch()

    def fetch(self) -> None:
        """The repair path: all regions over HTTP, from the server where the socket is."""
        self.browser.port = self.port
        status, text = self.browser.get(f"/live/{self.code}/regions/")
        if status == 404:
            self.welcome = False
            return
        assert status == 200, text
        self.fetched += 1
        self.show(json.loads(text))

    def show(self, message: dict[str, Any]) -> None:
        if message["v"] >= self.version:
            self.version = message["v"]
            self.regions |= message["regions"]

    def until(self, true: Callable[[Screen], Any], seconds: float = PATIENCE) -> Screen:
        """Look until this is so."""
        stop = time.monotonic() + seconds
        while not true(self):
            assert time.monotonic() < stop, f"not within {seconds} s: {self}"
            self.take_in()
        return self

    def pushed(self, version: int) -> bool:
        """Whether this version (or a newer one) was pushed."""
        return any(message["t"] == "push" and message["v"] >= version for message in self.heard)

    def shows(self, words: str, seconds: float = PATIENCE) -> Screen:
        return self.until(lambda screen: words in str(screen.regions), seconds)

    def close(self) -> None:
        self.opened.close()


class Evening:
    """The demo's session on these servers: the begeleider's browser and phones that were let in; a context."""

    def __init__(self, *servers: Server) -> None:
        self.servers = servers
        self.code = servers[0].printed["code"].replace(" ", "")
        self.desk = Browser(servers[0].port)
        link = "/" + servers[0].printed["begeleider"].split("/", 3)[3]
        assert self.desk.get(link)[0] == 302
        assert self.desk.get(self.url())[0] == 200
        self.phones: dict[str, Browser] = {}
        self.screens: list[Screen] = []

    def url(self, path: str = "") -> str:
        return f"/live/{self.code}/{path}"

    def let_in(self, *names: str) -> None:
        """They knock, each with a phone of their own, and are let in."""
        for name in names:
            phone = self.phones[name] = Browser(self.servers[0].port)
            assert phone.post(f"/j/{self.code}/", name=name)[0] == 302
        assert self.desk.post(self.url("door/"), verb="all")[0] == 200

    def command(self, **data: Any) -> int:
        return self.desk.post(self.url("command/"), **data)[0]

    def step(self, at: int, server: Server) -> int:
        """The begeleider goes to a step (counted from 0), by this server."""
        self.desk.at(server)
        return self.command(verb="goto", to=at)

    def version(self, server: Server) -> int:
        """What a screen should show now."""
        return json.loads(self.desk.at(server).get(self.url("regions/"))[1])["v"]

    def person(self, name: str) -> str:
        """The id of somebody, as it stands on the begeleider's screen."""
        page = self.desk.get(self.url())[1]
        return re.search(rf'data-person="(\d+)"(?:(?!data-person).)*?{name}', page, re.DOTALL)[1]

    def remove(self, name: str, server: Server) -> int:
        person = self.person(name)
        return self.desk.at(server).post(self.url("people/"), verb="remove", person=person)[0]

    def screen(self, browser: Browser, server: Server) -> Screen:
        """Their screen, open at this server and up to date."""
        screen = Screen(browser.at(server), self.code)
        self.screens.append(screen)
        return screen.until(lambda s: s.version)

    def __enter__(self) -> Evening:
        return self

    def __exit__(self, *_: object) -> None:
        for each in (*self.screens, self.desk, *self.phones.values()):
            each.close()
