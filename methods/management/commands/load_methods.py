"""`manage.py load_methods [PATH …]`: puts the methods' documents into the database."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from methods import catalogue


class Command(BaseCommand):
    help = "Laadt de methoden uit fixtures/ (of uit de opgegeven bestanden en mappen); alles of niets."

    # What is not built yet is told by `check`; here it would drown what was loaded.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="*", type=Path, default=[catalogue.SHIPPED, catalogue.PARTS], metavar="PAD"
        )

    def handle(self, *args: Any, paths: list[Path], **options: Any) -> None:
        try:
            loaded = catalogue.load(paths)
        except catalogue.Refused as refusal:
            # Not CommandError: its prefix would stand between a tool that reads `file:line:` and the file.
            self.stderr.write(str(refusal))
            self.stderr.write("Er is niets geladen.")
            sys.exit(1)
        if options["verbosity"]:
            self.tell(loaded)

    def tell(self, loaded: list[tuple[Path, bool]]) -> None:
        changed = [path for path, is_changed in loaded if is_changed]
        for path in changed:
            self.stdout.write(f"{path.name}: bijgewerkt")
        result = f"{len(changed)} bijgewerkt" if changed else "niets veranderd"
        self.stdout.write(f"{methods(len(loaded))}, {result}")


def methods(count: int) -> str:
    return f"{count} methode" if count == 1 else f"{count} methoden"
