from django.urls import path

from .consumers import StageConsumer

websocket_urlpatterns = [path("ws/live/<str:code>/", StageConsumer.as_asgi())]
