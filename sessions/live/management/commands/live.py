"""`manage.py live [--demo] [--fresh]`: make everything ready, say where it is, and serve."""

from __future__ import annotations

import errno
import io
import ipaddress
import os
import socket
import sys
from typing import Any

import segno
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from intervisie.accounts.links import demo_path
from intervisie.accounts.models import User
from intervisie.settings import own_addresses
from sessions.live import demo
from sessions.live.management import preparing, serving
from sessions.live.models import LiveSession
from sessions.planning.post import Site

EVERYWHERE = "0.0.0.0"


class Command(BaseCommand):
    help = "Zet alles klaar en start de server; met --demo ook een demo die meteen te gebruiken is."
    requires_system_checks = []  # `manage.py check` has them; here they would drown the links

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="maakt alles in orde en zet de demo klaar")
        parser.add_argument("--fresh", action="store_true", help="begint de demo van voren af aan")
        parser.add_argument("--host", default=os.environ.get("HOST") or EVERYWHERE, help="standaard alle adressen")
        parser.add_argument("--port", type=int, default=os.environ.get("PORT") or "8000", help="standaard 8000")

    def handle(self, *args: Any, demo: bool, fresh: bool, host: str, port: int, **options: Any) -> None:
        serving.dump_no_core()
        serving.end_on_signals()
        try:
            self.run_until_stopped(demo, fresh, host, port)
        except CommandError as refusal:
            self.stderr.write(str(refusal))  # Django would put the name of the class before it
            sys.exit(1)
        except KeyboardInterrupt:
            serving.end()  # stopped before it served: there is nothing to say goodbye to

    def run_until_stopped(self, with_demo: bool, fresh: bool, host: str, port: int) -> None:
        if (with_demo or fresh) and not settings.DEMO:
            raise CommandError("Voor de demo hoort INTERVISIE_DEMO=1 in de omgeving; `make run` doet dat.")
        listening = self.bound(host, port)
        places = Places(host, listening.getsockname()[1])
        if with_demo or fresh:
            settings.PUBLIC_URL = places.there  # whoever opened it as localhost still shows phones a way in
            self.show_demo(preparing.prepare_demo(fresh=fresh, site=Site(places.here)), places)
        else:
            preparing.prepare()
        self.say("gegevens", str(settings.DATA_DIR.resolve()))
        post = Site(places.here) if settings.DEMO else None
        serving.serve(listening, lambda: self.say("klaar", f"{places.here}/"), post)

    def bound(self, host: str, port: int) -> socket.socket:
        try:
            return serving.bind(host, port)
        except (OSError, OverflowError) as error:
            raise CommandError(why_not(error, host, port)) from None

    def show_demo(self, session: LiveSession, places: Places) -> None:
        meet = places.there + reverse("live:join", args=[session.code])
        self.say("begeleider", places.as_user(demo.begeleider(), session.get_absolute_url()))
        self.say("meedoen", meet)
        self.say("code", session.spaced_code)
        wall = reverse("live:screen_by_link", args=[session.code, demo.screen_token(session)])
        self.say("scherm", places.here + wall)
        self.say("coordinator", places.as_user(demo.coordinator(), reverse("planning:overview")))
        self.say("lid", places.there + reverse("groups:enter", args=[demo.member_token()]))
        self.say("mail", places.as_user(demo.begeleider(), reverse("post")))
        self.show(qr(meet))
        self.say("telefoons", places.there)

    def say(self, name: str, value: str) -> None:
        self.show(f"{name}  {value}")

    def show(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


class Places:
    """Where the site is found: `here` on this machine, `there` from the phones on the same network."""

    def __init__(self, host: str, port: int) -> None:
        named = "" if host == EVERYWHERE else host
        self.here = (
            settings.PUBLIC_URL or f"http://{named if named and not loops_back(named) else 'localhost'}:{port}"
        )
        self.there = settings.PUBLIC_URL or f"http://{named or lan_address()}:{port}"

    def as_user(self, user: User, path: str) -> str:
        """The link that signs in as one of the demo's people, and goes to this path."""
        return f"{self.here}{demo_path(user)}?next={path}"


def why_not(error: Exception, host: str, port: int) -> str:
    """Why the port could not be had, and what to do."""
    code = getattr(error, "errno", None)
    if code == errno.EADDRINUSE:
        return f"Poort {port} is al in gebruik. Stop wat daar draait, of kies een andere: make run PORT={port + 1}"
    if code == errno.EACCES:
        return f"Poort {port} mag alleen een beheerder openen. Kies er een boven 1024: make run PORT=8000"
    return f"Op {host} poort {port} kan de server niet luisteren. Kijk HOST en PORT na."


def lan_address() -> str:
    """The address by which phones on the same network reach this machine; localhost when there is none."""
    reachable = [each for each in own_addresses() if is_address(each) and not loops_back(each)]
    return min(reachable, key=lambda each: each != outward_address(), default="localhost")


def outward_address() -> str:
    """The address this machine would send from: with several networks, the one that leads somewhere."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))  # a datagram socket sends nothing by connecting
            return str(probe.getsockname()[0])
    except OSError:
        return ""


def is_address(text: str) -> bool:
    try:
        return not ipaddress.ip_address(text).is_link_local
    except ValueError:
        return False


def loops_back(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def qr(link: str) -> str:
    """The link as a QR code for the terminal."""
    out = io.StringIO()
    segno.make(link, error="m", micro=False).terminal(out=out, compact=True)
    return out.getvalue().rstrip("\n")
