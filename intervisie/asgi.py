"""What daphne (or another ASGI server) serves: pages over HTTP, pushes over the websocket."""

import asyncio
import gc
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import django
from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.handlers.asgi import ASGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intervisie.settings")
django.setup(set_prefix=False)

from channels.auth import AuthMiddlewareStack  # noqa: E402 — Django must be set up before models are imported
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.conf import settings  # noqa: E402

from intervisie.origin import SameOrigin  # noqa: E402
from sessions.live.routing import websocket_urlpatterns  # noqa: E402

AT_ONCE = 30  # requests at work in one process
SWITCH = 0.0005  # seconds after which a thread at work lets another go on

# With Python's own 5 ms the loop, which lets go at every send, would wait that long for a thread that renders, and
# the last of a hundred phones would hear it twice as late.
sys.setswitchinterval(SWITCH)


class InOneThread(ASGIHandler):
    """Django, from the first middleware to the last in one visit to a thread.

    Its own handler goes back and forth between the loop and the thread for each middleware, though every one of ours
    and every view is made for a thread; for a click that was a tenth of the time until the phones had it.
    """

    def load_middleware(self, is_async=False):
        super().load_middleware(is_async=False)

    async def get_response_async(self, request):
        return await sync_to_async(self.get_response)(request)


class InTurn:
    """Lets so many requests work at a time; the others wait for their turn.

    Each has a thread and a database connection of its own. When all phones come back in one moment they would be
    more than PostgreSQL lets in (100, unless it is told otherwise), and whoever is one too many gets a 500.
    The threads stay, and with them the connections: to open one costs more than most of what is asked of it.
    """

    def __init__(self, application):
        self.application, self.turns = application, asyncio.Semaphore(AT_ONCE)
        self.threads = [ThreadPoolExecutor(1, "request") for _ in range(AT_ONCE)]

    async def __call__(self, scope, receive, send):
        async with self.turns:
            thread = self.threads.pop()  # the one that was put back last, so that as few as possible are at work
            try:
                async with ThreadSensitiveContext(executor=thread):
                    await self.application(scope, receive, send)
            finally:
                self.threads.append(thread)


class OwnRoot:
    """Forget a root path that a client sent along (`Daphne-Root-Path`): it would end up in every link."""

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        return await self.application({**scope, "root_path": ""}, receive, send)


class Straight:
    """Hands a socket the server's own `send`, as `scope["straight"]`.

    What stands between saves the cookie session when that changed, and looks whether it did at every message. A
    socket only reads it, and of a push to a thousand phones a fifth of the time went into looking.
    """

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        await self.application({**scope, "straight": send}, receive, send)


application = ProtocolTypeRouter(
    {
        "http": InTurn(OwnRoot(InOneThread())),
        "websocket": OwnRoot(SameOrigin(Straight(AuthMiddlewareStack(URLRouter(websocket_urlpatterns))))),
    }
)

# All views are imported now, not by the first visitor. What is loaded stays loaded; were the collector to look at it
# again each time, that would hold up a push for some tens of milliseconds.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
