"""Who does intervision together: a group, its people and their roles, what they agreed, and the links they hold."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

CONTRACT = ("why", "yields", "costs", "form", "leads", "backing", "frequency", "duration", "absence")


def in_words(of: models.Model, name: str) -> Any:
    """What a field is called on screen."""
    return of._meta.get_field(name).verbose_name  # type: ignore[union-attr]


class Kind(models.TextChoices):
    """What sort of meeting a group has (methods.json R48)."""

    PEERS = "intervisie", _("Intervisie")
    SUPERVISION = "supervisie", _("Supervisie")
    CONSULTATION = "collegiaal", _("Collegiale consultatie")


class Group(models.Model):
    """The people who do intervision together, with what they settled at the start (methods.json R43)."""

    name = models.CharField(_("Naam"), max_length=80)
    kind = models.CharField(_("Soort"), max_length=12, choices=Kind, default=Kind.PEERS)
    language = models.CharField(_("Taal"), max_length=2, choices=settings.LANGUAGES, default="nl")
    created = models.DateTimeField(auto_now_add=True)

    why = models.TextField(_("Waarom doen we dit?"), blank=True)
    yields = models.TextField(_("Wat moet het opleveren?"), blank=True)
    costs = models.TextField(_("Wat kost het ons?"), blank=True)
    form = models.TextField(_("In welke vorm?"), blank=True)
    leads = models.TextField(_("Wie leidt het?"), blank=True)
    backing = models.TextField(_("Hoe steunt de organisatie ons?"), blank=True)
    frequency = models.TextField(_("Hoe vaak?"), blank=True)
    duration = models.TextField(_("Hoe lang gaan we door?"), blank=True)
    absence = models.TextField(_("Wat als iemand niet kan?"), blank=True)

    keep_days = models.PositiveSmallIntegerField(
        _("Inhoud vernietigen na"), default=1, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )
    late_after = models.PositiveSmallIntegerField(_("Te laat na"), default=10, validators=[MaxValueValidator(60)])
    max_cases = models.PositiveSmallIntegerField(
        _("Casussen per bijeenkomst"), default=2, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    self_guided = models.BooleanField(_("We doen het zonder begeleider"), default=False)
    share_reflections = models.BooleanField(_("Reflecties zijn voor de hele groep"), default=False)
    remind_answer = models.BooleanField(_("Herinner wie nog niet antwoordde"), default=True)
    remind_case = models.BooleanField(_("Herinner aan het voorbereiden van een casus"), default=True)
    remind_day_before = models.BooleanField(_("Herinner een dag van tevoren"), default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def contract(self) -> list[tuple[Any, str]]:
        """What the group settled so far, each with its question."""
        said = ((in_words(self, name), getattr(self, name)) for name in CONTRACT)
        return [(question, answer) for question, answer in said if answer]

    @property
    def members(self) -> models.QuerySet[Membership]:
        """Everybody who has a role in the group and did not leave."""
        return self.memberships.filter(left=None)

    @property
    def takers(self) -> models.QuerySet[Membership]:
        """Who takes part and brings cases: a mere coordinator does not."""
        return self.members.filter(takes_part=True)


class Membership(models.Model):
    """One person in one group, in one or more roles. Who plans or guides has an account; others need none."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="memberships"
    )
    name = models.CharField(_("Naam"), max_length=60)
    email = models.EmailField(_("E-mailadres"), blank=True)
    language = models.CharField(_("Taal"), max_length=2, choices=settings.LANGUAGES, default="nl")
    takes_part = models.BooleanField(_("groepslid"), default=True)
    coordinates = models.BooleanField(_("coördinator"), default=False)
    facilitates = models.BooleanField(_("begeleider"), default=False)
    supervises = models.BooleanField(_("supervisor"), default=False)
    joined = models.DateField(default=timezone.localdate)
    left = models.DateField(null=True, blank=True)
    remind_answer = models.BooleanField(_("Als ik nog niet antwoordde"), default=True)
    remind_case = models.BooleanField(_("Om mijn casus voor te bereiden"), default=True)
    remind_day_before = models.BooleanField(_("De dag ervoor"), default=True)

    class Meta:
        ordering = [Lower("name")]
        constraints = [
            models.UniqueConstraint("group", Lower("name"), condition=models.Q(left=None), name="one_name_per_group")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def roles(self) -> list[Any]:
        """The roles this person has in the group, in words."""
        fields = ("coordinates", "facilitates", "supervises", "takes_part")
        return [in_words(self, name) for name in fields if getattr(self, name)]


class Agreement(models.Model):
    """One rule the group keeps to: one of the ten it starts with (`source`), or one of its own."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="agreements")
    text = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField(default=0)
    source = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class Consent(models.Model):
    """That somebody agreed to a rule, and when (methods.json R14)."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="consents")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="consents")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "membership"], name="one_consent_per_person")]

    def __str__(self) -> str:
        return f"{self.membership}: {self.agreement}"


class Access(models.Model):
    """A link by which one member is known without an account: only its hash is here, and it can be ended."""

    class Purpose(models.TextChoices):
        """What the link is for: handed over, sent with a mail, or read by a calendar."""

        LINK = "link"
        MAIL = "mail"
        FEED = "feed"

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="accesses")
    purpose = models.CharField(max_length=4, choices=Purpose)
    token_hash = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(default=timezone.now)
    used = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "accesses"

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
