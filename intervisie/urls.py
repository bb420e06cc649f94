from django.urls import include, path

from sessions.live.views import door

from . import views

urlpatterns = [
    path("", door.home, name="home"),
    path("favicon.ico", views.icon, name="icon"),
    path("", include("sessions.live.urls")),
    path("", include("sessions.groups.urls")),
    path("", include("sessions.planning.urls")),
    path("methoden/", include("methods.urls")),
    path("taal/", include("django.conf.urls.i18n")),
    path("post/", views.post, name="post"),
    path("post/<str:name>/", views.post_letter, name="post_letter"),
    path("post/<str:name>/opmaak/", views.post_laid_out, name="post_laid_out"),
    path("post/<str:name>/invite.ics", views.post_file, name="post_file"),
    path("account/", include("intervisie.accounts.urls")),
]
handler400 = "intervisie.views.bad_request"
handler404 = "intervisie.views.not_found"
