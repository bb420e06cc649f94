#!/usr/bin/env python
"""Django's command line, for this project."""

import os
import sys

OURS = {"intervisie", "methods", "sessions", "tests"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intervisie.settings")
    try:
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
    except ModuleNotFoundError as missing:
        if str(missing.name).partition(".")[0] in OURS:
            raise
        sys.exit(f"De omgeving is er niet of is stuk ({missing.name}). Herstel haar met: make clean && make setup")
