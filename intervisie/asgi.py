"""What daphne (or another ASGI server) serves: pages over HTTP, pushes over the websocket."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intervisie.settings")
django_application = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402 — Django must be set up before models are imported
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402

from intervisie.origin import SameOrigin  # noqa: E402
from sessions.live.routing import websocket_urlpatterns  # noqa: E402


class OwnRoot:
    """Forget a root path that a client sent along (`Daphne-Root-Path`): it would end up in every link."""

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        return await self.application({**scope, "root_path": ""}, receive, send)


application = ProtocolTypeRouter(
    {
        "http": OwnRoot(django_application),
        "websocket": OwnRoot(SameOrigin(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)))),
    }
)
