"""Several processes on one database: with Redis, with a Redis that is gone or hangs, and with none at all."""

import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.stores import Browser, Evening, Server, redis, serving, until  # noqa: F401 — a fixture

pytestmark = pytest.mark.slow
# Seconds at most, all of them; a busy machine is no failure.
HEARTBEAT = 25.0  # in which a screen is right by its heartbeat alone: one comes every ten
AT_ONCE = 30.0  # for a push, which takes milliseconds
WRITE = 8.0  # for a click while Redis hangs: it is waited for one second


@contextmanager
def meeting(data: Path, **env: str) -> Iterator[Evening]:
    """Two processes and a session that is on its way."""
    # One after the other: the first makes the database.
    with serving(data, **env) as one, serving(data, **env) as two, Evening(one, two) as evening:
        evening.let_in("Amina", "Bram", "Joost")
        assert evening.command(verb="start") == 200
        yield evening


@pytest.fixture(scope="module")
def evening(redis, tmp_path_factory):  # noqa: F811
    with meeting(tmp_path_factory.mktemp("two"), REDIS_URL=redis.url) as evening:
        yield evening


@pytest.fixture
def there(evening, redis):  # noqa: F811
    """The screens of Amina and Bram, each in a process of its own, that show the second step."""
    redis.start()
    one, two = evening.servers
    assert evening.step(1, one) in (200, 409)  # 409: they are there already
    screens = [evening.screen(evening.phones["Amina"], one), evening.screen(evening.phones["Bram"], two)]
    pushes_come(evening, one, *screens)
    yield screens
    for screen in screens:
        screen.close()


def pushes_come(evening: Evening, server: Server, *screens, seconds: float = AT_ONCE) -> None:
    """Click until a click of this process is pushed to all these screens."""

    def arrives() -> bool:
        assert evening.step(2, server) == evening.step(1, server) == 200
        newest, end = evening.version(server), time.monotonic() + 1
        while not all(screen.pushed(newest) for screen in screens) and time.monotonic() < end:
            for screen in screens:
                screen.take_in()
        return all(screen.pushed(newest) for screen in screens)

    until(arrives, seconds)


def hand_in(phone: Browser, evening: Evening, text: str) -> int:
    step = re.search(r'name="step" value="(\d+)"', phone.get(evening.url("mine/"))[1])[1]
    form = {"text": text, "step": step, "client_key": secrets.token_hex(10)}
    return phone.post(evening.url("contribute/questions/"), **form)[0]


def test_a_click_in_one_process_reaches_the_screens_of_both(evening, there):
    for server in evening.servers:
        for at in (4, 2):
            fetched = [screen.fetched for screen in there]
            assert evening.step(at, server) == 200
            for screen in there:
                screen.shows(f'data-step="{at + 1}"', AT_ONCE)
            assert [screen.fetched for screen in there] == fetched, "it was pushed, not fetched"


def test_while_redis_is_gone_nothing_is_lost_and_every_screen_is_right_within_a_heartbeat(evening, there, redis):  # noqa: F811
    one, two = evening.servers
    amina, bram = there
    joost = evening.screen(evening.phones["Joost"], two)
    redis.kill()

    for n, server in enumerate((one, two, one)):
        assert hand_in(evening.phones["Bram"].at(server), evening, f"Wat verandert er dan, {n}?") == 200
    assert evening.remove("Joost", one) == 200
    for at in (2, 3, 4, 5):
        assert evening.step(at, one) == 200
    # The screens of the process where the click is need no Redis: they hear it as ever.
    newest = evening.version(one)
    amina.until(lambda screen: screen.pushed(newest), AT_ONCE)

    late = evening.screen(evening.desk, two)  # opened without Redis
    assert bram.version < late.version
    bram.shows('data-step="6"', HEARTBEAT)
    joost.until(lambda screen: screen.closed == 4404, HEARTBEAT)
    assert evening.step(1, two) == 200
    page = evening.desk.get(evening.url())[1]
    assert all(f"Wat verandert er dan, {n}?" in page for n in range(3))

    redis.start()
    pushes_come(evening, one, amina, bram)
    pushes_come(evening, two, amina, bram)
    pushes_come(evening, one, late)
    assert 'data-step="6"' not in str(joost.regions), "who was removed heard nothing more"
    for server in evening.servers:
        assert "Exception inside application" not in server.errors
        assert "Internal Server Error" not in server.errors


def test_a_redis_that_hangs_holds_nobody_up(evening, there, redis):  # noqa: F811
    one, two = evening.servers
    amina, _ = there
    with redis.hanging():
        for server in (two, one):
            for at in (3, 6):
                began = time.monotonic()
                assert evening.step(at, server) == 200
                assert time.monotonic() - began < WRITE
        amina.shows('data-step="7"', AT_ONCE)
    pushes_come(evening, two, *there)


def test_without_redis_the_other_process_is_right_within_a_heartbeat(tmp_path):
    with meeting(tmp_path) as evening:
        one, two = evening.servers
        amina, bram = (evening.screen(evening.phones[n], s) for n, s in (("Amina", one), ("Bram", two)))
        joost = evening.screen(evening.phones["Joost"], two)
        assert evening.remove("Joost", one) == 200
        assert evening.step(5, one) == 200
        amina.shows('data-step="6"', AT_ONCE)
        bram.shows('data-step="6"', HEARTBEAT)
        joost.until(lambda screen: screen.closed == 4404, HEARTBEAT)
        assert 'data-step="6"' not in str(joost.regions)
