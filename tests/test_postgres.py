"""The product on PostgreSQL: its own tests once more, its migrations, everybody at once, and what it cannot hold."""

import re
import secrets
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.stores import ROOT, Browser, Evening, clean_environment, postgres, serving  # noqa: F401 — a fixture

pytestmark = pytest.mark.slow
OWN = tuple(
    f"tests/test_{name}.py" for name in ("steering", "door", "stage", "retention", "signing_in", "second_step")
)
ROUNDS, PRESSERS = 100, 6
CROWD = 400  # four times what PostgreSQL lets in at once, as it comes
HUGE, NUL = "9" * 20, "a\0b"
ODD = [HUGE, "9999999999", "-1", "²", NUL, "9" * 5000]


def run(*command: str, **env: str) -> str:
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=clean_environment(**env), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def database(postgres):  # noqa: F811
    return postgres.database()


@pytest.fixture(scope="module")
def evening(database, tmp_path_factory):
    """A server on a database that was empty when it started, and a session that is on its way."""
    with serving(tmp_path_factory.mktemp("evening"), DATABASE_URL=database) as server, Evening(server) as evening:
        evening.let_in("Amina", "Bram")
        assert evening.command(verb="start") == 200
        yield evening


@pytest.fixture
def quiet(evening):
    """Nothing that a test did was an error to the server."""
    before = len(evening.servers[0].errors)
    yield
    said = evening.servers[0].errors[before:]
    assert "Traceback" not in said, said[-3000:]


def test_our_own_tests_pass(postgres):  # noqa: F811
    said = run("-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not slow", *OWN, DATABASE_URL=postgres.url())
    assert int(re.search(r"(\d+) passed", said)[1]) > 100


def test_from_empty_the_server_makes_its_tables_and_no_migration_is_missing(evening, database):
    demo = {"DATABASE_URL": database, "INTERVISIE_DEMO": "1"}
    assert "No changes detected" in run("manage.py", "makemigrations", "--check", "--dry-run", **demo)


def test_of_six_who_press_next_one_moves_the_session(evening, database, quiet):
    gate = threading.Barrier(PRESSERS)
    hands = [evening.desk.copy() for _ in range(PRESSERS)]

    def press(hand: Browser, leaving: int) -> int:
        gate.wait(60)
        return hand.post(evening.url("command/"), verb="next", leaving=leaving)[0]

    with ThreadPoolExecutor(PRESSERS) as pool, psycopg.connect(database) as line:
        steps = line.execute("SELECT count(*) FROM live_roundstep").fetchone()[0]
        last = steps - 1
        for at in range(ROUNDS):
            if at and not at % last:
                assert evening.command(verb="goto", to=0) == 200
            got = sorted(pool.map(lambda hand, at=at: press(hand, at % last), hands))
            assert got == [200] + [409] * (PRESSERS - 1), f"round {at}"
        moved = "SELECT count(*), count(DISTINCT version) FROM live_recordedevent WHERE verb = 'Next'"
        assert line.execute(moved).fetchone() == (ROUNDS, ROUNDS)
    for hand in hands:
        hand.close()


def test_a_crowd_that_comes_back_at_once_is_served(evening, quiet):
    """As after a restart: every phone fetches its screen in the same moment, each with a request of its own."""
    gate = threading.Barrier(CROWD)
    crowd = [evening.phones["Bram"].copy() for _ in range(CROWD)]

    def fetch(phone: Browser) -> int:
        gate.wait(60)
        return phone.get(evening.url("regions/"))[0]

    with ThreadPoolExecutor(CROWD) as pool:
        assert set(pool.map(fetch, crowd)) == {200}
    for phone in crowd:
        phone.close()


