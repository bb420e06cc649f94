"""Roles and how far they speak: a leaf that every room may import.

The values stand in the YAML documents of the methods, so they are the words of the field; the names are code.
"""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """A role in a round, held by people for that round (product.md, "Roles are data")."""

    FACILITATOR = "begeleider"
    PRESENTER = "inbrenger"
    MEMBER = "groepslid"
    INNER = "binnenkring"
    OUTER = "buitenkring"
    PAIR = "tweetal"
    COUNTERPART = "tegenspeler"
    ELDER = "stamoudste"
    TIMEKEEPER = "tijdbewaker"
    SUPERVISOR = "supervisor"

    @property
    def single(self) -> bool:
        """Whether one person at a time holds it."""
        return self not in {Role.MEMBER, Role.INNER, Role.OUTER, Role.PAIR}

    @property
    def label(self) -> str:
        """The role's name for a screen, in the language of the moment."""
        return str(ROLE_LABELS[self])


ROLE_LABELS = {
    Role.FACILITATOR: _("begeleider"),
    Role.PRESENTER: _("inbrenger"),
    Role.MEMBER: _("groepslid"),
    Role.INNER: _("binnenkring"),
    Role.OUTER: _("buitenkring"),
    Role.PAIR: _("tweetal"),
    Role.COUNTERPART: _("tegenspeler"),
    Role.ELDER: _("stamoudste"),
    Role.TIMEKEEPER: _("tijdbewaker"),
    Role.SUPERVISOR: _("supervisor"),
}


class Speaks(StrEnum):
    """How far a role speaks in a step, from freely to not at all (product.md, "What must always hold", 3)."""

    SPEAKS = "speaks"
    ANSWERS = "answers"
    FACTS = "facts"
    CLARIFIES = "clarifies"
    SILENT = "silent"

    @property
    def label(self) -> str:
        """The degree in words, as the screens say it."""
        return str(SPEAKS_LABELS[self])


SPEAKS_LABELS = {
    Speaks.SPEAKS: _("spreekt"),
    Speaks.ANSWERS: _("antwoordt"),
    Speaks.FACTS: _("beantwoordt alleen feiten"),
    Speaks.CLARIFIES: _("vraagt alleen om verheldering"),
    Speaks.SILENT: _("zwijgt"),
}


class Advice(StrEnum):
    """When advice is due in a step: the seven values of the source documents' methods."""

    NO = "no"
    YES = "yes"
    ONLY = "only"
    ONLY_IF_CHOSEN = "only_if_chosen"
    SHOWN_NOT_TOLD = "shown_not_told"
    WRITTEN_NOT_TOLD = "written_not_told"
    ON_REQUEST = "on_request"

    @property
    def due(self) -> bool:
        """Whether a field for advice may exist in the step at all (product.md, "What must always hold", 2)."""
        return self is not Advice.NO
