"""The outbox: what is due is put in it once, taken out by one sender at a time, and tried again when it fails.

A row is claimed by a conditional update before its mail goes out, so two senders at once send once. Whoever dies
between sending and writing that down leaves a claim that ends by itself: then a mail may come twice.
"""

from __future__ import annotations

import logging
import smtplib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import get_connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from sessions.groups.models import Group, Membership

from . import post
from .due import REMINDERS, Due, Kind, due
from .models import Mail, Meeting
from .post import Site
from .seats import address_of, seats

log = logging.getLogger(__name__)
State, Problem = Mail.State, Mail.Problem
GRACE = timedelta(minutes=5)  # in which a coordinator may change a mind, and nobody heard of it
LEASE = timedelta(minutes=10)
PAUSES = [timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8), timedelta(days=1)]
SHOWN = 30  # bundles of sent mail on a coordinator's page
OPEN = (State.WAITING, State.SENDING)


def send_due(site: Site) -> Counter[str]:
    """Put in what is due and send what may go; how many got which state. Safe to run at any moment, twice too."""
    now = timezone.now()
    fill(due(now, seats(now)), now)
    return deliver(site, now)


# --- In -------------------------------------------------------------------------------------------------------------


def fill(found: list[Due], now: datetime) -> None:
    """Make the outbox hold what is due: what lacks is put in, what waits and is not due any more is taken out."""
    keys = {each.key for each in found}
    waiting = Mail.objects.filter(state=State.WAITING, meeting__isnull=False).values_list("pk", "key")
    lapsed = [pk for pk, key in waiting if key not in keys]
    Mail.objects.filter(pk__in=lapsed, state=State.WAITING).delete()
    known = set(Mail.objects.filter(meeting__starts__gt=now).values_list("key", flat=True))
    new = [row(each, now) for each in found if each.key not in known]
    Mail.objects.bulk_create(new, ignore_conflicts=True)  # another sender may just have put it in


def row(found: Due, now: datetime) -> Mail:
    seat = found.seat
    return Mail(
        key=found.key,
        kind=found.kind,
        membership_id=seat.member,
        meeting_id=seat.meeting,
        sequence=seat.sequence,
        starts=seat.starts,
        due=now if found.kind in REMINDERS else now + GRACE,
    )


def post_links(email: str) -> None:
    """A new personal link for everybody with this address, for each of their groups."""
    for member in Membership.objects.filter(Q(email__iexact=email) | Q(user__email__iexact=email), left=None):
        post_link(member)


def post_link(member: Membership) -> bool:
    """A new personal link by mail, if there is an address. Asked for again within ten minutes it is the same mail."""
    if not address_of(member):
        return False
    now = timezone.now()
    moment = f"{now:%Y%m%d%H}{now.minute // 10}"
    Mail.objects.get_or_create(
        key=f"{Kind.LINK}-{member.pk}-{moment}", defaults={"membership": member, "kind": Kind.LINK, "due": now}
    )
    return True


# --- Out ------------------------------------------------------------------------------------------------------------


def deliver(site: Site, now: datetime) -> Counter[str]:
    """Send what may go by now, one by one. One that fails does not stop the rest, unless nothing at all can go."""
    done: Counter[str] = Counter()
    connection = get_connection()
    try:
        for mail in ready(now):
            if not claim(mail, now):
                continue
            problem = send(mail, site, connection)
            done[settle(mail, problem)] += 1
            if problem in (Problem.UNREACHABLE, Problem.LOGIN):
                break
    finally:
        connection.close()
    return done


def ready(now: datetime) -> QuerySet[Mail]:
    found = Mail.objects.filter(state__in=OPEN, due__lte=now)
    return found.select_related("membership__group", "membership__user", "meeting__group", "meeting__trajectory")


def claim(mail: Mail, now: datetime) -> bool:
    """Take a mail to send it. Not when another sender did since it was read."""
    mine = Mail.objects.filter(pk=mail.pk, state=mail.state, tries=mail.tries, due=mail.due)
    return bool(mine.update(state=State.SENDING, tries=F("tries") + 1, due=now + LEASE))


def send(mail: Mail, site: Site, connection: Any) -> str:
    """Try it; the problem, or empty when it went. Of what went wrong only the kind is kept: an error may quote."""
    try:
        connection.open()
        message = post.compose(mail, site)
        message.connection = connection
        message.send()
    except Exception as error:
        connection.close()  # a conversation that went wrong is not gone on with
        log.warning("mail %s was not sent: %s", mail.pk, type(error).__name__)
        return problem_of(error)
    return ""


def problem_of(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPNotSupportedError):
        return Problem.LOGIN
    if isinstance(error, smtplib.SMTPRecipientsRefused | ValueError):  # Django: ValueError for what is no address
        return Problem.REFUSED
    lost = smtplib.SMTPServerDisconnected | smtplib.SMTPConnectError
    if isinstance(error, lost) or (isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException)):
        return Problem.UNREACHABLE
    return Problem.OTHER


def settle(mail: Mail, problem: str) -> str:
    """Write down what became of it: sent, to be tried again after a pause, or given up. The state it got."""
    now, tries = timezone.now(), mail.tries + 1
    if not problem:
        change: dict[str, Any] = {"state": State.SENT, "sent": now}
    elif tries > len(PAUSES):
        change = {"state": State.FAILED}
    else:
        change = {"state": State.WAITING, "due": now + PAUSES[tries - 1]}
    Mail.objects.filter(pk=mail.pk).update(**change, problem=problem)
    return str(change["state"])


# --- What a coordinator sees and does -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bundle:
    """The same mail for several people, as a coordinator thinks of it."""

    kind: str
    meeting: Meeting | None
    mails: list[Mail]

    @property
    def names(self) -> list[str]:
        return sorted(mail.membership.name for mail in self.mails)


@dataclass(frozen=True)
class Overview:
    """A group's mail: what went wrong per person, what waits and what was sent in bundles, the last first."""

    wrong: list[list[Mail]]
    waiting: list[Bundle]
    sent: list[Bundle]

    @classmethod
    def of(cls, group: Group) -> Overview:
        mails = list(of_group(group))
        sound = [mail for mail in mails if not mail.problem]
        return cls(
            wrong=per_person(mail for mail in mails if mail.problem),
            waiting=bundles(mail for mail in sound if mail.state != State.SENT),
            sent=bundles(mail for mail in reversed(sound) if mail.state == State.SENT)[:SHOWN],
        )


def per_person(mails: Iterable[Mail]) -> list[list[Mail]]:
    """The mails of one person that go wrong in the same way together."""
    found: dict[tuple[int, str, str], list[Mail]] = {}
    for mail in mails:
        found.setdefault((mail.membership_id, mail.problem, mail.state), []).append(mail)
    return list(found.values())


def bundles(mails: Iterable[Mail]) -> list[Bundle]:
    found: dict[tuple[str, int | None, int], list[Mail]] = {}
    for mail in mails:
        found.setdefault((mail.kind, mail.meeting_id, mail.sequence), []).append(mail)
    return [Bundle(same[0].get_kind_display(), same[0].meeting, same) for same in found.values()]


def of_group(group: Group) -> QuerySet[Mail]:
    return Mail.objects.filter(membership__group=group).select_related("membership", "meeting")


def hurry(mails: QuerySet[Mail]) -> int:
    """Let what waits or failed go at the next round, as if it was never tried; how many."""
    held = mails.filter(state__in=(State.WAITING, State.FAILED))
    return held.update(state=State.WAITING, tries=0, due=timezone.now())