class TestWhatItCannotHold:
    """NUL characters and numbers beyond its integers: an answer, never an error of the server."""

    @pytest.mark.parametrize("path", ["j/{}/", "live/{}/", "live/{}/regions/", "live/{}/scherm/", "ws/live/{}/"])
    def test_in_an_address(self, evening, quiet, path):
        for code in ("%00", f"{evening.code}%00"):
            assert Browser(evening.desk.port).get("/" + path.format(code))[0] == 404

    @pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd[:9]))
    def test_from_the_begeleider(self, evening, quiet, odd):
        numbers = {"leaving": odd, "to": odd, "person": odd, "first": odd, "last": odd, "leg": odd, "turn": odd}
        for verb in ("goto", "next", "offer", "repeat", "skip", "turn", odd):
            assert evening.command(verb=verb, **numbers) in (409, 422), verb
        for verb in ("assign", "cast"):
            assert evening.command(verb=verb, role="inbrenger", person=odd) == 422
        for verb in ("admit", "same", "refuse"):
            assert evening.desk.post(evening.url("door/"), verb=verb, device=odd)[0] in (409, 422)
        for verb in ("remove", "seen"):
            assert evening.desk.post(evening.url("people/"), verb=verb, person=odd, kind=odd)[0] == 422
        assert evening.desk.post(evening.url("seats/"), order=odd)[0] in (409, 422)
        assert evening.desk.post(evening.url("method/"), method=odd)[0] == 422
        assert evening.desk.post(evening.url("stop/"), stop_at=odd)[0] == 422
        assert evening.desk.post("/sessies/nieuw/", method=odd, group=odd, case_title=odd)[0] == 422

    def test_as_a_sign_that_was_seen(self, evening, quiet):
        _, page = evening.desk.get(evening.url())
        person = re.search(r'(?:data-person|name="person" value)="(\d+)"', page)[1]
        for kind in (NUL, "x" * 200, ""):
            assert evening.desk.post(evening.url("people/"), verb="seen", person=person, kind=kind)[0] == 422

    @pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd[:9]))
    def test_from_a_participant(self, evening, quiet, odd):
        evening.command(verb="goto", to=1)
        bram = evening.phones["Bram"]
        step = re.search(r'name="step" value="(\d+)"', bram.get(evening.url("mine/"))[1])[1]
        for changed in ({"step": odd}, {"about": odd}, {"client_key": NUL + odd}, {"text": NUL + odd}):
            form = {"text": "Wat?", "client_key": secrets.token_hex(8), "step": step} | changed
            assert bram.post(evening.url("contribute/questions/"), **form)[0] in (409, 422), changed
        assert bram.post(evening.url("withdraw/questions/"), entry=odd)[0] == 200
        for verb in ("done", "turn", odd):
            assert bram.post(evening.url("act/"), verb=verb, leaving=odd, turn=odd)[0] in (409, 422)
        assert bram.post(evening.url("drafts/"), key=f"f{HUGE[:9]}-questions_text", text=odd)[0] == 204

    def test_in_a_draft_it_is_left_out_and_the_rest_is_kept(self, evening, quiet):
        evening.command(verb="goto", to=1)
        bram = evening.phones["Bram"]
        step = re.search(r'name="step" value="(\d+)"', bram.get(evening.url("mine/"))[1])[1]
        field = f"f{step}-questions_text"
        assert bram.post(evening.url("drafts/"), key=field, text="Wat maakt\0 dat")[0] == 204
        assert "Wat maakt dat" in bram.get(evening.url("mine/"))[1]

    @pytest.mark.parametrize("name", ["sessionid", "csrftoken", "intervisie_toestel", "intervisie_scherm"])
    def test_in_a_cookie(self, evening, quiet, name):
        stranger = Browser(evening.desk.port)
        cookie = {name: r'"\000aaaaaaaaaaaaaaa"'}  # as a browser would write it
        for path, status in (("/", 200), (evening.url(), 404)):
            stranger.cookies |= cookie
            assert stranger.get(path)[0] == status
        stranger.cookies |= cookie
        with pytest.raises(InvalidStatus, match="403"), stranger.socket(f"/ws/live/{evening.code}/"):
            pass

    def test_in_the_address_of_a_socket(self, evening, quiet):
        bram = evening.phones["Bram"]
        with pytest.raises(InvalidStatus, match="403"), bram.socket(f"/ws/live/{evening.code}%00/"):
            pass
        with bram.socket(f"/ws/live/{'9' * 500}/") as line, pytest.raises(ConnectionClosed):
            while True:
                line.recv(timeout=60)
