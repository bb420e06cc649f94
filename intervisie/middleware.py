"""Headers that Django does not set by itself."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

POLICY = ", ".join(
    [
        *(f"{name}=()" for name in ("accelerometer", "camera", "geolocation", "gyroscope", "magnetometer")),
        *(f"{name}=()" for name in ("microphone", "midi", "payment", "usb")),
        *(f"{name}=(self)" for name in ("screen-wake-lock", "clipboard-write", "fullscreen", "autoplay")),
    ]
)
NUL = "\0"


def without_nul(get_response: Callable[[HttpRequest], HttpResponse]):
    """No address or cookie of ours holds a NUL, and PostgreSQL takes none: looking for one would be an error."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if NUL in request.path:
            raise Http404
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if NUL not in value}
        return get_response(request)

    return middleware


def security_headers(get_response: Callable[[HttpRequest], HttpResponse]):
    """Nothing of a page is kept by a browser or proxy, and nothing foreign may embed or reach it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.get("Content-Type", "").startswith(("text/html", "application/json")):
            response.headers["Cache-Control"] = "no-store"
        return response

    return middleware
