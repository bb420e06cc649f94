"""Headers that Django does not set by itself."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = ", ".join(
    [
        *(f"{name}=()" for name in ("accelerometer", "camera", "geolocation", "gyroscope", "magnetometer")),
        *(f"{name}=()" for name in ("microphone", "midi", "payment", "usb")),
        *(f"{name}=(self)" for name in ("screen-wake-lock", "clipboard-write", "fullscreen", "autoplay")),
    ]
)


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
