"""`manage.py live`: the lines it prints are true, it serves, keeps the data, and ends as it should.

A real process on a real port, on a data folder of its own.
"""

import asyncio
import http.client
import http.cookiejar
import logging
import os
import queue
import re
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.checks import INFO, WARNING, run_checks
from django.core.management import CommandError, call_command
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from sessions.live import checks
from sessions.live.management import preparing, serving
from sessions.live.management.commands import live

PATIENCE = 60.0


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment of a demo on this folder, with nothing of the tests' own."""
    ours = {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "PUBLIC_URL", "ALLOWED_HOSTS", "EMAIL_URL", "HOST", "PORT"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"INTERVISIE_DEMO": "1", "INTERVISIE_DATA": str(data), "PYTHONUNBUFFERED": "1", **more}


class Live:
    """A running `manage.py live`; `lines` has what it printed, by name."""

    def __init__(self, data: Path, *args: str, **env: str) -> None:
        self.port = int(env.get("PORT") or free_port())
        self.began = time.monotonic()
        self.log = (data / "stderr.log").open("a+")
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "live", *args],
            cwd=project.BASE_DIR,
            env=environment(data, **{"PORT": str(self.port), **env}),
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        self.printed: list[str] = []
        self.lines: dict[str, str] = {}
        self._queue: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self._queue.put(line.rstrip("\n"))
        self._queue.put(None)

    def until(self, name: str = "klaar") -> "Live":
        """Reads on until this line is there."""
        while name not in self.lines:
            line = self._queue.get(timeout=PATIENCE)
            assert line is not None, f"ended before `{name}`: {self.stderr}"
            self.printed.append(line)
            if found := re.fullmatch(r"([a-z]+)  (\S.*)", line):
                self.lines[found[1]] = found[2]
        self.took = time.monotonic() - self.began
        return self

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        """Its exit status, and how many seconds it took to end."""
        began = time.monotonic()
        self.process.send_signal(sign)
        return self.process.wait(timeout=PATIENCE), time.monotonic() - began

    @property
    def stderr(self) -> str:
        self.log.flush()
        return Path(self.log.name).read_text()

    @property
    def code(self) -> str:
        return self.lines["code"].replace(" ", "")

    def here(self, link: str) -> str:
        """The same link on this machine: a test cannot be sure that it reaches its own network address."""
        return re.sub(r"^http://[^/]+", f"http://localhost:{self.port}", link)

    def socket(self, cookies: str):
        url = f"ws://localhost:{self.port}/ws/live/{self.code}/"
        return connect(url, origin=f"http://localhost:{self.port}", additional_headers={"Cookie": cookies})


