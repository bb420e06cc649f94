#!/usr/bin/env python
"""Django's command line, for this project."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intervisie.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("De omgeving ontbreekt of is stuk. Herstel haar met: make setup")
    execute_from_command_line(sys.argv)
