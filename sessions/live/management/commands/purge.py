"""`manage.py purge`: close what was forgotten and erase what is over its term. The server does it by itself too."""

from typing import Any

from django.core.management.base import BaseCommand

from sessions.live.retention import purge


class Command(BaseCommand):
    help = "Sluit vergeten sessies en wist de inhoud waarvan de termijn om is."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(purge()))
