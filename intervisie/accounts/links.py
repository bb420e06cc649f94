"""Links that open an account: one that lets in once, and the demo's, that signs in by itself."""

from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from .models import User

DEMO_SALT = "demo"
DEMO_TERM = 60 * 60 * 24 * 30


def welcome_path(user: User) -> str:
    """The path that lets this account in, once: the token holds the last login and the hash of the password."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("account_welcome", args=[uid, default_token_generator.make_token(user)])


def demo_path(user: User) -> str:
    """The path that signs in as one of the demo's people."""
    return reverse("account_demo", args=[signing.dumps(user.pk, salt=DEMO_SALT)])


def demo_user(token: str) -> User | None:
    """Whom a demo link belongs to; none when it is not ours or too old."""
    try:
        pk = signing.loads(token, salt=DEMO_SALT, max_age=DEMO_TERM)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk, is_active=True).first()
