"""`manage.py begeleider EMAIL --name NAAM`: the first account, or a new link for one that is there."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from intervisie.accounts.links import password_path
from intervisie.accounts.models import User


class Command(BaseCommand):
    help = "Maakt een account voor een begeleider en geeft een link om eenmalig een wachtwoord te kiezen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="E-MAIL")
        parser.add_argument("--name", default="", metavar="NAAM", help="nodig voor een nieuw account")
        parser.add_argument("--url", default="", help="adres van de site (standaard PUBLIC_URL)")

    def handle(self, *args: Any, email: str, name: str, url: str, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email.strip()).first() or self.create(email.strip(), name)
        site = (url or settings.PUBLIC_URL or "http://localhost:8000").rstrip("/")
        self.stdout.write(f"{user.name} ({user.email}) kiest hier eenmalig een wachtwoord, binnen een week:")
        self.stdout.write(site + password_path(user))

    def create(self, email: str, name: str) -> User:
        name = " ".join(name.split())
        if not name:
            raise CommandError("Dit account is er nog niet. Geef ook een naam: --name NAAM")
        if len(name) > 60:
            raise CommandError("Houd de naam bij 60 tekens.")
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is geen e-mailadres.") from None
        return User.objects.create_user(email, name=name)
