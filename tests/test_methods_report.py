"""The record of played methods, and the table that `methods_report` makes of it."""

from datetime import UTC, datetime
from io import StringIO
from multiprocessing import get_context

import pytest
from django.core.management import call_command

from methods import played
from methods.management.commands import methods_report
from methods.played import Played

EVENING = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)


@pytest.fixture
def record(tmp_path):
    return tmp_path / "test-results" / "methods.jsonl"


@pytest.fixture
def report(monkeypatch, record):
    """What the command prints."""
    monkeypatch.setattr(methods_report, "RECORD", record)

    def printed():
        out = StringIO()
        call_command("methods_report", stdout=out)
        return out.getvalue()

    return printed


def play(slug="tien-stappen", ended=True, at=EVENING, revision="abc1234"):
    return Played(slug, 10, ended, at, revision)


def line_of(title, text):
    """The cells of a method's line."""
    return next(line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith(f"| {title}"))


def test_a_played_method_says_yes_when_and_at_which_revision(record, report):
    played.note(play(revision="abc1234+"), record)
    text = report()
    ten_steps = line_of("Tienstappenmethode", text)
    assert ten_steps[1:3] == ["10", "90"]
    assert ten_steps[3].startswith("talk, questions, rating, answers")
    assert ten_steps[4] == "begeleider, inbrenger, groepslid"
    assert ten_steps[6:] == ["ja", "2026-11-20 20:30", "abc1234+"]
    assert "1 van 25 tot het einde gespeeld." in text


def test_a_method_that_was_not_played_or_not_to_the_end_says_no(record, report):
    played.note(play("kgotla", ended=False), record)
    text = report()
    assert line_of("Kgotla", text)[6:] == ["nee", "2026-11-20 20:30", "abc1234"]
    assert line_of("Balint", text)[6:] == ["nee", "–", "–"]
    assert "0 van 25 tot het einde gespeeld." in text


def test_without_a_record_it_says_so(report):
    text = report()
    assert "Er is nog geen verslag van gespeelde methoden" in text
    assert len([line for line in text.splitlines() if line.startswith("| ")]) == 2 + 25


def test_the_latest_play_counts(record):
    later = datetime(2026, 11, 21, tzinfo=UTC)
    for one in (play(at=later, ended=False), play(), play("balint")):
        played.note(one, record)
    assert played.latest(record)["tien-stappen"] == play(at=later, ended=False)
    assert played.latest(record)["balint"] == play("balint")


def test_a_line_that_was_cut_off_is_passed_over(record):
    played.note(play(), record)
    with record.open("a") as file:
        file.write('{"slug": "balint", "ste\n["niets"]\n')
    assert list(played.latest(record)) == ["tien-stappen"]


def write_many(path, worker):
    for n in range(50):
        played.note(play(f"{worker}-{n}"), path)


def test_workers_side_by_side_leave_each_others_lines_whole(record):
    workers = [get_context("fork").Process(target=write_many, args=(record, name)) for name in ("gw0", "gw1", "gw2")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(played.latest(record)) == 150
