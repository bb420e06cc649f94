from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "sessions.live"
    label = "live"
