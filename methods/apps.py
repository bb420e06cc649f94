from django.apps import AppConfig


class MethodsConfig(AppConfig):
    name = "methods"
    label = "methods"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registering is all that it is imported for
