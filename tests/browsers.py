"""Which Chromium plays the browser tests. `python -m tests.browsers` sees to it that there is one.

The system's own first (a download does not get through every firewall), then the one Playwright fetched.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

# Debian's chromium-headless-shell is the same engine without the windows around it, at a fraction of the work.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CACHES = ("~/.cache/ms-playwright", "~/Library/Caches/ms-playwright")
HOW_TO = "Geen Chromium gevonden. Installeer er een, bijvoorbeeld met: sudo apt-get install chromium-headless-shell"


def candidates() -> Iterator[str]:
    """Every Chromium there may be, the one to be preferred first."""
    yield from filter(None, map(shutil.which, NAMES))
    for folder in filter(None, (os.environ.get("PLAYWRIGHT_BROWSERS_PATH"), *CACHES)):
        # Read from the disk and not asked of Playwright: its sync API cannot be opened twice in one process.
        for pattern in ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*"):
            yield from map(str, sorted(Path(folder).expanduser().glob(pattern), reverse=True))


def starts(path: str) -> bool:
    """Whether it can run here at all; a downloaded one may lack libraries of the system."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


@cache
def chromium_path() -> str | None:
    """The path of a Chromium that starts, or None."""
    return next(filter(starts, candidates()), None)


def required() -> bool:
    """Whether a missing browser is a failure: on the build machine, not at a developer's desk."""
    return os.environ.get("CI", "").lower() in {"true", "1"}


def ensure() -> int:
    """An exit status: 0 when there is a browser, or when the tests may do without."""
    if not chromium_path():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
        chromium_path.cache_clear()
    if chromium_path():
        return 0
    print(HOW_TO)
    if required():
        return 1
    print("De browsertests worden overgeslagen.")
    return 0


if __name__ == "__main__":
    sys.exit(ensure())
