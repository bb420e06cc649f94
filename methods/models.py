"""The catalogue: what a method is, as the documents in `fixtures/methods/` say it."""

from decimal import Decimal

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sessions.roles import Advice, Role, Speaks


class MethodQuerySet(models.QuerySet["Method"]):
    def listed(self) -> "MethodQuerySet":
        """The methods to choose from; the parts that only make up a programme left out."""
        return self.filter(part=Method.Part.ROUND)

    def for_a_case(self) -> "MethodQuerySet":
        """What a round about a case can be."""
        return self.filter(part__in=[Method.Part.ROUND, Method.Part.SUPERVISION])


class Method(models.Model):
    """A named way of working: aim, goals, group size, ordered steps."""

    class Part(models.TextChoices):
        """What it is in the programme of a meeting: the catalogue lists rounds only."""

        ROUND = "round", _("ronde")
        OPENING = "opening", _("opening")
        CLOSING = "closing", _("afsluiting")
        SUPERVISION = "supervision", _("supervisie")

    class Presenter(models.TextChoices):
        """How the round gets its inbrenger: known beforehand, chosen by a step of the method, or nobody."""

        GIVEN = "given", _("vooraf bekend")
        CHOSEN = "chosen", _("gekozen in de methode")
        NOBODY = "nobody", _("de groep brengt zelf in")

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True)
    aim = models.TextField()
    source = models.TextField()
    described_in = models.CharField(max_length=120, blank=True)
    reliability = models.CharField(max_length=20, default="source")
    stated_minutes = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    group_min = models.PositiveSmallIntegerField(null=True, blank=True)
    group_max = models.PositiveSmallIntegerField(null=True, blank=True)
    group_note = models.TextField(blank=True)
    goals = models.JSONField(default=list)
    suits = models.JSONField(default=list, help_text="kinds of question, our estimate")
    experience = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1, 2 or 3, our estimate")
    presenter = models.CharField(max_length=10, choices=Presenter, default=Presenter.GIVEN)
    part = models.CharField(max_length=12, choices=Part, default=Part.ROUND)
    preparation = models.TextField(blank=True)
    rules = models.JSONField(default=list)
    loops = models.JSONField(default=list)
    note = models.TextField(blank=True)

    objects = MethodQuerySet.as_manager()

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("methods:detail", args=[self.slug])

    @property
    def minutes(self) -> Decimal:
        """The sum of the steps, optional ones included, ours where the document has none (minutes)."""
        return sum((step.planned_minutes or Decimal(0) for step in self.steps.all()), Decimal(0))

    @property
    def people_at_least(self) -> int:
        """Fewer people than this gives a warning, never a refusal."""
        return self.group_min or 4

    @property
    def people_at_most(self) -> int:
        """More people than this gives a warning, never a refusal (methods.json R49)."""
        return self.group_max or 10


class Step(models.Model):
    """One phase of a method."""

    method = models.ForeignKey(Method, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=80, blank=True)
    minutes = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    proposed_minutes = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    optional = models.BooleanField(default=False)
    advice = models.CharField(max_length=20, choices=[(a.value, a.value) for a in Advice], default=Advice.NO)
    discussion = models.BooleanField(default=False)
    phones_away = models.BooleanField(default=False)
    summary = models.TextField()
    watch = models.JSONField(default=list)
    questions = models.JSONField(default=list)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["method", "order"], name="one_step_per_place")]

    def __str__(self) -> str:
        return f"{self.order}. {self.title}"

    @property
    def planned_minutes(self) -> Decimal | None:
        """The source's minutes, else ours; none: the step counts up (minutes, halves allowed)."""
        return self.minutes if self.minutes is not None else self.proposed_minutes

    @property
    def seconds(self) -> int | None:
        """The planned time of the step (seconds)."""
        return None if self.planned_minutes is None else int(self.planned_minutes * 60)


class StepRow(models.Model):
    """What one role does in one step: instruction, how far it speaks, what it writes, who passes the turn."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="rows")
    role = models.CharField(max_length=20, choices=[(r.value, r.value) for r in Role])
    instruction = models.TextField()
    speaks = models.JSONField(default=list, help_text="one degree, or two: first the one, then the other")
    writes = models.JSONField(default=list, help_text="keys of the step's activities this role may hand in to")
    passes_turn = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["step", "role"], name="one_row_per_role")]

    def __str__(self) -> str:
        return f"{self.step} · {self.role}"

    def degrees(self) -> list[Speaks]:
        """How far the role speaks, first and (if it changes inside the step) then."""
        return [Speaks(value) for value in self.speaks]


class StepActivity(models.Model):
    """One werkvorm of a step, with its options. `key` tells two of one kind apart within the step."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="activities")
    order = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=40)
    kind = models.SlugField(max_length=40)
    options = models.JSONField(default=dict)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["step", "key"], name="one_activity_per_key")]

    def __str__(self) -> str:
        return f"{self.step} · {self.kind}"
