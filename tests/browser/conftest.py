"""A server, a browser and a room for the stories: one server and one Chromium per worker, fresh people per test."""

from __future__ import annotations

import pytest
from playwright.sync_api import sync_playwright

from tests.browsers import HOW_TO, chromium_path, required

from .people import Room
from .proxy import Proxy
from .serving import Server


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The product, served as it serves itself."""
    server = Server(tmp_path_factory.mktemp("intervisie")).start()
    yield server
    server.stop()


@pytest.fixture
def own_server(tmp_path):
    """A server of the test's own, to be killed."""
    server = Server(tmp_path).start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser():
    path = chromium_path()
    if not path:
        (pytest.fail if required() else pytest.skip)(HOW_TO)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def room(browser, server):
    """A begeleider who still has to log in, and room for others. At the end nothing went wrong unseen."""
    room = Room(browser, server)
    yield room
    assert room.close() == {}


@pytest.fixture
def proxies():
    """Makes a bad network to an address, as often as asked."""
    made: list[Proxy] = []

    def proxy(url: str) -> Proxy:
        made.append(Proxy(url))
        return made[-1]

    yield proxy
    for each in made:
        each.stop()


@pytest.fixture
def proxy(proxies, server):
    """A bad network to the server, good until it is told otherwise."""
    return proxies(server.url)
