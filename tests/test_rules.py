"""The rules of the source documents: docs/regels.md has every one of them, and what it names is there."""

import ast
import re
from functools import cache

import pytest
from django.conf import settings

PAGE = settings.BASE_DIR / "docs/regels.md"
RULES = [f"R{n:02}" for n in range(1, 54)]


@cache
def lines() -> dict[str, list[list[str]]]:
    """Per rule the cells of its lines: the rule in words, where it is held, and what shows it."""
    found: dict[str, list[list[str]]] = {}
    for number, rest in re.findall(r"^\| (R\d+) \|(.*)\|$", PAGE.read_text(), re.M):
        found.setdefault(number, []).append([cell.strip() for cell in rest.split("|")])
    return found


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@cache
def known(path: str) -> set[str]:
    """The tests of a file by name, those of a class after its name."""
    body = ast.parse((settings.BASE_DIR / path).read_text()).body
    classes = (node for node in body if isinstance(node, ast.ClassDef))
    return named_in(body) | {f"{each.name}::{name}" for each in classes for name in named_in(each.body)}


def named_in(body: list[ast.stmt]) -> set[str]:
    functions = (node for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {function.name for function in functions if function.name.startswith("test_")}


def test_every_rule_has_exactly_one_line():
    assert list(lines()) == RULES
    assert {number: len(found) for number, found in lines().items()} == dict.fromkeys(RULES, 1)


@pytest.mark.parametrize("number", RULES)
def test_a_rule_says_where_it_is_held_and_what_shows_it(number):
    words, where, shown = lines()[number][0]
    assert words.endswith(".")
    places = [name for name in quoted(where) if "/" in name]
    assert places and all((settings.BASE_DIR / place).exists() for place in places), places
    tests = [name.partition("::") for name in quoted(shown)]
    assert tests and all(test in known(path) for path, _, test in tests), tests


def test_no_rule_is_still_to_follow():
    assert "volgt" not in {cell.lower() for found in lines().values() for line in found for cell in line}


def test_a_test_that_is_not_there_would_be_noticed():
    assert "test_every_rule_has_exactly_one_line" in known("tests/test_rules.py")
    assert "test_of_nothing" not in known("tests/test_rules.py")
    assert "TestSteps::test_two_clicks_on_next_move_one_step" in known("tests/test_machine.py")
