"""How the world reaches this site."""

import io

import segno
from django.conf import settings
from django.http import HttpRequest


def absolute(request: HttpRequest, path: str) -> str:
    """A link as others can open it: under the public address if there is one."""
    return settings.PUBLIC_URL + path if settings.PUBLIC_URL else request.build_absolute_uri(path)


def qr(link: str) -> bytes:
    """The link as a QR code: an SVG of no size of its own, on white, so that it can be read in the dark too."""
    out = io.BytesIO()
    segno.make(link, error="m").save(out, kind="svg", border=2, scale=8, omitsize=True, light="#fff")
    return out.getvalue()
