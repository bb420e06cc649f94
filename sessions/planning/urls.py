from django.urls import path

from .views import answering, asking, feeds, meeting, mine, plan, polls, post

app_name = "planning"
urlpatterns = [
    path("groepen/<int:group>/", plan.group, name="group"),
    path("groepen/<int:group>/traject/", plan.series, name="series"),
    path("groepen/<int:group>/verdeel/", plan.divide, name="divide"),
    path("groepen/<int:group>/mensen/<int:pk>/weg/", mine.leave, name="leave"),
    path("groepen/<int:group>/bijeenkomst/nieuw/", plan.add, name="add"),
    path("groepen/<int:group>/bijeenkomst/<int:pk>/", meeting.show, name="meeting"),
    path("groepen/<int:group>/bijeenkomst/<int:pk>/wijzigen/", meeting.change, name="change"),
    path("groepen/<int:group>/bijeenkomst/<int:pk>/afgelasten/", meeting.cancel, name="cancel"),
    path("groepen/<int:group>/bijeenkomst/<int:pk>/toch/", meeting.restore, name="restore"),
    path("groepen/<int:group>/bijeenkomst/<int:pk>/begeleider/", meeting.facilitator, name="facilitator"),
    path("groepen/<int:group>/bijeenkomst/<int:pk>/taken/", meeting.task, name="task"),
    path("groepen/<int:group>/bijeenkomst/<int:pk>/taken/<int:task>/", meeting.change_task, name="change_task"),
    path("groepen/<int:group>/bijeenkomst/<int:pk>/antwoord/", meeting.answer_for, name="answer_for"),
    path("groepen/<int:group>/prikker/nieuw/", polls.new, name="new_poll"),
    path("groepen/<int:group>/prikker/<int:pk>/", polls.show, name="poll"),
    path("groepen/<int:group>/prikker/<int:pk>/kies/", polls.settle, name="settle"),
    path("groepen/<int:group>/prikker/<int:pk>/weg/", polls.drop, name="drop_poll"),
    path("antwoord/<str:token>/<int:meeting>/", answering.answer, name="answer"),
    path("mijn-groep/<int:group>/", mine.mine, name="mine"),
    path("mijn-groep/<int:group>/bijeenkomst/<int:pk>/antwoord/", mine.my_answer, name="my_answer"),
    path("mijn-groep/<int:group>/taken/<int:task>/", mine.my_task, name="my_task"),
    path("mijn-groep/<int:group>/prikker/<int:pk>/", polls.vote, name="vote"),
    path("agenda/<str:token>.ics", feeds.feed, name="feed"),
    path("mijn-groep/<int:group>/agenda/", feeds.renew, name="renew_feed"),
    path("mijn-groep/<int:group>/herinneringen/", mine.my_reminders, name="my_reminders"),
    path("link-kwijt/", asking.lost, name="lost"),
    path("groepen/<int:group>/mensen/<int:pk>/mail/", asking.mail_link, name="mail_link"),
    path("groepen/<int:group>/post/", post.post, name="post"),
    path("groepen/<int:group>/post/nu/", post.hurry, name="hurry"),
]
