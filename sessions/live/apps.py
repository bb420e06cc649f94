from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "sessions.live"
    label = "live"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registering is all that it is imported for
