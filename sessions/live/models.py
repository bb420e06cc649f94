"""The live run of a meeting in the database: the truth that every screen shows.

State of the machine in one JSON column with a version (compare-and-set), the frozen plan, who is there, and what
they put up. What people write stands only in confidential fields.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from methods.models import Method
from sessions.confidential import ConfidentialBytes, ConfidentialJSON, ConfidentialText, destroy_at
from sessions.groups.models import Group, Membership
from sessions.planning.models import Meeting
from sessions.roles import Advice, Role, Speaks

from . import codec
from .machine import Phase, State

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"  # no I, L or O: letters only, so that nobody hunts for digits
LEASE = timedelta(seconds=45)
CHAIR_TERM = timedelta(minutes=2)


def new_code() -> str:
    """Eight letters that cannot be mistaken for one another."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(8))


class Guidance(models.TextChoices):
    """How much the screens tell of a step: a group that knows the method needs less (it is a help, no content)."""

    FULL = "full", _("de hele uitleg")
    SHORT = "short", _("kort")
    CLOCK = "clock", _("alleen de klok")


class LiveSession(models.Model):
    """The live run of a meeting, or a loose session started on the spot; holds one or more rounds."""

    code = models.CharField(max_length=8, unique=True, default=new_code)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="live_sessions"
    )
    host = models.ForeignKey(
        Membership,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="who opened it as a member of the group, with an account or by personal link",
    )
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="sessions")
    group = models.ForeignKey(Group, models.SET_NULL, null=True, blank=True, related_name="live_sessions")
    stop_at = models.DateTimeField(null=True, blank=True)
    guidance = models.CharField(max_length=5, choices=Guidance, default=Guidance.FULL)
    version = models.PositiveIntegerField(default=1)
    data = models.JSONField(default=dict)
    phase = models.CharField(max_length=10, default=Phase.LOBBY, db_index=True)
    self_guided = models.BooleanField(default=False)
    languages = models.JSONField(default=list)
    screen_hash = models.CharField(max_length=64, blank=True)
    chair_seen = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField(default=timezone.now)
    touched = models.DateTimeField(default=timezone.now)
    closed = models.DateTimeField(null=True, blank=True)
    erased = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("live:show", args=[self.code])

    @property
    def state(self) -> State:
        return codec.load(self.data) if self.data else State()

    @property
    def title(self) -> str:
        """What the session is about."""
        there = {leg.round for leg in self.state.legs}
        return title_of([round for round in self.rounds.all() if round.pk in there])

    @property
    def spaced_code(self) -> str:
        """The code as people read it aloud."""
        return f"{self.code[:4]} {self.code[4:]}"

    @property
    def destroy_at(self) -> datetime | None:
        """When the contents are destroyed; none while the session is open (UTC)."""
        return destroy_at(self.closed, self.group.keep_days if self.group else None) if self.closed else None

    def opened_by(self, person: Participant) -> bool:
        """Whether this participant is the begeleider who opened the session."""
        mine = self.owner_id is not None and person.user_id == self.owner_id
        return mine or (self.host_id is not None and person.membership_id == self.host_id)

    def chair_gone(self, now: datetime) -> bool:
        """Whether the begeleider's screen gave no sign of life for a while; without a begeleider there is none."""
        return not self.self_guided and (self.chair_seen is None or now - self.chair_seen > LEASE)

    def chair_free(self, now: datetime) -> bool:
        """Whether the chair was left alone long enough to be taken (product.md: two minutes)."""
        return not self.self_guided and (self.chair_seen is None or now - self.chair_seen > CHAIR_TERM)


class Round(models.Model):
    """One pass through a method for one case, or the opening or the closing, with its steps frozen when planned.

    A round whose legs are not in the session's state (any more) is no part of the programme.
    """

    session = models.ForeignKey(LiveSession, models.CASCADE, related_name="rounds")
    order = models.PositiveSmallIntegerField(default=1)
    method = models.ForeignKey(Method, models.SET_NULL, null=True)
    method_title = models.CharField(max_length=120)
    part = models.CharField(max_length=12, choices=Method.Part, default=Method.Part.ROUND)
    case_title = ConfidentialText(blank=True, default="")
    case_text = ConfidentialText(blank=True, default="")

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.method_title

    @property
    def has_case(self) -> bool:
        """Whether somebody brings something in here; not so in the opening and the closing."""
        return self.part not in {Method.Part.OPENING, Method.Part.CLOSING}


def title_of(rounds: Sequence[Round]) -> str:
    """What rounds together are about, in method titles; the opening and the closing go without saying."""
    return ", ".join(r.method_title for r in [r for r in rounds if r.has_case] or rounds[:1])


