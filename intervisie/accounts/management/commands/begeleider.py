"""`manage.py begeleider EMAIL --name NAAM`: the first account, or a new link for one that is there."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from intervisie.accounts.links import welcome_path
from intervisie.accounts.models import User


class Command(BaseCommand):
    help = "Maakt een account voor een begeleider of coördinator en geeft een link om eenmalig binnen te komen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="E-MAIL")
        parser.add_argument("--name", default="", metavar="NAAM", help="nodig voor een nieuw account")
        parser.add_argument("--new-email", default="", metavar="E-MAIL", help="het adres wordt voortaan dit")
        parser.add_argument(
            "--no-second-step", action="store_true", help="voor wie telefoon en herstelcodes kwijt is"
        )
        parser.add_argument("--url", default="", help="adres van de site (standaard PUBLIC_URL)")

    def handle(self, *args: Any, **options: Any) -> None:
        user = find(options["email"]) or create(options["email"].strip(), options["name"])
        if options["new_email"]:
            user.email = free(options["new_email"])
            user.save(update_fields=["email"])
        if options["no_second_step"]:
            Authenticator.objects.filter(user=user).delete()
        site = (options["url"] or settings.PUBLIC_URL or "http://localhost:8000").rstrip("/")
        self.stdout.write(f"{user.name} ({user.email}) komt hier eenmalig binnen, binnen een week:")
        self.stdout.write(site + welcome_path(user))


def find(email: str) -> User | None:
    return User.objects.filter(email__iexact=email.strip()).first()


def create(email: str, name: str) -> User:
    name = " ".join(name.split())
    if not name:
        raise CommandError("Dit account is er nog niet. Geef ook een naam: --name NAAM")
    if len(name) > 60:
        raise CommandError("Houd de naam bij 60 tekens.")
    return User.objects.create_user(checked(email), name=name)


def free(email: str) -> str:
    """The address, when no account has it."""
    if find(email):
        raise CommandError(f"{email} heeft al een account.")
    return checked(email.strip().lower())


def checked(email: str) -> str:
    try:
        validate_email(email)
    except ValidationError:
        raise CommandError(f"{email} is geen e-mailadres.") from None
    return email
