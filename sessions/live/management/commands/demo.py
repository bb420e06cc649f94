"""`manage.py demo [--fresh]`: the demo's people and an open session, in the database as it is."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from sessions.live import demo


class Command(BaseCommand):
    help = "Zet de demo klaar: een groep, een begeleider en een sessie."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fresh", action="store_true", help="begint de demo van voren af aan")

    def handle(self, *args: Any, fresh: bool, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Dit is geen demo. Zet INTERVISIE_DEMO=1 in de omgeving.")
        if fresh:
            demo.forget()
        self.stdout.write(f"code  {demo.seed().spaced_code}")
