"""When a group meets: series, meetings, who comes, who sees to what, and polls for a date; and what people prepare.

What they write stands in confidential fields only, and is never the coordinator's to see (see cases.py).
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from methods.models import Method
from sessions.confidential import ConfidentialJSON, ConfidentialText
from sessions.groups.models import Group, Kind, Membership

from .due import Kind as MailKind

MINUTES = [MinValueValidator(15), MaxValueValidator(480)]


def new_uid() -> str:
    """The name by which calendars know a meeting, whatever becomes of its date."""
    return f"{uuid.uuid4()}@intervisie"


class Trajectory(models.Model):
    """A series of meetings of one group, as it was planned; each meeting can move by itself later."""

    class Country(models.TextChoices):
        """Whose public holidays are skipped."""

        NETHERLANDS = "NL", _("Nederland")
        BELGIUM = "BE", _("België")

    group = models.ForeignKey(Group, models.CASCADE, related_name="trajectories")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PEERS)
    title = models.CharField(max_length=80)
    starts = models.DateField()
    every = models.PositiveSmallIntegerField(help_text="weeks between two meetings")
    number = models.PositiveSmallIntegerField()
    time = models.TimeField()
    minutes = models.PositiveSmallIntegerField(validators=MINUTES)
    place = models.CharField(max_length=120, blank=True)
    online_url = models.URLField(blank=True)
    country = models.CharField(max_length=2, choices=Country, default=Country.NETHERLANDS)

    class Meta:
        ordering = ["-starts", "-pk"]

    def __str__(self) -> str:
        return self.title


class Meeting(models.Model):
    """One planned group session. `sequence` goes up with each change that those invited must hear of."""

    class Purpose(models.TextChoices):
        """What is special about a meeting in its series (methods.json R42, R46)."""

        ORDINARY = "ordinary", _("gewone bijeenkomst")
        FIRST = "first", _("kennismaking en afspraken")
        DECIDE = "decide", _("besluiten of we doorgaan")
        HALFWAY = "halfway", _("tussenevaluatie")
        LAST = "last", _("slotevaluatie")

    class State(models.TextChoices):
        PLANNED = "planned", _("gepland")
        CANCELLED = "cancelled", _("afgelast")

    group = models.ForeignKey(Group, models.CASCADE, related_name="meetings")
    trajectory = models.ForeignKey(Trajectory, models.SET_NULL, null=True, blank=True, related_name="meetings")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    starts = models.DateTimeField(db_index=True)
    minutes = models.PositiveSmallIntegerField(default=120, validators=MINUTES)
    place = models.CharField(max_length=120, blank=True)
    online_url = models.URLField(blank=True)
    facilitator = models.ForeignKey(
        Membership, models.SET_NULL, null=True, blank=True, related_name="facilitated_meetings"
    )
    method = models.ForeignKey(Method, models.SET_NULL, null=True, blank=True, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.ORDINARY)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    uid = models.CharField(max_length=60, unique=True, default=new_uid, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    note = models.TextField(blank=True)
    attendance_closed = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts", "pk"]

    def __str__(self) -> str:
        return f"{self.group} {timezone.localtime(self.starts):%Y-%m-%d %H:%M}"

    @property
    def ends(self) -> datetime:
        return self.starts + timedelta(minutes=self.minutes)

    @property
    def is_planned(self) -> bool:
        return self.state == self.State.PLANNED

    @property
    def kind(self) -> str:
        """What its series is, or without one its group."""
        return self.trajectory.kind if self.trajectory else self.group.kind

    @property
    def unguided(self) -> bool:
        """Whether somebody must still be found to guide it."""
        return self.facilitator_id is None and not self.group.self_guided

    def is_over(self, now: datetime | None = None) -> bool:
        return self.ends <= (now or timezone.now())


class Answer(models.Model):
    """Whether somebody comes. After a move the value is empty again: asked anew. `by`: who answered for them."""

    class Value(models.TextChoices):
        YES = "yes", _("komt")
        NO = "no", _("kan niet")
        MAYBE = "maybe", _("weet nog niet")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="answers")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="answers")
    value = models.CharField(max_length=5, choices=Value, blank=True)
    reason = ConfidentialText(blank=True, default="")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "membership"], name="one_answer_per_person")]

    def __str__(self) -> str:
        return f"{self.membership}: {self.value or '–'}"


class Attendance(models.Model):
    """Whether a member was at a meeting. came: the first sign of life in the live session; by_hand: put right."""

    class State(models.TextChoices):
        PRESENT = "present", _("aanwezig")
        LATE = "late", _("te laat")
        EARLY = "early", _("eerder weg")
        EXCUSED = "excused", _("afgemeld")
        ABSENT = "absent", _("afwezig")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="attendance")
    state = models.CharField(max_length=7, choices=State)
    came = models.DateTimeField(null=True, blank=True)
    by_hand = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "membership"], name="one_attendance_per_person")]

    def __str__(self) -> str:
        return f"{self.membership}: {self.state}"


class Task(models.Model):
    """Something practical that somebody sees to: the room, the coffee."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="tasks")
    membership = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="tasks")
    what = models.CharField(max_length=80)
    done = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.what


