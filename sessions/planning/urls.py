from django.urls import path

from .views import answering

app_name = "planning"
urlpatterns = [
    path("antwoord/<str:token>/<int:meeting>/", answering.answer, name="answer"),
]
