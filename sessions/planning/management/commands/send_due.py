"""`manage.py send_due`: send what is due. For a scheduler, every minute or so; twice at once does no harm."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sessions.planning import outbox
from sessions.planning.models import Mail
from sessions.planning.post import Site


class Command(BaseCommand):
    help = "Verstuurt uitnodigingen, wijzigingen en herinneringen waarvoor het tijd is."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PUBLIC_URL:
            raise CommandError("Zet PUBLIC_URL in de omgeving: zonder adres van de site werkt geen link in een mail.")
        done = outbox.send_due(Site(settings.PUBLIC_URL))
        again, given_up = done[Mail.State.WAITING], done[Mail.State.FAILED]
        self.stdout.write(f"{done[Mail.State.SENT]} verstuurd, {again} later opnieuw, {given_up} opgegeven")
