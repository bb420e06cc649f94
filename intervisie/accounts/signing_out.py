"""Ending the sign-ins of an account, here or everywhere, and the sockets that knew it."""

from django.contrib.sessions.models import Session
from django.utils import timezone

from sessions.live import presence

from .models import User


def sign_out(user: User, besides: str | None = None) -> None:
    """End every sign-in of this account, in every browser, besides the one with that session key."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=besides).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
    presence.logged_out(user.pk)
