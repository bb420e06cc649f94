"""Makes or mends .venv: `python3 requirements/install.py base|dev`, for `make setup` and `make setup-dev`.

Standard library only, and nothing newer than Python 3.6 in it: it has to run before there is an environment,
and to say something kind on a Python that is too old. A stamp inside .venv says which requirements were
installed last, so that a start with an environment that is up to date costs a fraction of a second.
"""

import hashlib
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(os.path.dirname(HERE), ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed")
# Packages of which one is missing in an environment that was half deleted or half installed.
ALIVE = {
    "base": ["django", "channels", "daphne", "django_htmx", "whitenoise", "ruamel.yaml", "babel"],
    "dev": ["pytest", "playwright", "ruff", "mypy", "djlint"],
}
TOO_OLD = """Intervisie heeft Python 3.11 of nieuwer nodig; {python} is versie {version}.
Staat er een nieuwere op deze machine, noem die dan:  make {target} PYTHON=python3.12"""
NO_VENV = """Python kan hier geen omgeving maken. Herstel dat met:
  sudo apt-get install python3-venv    (Debian en Ubuntu), en daarna opnieuw:  make {target}"""
NOT_INSTALLED = """Het installeren lukte niet; de reden staat hierboven. Is er netwerk? Probeer dan opnieuw:
  rm -rf .venv && make {target}"""


def requirements(kind: str) -> str:
    return os.path.join(HERE, kind + ".txt")


def stamp(kind: str) -> str:
    """What the stamp says when this kind of requirements has been installed as it is now."""
    with open(requirements(kind), "rb") as lines:
        return kind + " " + hashlib.sha256(lines.read()).hexdigest()


def stamped() -> str:
    """What the stamp says now; nothing when there is none."""
    try:
        with open(STAMP) as written:
            return written.read().strip()
    except OSError:
        return ""


def runs(*arguments: str, quiet: bool = False) -> bool:
    """Whether the environment's Python exists and ends well with these arguments."""
    try:
        return subprocess.call([PYTHON, *arguments], stderr=subprocess.DEVNULL if quiet else None) == 0
    except OSError:
        return False


def alive(kind: str) -> bool:
    """Whether the environment's own Python starts, is new enough and finds the packages."""
    wanted = ALIVE["base"] + (ALIVE["dev"] if kind == "dev" else [])
    question = (
        "import sys, importlib.util as i;"
        f"sys.exit(sys.version_info < (3, 11) or not all(i.find_spec(n) for n in {wanted}))"
    )
    return runs("-c", question, quiet=True)


def only_base() -> bool:
    """Whether the environment is sound, and only lacks the tools."""
    return stamped().startswith("base ") and alive("base")


def create() -> bool:
    # --clear: what stands there is broken, and mending a broken environment takes longer than a new one.
    if subprocess.call([sys.executable, "-m", "venv", "--clear", VENV], stdout=subprocess.DEVNULL):
        shutil.rmtree(VENV, ignore_errors=True)
        return False
    return True


def install(kind: str) -> bool:
    """By uv, ten times as fast; by plain pip where uv cannot be had. The hashes are checked by either."""
    pip = ["-m", "pip", "-qq", "--disable-pip-version-check", "install", "--require-hashes", "-r"]
    if runs(*pip, requirements("uv"), quiet=True):  # without network, the pip below says so
        sync = ["-m", "uv", "--quiet", "pip", "sync", "--require-hashes", "--python", PYTHON]
        if runs(*sync, requirements(kind)):
            return True
    print("Zonder uv, met pip: dat duurt ongeveer een minuut.", flush=True)
    return runs(*pip, requirements(kind))


def main(kind: str) -> str:
    """Makes the environment right; what comes out is what to tell, or nothing when all is well."""
    target = "setup-dev" if kind == "dev" else "setup"
    if sys.version_info < (3, 11):  # noqa: UP036 - older Pythons come here to be told
        version = "{}.{}".format(*sys.version_info[:2])
        return TOO_OLD.format(python=sys.executable, version=version, target=target)
    if kind == "base" and stamped().startswith("dev "):
        kind = "dev"  # contains all of base; installing base alone would throw the tools away
    healthy = alive(kind)
    if healthy and stamped() == stamp(kind):
        return ""
    print("De omgeving (.venv) wordt klaargezet; even geduld.", flush=True)
    if not healthy and not (only_base() or create()):
        return NO_VENV.format(target=target)
    if not install(kind) or not alive(kind):
        return NOT_INSTALLED.format(target=target)
    with open(STAMP, "w") as written:
        written.write(stamp(kind) + "\n")
    return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) or None)
