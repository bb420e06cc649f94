"""What has to be there before the server can serve. Done again it is quick, and changes nothing."""

from __future__ import annotations

import fcntl
import hashlib
import io
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from intervisie import mailbox
from methods import catalogue
from methods.models import Method
from sessions.live import demo
from sessions.live.models import LiveSession
from sessions.live.retention import purge
from sessions.planning.post import Site

DEMOS_OWN = 0x44454D4F  # "DEMO": written into a database file that the demo made for itself


def prepare_demo(*, fresh: bool, site: Site) -> LiveSession:
    """Everything a bare machine needs to show the demo; its session. site: where links in its mails lead."""
    hold_data(alone=fresh)
    if fresh:
        begin_afresh()
        hold_data()
    make_database()
    load_methods()
    call_command("messages", compile=True, stdout=io.StringIO())
    collect_static()
    purge()
    session = demo.seed()
    demo.send_post(site)
    return session


def prepare() -> None:
    """Without the demo nothing is changed behind the operator's back, except what time itself demands."""
    if lacking := [*lacks()]:
        raise CommandError("Nog niet klaar om te starten. Doe eerst:\n" + "\n".join(lacking))
    if database_file():
        hold_data()
    keep_log_beside()
    purge()


def lacks() -> Iterator[str]:
    """The commands that must be given before the server can serve."""
    if unapplied():
        yield "  python manage.py migrate"
    if not has_static():
        yield "  python manage.py collectstatic --noinput"


# --- The data ----------------------------------------------------------------------------------------------------

_held: IO[str] | None = None


def hold_data(*, alone: bool = False) -> None:
    """Say, for as long as this process lives, that the data are in use.

    alone: refuse when another server uses them: its database would be taken away from under it.
    """
    global _held
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    _held = (settings.DATA_DIR / "in_use").open("w")
    try:
        fcntl.flock(_held, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
    except BlockingIOError:
        raise CommandError(
            f"Er draait al een server op deze gegevens ({settings.DATA_DIR}). Stop die eerst."
        ) from None


def begin_afresh() -> None:
    """Take the demo's data away: the whole file if the demo made it, else only what the demo put into it."""
    mailbox.forget()
    connections.close_all()
    file = database_file()
    if file and file.exists() and is_demos_own(file):
        for ending in ("", "-wal", "-shm"):
            file.with_name(file.name + ending).unlink(missing_ok=True)
    elif not unapplied():
        demo.forget()


def database_file() -> Path | None:
    """The file of an SQLite database; none for any other."""
    name = str(settings.DATABASES["default"]["NAME"])
    in_file = connection.vendor == "sqlite" and ":memory:" not in name and "mode=memory" not in name
    return Path(name) if in_file else None


def is_demos_own(file: Path) -> bool:
    """Whether the demo made this file, in its own folder; the mark travels in the file, never in its name."""
    if not file.resolve().is_relative_to(settings.DATA_DIR.resolve()):
        return False
    try:
        with closing(sqlite3.connect(file)) as database:
            return bool(database.execute("PRAGMA application_id").fetchone()[0] == DEMOS_OWN)
    except sqlite3.DatabaseError:
        return False


def make_database() -> None:
    """Tables up to date; a file that did not exist before is the demo's own, and nobody else's to read."""
    file = database_file()
    if file and not file.exists():
        file.touch(mode=0o600)
        with connection.cursor() as cursor:  # before there is anything in it: half made, it is the demo's already
            cursor.execute(f"PRAGMA application_id = {DEMOS_OWN}")
    keep_log_beside()
    if unapplied():
        call_command("migrate", interactive=False, verbosity=0)


def unapplied() -> bool:
    """Whether the database lacks a migration."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def keep_log_beside() -> None:
    """SQLite in WAL mode, so that readers never wait. It is kept in the file; asking at every connection locks it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode = WAL")


# --- What is made from files ----------------------------------------------------------------------------------------


def load_methods() -> None:
    """The shipped methods into the database, unless they and what reads them are as they were last time."""
    code = (path for folder in ("methods", "sessions") for path in (settings.BASE_DIR / folder).rglob("*.py"))
    documents = (path for folder in (catalogue.SHIPPED, catalogue.PARTS) for path in folder.rglob("*.yaml"))
    with once("methods", [*documents, *code], there=Method.objects.exists()) as due:
        if due:
            call_command("load_methods", stdout=io.StringIO())


def collect_static() -> None:
    """The static files where they are served from, unless none of them changed."""
    files = [Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])]
    with once("static", files, there=has_static()) as due:
        if due:
            call_command("collectstatic", interactive=False, verbosity=0)


def has_static() -> bool:
    return (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()


@contextmanager
def once(name: str, files: Iterable[Path], *, there: bool) -> Iterator[bool]:
    """Whether work on these files is due: not when it was done before and none of them changed since."""
    stamp, now = settings.DATA_DIR / f"{name}.stamp", signature(files)
    due = not there or not stamp.exists() or stamp.read_text() != now
    yield due
    if due:
        stamp.write_text(now)


def signature(files: Iterable[Path]) -> str:
    """A short text that differs when one of the files was added, changed or removed."""
    seen = sorted((str(path), stat.st_size, stat.st_mtime_ns) for path in files for stat in [path.stat()])
    return hashlib.sha256(repr(seen).encode()).hexdigest()
