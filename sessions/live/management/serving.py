"""Daphne inside our own process: a bound port before anything else, our limits, and a clean end."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn

from asgiref.sync import sync_to_async
from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server
from django.conf import settings
from django.db import connection, connections
from twisted.internet import reactor as twisted_reactor

from sessions.live.retention import purge
from sessions.planning.outbox import send_due
from sessions.planning.post import Site

log = logging.getLogger(__name__)
PURGE_EVERY = 60 * 60.0
POST_EVERY = 5.0
LONGEST_GOODBYE = 1.2  # seconds in which requests that are still busy may end
MESSAGE = 65536  # bytes; the only message we expect is a ping (OWASP: at most 64 KB)
SECRETS = re.compile(r"/(j|live|demo|wachtwoord|lid|antwoord|agenda)/[^\s'\">]+")


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens, taken before anything is touched, so that a port in use costs nobody their data.

    Whoever comes while we are still preparing waits in its queue. Raises OSError.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(512)
    except OSError:
        listening.close()
        raise
    return listening


def serve(listening: socket.socket, ready: Callable[[], None], post: Site | None = None) -> NoReturn:
    """Serve until SIGTERM or Ctrl-C, and then leave. ready: called when the first request can be answered.

    post: where links in mails lead, if this server is to see to the mail as well. Elsewhere a scheduler does.
    """
    from intervisie.asgi import application  # importing it sets Django's logging up, so before `keep_quiet`

    keep_quiet()
    connections.close_all()
    reactor: Any = twisted_reactor  # installed by daphne, on asyncio's loop
    reactor.callWhenRunning(ready)
    see_to("purge", purge, PURGE_EVERY)
    if post:
        see_to("post", lambda: send_due(post), POST_EVERY)
    reactor.addSystemEventTrigger("before", "shutdown", see_to_the_end)
    server = server_of(listening, application)
    server.run()
    end(status=int(server.abort_start))


def server_of(listening: socket.socket, application: Any) -> Server:
    return Server(
        application=application,
        endpoints=build_endpoint_description_strings(file_descriptor=listening.fileno()),
        http_timeout=60,
        websocket_connect_timeout=10,
        websocket_handshake_timeout=10,
        websocket_max_message_size=MESSAGE,
        websocket_max_frame_size=MESSAGE,
        ping_interval=15,
        ping_timeout=10,
        proxy_forwarded_address_header=getattr(settings, "PROXY_ADDRESS_HEADER", None),
        action_logger=None,  # an access log would hold codes and links
        verbosity=0,
        server_name="",
    )


_tasks: set[Any] = set()


def see_to(name: str, work: Callable[[], object], every: float) -> None:
    """Do this again and again while we serve, in a thread of its own: nobody's push waits for it."""
    reactor: Any = twisted_reactor
    reactor.callWhenRunning(lambda: _tasks.add(asyncio.ensure_future(regularly(name, work, every))))


async def regularly(name: str, work: Callable[[], object], every: float) -> None:
    while True:
        await asyncio.sleep(every)
        try:
            await sync_to_async(apart, thread_sensitive=False)(work)
        except Exception:
            log.exception("the %s failed; the next one follows", name)


def apart(work: Callable[[], object]) -> None:
    try:
        work()
    finally:
        connection.close()


# --- Nothing of anybody in the logs, nor in a core dump -----------------------------------------------------


class Redacted(logging.Filter):
    """Codes and links stay out of the logs: Django names the path of every page that was not found."""

    def filter(self, record: logging.LogRecord) -> bool:
        with suppress(TypeError, ValueError):  # a message that does not fit its arguments: logging tells of it
            record.msg, record.args = SECRETS.sub(r"/\1/…", record.getMessage()), ()
        return True


def keep_quiet() -> None:
    for handler in logging.getLogger().handlers:
        handler.addFilter(Redacted())


def dump_no_core() -> None:
    """The memory of this process holds what people wrote in confidence: it is never written to disk."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


# --- The end ------------------------------------------------------------------------------------------------


def end_on_signals() -> None:
    """SIGTERM and Ctrl-C end the preparations; while serving, Twisted takes both over.

    Ctrl-C too: whoever is started in the background of a script inherits that it is ignored.
    """
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, signal.default_int_handler)


def see_to_the_end() -> None:
    """Daphne waits for every application it cancelled; one that hangs in a thread must not keep us."""
    timer = threading.Timer(LONGEST_GOODBYE, end)
    timer.daemon = True
    timer.start()


def end(status: int = 0) -> NoReturn:
    """Leave without Python's finalisation.

    CPython 3.11.0 to 3.11.7 crash in it once a websocket was open (python/cpython#113566): a wrong exit status, and
    nothing lost, but nothing won either. What was acknowledged is in the database already.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
