"""Signs of life: a lease per participant, renewed in batches; and the database work of the hub.

Everything here runs in a thread of its own, never on the thread that Channels shares, so that a slow database
holds up no push (django/channels#2132).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from asgiref.sync import sync_to_async
from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from .actions import announce, claim
from .audience import SCREEN
from .models import LiveSession, Participant
from .scene import Scene
from .viewer import Ticket, Viewer, resolve

RENEW_EVERY = timedelta(seconds=20)


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
    now = timezone.now()
    people = {v.participant.pk: v.participant for v in viewers if v.participant and not v.looks_as}
    stale = [pk for pk, p in people.items() if p.seen is None or now - p.seen > RENEW_EVERY]
    woke = [pk for pk, p in people.items() if p.asleep(now)]
    Participant.objects.filter(pk__in=stale).update(seen=now)
    chair = any(v.steers for v in viewers)
    back = chair and session.chair_gone(now)
    if chair and (session.chair_seen is None or now - session.chair_seen > RENEW_EVERY):
        LiveSession.objects.filter(pk=session.pk).update(chair_seen=now, touched=now)
    if woke or back:
        show_presence(session)


_absent: dict[int, object] = {}


def notice_absence(session: LiveSession) -> None:
    """Show it when a lease ran out since the last heartbeat: a phone that fell asleep, a chair left alone."""
    scene = Scene(LiveSession.objects.get(pk=session.pk))
    asleep = frozenset(p.pk for p in scene.people if p.asleep(scene.now))
    absent = (asleep, scene.session.chair_gone(scene.now), scene.session.chair_free(scene.now))
    if _absent.setdefault(session.pk, absent) != absent:
        _absent[session.pk] = absent
        show_presence(session)


def show_presence(session: LiveSession) -> None:
    """Show on every screen who is there: a change of presence has a version like any other."""
    with transaction.atomic():
        announce(claim(session), {"people"})


@_apart
def groups_of(session: int, tickets: list[Ticket]) -> dict[Ticket, str]:
    """The audience's group for each ticket; a ticket that opens nothing (any more) is left out."""
    found = LiveSession.objects.filter(pk=session).first()
    if not found:
        return {}
    scene, groups = Scene(found), {}
    for ticket in set(tickets):
        if viewer := resolve(found, ticket, scene):
            groups[ticket] = viewer.audience(ticket.language).group(session)
    return groups


@_apart
def renew(tickets: list[tuple[int, Ticket]]) -> dict[int, int]:
    """Renew the leases of all open sockets; the version that each session's screens should show."""
    sessions = LiveSession.objects.in_bulk({session for session, _ in tickets})
    now = timezone.now()
    for session in sessions.values():
        scene = Scene(session, now)
        mine = {t for s, t in tickets if s == session.pk and t.seat != SCREEN}
        seen(session, [v for t in mine if (v := resolve(session, t, scene))])
        notice_absence(session)
    return dict(LiveSession.objects.filter(pk__in=sessions).values_list("pk", "version"))


@_apart
def welcome(code: str, ticket: Ticket) -> tuple[int, str, int] | None:
    """For a socket that opens: session id, audience's group and version; None: nothing here for it."""
    session = LiveSession.objects.filter(code=code.upper()).first()
    viewer = session and resolve(session, ticket)
    if not session or not viewer:
        return None
    if ticket.seat != SCREEN:
        seen(session, [viewer])
    return session.pk, viewer.audience(ticket.language).group(session.pk), session.version
