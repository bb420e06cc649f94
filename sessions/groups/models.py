"""Who does intervision together: as far as a live session needs to know its people by name."""

from django.conf import settings
from django.db import models


class Group(models.Model):
    """The people who do intervision together."""

    name = models.CharField(max_length=80)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One person in one group; begeleiders have an account, members need none."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="memberships"
    )
    name = models.CharField(max_length=60)
    facilitates = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["group", "name"], name="one_name_per_group")]

    def __str__(self) -> str:
        return self.name
