"""Websockets only from our own pages: the Origin must equal the scheme and host of the request itself."""

from urllib.parse import urlsplit

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.http.request import split_domain_port, validate_host


class Denied(AsyncWebsocketConsumer):
    async def connect(self):
        await self.close()


def has_nul(path: str, cookies: str) -> bool:
    """Whether there is a NUL in what we would look up; in a cookie it is written in octal. PostgreSQL takes none."""
    return "\0" in path or r"\000" in cookies


class SameOrigin:
    """Lets a websocket through when its Origin is this very site under a host we answer to."""

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        own = self.is_own(headers.get(b"origin", ""), headers.get(b"host", ""), headers)
        if own and not has_nul(scope["path"], headers.get(b"cookie", "")):
            return await self.application(scope, receive, send)
        return await Denied.as_asgi()(scope, receive, send)

    def is_own(self, origin: str, host: str, headers: dict[bytes, str]) -> bool:
        """Whether the origin is this site: the public address, or host and scheme of the request."""
        parts = urlsplit(origin)
        if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
            return False
        scheme = "https" if settings.SESSION_COOKIE_SECURE else headers.get(b"x-forwarded-proto", "http")
        return parts.netloc.lower() == host.lower() and parts.scheme in {
            scheme,
            urlsplit(settings.PUBLIC_URL).scheme,
        }
