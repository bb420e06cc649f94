from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("inloggen/", views.Login.as_view(), name="login"),
    path("uitloggen/", views.Logout.as_view(), name="logout"),
    path("wachtwoord/<uidb64>/<token>/", views.Password.as_view(), name="password"),
    path("uitnodigen/", views.invite, name="invite"),
    path("demo/<str:token>/", views.demo, name="demo"),
]
