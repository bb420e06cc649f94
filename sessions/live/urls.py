from django.urls import path

from .views import desk, door, phone, setup, show, takeaway

app_name = "live"
urlpatterns = [
    path("j/", door.home, name="enter"),
    path("j/<str:code>/", door.join, name="join"),
    path("sessies/nieuw/", setup.new, name="new"),
    path("live/<str:code>/", show.page, name="show"),
    path("live/<str:code>/scherm/", show.screen, name="screen"),
    path("live/<str:code>/scherm/link/", desk.screen_link, name="screen_link"),
    path("live/<str:code>/scherm/<str:token>/", show.screen_by_link, name="screen_by_link"),
    path("live/<str:code>/als/<str:role>/", show.look_as, name="look_as"),
    path("live/<str:code>/qr.svg", show.qr, name="qr"),
    path("live/<str:code>/regions/", show.regions, name="regions"),
    path("live/<str:code>/mine/", show.mine, name="mine"),
    path("live/<str:code>/turn/", show.turn, name="turn"),
    path("live/<str:code>/command/", desk.command, name="command"),
    path("live/<str:code>/door/", desk.answer_door, name="door"),
    path("live/<str:code>/people/", desk.people, name="people"),
    path("live/<str:code>/seats/", desk.seats, name="seats"),
    path("live/<str:code>/lay-back/<int:entry>/", desk.lay_back, name="lay_back"),
    path("live/<str:code>/method/", desk.method, name="method"),
    path("live/<str:code>/rounds/", desk.rounds, name="rounds"),
    path("live/<str:code>/insert/", desk.insert, name="insert"),
    path("live/<str:code>/guidance/", desk.guidance, name="guidance"),
    path("live/<str:code>/stop/", desk.stop, name="stop"),
    path("live/<str:code>/report/", setup.report, name="report"),
    path("live/<str:code>/erase/", setup.erase, name="erase"),
    path("live/<str:code>/flap/", takeaway.flap, name="flap"),
    path("live/<str:code>/flap.md", takeaway.flap_markdown, name="flap_markdown"),
    path("live/<str:code>/take-back/", phone.take_back, name="take_back"),
    path("live/<str:code>/act/", phone.act, name="act"),
    path("live/<str:code>/seat/", phone.change_seat, name="change_seat"),
    path("live/<str:code>/contribute/<slug:key>/", phone.contribute, name="contribute"),
    path("live/<str:code>/withdraw/<slug:key>/", phone.withdraw, name="withdraw"),
    path("live/<str:code>/drafts/", phone.draft, name="drafts"),
]
