"""`manage.py messages`: the texts of the project into locale/, without GNU gettext, which bare machines lack.

The msgids are Dutch. Line numbers and dates stay out of the catalogue, so that a diff shows only texts.
"""

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation.template import templatize

FOLDERS = ("intervisie", "methods", "sessions", "templates")
TEMPLATES = {".html", ".txt"}
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = "# English texts of Intervisie; the msgids are Dutch. Written by `make messages`."
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)


class Command(BaseCommand):
    help = "Zoekt alle teksten op, werkt locale/ bij en compileert die."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--check", action="store_true", help="faalt als er een vertaling ontbreekt")
        only.add_argument("--compile", action="store_true", help="compileert alleen, als er iets veranderd is")

    def handle(self, *args: Any, **options: Any) -> None:
        for language in catalogues():
            if options["check"]:
                self.check_texts(language)
            else:
                if not options["compile"]:
                    update(language)
                compile_catalogue(po_file(language))

    def check_texts(self, language: str) -> None:
        if found := list(problems(language)):
            lines = "\n".join(f"  {line}" for line in found)
            raise CommandError(f"{po_file(language)} is niet volledig (make messages):\n{lines}")
        self.stdout.write(f"Alle teksten zijn vertaald ({language}).")


def catalogues() -> list[str]:
    """The languages that have a catalogue: all but the one the texts are written in."""
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def po_file(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def sources(root: Path) -> Iterator[Path]:
    """Every Python file and template of the project, in a fixed order."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if (path.suffix == ".py" or path.suffix in TEMPLATES) and "migrations" not in path.parts:
                yield path


def as_python(path: Path) -> bytes:
    """The file as Python source with the same calls of gettext, whether it was Python or a template."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return source.encode()
    # What surrounds the calls is letters X; their indentation and odd spaces would not be Python.
    lines = templatize(source, origin=str(path)).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines).encode()


def extracted(root: Path, language: str) -> Catalog:
    """A catalogue with every text of the project and no translations."""
    catalog = Catalog(
        language,
        header_comment=HEADER,
        project="Intervisie",
        version="1",
        last_translator="-",
        msgid_bugs_address="-",
        creation_date=NO_DATE,
        revision_date=NO_DATE,
        fuzzy=False,
    )
    for path in sources(root):
        found = extract("python", BytesIO(as_python(path)), KEYWORDS, ["Translators:"])
        for line, text, comments, context in found:
            place = (path.relative_to(root).as_posix(), line)
            catalog.add(text, locations=[place], auto_comments=comments, context=context)
    return catalog


def existing(language: str) -> Catalog:
    """The catalogue as it stands on the disk, or an empty one."""
    path = po_file(language)
    if not path.exists():
        return Catalog(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def translated(language: str) -> Catalog:
    """Every text of the project, with the translations there are."""
    new, old = extracted(settings.BASE_DIR, language), existing(language)
    for message in texts(new):
        if known := old.get(message.id, message.context):
            message.string = same_shape(message, known.string)
            message.user_comments = known.user_comments
            message.flags |= known.flags & {"fuzzy"}
    return new


def texts(catalog: Catalog) -> Iterator[Message]:
    """The messages of a catalogue without its header."""
    return (message for message in catalog if message.id)


def same_shape(message: Message, string: Any) -> Any:
    """A translation for a text that has got, or lost, a plural since; the missing half stays empty."""
    if message.pluralizable:
        return string if isinstance(string, tuple) else (string, "")
    return string[0] if isinstance(string, tuple) else string


def problems(language: str) -> Iterator[str]:
    """A line for every text that is missing, untranslated, fuzzy or has placeholders of its own."""
    old, new = existing(language), translated(language)
    for message in texts(new):
        if reason := problem(message, old, new):
            first = message.id if isinstance(message.id, str) else message.id[0]
            yield f"{reason}: “{first}” ({message.locations[0][0]})"


def problem(message: Message, old: Catalog, new: Catalog) -> str:
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    if not old.get(message.id, message.context):
        return "ontbreekt"
    if not all(strings):
        return "onvertaald"
    if message.fuzzy:
        return "onzeker (fuzzy)"
    return "; ".join(str(error) for error in message.check(new))


def update(language: str) -> None:
    """Writes the catalogue: every text of the project, sorted; what no file uses any more is gone."""
    written = BytesIO()
    catalog = translated(language)
    write_po(written, catalog, width=100, sort_output=True, ignore_obsolete=True, include_lineno=False)
    replace(po_file(language), written.getvalue())


def compile_catalogue(path: Path) -> None:
    """Writes the .mo beside a .po, unless that was done. Safe while servers or tests start side by side."""
    compiled = path.with_suffix(".mo")
    if not path.exists() or (compiled.exists() and changed(compiled) == changed(path)):
        return
    stamp = changed(path)
    with path.open("rb") as file:
        catalog = read_po(file)
    written = BytesIO()
    write_mo(written, catalog)
    replace(compiled, written.getvalue(), stamp)


def changed(path: Path) -> int:
    return path.stat().st_mtime_ns


def replace(path: Path, content: bytes, stamp: int | None = None) -> None:
    """Writes a file at one stroke, with the time of change that is given: nobody ever reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    os.chmod(file.name, 0o644)
    if stamp is not None:
        os.utime(file.name, ns=(stamp, stamp))
    os.replace(file.name, path)
