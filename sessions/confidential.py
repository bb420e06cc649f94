"""The one seam for what people write: every content goes through these fields, every erasure through here.

Today the fields keep text and JSON as they are. Encryption per session, its keys and their destruction will sit
in `seal` and `unseal`, and nowhere else; no content may stand outside these field classes.
"""

import base64
import json
from datetime import datetime, timedelta
from typing import Any

from django.db import models

LOOSE_TERM = timedelta(hours=24)


def seal(value: str) -> str:
    """What is written to the database for a text."""
    return value


def unseal(value: str) -> str:
    """The text of what was written to the database."""
    return value


class ConfidentialText(models.TextField):
    """A text that somebody wrote in confidence."""

    def get_prep_value(self, value: Any) -> Any:
        return value if value is None else seal(str(value))

    def from_db_value(self, value: Any, *_: Any) -> Any:
        return value if value is None else unseal(value)


class ConfidentialJSON(models.TextField):
    """A small JSON document that somebody wrote in confidence (what an activity's form cleaned)."""

    _pyi_private_set_type: Any  # read by the type checker: a document, not a text
    _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> Any:
        return value if value is None else seal(json.dumps(value, ensure_ascii=False))

    def from_db_value(self, value: Any, *_: Any) -> Any:
        return value if value is None else json.loads(unseal(value))

    def to_python(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value


class ConfidentialBytes(models.TextField):
    """Something that is no text, such as a photo; sealed as text, so that the seam stays one."""

    _pyi_private_set_type: Any  # read by the type checker: bytes, not a text
    _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> Any:
        return value if value is None else seal(base64.b64encode(value).decode())

    def from_db_value(self, value: Any, *_: Any) -> Any:
        return value if value is None else base64.b64decode(unseal(value))


def destroy_at(closed: datetime, keep_days: int | None) -> datetime:
    """When the contents of a session that closed then (UTC) are destroyed (product.md, "What must always hold", 6).

    A loose session (keep_days: None): 24 hours after closing. A group's: at the end of the last day of its own term.
    """
    if keep_days is None:
        return closed + LOOSE_TERM
    return (closed + timedelta(days=keep_days + 1)).replace(hour=0, minute=0, second=0, microsecond=0)
