"""What time does by itself: forgotten sessions close, contents go at the end of their term, and are really gone."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as project
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from intervisie.accounts.models import Counted, User
from sessions.groups.models import Group
from sessions.live import actions, machine, retention
from sessions.live.machine import Phase
from sessions.live.models import (
    Contribution,
    Device,
    LiveSession,
    Participant,
    Scratch,
    Signal,
    WrongCode,
)
from sessions.live.retention import FORGOTTEN, Purged, purge
from sessions.tokens import digest
from tests.cast import Cast

CANARY = "kanarie in de kolenmijn"
EVENING = datetime(2026, 3, 10, 19, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def clock():
    """An evening on which time passes only when a test says so."""
    with time_machine.travel(EVENING, tick=False) as clock:
        yield clock


@pytest.fixture
def evening(clock, cast: Cast) -> Cast:
    """A loose session that is under way, with something written in every place where one can write."""
    return write_everywhere(cast)


def write_everywhere(cast: Cast) -> Cast:
    cast.start()
    session, bram = cast.fresh(), cast.person("Bram")
    Contribution.objects.create(
        session=session, step=cast.step, key="x", author=bram, body={"text": CANARY}, returned=CANARY, client_key="1"
    )
    actions.jot(bram.devices.get(), "notes", CANARY)
    Signal.objects.create(session=session, participant=bram, kind=Signal.Kind.LIMIT)
    session.rounds.update(case_title=CANARY, case_text=CANARY)
    return cast


def written(session: LiveSession) -> int:
    """In how many places something that was written can still be read."""
    return sum(
        rows.count()
        for rows in (
            Contribution.objects.filter(session=session),
            Scratch.objects.filter(device__session=session),
            Signal.objects.filter(session=session),
            session.rounds.exclude(case_text="", case_title=""),
        )
    )


def in_group(cast: Cast) -> None:
    LiveSession.objects.update(group=Group.objects.create(name="Noord"))


class TestForgotten:
    def test_closes_four_hours_after_its_last_sign_of_life(self, clock, evening):
        clock.shift(FORGOTTEN - timedelta(seconds=1))
        assert purge().closed == 0
        clock.shift(timedelta(seconds=1))
        assert purge().closed == 1
        session = evening.fresh()
        assert (session.phase, session.state.phase) == (Phase.CLOSED, Phase.CLOSED)

    def test_its_term_counts_from_that_sign(self, clock, evening):
        clock.shift(9 * HOUR)
        purge()
        assert evening.fresh().closed == EVENING
        assert evening.state.ended == EVENING
        clock.shift(15 * HOUR)
        assert purge().erased == 1
        assert evening.fresh().erased

    def test_as_finish_would_have(self, clock, evening):
        clock.shift(FORGOTTEN)
        purge()
        event = evening.fresh().events.last()
        assert (event.verb, event.actor, event.at) == ("Finish", None, EVENING)
        assert evening.state.leg.used == 0
        actions.undo(evening.session)
        assert evening.fresh().phase == Phase.RUNNING
        assert evening.session.closed is None

    def test_after_undo_it_has_another_four_hours(self, clock, evening):
        clock.shift(FORGOTTEN)
        purge()
        actions.undo(evening.session)
        clock.shift(FORGOTTEN - timedelta(seconds=1))
        assert purge().closed == 0

    def test_a_lobby_closes_too(self, clock, cast):
        clock.shift(FORGOTTEN)
        assert purge().closed == 1
        assert cast.fresh().closed == EVENING
        actions.undo(cast.session)
        assert cast.fresh().phase == Phase.LOBBY

    def test_a_pause_or_halt_is_no_sign_of_life(self, clock, evening):
        evening.perform(machine.Pause())
        clock.shift(FORGOTTEN)
        assert purge().closed == 1

    def test_one_phone_that_looks_on_keeps_it_open(self, clock, evening):
        clock.shift(3 * HOUR)
        Participant.objects.filter(name="Lieke").update(seen=timezone.now())
        clock.shift(3 * HOUR)
        assert purge().closed == 0
        clock.shift(HOUR)
        assert purge().closed == 1
        assert evening.fresh().closed == EVENING + 3 * HOUR

    def test_the_begeleiders_screen_keeps_it_open(self, clock, evening):
        clock.shift(3 * HOUR)
        LiveSession.objects.update(chair_seen=timezone.now())
        clock.shift(3 * HOUR)
        assert purge().closed == 0

    def test_looks_again_when_it_has_the_row(self, clock, evening):
        """Between making the list and closing, somebody may come back."""
        clock.shift(FORGOTTEN)
        moment = timezone.now()
        actions.claim(evening.session)
        assert retention.close_if_forgotten(evening.session.pk, moment) is False
        assert evening.fresh().phase == Phase.RUNNING

    def test_the_phones_are_told(self, clock, evening, monkeypatch, django_capture_on_commit_callbacks):
        pushed = []
        monkeypatch.setattr("sessions.live.stage.push", lambda session, _, **more: pushed.append((session, more)))
        clock.shift(FORGOTTEN)
        with django_capture_on_commit_callbacks(execute=True):
            purge()
        [(session, more)] = pushed
        assert (session, session.version, more) == (evening.session, evening.fresh().version, {"recast": True})


class TestErasing:
    def test_a_loose_session_24_hours_after_closing(self, clock, evening):
        evening.perform(machine.Finish())
        clock.shift(24 * HOUR - timedelta(seconds=1))
        assert purge().erased == 0
        assert written(evening.fresh()) == 4
        clock.shift(timedelta(seconds=1))
        assert purge().erased == 1
        assert written(evening.fresh()) == 0
        assert not Participant.objects.exists()

    def test_a_groups_session_when_the_day_after_is_over(self, clock, evening):
        in_group(evening)
        evening.perform(machine.Finish())
        clock.move_to(datetime(2026, 3, 11, 22, 0, tzinfo=UTC))
        assert purge().erased == 0
        clock.move_to(datetime(2026, 3, 12, 0, 0, tzinfo=UTC))
        assert purge().erased == 1
        assert written(evening.fresh()) == 0
        assert Participant.objects.count() == 4

    def test_never_while_it_is_open(self, clock, evening):
        for _ in range(20):
            clock.shift(3 * HOUR)
            LiveSession.objects.update(chair_seen=timezone.now())
            assert purge().erased == 0
        assert written(evening.fresh()) == 4

    def test_forgotten_for_days_goes_in_one_run(self, clock, evening):
        clock.shift(timedelta(days=3))
        done = purge()
        assert (done.closed, done.erased) == (1, 1)
        assert written(evening.fresh()) == 0

    def test_a_second_run_finds_nothing(self, clock, evening):
        clock.shift(timedelta(days=3))
        assert purge()
        version = evening.fresh().version
        assert not purge()
        assert evening.fresh().version == version

    def test_the_times_stay(self, clock, evening):
        clock.shift(timedelta(days=3))
        purge()
        assert evening.fresh().events.filter(verb="Start").exists()
        assert evening.session.closed == EVENING

    def test_one_that_fails_does_not_save_the_others(self, clock, evening, monkeypatch, caplog):
        clock.shift(timedelta(hours=1))
        other = actions.open_session(evening.owner, evening.session.rounds.get().method)
        clock.shift(timedelta(days=3))
        erase, broken = actions.erase, evening.session.pk
        monkeypatch.setattr(actions, "erase", lambda s: 1 / 0 if s.pk == broken else erase(s))
        assert purge().erased == 1
        assert LiveSession.objects.get(pk=other.pk).erased
        assert "could not be closed or erased" in caplog.text
        assert CANARY not in caplog.text


class TestLeftovers:
    def test_old_tries_go_and_fresh_ones_stay(self, clock, db):
        WrongCode.objects.create(origin="oud")
        clock.shift(timedelta(hours=23))
        WrongCode.objects.create(origin="nieuw")
        clock.shift(timedelta(hours=1, seconds=1))
        assert purge().rows == 1
        assert WrongCode.objects.get().origin == "nieuw"

    def test_what_was_counted_while_signing_in_goes_when_it_counts_no_more(self, clock, client, db):
        client.post("/account/inloggen/", {"login": "iemand@voorbeeld.example"})
        most = Counted.objects.count()
        assert most > 2
        clock.shift(timedelta(minutes=16))
        purge()
        [hour] = Counted.objects.values_list("expires", flat=True)
        assert hour > timezone.now()
        clock.shift(timedelta(hours=1))
        purge()
        assert not Counted.objects.exists()

    def test_sign_ins_that_lapsed_go(self, clock, client, db):
        client.force_login(User.objects.create_user("iemand@voorbeeld.example", name="Iemand"))
        purge()
        assert Session.objects.count() == 1
        clock.shift(timedelta(days=15))
        assert purge().rows == 1
        assert not Session.objects.exists()

    def test_who_never_came_in_is_forgotten_when_it_closes(self, clock, evening):
        waiting = actions.knock(evening.session, digest("w"), "Wacht")
        refused = actions.knock(evening.session, digest("r"), "Niet")
        actions.refuse(evening.session, refused)
        removed = evening.person("Joost")
        actions.depart(evening.session, removed, Participant.Presence.REMOVED)
        assert purge().rows == 0
        evening.perform(machine.Finish())
        assert purge().rows == 2
        assert not Device.objects.filter(pk__in=[waiting.pk, refused.pk]).exists()
        assert removed.devices.exists()  # it still has to be told goodbye
        assert evening.person("Bram").devices.exists()


class TestCommand:
    def test_tells_counts_and_no_content(self, clock, evening, capsys):
        clock.shift(timedelta(days=3))
        call_command("purge")
        assert capsys.readouterr().out == "1 afgesloten, 1 gewist, 0 voorbereidingen vernietigd, 0 oude regels weg\n"

    def test_nothing_done_is_nothing(self, db):
        assert not Purged(0, 0, 0, 0)


# In a process and a file of its own: what matters is what lies on the disk.
STORY = """
import datetime, django; django.setup()
from django.core.management import call_command
from django.utils import timezone
from sessions.live import actions, demo, machine
from sessions.live.management import preparing
from sessions.live.models import Contribution, LiveSession
from sessions.tokens import digest
preparing.make_database()
call_command("load_methods", verbosity=0)

