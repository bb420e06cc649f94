"""The werkvormen that are built: `settings.ACTIVITIES`, read once and lazily."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from .base import Activity

PLAIN = "talk"  # what runs where nothing is handed in


@cache
def activities() -> dict[str, Activity]:
    """Every built activity by its kind."""
    built = [import_string(path)() for path in settings.ACTIVITIES]
    return {activity.kind: activity for activity in built}


def get(kind: str) -> Activity:
    """The activity of this kind; `talk`, with the step's own texts, for a kind that is not built yet."""
    return activities().get(kind) or activities()[PLAIN]
