"""Entries without an author: the phone that made one keeps the key that takes it back, in a cookie of this session.

The server keeps no list of whose keys these are, and no count; it sees them only in the requests of that phone.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

COOKIE = "intervisie_eigen"
MOST = 100  # keys; a cookie holds some kilobytes


def keys_of(request: HttpRequest) -> list[str]:
    """The keys of the entries that this browser made without a name, the latest last."""
    return [key for key in request.COOKIES.get(COOKIE, "").split(".") if key]


def remember(request: HttpRequest, response: HttpResponse, code: str, key: str) -> HttpResponse:
    """Let the browser keep one key more, for as long as it is open."""
    response.set_cookie(
        COOKIE,
        ".".join([*keys_of(request), key][-MOST:]),
        path=reverse("live:show", args=[code]),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response