group = demo.seed().group

def evening(word):
    session = demo.new_session(demo.begeleider(), group)
    session.rounds.update(case_title=word + " titel", case_text=(word + " tekst ") * 40)
    person = actions.admit(session, actions.knock(session, digest(word), "Bram"))
    device, step = person.devices.get(), session.rounds.get().steps.first()
    for n in range(1, 200):
        body = {"text": f"{word} {n} " * (n % 37 * 9 + 1)}
        kept = Contribution.objects.create(session=session, step=step, key="x", body=body, client_key=str(n))
        actions.jot(device, f"f{n % 5}", f"{word} klad " * n)  # grows, as a draft does while it is typed
        if n % 3 == 0:
            actions.lay_back(session, kept, word + " terug")
        if n % 7 == 0:
            actions.withdraw(session, kept)
    actions.perform(session, machine.Start())
    actions.perform(session, machine.Finish())
    return session

gone, stays = evening("KANARIE"), evening("ZANGLIJSTER")
LiveSession.objects.filter(pk=gone.pk).update(closed=timezone.now() - datetime.timedelta(days=3))
"""


@pytest.mark.slow
class TestReallyGone:
    @pytest.fixture
    def data(self, tmp_path: Path) -> Path:
        self.run(tmp_path, "-c", STORY)
        return tmp_path

    def run(self, data: Path, *args: str) -> str:
        env = {**os.environ, "INTERVISIE_DEMO": "1", "INTERVISIE_DATA": str(data)}
        env |= {"DJANGO_SETTINGS_MODULE": "intervisie.settings", "DATABASE_URL": f"sqlite:///{data / 'live.sqlite3'}"}
        done = subprocess.run(
            [sys.executable, *args], env=env, cwd=project.BASE_DIR, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def hits(self, data: Path, word: bytes) -> int:
        """How often a word can be read in all that lies in the data folder, whatever the file is called."""
        return sum(path.read_bytes().count(word) for path in data.rglob("*") if path.is_file())

    def test_not_a_byte_is_left_of_what_is_over_its_term(self, data):
        before, other = self.hits(data, b"KANARIE"), self.hits(data, b"ZANGLIJSTER")
        assert min(before, other) > 1000
        assert (
            self.run(data, "manage.py", "purge")
            == "0 afgesloten, 1 gewist, 0 voorbereidingen vernietigd, 0 oude regels weg\n"
        )
        assert self.hits(data, b"KANARIE") == 0
        assert self.hits(data, b"ZANGLIJSTER") > 1000

    def test_also_while_another_process_has_the_database_open(self, data):
        """As beside a running server: the last one to close would otherwise empty the log for us."""
        import sqlite3

        other = sqlite3.connect(data / "live.sqlite3")
        other.execute("SELECT count(*) FROM live_livesession").fetchall()
        self.run(data, "manage.py", "purge")
        assert (data / "live.sqlite3-wal").exists()
        assert self.hits(data, b"KANARIE") == 0
        other.close()

    def test_what_was_erased_by_hand_goes_out_of_the_log_too(self, data):
        import sqlite3

        other = sqlite3.connect(data / "live.sqlite3")
        other.execute("SELECT count(*) FROM live_livesession").fetchall()
        by_hand = (
            "import django; django.setup()\nfrom sessions.live import actions; from sessions.live.models import *"
        )
        self.run(data, "-c", f"{by_hand}\nfor s in LiveSession.objects.exclude(closed=None): actions.erase(s)")
        self.run(data, "manage.py", "purge")
        assert self.hits(data, b"ZANGLIJSTER") == self.hits(data, b"KANARIE") == 0
        other.close()


def test_inside_a_transaction_the_log_is_left_alone(db):
    """The checkpoint is skipped inside a transaction, where it could only wait for itself."""
    retention.truncate_wal()
    assert connection.in_atomic_block