class Browser:
    def __init__(self) -> None:
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, url: str | urllib.request.Request) -> tuple[int, str, str]:
        """Status, address at which it ended, and text."""
        try:
            answer = self.opener.open(url, timeout=PATIENCE)
        except urllib.error.HTTPError as error:
            answer = error
        return answer.status, answer.url, answer.read().decode()

    def post(self, url: str, page: str) -> tuple[int, str, str]:
        """Presses the only button of a page."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token}).encode()
        return self.get(urllib.request.Request(url, data, {"Origin": "/".join(url.split("/")[:3])}))

    @property
    def cookies(self) -> str:
        return "; ".join(f"{each.name}={each.value}" for each in self.jar)


@pytest.fixture
def start(tmp_path):
    """Starts servers on one data folder, and sees to it that none survives the test."""
    started = []

    def start(*args: str, **env: str) -> Live:
        started.append(Live(tmp_path, *args, **env))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.process.kill()
        each.process.wait()
        each.process.stdout.close()
        each.log.close()


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """One demo that several tests look at, and none changes."""
    server = Live(tmp_path_factory.mktemp("demo"), "--demo").until()
    yield server
    server.process.kill()
    server.process.wait()
    server.process.stdout.close()
    server.log.close()


@pytest.mark.slow
class TestLines:
    def test_all_are_there_in_this_order(self, shown):
        names = ["begeleider", "meedoen", "code", "scherm", "coordinator", "lid", "mail", "telefoons", "gegevens"]
        assert list(shown.lines) == [*names, "klaar"]

    def test_their_shapes(self, shown):
        lines, here = shown.lines, f"http://localhost:{shown.port}"
        assert re.fullmatch(r"[A-Z]{4} [A-Z]{4}", lines["code"])
        assert re.fullmatch(rf"{here}/account/demo/[^/]+/\?next=/live/{shown.code}/", lines["begeleider"])
        assert re.fullmatch(rf"http://[^/]+:{shown.port}/j/{shown.code}/", lines["meedoen"])
        assert re.fullmatch(rf"{here}/live/{shown.code}/scherm/[0-9a-f]{{32}}/", lines["scherm"])
        assert re.fullmatch(rf"{here}/account/demo/[^/]+/\?next=/overzicht/", lines["coordinator"])
        assert re.fullmatch(rf"http://[^/]+:{shown.port}/lid/[0-9a-f]{{32}}/", lines["lid"])
        assert re.fullmatch(rf"{here}/account/demo/[^/]+/\?next=/post/", lines["mail"])
        assert lines["meedoen"].startswith(lines["telefoons"] + "/")
        assert lines["klaar"] == here + "/"
        assert (Path(lines["gegevens"]) / "intervisie.sqlite3").exists()

    def test_a_qr_code_stands_between_them(self, shown):
        blocks = [line for line in shown.printed if set(line) & set("█▀▄")]
        assert len(blocks) > 15
        assert shown.printed.index(blocks[0]) > [line[:6] for line in shown.printed].index("scherm")

    def test_the_begeleiders_link_signs_in_and_lands_on_the_live_page(self, shown):
        status, url, page = Browser().get(shown.lines["begeleider"])
        assert (status, url) == (200, f"http://localhost:{shown.port}/live/{shown.code}/")
        assert "Uitloggen" in page or shown.lines["code"] in page

    def test_whoever_opened_it_as_localhost_still_shows_phones_a_way_in(self, shown):
        page = Browser().get(shown.lines["begeleider"])[2]
        assert f'data-copy="{shown.lines["meedoen"]}"' in page

    def test_the_coordinators_link_signs_in_as_somebody_else(self, shown):
        status, url, page = Browser().get(shown.lines["coordinator"])
        assert (status, url) == (200, f"http://localhost:{shown.port}/overzicht/")
        assert "Intervisiegroep Noord" in page
        assert Browser().get(shown.lines["coordinator"].replace("/overzicht/", f"/live/{shown.code}/"))[0] == 404

    def test_a_members_link_opens_their_page_after_one_tap(self, shown):
        member = Browser()
        status, url, page = member.get(shown.here(shown.lines["lid"]))
        assert (status, url) == (200, shown.here(shown.lines["lid"]))
        status, url, page = member.post(url, page)
        assert (status, url) == (200, f"http://localhost:{shown.port}/mijn-groep/1/")
        assert "Dag Joost" in page

    def test_there_is_post_in_the_box(self, shown):
        status, url, page = Browser().get(shown.lines["mail"])
        assert (status, url) == (200, f"http://localhost:{shown.port}/post/")
        assert "Uitnodiging: Intervisiegroep Noord" in page

    def test_the_link_for_phones_asks_a_name(self, shown):
        status, url, page = Browser().get(shown.here(shown.lines["meedoen"]))
        assert (status, url) == (200, shown.here(shown.lines["meedoen"]))
        assert 'name="name"' in page

    def test_the_big_screen_opens(self, shown):
        status, url, page = Browser().get(shown.lines["scherm"])
        assert (status, url) == (200, f"http://localhost:{shown.port}/live/{shown.code}/scherm/")
        assert shown.lines["code"] in page

    def test_without_a_link_nobody_sees_the_session(self, shown):
        assert Browser().get(f"http://localhost:{shown.port}/live/{shown.code}/")[0] == 404

    def test_static_files_are_served_under_names_that_may_be_kept(self, shown):
        page = Browser().get(shown.lines["klaar"])[2]
        style = re.search(r'href="(/static/css/[^"]+)"', page)[1]
        assert re.search(r"\.[0-9a-f]{12}\.css$", style)
        assert Browser().get(shown.here("http://x" + style))[0] == 200


@pytest.mark.slow
class TestServing:
    def test_the_data_are_the_demos_own_and_nobody_elses(self, shown):
        file = Path(shown.lines["gegevens"]) / "intervisie.sqlite3"
        assert file.stat().st_mode & 0o077 == 0
        with closing(sqlite3.connect(file)) as database:
            assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert database.execute("PRAGMA application_id").fetchone() == (preparing.DEMOS_OWN,)

    def test_no_core_dumps(self, shown):
        limits = resource.prlimit(shown.process.pid, resource.RLIMIT_CORE)
        assert limits == (0, 0)

    def test_codes_and_links_stay_out_of_the_log(self, shown):
        for path in (
            "/j/GEHEIMXX/",
            "/live/GEHEIMXX/",
            "/live/GEHEIMXX/scherm/geheimpje/",
            "/account/demo/GEHEIMXX/",
        ):
            Browser().get(shown.here("http://x" + path))
        Browser().get(shown.here("http://x/bestaat-niet/"))
        assert "Not Found: /bestaat-niet/" in shown.stderr
        assert "Not Found: /live/…" in shown.stderr
        assert "geheim" not in shown.stderr.lower()
        assert shown.code not in shown.stderr

    def test_does_not_say_what_it_runs_on(self, shown):
        with urllib.request.urlopen(shown.lines["klaar"], timeout=PATIENCE) as answer:
            assert "daphne" not in (answer.headers.get("Server") or "").lower()

    def test_a_socket_hears_its_session(self, shown):
        desk = Browser()
        desk.get(shown.lines["begeleider"])
        with shown.socket(desk.cookies) as screen:
            assert '"beat"' in screen.recv(timeout=PATIENCE)

    def test_a_message_of_more_than_64_kb_ends_the_socket(self, shown):
        desk = Browser()
        desk.get(shown.lines["begeleider"])
        with shown.socket(desk.cookies) as screen:
            screen.recv(timeout=PATIENCE)
            with pytest.raises(ConnectionClosed):
                screen.send("x" * 70_000)
                while True:
                    screen.recv(timeout=PATIENCE)


@pytest.mark.slow
class TestStartingAgain:
    def test_is_quick_and_keeps_the_data(self, start):
        first = start("--demo").until()
        assert first.stop() == (0, pytest.approx(0, abs=2))
        second = start("--demo").until()
        assert second.code == first.code
        assert (
            second.lines["scherm"].rpartition(f":{second.port}")[2]
            == first.lines["scherm"].rpartition(f":{first.port}")[2]
        )
        assert second.took < first.took
        assert second.took < 20  # seconds, on a machine that does other things as well
        # A link that was printed before still opens; somebody may have kept the tab.
        for name in ("begeleider", "coordinator", "lid"):
            assert Browser().get(second.here(first.lines[name]))[0] == 200
        assert first.lines["lid"].rpartition("/lid/")[2] == second.lines["lid"].rpartition("/lid/")[2]

    def test_fresh_begins_afresh(self, start, tmp_path):
        first = start("--demo").until()
        first.stop()
        (tmp_path / "mail").mkdir(exist_ok=True)
        (tmp_path / "mail" / "een.eml").write_text("Subject: oud\n")
        second = start("--demo", "--fresh").until()
        assert second.code != first.code
        assert not (tmp_path / "mail" / "een.eml").exists()
        with closing(sqlite3.connect(tmp_path / "intervisie.sqlite3")) as database:
            assert database.execute("SELECT count(*) FROM live_livesession").fetchone() == (1,)

    def test_fresh_never_takes_a_database_from_under_a_server(self, start, tmp_path):
        first = start("--demo").until()
        second = start("--demo", "--fresh")
        assert second.process.wait(timeout=PATIENCE) == 1
        assert "Er draait al een server op deze gegevens" in second.stderr
        assert Browser().get(first.lines["klaar"])[0] == 200

    def test_fresh_leaves_a_database_that_it_did_not_make(self, start, tmp_path):
        env = environment(tmp_path)
        for command in (["migrate", "-v0"], ["begeleider", "eva@voorbeeld.example", "--name", "Eva"]):
            subprocess.run(
                [sys.executable, "manage.py", *command],
                cwd=project.BASE_DIR,
                env=env,
                check=True,
                capture_output=True,
            )
        start("--demo").until().stop()
        start("--demo", "--fresh").until().stop()
        with closing(sqlite3.connect(tmp_path / "intervisie.sqlite3")) as database:
            names = {row[0] for row in database.execute("SELECT name FROM accounts_user")}
        assert names == {"Eva", "Marieke Hofman", "Nadia Verbeek"}


@pytest.mark.slow
class TestEnding:
    @pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
    def test_clean_with_sockets_open(self, start, sign):
        server = start("--demo").until()
        desk = Browser()
        desk.get(server.lines["begeleider"])
        with ExitStack() as screens:
            for _ in range(3):
                screens.enter_context(server.socket(desk.cookies)).recv(timeout=PATIENCE)
            status, seconds = server.stop(sign)
        assert status == 0
        assert seconds < 2
        assert "Traceback" not in server.stderr

    def test_a_request_that_hangs_does_not_keep_it(self, start, tmp_path):
        server = start("--demo").until()
        with closing(sqlite3.connect(tmp_path / "intervisie.sqlite3")) as other:
            other.execute("BEGIN IMMEDIATE")  # whoever wants to write now waits for twenty seconds
            desk = threading.Thread(target=self.look, args=[server.lines["begeleider"]], daemon=True)
            desk.start()
            desk.join(timeout=2)
            assert desk.is_alive()
            status, seconds = server.stop()
        assert status == 0
        assert seconds < 2

    def look(self, url: str) -> None:
        with suppress(OSError, http.client.HTTPException):
            Browser().get(url)

    @pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
    def test_clean_while_it_prepares_and_then_it_can_begin_again(self, start, tmp_path, sign):
        server = start("--demo")
        file = tmp_path / "intervisie.sqlite3"
        while not file.exists():
            assert server.process.poll() is None
            time.sleep(0.01)
        status, seconds = server.stop(sign)
        assert status == 0
        assert seconds < 2
        assert "Traceback" not in server.stderr
        assert "klaar" not in server.lines
        assert start("--demo").until().code

    def test_a_port_in_use_is_one_clear_line_and_touches_nothing(self, start, tmp_path):
        with closing(socket.socket()) as taken:
            taken.bind(("0.0.0.0", 0))
            taken.listen()
            port = taken.getsockname()[1]
            server = start("--demo", "--fresh", PORT=str(port))
            assert server.process.wait(timeout=PATIENCE) == 1
        assert re.fullmatch(rf"Poort {port} is al in gebruik\. [^\n]*PORT={port + 1}\n", server.stderr)
        assert not (tmp_path / "intervisie.sqlite3").exists()


@pytest.mark.slow
class TestPlaces:
    def test_a_public_address_is_in_every_link(self, start):
        server = start("--demo", PUBLIC_URL="https://intervisie.example").until()
        for name in ("begeleider", "meedoen", "scherm", "coordinator", "lid", "mail", "telefoons", "klaar"):
            assert server.lines[name].startswith("https://intervisie.example"), name

    def test_only_this_machine(self, start):
        server = start("--demo", HOST="127.0.0.1").until()
        assert server.lines["telefoons"] == f"http://127.0.0.1:{server.port}"
        assert server.lines["klaar"] == f"http://localhost:{server.port}/"


@pytest.mark.slow
class TestProduction:
    def production(self, data: Path) -> dict[str, str]:
        return {"INTERVISIE_DEMO": "0", "SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "localhost", "SSL_REDIRECT": "0"}

    def test_says_what_has_to_be_done_first(self, start, tmp_path):
        server = start(**self.production(tmp_path))
        assert server.process.wait(timeout=PATIENCE) == 1
        assert "manage.py migrate" in server.stderr
        assert "manage.py collectstatic" in server.stderr

    def test_then_serves_and_shows_no_demo(self, start, tmp_path):
        env = environment(tmp_path, **self.production(tmp_path))
        for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
            subprocess.run(
                [sys.executable, "manage.py", *command],
                cwd=project.BASE_DIR,
                env=env,
                check=True,
                capture_output=True,
            )
        server = start(**self.production(tmp_path)).until()
        assert list(server.lines) == ["gegevens", "klaar"]
        assert Browser().get(server.lines["klaar"])[0] == 200
        assert Browser().get(server.lines["klaar"] + "account/demo/MQ:1abc:nep/")[0] == 404
        assert server.stop()[0] == 0

    def test_the_demo_needs_to_be_meant(self, start, tmp_path):
        server = start("--demo", **self.production(tmp_path))
        assert server.process.wait(timeout=PATIENCE) == 1
        assert "INTERVISIE_DEMO=1" in server.stderr

    def test_check_deploy_has_nothing_to_warn_about(self, tmp_path):
        env = environment(tmp_path, INTERVISIE_DEMO="0", SECRET_KEY="".join(map(chr, range(48, 110))))
        done = subprocess.run(
            [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
            cwd=project.BASE_DIR,
            env=env
            | {"ALLOWED_HOSTS": "intervisie.example", "DATABASE_URL": "sqlite://:memory:"}
            | {"PUBLIC_URL": "https://intervisie.example", "EMAIL_URL": "smtps://post.example"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr


class TestPieces:
    """What needs no server to be seen."""

    def test_an_address_that_leads_somewhere_is_preferred(self, monkeypatch):
        monkeypatch.setattr(live, "own_addresses", lambda: ["10.0.0.2", "127.0.0.1", "192.168.1.5", "localhost"])
        monkeypatch.setattr(live, "outward_address", lambda: "192.168.1.5")
        assert live.lan_address() == "192.168.1.5"
        monkeypatch.setattr(live, "outward_address", lambda: "")
        assert live.lan_address() == "10.0.0.2"

    def test_without_a_network_it_is_this_machine(self, monkeypatch):
        monkeypatch.setattr(live, "own_addresses", lambda: ["127.0.0.1", "169.254.3.4", "[::1]", "laptop"])
        assert live.lan_address() == "localhost"

    @pytest.mark.parametrize("host", ["dit.bestaat.niet.example", "::1"])
    def test_a_place_where_it_cannot_listen(self, host):
        with pytest.raises(CommandError, match="kan de server niet luisteren"):
            live.Command().bound(host, 8000)

    def test_a_port_that_is_none(self):
        with pytest.raises(CommandError):
            live.Command().bound("127.0.0.1", 70_000)

    def test_the_log_forgets_codes_and_links(self):
        def said(message: str, *args: str) -> str:
            record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, args, None)
            assert serving.Redacted().filter(record)
            return record.getMessage()

        assert said("%s: %s", "Not Found", "/j/ABCDEFGH/") == "Not Found: /j/…"
        assert said("Not Found: /live/ABCDEFGH/scherm/xyz/") == "Not Found: /live/…"
        assert said("Forbidden: /account/wachtwoord/MQ/abc-def/") == "Forbidden: /account/wachtwoord/…"
        assert said("100% zeker") == "100% zeker"

    def test_a_message_that_does_not_fit_is_left_to_logging(self):
        record = logging.LogRecord("x", logging.WARNING, "", 0, "%d", ("geen getal",), None)
        assert serving.Redacted().filter(record)

    async def test_the_hourly_purge_goes_on_after_a_failure(self, monkeypatch):
        seen = asyncio.Event()
        calls = []

        def purge() -> None:
            calls.append(1)
            if len(calls) == 1:
                raise ZeroDivisionError
            loop.call_soon_threadsafe(seen.set)

        loop = asyncio.get_running_loop()

        task = asyncio.ensure_future(serving.regularly("purge", purge, every=0.01))
        await asyncio.wait_for(seen.wait(), PATIENCE)
        task.cancel()

    def test_work_is_done_again_only_when_a_file_changed(self, tmp_path, settings):
        settings.DATA_DIR = tmp_path
        file = tmp_path / "a.txt"
        file.write_text("een")

        def due(there: bool = True) -> bool:
            with preparing.once("proef", [file], there=there) as due:
                return due

        assert [due(), due(), due(there=False), due()] == [True, False, True, False]
        file.write_text("twee")
        assert due()

    def test_work_that_failed_is_due_again(self, tmp_path, settings):
        settings.DATA_DIR = tmp_path
        with pytest.raises(ZeroDivisionError), preparing.once("proef", [], there=True):
            raise ZeroDivisionError
        with preparing.once("proef", [], there=True) as due:
            assert due

    def test_a_database_elsewhere_is_never_the_demos_own(self, tmp_path, settings):
        settings.DATA_DIR = tmp_path / "var"
        settings.DATA_DIR.mkdir()
        for place, own in ((settings.DATA_DIR / "a.sqlite3", True), (tmp_path / "b.sqlite3", False)):
            with closing(sqlite3.connect(place)) as database:
                database.execute(f"PRAGMA application_id = {preparing.DEMOS_OWN}")
            assert preparing.is_demos_own(place) is own
        (settings.DATA_DIR / "geen").write_text("geen database, al is het een bestand van enige lengte" * 9)
        assert not preparing.is_demos_own(settings.DATA_DIR / "geen")


class TestChecks:
    def test_an_old_sqlite_is_told_and_not_warned_of(self, monkeypatch):
        monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
        [told] = checks.sqlite_is_sound(None)
        assert (told.id, told.level) == ("live.I001", INFO)
        monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
        assert checks.sqlite_is_sound(None) == []

    def test_they_are_registered(self, settings):
        settings.ALLOWED_HOSTS, settings.DEMO = ["*"], True
        ids = {message.id for message in run_checks(include_deployment_checks=True) if message.level == WARNING}
        assert {"live.W001", "live.W002"} <= ids

    def test_the_demo_may_be_on_outside_deployment(self, settings):
        settings.DEMO = True
        assert "live.W002" not in {message.id for message in run_checks()}

    def test_the_check_itself_passes(self, db):
        call_command("check")