class Poll(models.Model):
    """Moments proposed for one meeting; the coordinator makes the best of them that meeting."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="polls")
    title = models.CharField(max_length=80)
    minutes = models.PositiveSmallIntegerField(default=120, validators=MINUTES)
    place = models.CharField(max_length=120, blank=True)
    closed = models.DateTimeField(null=True, blank=True)
    meeting = models.OneToOneField(Meeting, models.SET_NULL, null=True, blank=True, related_name="poll")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title


class PollMoment(models.Model):
    """One moment that is proposed."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="moments")
    starts = models.DateTimeField()

    class Meta:
        ordering = ["starts"]
        constraints = [models.UniqueConstraint(fields=["poll", "starts"], name="each_moment_once")]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.starts):%Y-%m-%d %H:%M}"


class Vote(models.Model):
    """What a moment is to somebody."""

    class Value(models.TextChoices):
        YES = "yes", _("ja")
        IF_NEED_BE = "ifneedbe", _("als het moet")
        NO = "no", _("nee")

    moment = models.ForeignKey(PollMoment, models.CASCADE, related_name="votes")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="votes")
    value = models.CharField(max_length=8, choices=Value)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["moment", "membership"], name="one_vote_per_moment")]

    def __str__(self) -> str:
        return f"{self.membership}: {self.value}"


class Mail(models.Model):
    """A mail that is to go out, or went out. No words and no link stand here: those are made when it is sent.

    key: what it is about, once and for all; the same mail is never made twice (see due.py). due: when it may go, or
    be tried again. sequence and starts: the meeting as this mail tells it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("gaat nog weg")
        SENDING = "sending", _("wordt verstuurd")
        SENT = "sent", _("verstuurd")
        FAILED = "failed", _("niet gelukt")

    class Problem(models.TextChoices):
        """Why it did not go out, without a word of what was in it."""

        REFUSED = "refused", _("Dit adres werd geweigerd. Klopt het?")
        UNREACHABLE = "unreachable", _("Onze mailserver is niet te bereiken.")
        LOGIN = "login", _("Onze mailserver laat ons niet toe. Vraag je beheerder ernaar te kijken.")
        OTHER = "other", _("Het versturen ging mis. Vraag je beheerder ernaar te kijken.")

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="mails")
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="mails")
    kind = models.CharField(max_length=12, choices=MailKind)
    key = models.CharField(max_length=80, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    starts = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    due = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=12, choices=Problem, blank=True)
    created = models.DateTimeField(default=timezone.now)
    sent = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["state", "due"], name="mail_to_send")]

    def __str__(self) -> str:
        return self.key


class Case(models.Model):
    """What an inbrenger prepares; its author's alone until shared. When its term is over only the turn stays."""

    class Kind(models.TextChoices):
        """Also what went well is worth bringing in (methods.json R34)."""

        PROBLEM = "problem", _("een probleem")
        DILEMMA = "dilemma", _("een dilemma")
        SUCCESS = "success", _("een succes")

    class Shared(models.TextChoices):
        NOBODY = "nobody", _("niemand")
        FACILITATOR = "facilitator", _("de begeleider")
        GROUP = "group", _("de groep")

    WRITTEN = ("title", "kind", "happened", "question", "able", "keep", "rather", "looking_back")

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="cases")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="cases")
    title = ConfidentialText(blank=True, default="")
    kind = ConfidentialText(blank=True, default="", choices=Kind)
    happened = ConfidentialText(blank=True, default="")
    question = ConfidentialText(blank=True, default="")
    able = ConfidentialText(blank=True, default="")
    keep = ConfidentialText(blank=True, default="")
    rather = ConfidentialText(blank=True, default="")
    looking_back = ConfidentialJSON(default=dict)
    shared = models.CharField(max_length=11, choices=Shared, default=Shared.NOBODY)
    brought_at = models.DateTimeField(null=True, blank=True)
    erased = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "membership"], name="one_case_per_meeting")]

    def __str__(self) -> str:
        return f"{self.pk}"


class Reflection(models.Model):
    """In supervision: what somebody wrote after a meeting, for the next one (methods.json R47).

    handed_in: until then it is its author's alone. for_group: the group had agreed by then to read each other's.
    """

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="reflections")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="reflections")
    text = ConfidentialText(blank=True, default="")
    handed_in = models.DateTimeField(null=True, blank=True)
    for_group = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "membership"], name="one_reflection_per_meeting")]

    def __str__(self) -> str:
        return f"{self.pk}"


class Intention(models.Model):
    """What somebody will try before the next meeting, and what came of it (methods.json R36, R38).

    origin: the contribution of the live session it was taken over from. shown: the group saw these words there; what
    is written or changed at home is its owner's alone until told.
    """

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="intentions")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="intentions")
    what = ConfidentialText()
    when = ConfidentialText(blank=True, default="")
    notice = ConfidentialText(blank=True, default="")
    outcome = ConfidentialText(blank=True, default="")
    origin = models.PositiveBigIntegerField(null=True, blank=True, unique=True)
    shown = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk}"


class Evaluation(models.Model):
    """How a group closed a meeting, for the start of the next one (methods.json R37): texts per point, by nobody.

    origin: the live session it was taken over from.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="evaluations")
    said = ConfidentialJSON(default=dict)
    origin = models.PositiveBigIntegerField(unique=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk}"
