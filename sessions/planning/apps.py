from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "sessions.planning"
    label = "planning"
