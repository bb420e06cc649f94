"""Small things in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _


def in_words(minutes: Decimal) -> str:
    """Minutes as people write them: 10 min, 2,5 min."""
    return _("%(minutes)s min") % {"minutes": floatformat(minutes, -1)}


def quoted(titles: Iterable[str]) -> str:
    """Titles as they stand in a sentence: “Landen”, “Doen”."""
    return ", ".join(f"“{title}”" for title in titles)
