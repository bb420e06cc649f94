"""Every method of the catalogue, played to the end by a begeleider and a group at real screens."""

import subprocess
from datetime import UTC, datetime
from functools import cache

import pytest
from ruamel.yaml import YAML

from methods import played
from methods.documents import SHIPPED

from .playing import Play
from .serving import BASE_DIR

METHODS = {path.stem: path for path in sorted(SHIPPED.glob("*.yaml"))}
# A few that together have most: a loop and a list, two circles and a switch, a chair handed over and back.
QUICK = {"alleen-maar-advies", "vissenkom", "intuitief"}


def marked(slug):
    return pytest.param(slug, marks=[pytest.mark.browser, *([pytest.mark.quick] if slug in QUICK else [])])


@pytest.mark.parametrize("slug", [marked(slug) for slug in METHODS])
def test_played_to_the_end(room, slug):
    play, ended = Play(room, YAML(typ="safe").load(METHODS[slug])), False
    try:
        play.gather()
        play.to_the_end()
        ended = True
    finally:
        steps = len(play.steps) if ended else play.at
        played.note(played.Played(slug, steps, ended, datetime.now(UTC), revision()))


@cache
def revision() -> str:
    """The revision of the code, with a + where the tree holds something else; a dash where there is no git."""
    try:
        return git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain") else "")
    except (OSError, subprocess.CalledProcessError):
        return "–"


def git(*args: str) -> str:
    return subprocess.run(["git", *args], cwd=BASE_DIR, check=True, text=True, stdout=subprocess.PIPE).stdout.strip()
