"""The benchmark itself: that it measures what it says, at a size that takes seconds. How fast is never asked here."""

import subprocess
import sys

import pytest

from tests.bench.phones import Crowd, Phone, masked
from tests.bench.servers import ROOT

WHOLE = b'{"t":"push","v":%d,"place":"phone","regions":{"stage":"<section>"'


async def test_a_phone_reads_frames_however_they_are_cut():
    phone = Phone(b"", Crowd(1))
    frames = [b"\x81\x7e" + (500).to_bytes(2, "big") + (WHOLE % n).ljust(500) for n in (7, 8)]
    for cut in range(1, 1008, 13):
        phone.crowd, phone.open = Crowd(1), True
        stream = b"".join(frames)
        phone.data_received(stream[:cut])
        phone.data_received(stream[cut:])
        assert phone.crowd.count == {7: 1, 8: 1}
        assert phone.crowd.bytes == {7: 500, 8: 500}


async def test_a_push_that_does_not_come_to_everybody_is_lost():
    crowd = Crowd(3)
    for _ in range(2):
        crowd.heard(5, WHOLE % 5, 1.0)
    assert await crowd.all_have(0.01) is None
    assert crowd.lost() == 1
    waiting = crowd.all_have(5)
    crowd.heard(5, WHOLE % 5, 2.0)
    crowd.heard(6, b'{"t":"push","v":6,"regions":{}', 3.0)
    assert crowd.lost() == 2
    waiting.close()


def test_what_a_phone_says_is_masked():
    assert masked(0x1, b"abc") == b"\x81\x83\0\0\0\0abc"


@pytest.mark.slow
def test_ten_phones_get_every_push_and_the_table_is_printed():
    command = [
        sys.executable,
        "-m",
        "tests.bench",
        "--sizes",
        "10",
        "2x3",
        "--clicks",
        "2",
        "--no-taps",
        "--groups",
        "4",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    tens = [line for line in lines if line[:2] in (["daphne", "10"], ["uvicorn", "10"])]
    assert [line[7] for line in tens if len(line) > 7] == ["0", "0"]  # lost
    assert [len(line) for line in tens].count(6) == 2  # write, render and fan-out apart
    assert "Eerste pagina van een telefoon" in done.stdout
    overviews = [line for line in done.stdout.splitlines() if line.startswith(("coördinator", "begeleider", "lid"))]
    assert len(overviews) == 13
