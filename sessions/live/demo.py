"""The demo: two groups half-way their series, their people, and a session ready to start (fixtures/demo.yaml)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from intervisie.accounts.models import User
from methods.models import Method
from sessions.groups import demo as people
from sessions.groups.demo import forget, script
from sessions.groups.models import Group
from sessions.planning import demo as planning
from sessions.planning.post import Site
from sessions.tokens import digest

from . import actions
from .machine import Phase
from .models import LiveSession

__all__ = ["begeleider", "coordinator", "forget", "member_token", "screen_token", "seed", "send_post"]


def seed() -> LiveSession:
    """The demo's groups and an open session; what is there already stays as it is."""
    with transaction.atomic():
        for group, written in (found := groups()).items():
            planning.plan(group, written)
        group = next(group for group in found if group.name == script()["session"]["group"])
        return open_session_of(group) or new_session(begeleider(), group)


def begeleider() -> User:
    return people.account(script()["begeleider"])


def coordinator() -> User:
    return people.account(script()["coordinator"])


def groups() -> dict[Group, dict[str, Any]]:
    return {people.gather(written): written for written in script()["groups"]}


def member_token() -> str:
    """The token of the page of a member of the first group."""
    return people.member_token(next(iter(groups())))


def send_post(site: Site) -> None:
    """Put the mails that belong to all this into the demo's mailbox."""
    planning.send_post(groups(), site)


def open_session_of(group: Group) -> LiveSession | None:
    """The group's newest session that is not closed."""
    return group.live_sessions.exclude(phase=Phase.CLOSED).first()


def new_session(owner: User, group: Group) -> LiveSession:
    """A lobby with a case on the table. Who takes part is up to whoever joins."""
    written = script()["session"]
    method = Method.objects.get(slug=written["method"])
    session = actions.open_session(owner, method, group=group, case_title=written["title"])
    case = session.rounds.get()
    case.case_text = written["text"]
    case.save(update_fields=["case_text"])
    return session


def screen_token(session: LiveSession) -> str:
    """The token of the session's big screen, 128 bits made from our secret: each start prints the same link."""
    token = salted_hmac("live.demo.screen", session.code, algorithm="sha256").hexdigest()[:32]
    if session.screen_hash != digest(token):
        actions.set_screen(session, digest(token))
    return token
