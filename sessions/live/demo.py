"""The demo: a group of eight people, a begeleider, and a session ready to start. Invented, all of it."""

from __future__ import annotations

from datetime import time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from intervisie.accounts.models import User
from methods.models import Method
from sessions.groups import rules
from sessions.groups.models import Group, Membership
from sessions.planning import schedule, skipping
from sessions.planning.models import Trajectory
from sessions.planning.series import Rhythm, days
from sessions.tokens import digest

from . import actions
from .machine import Phase
from .models import LiveSession

GROUP = "Intervisiegroep Noord"
DOMAIN = "voorbeeld.example"
EMAIL, NAME = f"marieke@{DOMAIN}", "Marieke Hofman"
# First names, as people type them at the door: that is how a member is recognised there.
PEOPLE = ("Amina", "Bram", "Fleur", "Joost", "Lieke", "Noor", "Samir", "Wout")
METHOD = "tien-stappen"
CASE_TITLE = "Zwijgen in het teamoverleg"
CASE_TEXT = (
    "Sinds een half jaar zit ik het wekelijkse teamoverleg voor. Zodra het over de verdeling van het werk gaat, "
    "wordt het stil: er wordt geknikt, en in de gang hoor ik daarna waarom het niet kan. Vorige week heb ik toen "
    "zelf maar een besluit genomen, en dat zit me dwars. Hoe krijg ik aan tafel wat nu op de gang wordt gezegd?"
)


def seed() -> LiveSession:
    """The demo's people and an open session; what is there already stays as it is."""
    with transaction.atomic():
        owner, group = begeleider(), people()
        roles = {"facilitates": True, "coordinates": True, "takes_part": False}
        Membership.objects.update_or_create(group=group, name=NAME, defaults={"user": owner, **roles})
        plan(group)
        return open_session_of(group) or new_session(owner, group)


def begeleider() -> User:
    """The demo's begeleider. She has no password: the demo's link logs in as her, or a code from its mailbox."""
    return User.objects.filter(email=EMAIL).first() or User.objects.create_user(EMAIL, name=NAME)


def people() -> Group:
    group, made = Group.objects.get_or_create(name=GROUP)
    if made:
        rules.adopt(group)
    for name in PEOPLE:
        Membership.objects.get_or_create(group=group, name=name, defaults={"email": f"{name.lower()}@{DOMAIN}"})
    return group


def plan(group: Group) -> None:
    """Six meetings four weeks apart, of which two have been: once made they stay as they are."""
    if group.trajectories.exists():
        return
    today = timezone.localdate()
    first = today - timedelta(weeks=7, days=today.weekday())
    rhythm = Rhythm(first, first.weekday(), 4, 6, time(9, 30))
    series = Trajectory(
        title="Intervisie", starts=first, every=4, number=6, time=rhythm.at, minutes=120, place="Zaal 2.14"
    )
    schedule.plan(group, series, days(rhythm, skipping.reasons("NL", [])))


def open_session_of(group: Group) -> LiveSession | None:
    """The group's newest session that is not closed."""
    return group.live_sessions.exclude(phase=Phase.CLOSED).first()


def new_session(owner: User, group: Group) -> LiveSession:
    """A lobby with a case on the table. Who takes part is up to whoever joins."""
    method = Method.objects.get(slug=METHOD)
    session = actions.open_session(owner, method, group=group, case_title=CASE_TITLE)
    case = session.rounds.get()
    case.case_text = CASE_TEXT
    case.save(update_fields=["case_text"])
    return session


def screen_token(session: LiveSession) -> str:
    """The token of the session's big screen, 128 bits made from our secret: each start prints the same link."""
    token = salted_hmac("live.demo.screen", session.code, algorithm="sha256").hexdigest()[:32]
    if session.screen_hash != digest(token):
        actions.set_screen(session, digest(token))
    return token


def forget() -> None:
    """Delete the demo's group, its begeleider and all her sessions; other groups and accounts stay."""
    Group.objects.filter(name=GROUP, memberships__user__email=EMAIL).delete()
    User.objects.filter(email=EMAIL).delete()
