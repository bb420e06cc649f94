"""Methods' documents as files: found, parsed and checked. Nothing here knows the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent

from .rules import problems_of
from .shapes import Place, Problem

NO_YAML = "dit is geen geldige YAML; kijk naar inspringen, dubbele punten, haakjes en aanhalingstekens"
SHIPPED = settings.BASE_DIR / "fixtures" / "methods"
PARTS = settings.BASE_DIR / "fixtures" / "programme"  # what a meeting has besides its rounds


@dataclass(frozen=True)
class Document:
    """A method's document as it was read, with the file it came from."""

    path: Path
    data: Any


class Refused(ValueError):
    """A run that is not loaded: every problem with its file, in reading order."""

    def __init__(self, problems: Iterable[tuple[Path, Problem]]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(f"{path}:{p.line}: {p.field}: {p.reason}" for path, p in self.problems))


def files(paths: Iterable[Path]) -> list[Path]:
    """The documents at these paths; a folder stands for every *.yaml in it, by name."""
    return [file for path in paths for file in (sorted(path.glob("*.yaml")) if path.is_dir() else [path])]


def read(paths: Iterable[Path]) -> list[Document]:
    """The checked documents at these paths (files or folders). Raises Refused with the problems of all."""
    documents: list[Document] = []
    problems: list[tuple[Path, Problem]] = []
    for path in files(paths):
        data, wrong = parsed(path)
        wrong = wrong or [*problems_of(data), *twice(data, documents)]
        problems += [(path, problem) for problem in wrong]
        documents.append(Document(path, data))
    if problems:
        raise Refused(problems)
    return documents


def parsed(path: Path) -> tuple[Any, list[Problem]]:
    """What the file holds, or the problem that keeps it from being read."""
    try:
        source = path.read_bytes().decode()
        if alias := next((event for event in YAML().parse(source) if isinstance(event, AliasEvent)), None):
            # An alias may point at what contains it, and a few lines of them can fill the memory.
            return None, [Problem(alias.start_mark.line + 1, "document", "verwijzingen (met & en *) kunnen niet")]
        return YAML().load(source), []
    except DuplicateKeyError as error:
        return None, [Problem(line_of(error), "document", "dit veld staat er twee keer")]
    except MarkedYAMLError as error:
        return None, [Problem(line_of(error), "document", f"{NO_YAML} ({error.problem})")]
    except OSError:
        return None, [Problem(1, "document", "dit bestand kan niet gelezen worden")]
    except UnicodeDecodeError:
        return None, [Problem(1, "document", "dit bestand is niet in UTF-8 opgeslagen")]
    except YAMLError as error:
        return None, [Problem(1, "document", f"{NO_YAML} ({str(error).splitlines()[0]})")]
    except Exception:
        # The constructors of ruamel.yaml let their own errors through (a 13th month, an endless nesting).
        return None, [Problem(1, "document", "er staat een waarde in die niet gelezen kan worden")]


def line_of(error: MarkedYAMLError) -> int:
    return error.problem_mark.line + 1 if error.problem_mark else 1


def twice(data: Any, before: Iterable[Document]) -> list[Problem]:
    """The problem that an earlier document of the run has the same slug."""
    slug = slug_of(data)
    other = next((each for each in before if slug and slug_of(each.data) == slug), None)
    return [Place().inside(data, "slug").problem(f"“{slug}” staat ook in {other.path.name}")] if other else []


def slug_of(data: Any) -> str:
    """The document's slug; empty when it has none that can be compared."""
    slug = data.get("slug") if isinstance(data, CommentedMap) else None
    return slug if isinstance(slug, str) else ""


def plain(value: Any) -> Any:
    """The document without its lines and comments: dicts, lists, texts and numbers."""
    if isinstance(value, CommentedMap):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, CommentedSeq):
        return [plain(each) for each in value]
    if isinstance(value, bool) or value is None:
        return value
    return next((kind(value) for kind in (str, int, float) if isinstance(value, kind)), value)
