"""The order of the rooms and of the live room's modules: nothing imports what stands behind it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = [
    "sessions.roles",
    "sessions.tokens",
    "sessions.activities",
    "sessions.confidential",
    "methods",
    "sessions.groups",
    "sessions.planning",
    "sessions.live",
]
# Each line may import the lines above it, and its own.
LIVE = [
    ["state"],
    ["commands"],
    ["machine", "audience"],
    ["clock", "codec"],
    ["late"],
    ["models"],
    ["flap", "frozen", "papers", "programme"],
    ["scene"],
    ["carried", "overview", "takeaway", "viewer", "wire"],
    ["stage"],
    ["actions"],
    ["presence", "forms", "retention", "demo", "checks"],
    ["hub"],
    ["consumers", "decorators", "personal"],
    ["views", "routing", "management", "apps"],
    ["urls"],
]
RANK = {name: rank for rank, names in enumerate(LIVE) for name in names}


def imported(path: Path) -> set[str]:
    """The modules a file imports when it runs, by their full names."""
    package = list(path.relative_to(ROOT).parts[:-1])
    found = set()
    for node in ast.parse(path.read_text()).body:  # what is imported for types only stands under an `if`
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found |= {f"{module}.{alias.name}" for alias in node.names} | {module}
    return found


def files(*folders: str) -> list[Path]:
    return [p for f in folders for p in (ROOT / f).rglob("*.py") if "migrations" not in p.parts]


def room(module: str) -> int | None:
    return next((i for i, name in enumerate(ROOMS) if f"{module}.".startswith(f"{name}.")), None)


@pytest.mark.parametrize("path", files("sessions", "methods"), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_room_imports_one_behind_it(path):
    here = room(".".join(path.relative_to(ROOT).with_suffix("").parts))
    for module in imported(path):
        there = room(module)
        assert here is None or there is None or there <= here, f"{path} imports {module}"


@pytest.mark.parametrize("path", files("sessions/live"), ids=lambda p: p.stem)
def test_the_live_room_is_read_from_front_to_back(path):
    here = path.relative_to(ROOT / "sessions/live").parts[0].removesuffix(".py")
    for module in imported(path):
        if module.startswith("sessions.live.") and here in RANK:
            there = module.split(".")[2]
            assert RANK.get(there, -1) <= RANK[here], f"{here} imports {there}"


def test_every_module_of_the_live_room_has_its_place():
    found = {p.relative_to(ROOT / "sessions/live").parts[0].removesuffix(".py") for p in files("sessions/live")}
    assert found - {"__init__", "templatetags"} <= set(RANK)


@pytest.mark.parametrize("name", ["state", "commands", "machine", "clock", "audience", "codec", "late"])
def test_the_machine_knows_no_django(name):
    assert not any(m.split(".")[0] in {"django", "channels"} for m in imported(ROOT / f"sessions/live/{name}.py"))
    assert "datetime.now" not in (ROOT / f"sessions/live/{name}.py").read_text()


def test_consumers_touch_no_models():
    assert not any("models" in module for module in imported(ROOT / "sessions/live/consumers.py"))
