"""Signs of life: a lease per participant, renewed in batches; and the database work of the hub.

Everything here runs in a thread of its own, never on the thread that Channels shares, so that a slow database
holds up no push (django/channels#2132).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.db import close_old_connections, connection, transaction
from django.db.models import Q
from django.utils import timezone

from . import wire
from .actions import announce, attend, claim
from .audience import SCREEN
from .models import LiveSession, Participant
from .scene import Scene
from .stage import SIGNS
from .viewer import Ticket, Viewer, resolve

log = logging.getLogger(__name__)
RENEW_EVERY = timedelta(seconds=20)
GATHER = 1.0  # seconds in which all who wake or fall asleep are shown together


@dataclass(frozen=True)
class Place:
    """Where a socket belongs: its session and audience, and whose life it is a sign of."""

    session: int
    group: str
    person: int | None = None
    steers: bool = False

    @classmethod
    def of(cls, session: LiveSession, ticket: Ticket, viewer: Viewer) -> Place:
        alive = viewer.participant and not viewer.looks_as and ticket.seat != SCREEN
        group = viewer.audience(ticket.language).group(session.pk)
        return cls(session.pk, group, viewer.participant.pk if alive else None, viewer.steers)  # type: ignore[union-attr]


def _apart(work):
    """Run in a thread of its own, with its own database connection, closed afterwards."""

    def closing(*args):
        close_old_connections()
        try:
            return work(*args)
        finally:
            connection.close()

    return sync_to_async(closing, thread_sensitive=False)


def seen(session: LiveSession, viewers: Iterable[Viewer]) -> None:
    """Renew the leases of these viewers; whoever came back or woke up shows on the begeleider's screen."""
    viewers = list(viewers)
    people = [v.participant for v in viewers if v.participant and not v.looks_as]
    alive(session, people, chair=any(v.steers for v in viewers))


def alive(session: LiveSession, people: Iterable[Participant], *, chair: bool) -> None:
    """A sign of life of these people, and perhaps of whoever has the chair."""
    now = timezone.now()
    found = {p.pk: p for p in people}
    stale = [pk for pk, p in found.items() if p.seen is None or now - p.seen > RENEW_EVERY]
    woke = [pk for pk, p in found.items() if p.asleep(now)]
    if stale:
        Participant.objects.filter(pk__in=stale).update(seen=now)
        attend(session, [person for person in found.values() if person.seen is None])
    back = chair and session.chair_gone(now)
    if chair and (session.chair_seen is None or now - session.chair_seen > RENEW_EVERY):
        LiveSession.objects.filter(pk=session.pk).update(chair_seen=now, touched=now)
    if woke or back:
        show_presence(session, "people" if back else SIGNS)


NOBODY_ABSENT: tuple[frozenset[int], bool, bool] = (frozenset(), False, False)
_absent: dict[int, tuple[frozenset[int], bool, bool]] = {}


def notice_absence(session: LiveSession) -> None:
    """Show it when a lease ran out since the last heartbeat: a phone that fell asleep, a chair left alone."""
    scene = Scene(LiveSession.objects.get(pk=session.pk))
    asleep = frozenset(p.pk for p in scene.people if p.asleep(scene.now))
    absent = (asleep, scene.session.chair_gone(scene.now), scene.session.chair_free(scene.now))
    known = _absent.get(session.pk, NOBODY_ABSENT)  # at its first beat too somebody may have gone
    if known != absent:
        _absent[session.pk] = absent
        show_presence(session, SIGNS if known[1:] == absent[1:] else "people")


def forget(session: int) -> None:
    """The last socket of a session left this process."""
    _absent.pop(session, None)


_gathering: dict[tuple[int, str], float] = {}


def show_presence(session: LiveSession, region: str) -> None:
    """Show who is there: soon, and once for all who come in that moment.

    A thousand phones that wake together are otherwise a thousand pushes to a thousand phones.
    """
    one, now = (session.pk, region), time.monotonic()
    if _gathering.get(one, 0.0) > now:
        return
    _gathering[one] = now + GATHER
    if not wire.later(GATHER, show_apart, *one):
        del _gathering[one]
        show_now(*one)


def show_now(session: int, region: str) -> None:
    """A change of presence has a version like any other."""
    with transaction.atomic():
        if found := LiveSession.objects.filter(pk=session).first():
            announce(claim(found), {region})


def show_apart(session: int, region: str) -> None:
    _gathering.pop((session, region), None)
    try:
        show_now(session, region)
    except Exception:
        log.exception("who is there could not be shown; the next heartbeat tells")
    finally:
        connection.close()


@_apart
def places_of(session: int, tickets: list[Ticket]) -> dict[Ticket, Place]:
    """The place for each ticket; a ticket that opens nothing (any more) is left out."""
    found = LiveSession.objects.filter(pk=session).first()
    if not found:
        return {}
    scene, places = Scene(found), {}
    logged_in = set(
        Session.objects.filter(session_key__in={t.login for t in tickets}).values_list("session_key", flat=True)
    )
    for ticket in set(tickets):
        shown = ticket if ticket.login in logged_in else replace(ticket, user=None, links=())
        if viewer := resolve(found, shown, scene):
            places[ticket] = Place.of(found, ticket, viewer)
    return places


@_apart
def renew(places: set[Place]) -> dict[int, int]:
    """Renew the leases of all open sockets; the version that each session's screens should show."""
    sessions = LiveSession.objects.in_bulk({place.session for place in places})
    people, chairs = {p.person for p in places}, {p.session for p in places if p.steers}
    for session in sessions.values():
        mine = [person for person in Scene(session).people if person.pk in people]
        alive(session, mine, chair=session.pk in chairs)
        notice_absence(session)
    return dict(LiveSession.objects.filter(pk__in=sessions).values_list("pk", "version"))


@_apart
def welcome(callers: list[tuple[str, Ticket]]) -> list[tuple[Place, int] | None]:
    """For each socket that opens, with the session's code: its place and version; None: nothing here for it."""
    codes = {code.upper() for code, _ in callers if code.isalpha()}
    scenes = {s.code: Scene(s) for s in LiveSession.objects.filter(code__in=codes)}
    viewers: dict[str, list[Viewer]] = {code: [] for code in scenes}
    found: list[tuple[Place, int] | None] = []
    for code, ticket in callers:
        scene = scenes.get(code.upper())
        viewer = scene and resolve(scene.session, ticket, scene)
        if scene and viewer:
            if ticket.seat != SCREEN:
                viewers[code.upper()].append(viewer)
            found.append((Place.of(scene.session, ticket, viewer), scene.session.version))
        else:
            found.append(None)
    for code, some in viewers.items():
        seen(scenes[code].session, some)
    return found


def logged_out(user: int) -> None:
    """Somebody logged out: the sockets that knew them by that account are asked again who they are."""
    for session in (
        LiveSession.objects.filter(erased=None).filter(Q(owner=user) | Q(group__memberships__user=user)).distinct()
    ):
        wire.recast(session.pk)
