from django.urls import path

from .views import agreements, door, groups, people

app_name = "groups"
urlpatterns = [
    path("groepen/nieuw/", groups.new, name="new"),
    path("groepen/<int:group>/instellingen/", groups.settings, name="settings"),
    path("groepen/<int:group>/contract/", groups.contract, name="contract"),
    path("groepen/<int:group>/afspraken/", agreements.rules, name="agreements"),
    path("groepen/<int:group>/afspraken/<int:pk>/", agreements.reword, name="reword"),
    path("groepen/<int:group>/afspraken/<int:pk>/weg/", agreements.remove, name="remove_agreement"),
    path("groepen/<int:group>/mensen/", people.everybody, name="people"),
    path("groepen/<int:group>/mensen/nieuw/", people.add, name="add"),
    path("groepen/<int:group>/mensen/lijst/", people.paste, name="paste"),
    path("groepen/<int:group>/mensen/<int:pk>/", people.person, name="person"),
    path("groepen/<int:group>/mensen/<int:pk>/link/", people.link, name="link"),
    path("groepen/<int:group>/mensen/<int:pk>/intrekken/", people.revoke, name="revoke"),
    path("groepen/<int:group>/mensen/<int:pk>/terug/", people.come_back, name="come_back"),
    path("lid/<str:token>/", door.enter, name="enter"),
    path("mijn-groep/<int:group>/afspraken/", agreements.agree, name="agree"),
    path("mijn-groep/<int:group>/account/", door.claim, name="claim"),
]
