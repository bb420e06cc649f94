from django.urls import path

from . import views

app_name = "methods"
urlpatterns = [
    path("", views.catalogue, name="list"),
    path("wat-past/", views.fit, name="fit"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/afdruk/", views.printed, name="print"),
]
