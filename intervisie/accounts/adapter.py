"""How allauth behaves here: our words, our mails, by what it counts, and how a second step is kept."""

import base64
import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import gettext_lazy as _

from intervisie.public import qr

from . import again, letters, limits

log = logging.getLogger(__name__)


class Accounts(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Dit e-mailadres en wachtwoord horen niet bij elkaar. Probeer het nog eens."),
        "incorrect_password": _("Dit is niet je wachtwoord. Probeer het nog eens."),
        "incorrect_code": _("Deze code klopt niet. Kijk nog eens in de nieuwste mail."),
        "too_many_login_attempts": _("Dat waren veel pogingen achter elkaar. Wacht even en begin dan opnieuw."),
        "rate_limited": _("Dat waren veel pogingen achter elkaar. Wacht even en begin dan opnieuw."),
    }
    said = {
        "mfa/messages/totp_activated.txt": _("De tweede stap staat aan."),
        "mfa/messages/totp_deactivated.txt": _("De tweede stap staat uit."),
    }

    def add_message(  # type: ignore[override]
        self, request: HttpRequest, level: int, message_template: str = "", *_: Any, message: str = "", **more: Any
    ) -> None:
        """What is worth saying; allauth would say more than that."""
        if text := message or self.said.get(message_template):
            messages.add_message(request, level, str(text))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send it while the page waits: whoever signs in waits for this mail, and has to know if it cannot go."""
        try:
            letters.message(template_prefix, email, context).send()
        except OSError as error:  # of what went wrong only the kind: an error may quote
            log.warning("a mail about an account was not sent: %s", type(error).__name__)
            sorry = _("De mail kon niet weg. Probeer het straks nog eens, of vraag het je beheerder.")
            messages.error(self.request, sorry)

    def get_client_ip(self, request: HttpRequest) -> str:
        return limits.address(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return limits.from_here(request, credentials.get("email", ""))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not again.showed_by_code(self.request)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        messages.error(request, _("Dit account is gesloten. Vraag je beheerder ernaar."))
        return redirect("account_login")

    def is_ajax(self, request: HttpRequest) -> bool:
        return False  # pages only: what allauth answers to scripts is nothing of ours


class SecondStep(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Deze code klopt niet, of is al gebruikt. Neem de nieuwste uit je app."),
        "cannot_generate_recovery_codes": _("Herstelcodes horen bij de tweede stap. Zet die eerst aan."),
    }

    def build_totp_svg(self, url: str) -> str:
        return qr(url).decode()

    def encrypt(self, text: str) -> str:
        """Not readable in the database, nor in a copy of it, without the secret of the site."""
        return box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was encrypted. When the site's secret was changed: chance, with which no code will ever fit."""
        try:
            return box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.error("a second step cannot be read: was SECRET_KEY changed without SECRET_KEY_FALLBACKS?")
            return get_random_string(32, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def box() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [salted_hmac("accounts.second_step", "", secret=each, algorithm="sha256").digest() for each in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
