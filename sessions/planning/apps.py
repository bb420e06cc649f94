from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "sessions.planning"
    label = "planning"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registering is all that it is imported for
