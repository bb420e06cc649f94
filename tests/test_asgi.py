"""How a request goes through the server: in one thread, which keeps its connection to the database."""

import gc
import threading

import pytest
from channels.testing import HttpCommunicator
from django.core.signals import request_finished, request_started
from django.db.backends.signals import connection_created
from django.test.signals import template_rendered

from intervisie.asgi import application

pytestmark = pytest.mark.django_db(transaction=True)
SIGNALS = (request_started, connection_created, template_rendered, request_finished)


async def ask(path: str) -> int:
    line = HttpCommunicator(application, "GET", path, headers=[(b"host", b"testserver")])
    return (await line.get_response(timeout=30))["status"]


@pytest.fixture
def seen():
    """Which signal was given in which thread, in order."""
    found = []

    def note(signal, **kwargs):
        found.append((signal, threading.get_ident()))

    for signal in SIGNALS:
        signal.connect(note)
    yield found
    for signal in SIGNALS:
        signal.disconnect(note)


async def test_a_request_has_one_thread_and_the_next_finds_the_connection_open(seen):
    assert await ask("/live/ABCDEFGH/") == 404
    assert connection_created in {signal for signal, _ in seen}, "it asked the database"
    first, seen[:] = {thread for _, thread in seen}, []
    assert await ask("/live/ABCDEFGH/") == 404
    assert connection_created not in {signal for signal, _ in seen}
    assert {thread for _, thread in seen} == first
    assert len(first) == 1 and threading.get_ident() not in first


def test_the_collector_does_not_look_again_at_what_was_loaded():
    """It would stand still over it for some tens of milliseconds, now and then in the middle of a push."""
    assert gc.get_freeze_count() > 50_000
