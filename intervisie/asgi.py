"""What daphne (or another ASGI server) serves: pages over HTTP, pushes over the websocket."""

import asyncio
import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intervisie.settings")
django_application = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402 — Django must be set up before models are imported
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402

from intervisie.origin import SameOrigin  # noqa: E402
from sessions.live.routing import websocket_urlpatterns  # noqa: E402

AT_ONCE = 30  # requests at work in one process


class InTurn:
    """Lets so many requests work at a time; the others wait for their turn.

    Each has a thread and a database connection of its own. When all phones come back in one moment they would be
    more than PostgreSQL lets in (100, unless it is told otherwise), and whoever is one too many gets a 500.
    """

    def __init__(self, application):
        self.application, self.turns = application, asyncio.Semaphore(AT_ONCE)

    async def __call__(self, scope, receive, send):
        async with self.turns:
            return await self.application(scope, receive, send)


class OwnRoot:
    """Forget a root path that a client sent along (`Daphne-Root-Path`): it would end up in every link."""

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        return await self.application({**scope, "root_path": ""}, receive, send)


application = ProtocolTypeRouter(
    {
        "http": InTurn(OwnRoot(django_application)),
        "websocket": OwnRoot(SameOrigin(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)))),
    }
)