class RoundStep(models.Model):
    """A step of a round's frozen plan: the catalogue's step as it was when the round was made."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    seconds = models.PositiveIntegerField(null=True)
    proposed = models.BooleanField(default=False)
    optional = models.BooleanField(default=False)
    closes = models.BooleanField(default=False, help_text="the silence that closes the step before it")
    advice = models.CharField(max_length=20, default=Advice.NO)
    discussion = models.BooleanField(default=False)
    phones_away = models.BooleanField(default=False)
    summary = models.TextField()
    watch = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    rows = models.JSONField(default=dict)
    activities = models.JSONField(default=list)

    class Meta:
        ordering = ["round", "order", "pk"]

    def __str__(self) -> str:
        return self.title

    def row(self, role: str) -> dict[str, Any]:
        """What this role does here; a role without a row of its own does as a group member does.

        Where a supervisor guards the process, the chair is theirs: they may steer and may write (product.md, 1).
        """
        if role == Role.FACILITATOR and Role.SUPERVISOR in self.rows:
            role = Role.SUPERVISOR
        return self.rows.get(role) or self.rows.get(Role.MEMBER) or {}

    def speaks(self, role: str, part: int) -> Speaks:
        """How far the role speaks, in this part of the step."""
        degrees = self.row(role).get("speaks") or [Speaks.SILENT]
        return Speaks(degrees[min(part, len(degrees) - 1)])

    @property
    def parts(self) -> int:
        return max((len(row.get("speaks") or []) for row in self.rows.values()), default=1)

    @property
    def advice_due(self) -> bool:
        return Advice(self.advice).due


class Participant(models.Model):
    """Somebody in the session, under one name, on one or more devices or on none."""

    class Presence(models.TextChoices):
        IN = "in"
        LEFT = "left"
        REMOVED = "removed"

    session = models.ForeignKey(LiveSession, models.CASCADE, related_name="participants")
    name = models.CharField(max_length=40)
    membership = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    seat = models.PositiveSmallIntegerField(default=0)
    presence = models.CharField(max_length=10, choices=Presence, default=Presence.IN)
    phoneless = models.BooleanField(default=False)
    spoke = models.PositiveSmallIntegerField(default=0)
    joined = models.DateTimeField(default=timezone.now)
    seen = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["seat", "pk"]
        constraints = [models.UniqueConstraint(fields=["session", "name"], name="one_name_per_session")]

    def __str__(self) -> str:
        return self.name

    def asleep(self, now: datetime) -> bool:
        """Whether this person's phone gave no sign of life for a while."""
        return not self.phoneless and (self.seen is None or now - self.seen > LEASE)


class Device(models.Model):
    """A browser that knocked at a session's door. Private notes and drafts belong to it."""

    class Door(models.TextChoices):
        WAITING = "waiting"
        IN = "in"
        REFUSED = "refused"
        DESK = "desk"  # the browser of a begeleider: it never knocked

    session = models.ForeignKey(LiveSession, models.CASCADE, related_name="devices")
    token_hash = models.CharField(max_length=64)
    participant = models.ForeignKey(Participant, models.CASCADE, null=True, blank=True, related_name="devices")
    name = models.CharField(max_length=40, blank=True)
    door = models.CharField(max_length=10, choices=Door, default=Door.WAITING)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created"]
        constraints = [models.UniqueConstraint(fields=["session", "token_hash"], name="one_device_per_token")]

    def __str__(self) -> str:
        return self.name or f"{self.pk}"


class Contribution(models.Model):
    """What somebody put up in an activity; the activity's form is the schema of its body."""

    session = models.ForeignKey(LiveSession, models.CASCADE, related_name="contributions")
    step = models.ForeignKey(RoundStep, models.CASCADE, related_name="contributions")
    key = models.CharField(max_length=40)
    author = models.ForeignKey(Participant, models.CASCADE, null=True, blank=True)
    about = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="marks")
    body = ConfidentialJSON(default=dict)
    returned = ConfidentialText(blank=True, default="")
    client_key = models.CharField(max_length=40)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["session", "client_key"], name="one_per_client_key")]

    def __str__(self) -> str:
        return f"{self.key} {self.pk}"


class Attachment(models.Model):
    """The photo of a contribution, made anew by us (WebP): seen by whoever sees that, and gone with it."""

    contribution = models.OneToOneField(Contribution, models.CASCADE, related_name="attachment")
    image = ConfidentialBytes()

    def __str__(self) -> str:
        return f"{self.contribution_id}"


class Signal(models.Model):
    """A sign from a participant: ready with writing, a hand up, asking for a halt, a limit, agreeing to the rules."""

    class Kind(models.TextChoices):
        READY = "ready"
        HAND = "hand"
        DISTURBANCE = "disturbance"
        LIMIT = "limit"
        AGREED = "agreed"

    session = models.ForeignKey(LiveSession, models.CASCADE, related_name="signals")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="signals")
    kind = models.CharField(max_length=12, choices=Kind)
    place = models.PositiveIntegerField(default=0, help_text="the frozen step it belongs to; 0: any")
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["participant", "kind", "place"], name="one_signal_each")]

    def __str__(self) -> str:
        return self.kind


class Scratch(models.Model):
    """What a device has under its hands: drafts per field and private notes. Never shown to anybody else."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="scratches")
    key = models.CharField(max_length=80, help_text="the field on the page: `f12-questions_text`, `notes`")
    body = ConfidentialText(blank=True, default="")
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "key"], name="one_scratch_per_field")]

    def __str__(self) -> str:
        return self.key


class RecordedEvent(models.Model):
    """A command that was carried out: what, when, by whom; and the State before it, for undo. Never content."""

    session = models.ForeignKey(LiveSession, models.CASCADE, related_name="events")
    version = models.PositiveIntegerField()
    verb = models.CharField(max_length=20)
    data = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    actor = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.verb


class WrongCode(models.Model):
    """A code that opened nothing, typed at one address and browser; counted to slow guessing down."""

    origin = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["origin", "at"])]

    def __str__(self) -> str:
        return f"{self.at:%H:%M}"
