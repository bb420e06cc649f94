"""Slows the guessing of passwords down: five wrong tries per account and address in ten minutes.

Per account *and* address, so that nobody can lock a begeleider out of their own account by guessing at it.
"""

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import LoginFailure

LIMIT, TERM = 5, timedelta(minutes=10)


def origin(request: HttpRequest, email: str) -> str:
    """Account and address of a try as one keyed hash, so that the table tells nobody who logged in where."""
    value = f"{email.strip().lower()}|{request.META.get('REMOTE_ADDR', '')}"
    return salted_hmac("accounts.throttle", value, algorithm="sha256").hexdigest()


def begin(origin: str) -> LoginFailure | None:
    """Count a try before it is judged; none when there were too many.

    Counting first keeps many tries at the same instant from slipping through together. A try that is refused
    unjudged is not kept: waiting always helps.
    """
    attempt = LoginFailure.objects.create(origin=origin)
    if LoginFailure.objects.filter(origin=origin, at__gt=timezone.now() - TERM).count() > LIMIT:
        attempt.delete()
        return None
    return attempt


def forgive(origin: str) -> None:
    """Forget the wrong tries of whoever turned out to know the password."""
    LoginFailure.objects.filter(origin=origin).delete()
