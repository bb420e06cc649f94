"""The four things that are evaluated at the end of a meeting and heard again at the next start (R37)."""

from django.utils.translation import gettext_lazy

POINTS = {
    "learned": gettext_lazy("Wat heb je geleerd?"),
    "action_points": gettext_lazy("Actiepunten"),
    "method": gettext_lazy("De methode"),
    "group_process": gettext_lazy("Het groepsproces"),
}
