"""Days on which nobody meets: public holidays of a country, and periods typed by hand (school holidays)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

import holidays
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .series import Why

LANGUAGES = {"en": "en_US"}  # how the library calls a language of ours, where it differs
A_DATE = r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})"
LINE = re.compile(rf"^{A_DATE}(?:\s*(?:t/m|tot en met|tot|to|–|-)\s*{A_DATE})?\s*[:,]?\s*(.*)$")
LONGEST = timedelta(days=120)


@dataclass(frozen=True)
class Period:
    """Days off, the last one included."""

    first: date
    last: date
    name: str


class NotUnderstood(Exception):
    """A line that says no period; the argument says so in words."""


def periods(text: str) -> list[Period]:
    """The periods in a text, one a line: '19-10-2026 t/m 25-10-2026 herfstvakantie'. Raises NotUnderstood."""
    return [_period(line) for line in map(str.strip, text.splitlines()) if line]


def _period(line: str) -> Period:
    match = LINE.match(line)
    try:
        numbers = [int(part) if part else None for part in match.groups()[:6]] if match else []
        first, last = _date(numbers[:3]), _date(numbers[3:])
    except ValueError:
        first = last = None
    if match is None or first is None:
        raise NotUnderstood(
            _("“%(line)s”: schrijf het als 19-10-2026 t/m 25-10-2026 herfstvakantie.") % {"line": line}
        )
    last = last or first
    if last < first:
        raise NotUnderstood(_("“%(line)s”: deze periode eindigt voor ze begint.") % {"line": line})
    if last - first > LONGEST:
        raise NotUnderstood(_("“%(line)s”: dat is langer dan vier maanden.") % {"line": line})
    return Period(first, last, match.groups()[6].strip() or _("vakantie"))


def _date(numbers: list[int | None]) -> date | None:
    day, month, year = numbers or (None, None, None)
    return date(year, month, day) if day and month and year else None


def reasons(country: str, free: list[Period]) -> Why:
    """Why nobody meets on a day: a public holiday there, or a period; "" on any other day."""
    language = get_language() or "nl"
    official = holidays.country_holidays(country, language=LANGUAGES.get(language, language))

    def why(day: date) -> str:
        return official.get(day) or next((p.name for p in free if p.first <= day <= p.last), "")

    return why
