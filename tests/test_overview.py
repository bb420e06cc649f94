"""The first page of whoever is known here: what waits, what comes, what is to be guided. Who only plans: numbers."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sessions.groups import links, people
from sessions.groups.models import Group, Membership
from sessions.live import actions
from sessions.live.models import LiveSession
from sessions.planning import answers, attendance, gathering, schedule
from sessions.planning.asks import OpenPoll, Progress, Standing
from sessions.planning.models import Case, Intention, Mail, Meeting, Poll, Reflection, Task, Vote
from sessions.planning.overview import Overview
from tests.entrance import sign_in
from tests.planners import Planners, account, opened, signed_in

OVERVIEW = "/overzicht/"
NOW = datetime(2026, 3, 2, 12, tzinfo=timezone.get_default_timezone())
DAY = timedelta(days=1)


def page_of(client: Client, path: str = OVERVIEW) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


class TestAsks:
    """The words by themselves: nothing here is in a database."""

    group = Group(pk=7, name="Noord")

    def standing(self, member: Membership | None = None, **told) -> Standing:
        member = member or Membership(pk=1, name="Carla", coordinates=True, takes_part=False)
        member.group = self.group
        return Standing(member, now=NOW, **{"plans": member.coordinates, **told})

    def meeting(self, days: float, **fields) -> Meeting:
        return Meeting(pk=3, group=self.group, starts=NOW + days * DAY, **{"facilitator_id": 5, **fields})

    def words(self, standing: Standing) -> list[str]:
        return [ask.words for ask in standing.asks]

    def test_nothing_is_nothing(self):
        assert self.words(self.standing(size=3, ahead=[self.meeting(40)])) == []

    def test_a_group_to_begin_with(self):
        assert self.words(self.standing(size=1)) == ["Je bent nog alleen: zet de mensen in de groep"]
        assert self.words(self.standing(size=2)) == ["Er is niets gepland: plan een traject"]

    def test_what_keeps_a_group_going(self):
        held, to_come = self.meeting(-4), self.meeting(9, facilitator_id=None)
        progress = Progress(unanswered=1, prepared=1)
        standing = self.standing(to_close=[held], ahead=[to_come], progress=progress, failed=2)
        assert self.words(standing) == [
            "Sluit de aanwezigheid van do 26 februari af",
            "2 mails komen niet aan",
            "1 bijeenkomst zonder begeleider",
            "Nog 1 antwoord voor wo 11 maart",
            "Nog plaats voor 1 casus op wo 11 maart",
        ]
        assert [ask.link for ask in standing.asks] == [
            "/groepen/7/bijeenkomst/3/aanwezigheid/",
            "/groepen/7/post/",
            *["/groepen/7/bijeenkomst/3/"] * 3,
        ]

    def test_who_comes_and_what_is_brought_waits_until_it_is_near(self):
        for days, asked in ((15, False), (14, True)):
            standing = self.standing(ahead=[self.meeting(days)], progress=Progress(unanswered=2, prepared=0))
            assert bool(self.words(standing)) is asked, days

    def test_a_group_that_does_without_looks_for_no_begeleider(self):
        self.group = Group(pk=7, self_guided=True)
        assert self.words(self.standing(ahead=[self.meeting(40, facilitator_id=None)])) == []

    @pytest.mark.parametrize(
        ("voters", "days", "ripe"), [(3, 20, True), (2, 20, False), (2, 3, True), (0, -1, True), (3, None, True)]
    )
    def test_a_poll_is_settled_when_all_ticked_or_time_presses(self, voters, days, ripe):
        first = NOW + days * DAY if days is not None else None
        assert OpenPoll(Poll(), voters, False, first).is_ripe(3, NOW) is ripe

    def test_nobody_was_asked(self):
        assert not OpenPoll(Poll(), 0, False, None).is_ripe(0, NOW)

    def test_what_is_asked_of_who_takes_part(self):
        amina = Membership(pk=2, name="Amina")
        meeting = self.meeting(9)
        standing = self.standing(
            amina,
            ahead=[meeting],
            to_agree=2,
            to_close=[self.meeting(-4)],
            failed=2,
            polls=[
                OpenPoll(Poll(pk=4, title="Extra"), 0, False, None),
                OpenPoll(Poll(pk=5, title="Uit"), 1, True, None),
            ],
            tasks=[Task(what="Koffie", meeting=meeting)],
            left_over=[Case(meeting=self.meeting(-4), membership=amina, title="Geheim")],
            reflect_on=self.meeting(-4),
        )
        assert self.words(standing) == [
            "Kom je op wo 11 maart?",
            "Koffie, voor wo 11 maart",
            "Je casus van do 26 februari kwam niet aan bod: neem hem mee, anders wordt hij vernietigd",
            "De afspraken van de groep wachten op jouw akkoord",
            "Wanneer kun je? Extra",
            "Schrijf je reflectie op do 26 februari",
        ]

    def test_whoever_guided_it_says_who_was_there(self):
        joost = Membership(pk=5, name="Joost", facilitates=True, takes_part=False)
        assert self.words(self.standing(joost, to_close=[self.meeting(-4)])) == ["Wie was er op do 26 februari?"]
        other = Membership(pk=6, name="Lieke", facilitates=True, takes_part=False)
        assert self.words(self.standing(other, to_close=[self.meeting(-4)])) == []


@pytest.mark.django_db
class TestPage:
    @pytest.fixture
    def noord(self, planners) -> Planners:
        """Half-way a series: one meeting has been, the next is in six days; something of everything waits."""
        with time_machine.travel(NOW, tick=False):
            planners.group.memberships.update(joined=NOW.date() - 99 * DAY)
            planners.group.max_cases = 3
            planners.group.save()
            planners.past, planners.next, planners.last = planners.series(3, starts=NOW.date() - 22 * DAY)
            Meeting.objects.filter(pk=planners.last.pk).update(facilitator=None)
            answers.give(planners.next, planners.person("Amina"), "yes")
            answers.give(planners.next, planners.person("Bram"), "no", "naar de tandarts")
            for name, shared in (("Amina", "facilitator"), ("Bram", "nobody")):
                case = {"title": f"Casus van {name}", "happened": f"Het verhaal van {name}", "shared": shared}
                Case.objects.create(meeting=planners.next, membership=planners.person(name), **case)
            Intention.objects.create(meeting=planners.past, membership=planners.person("Amina"), what="Nee zeggen")
            Mail.objects.create(
                membership=planners.person("Bram"),
                kind="invitation",
                key="x",
                due=NOW,
                state="failed",
                problem="refused",
            )
            planners.poll = Poll.objects.create(group=planners.group, title="Extra avond")
            planners.moment = planners.poll.moments.create(starts=NOW + 20 * DAY)
            planners.next.refresh_from_db()
            yield planners

    def test_a_coordinator_sees_what_needs_doing_first(self, noord):
        asks = noord.clients["Carla"].get(OVERVIEW).context["across"].asks
        assert [ask.words for ask in asks] == [
            "Sluit de aanwezigheid van ma 9 februari af",
            "1 mail komt niet aan",
            "Nog 3 antwoorden voor ma 9 maart",
            "Nog plaats voor 1 casus op ma 9 maart",
            "1 bijeenkomst zonder begeleider",
        ]
        for ask in asks:
            assert noord.clients["Carla"].get(ask.link).status_code == 200

    def test_the_database_counts_as_the_page_of_the_meeting_does(self, noord):
        """Also when somebody who answered has left, and of those who only guide only one belongs."""
        noord.group.memberships.filter(name__in=["Joost", "Lieke"]).update(takes_part=False)
        answers.give(noord.next, noord.person("Wout"), "yes")
        for facilitator in (None, "Joost", "Lieke"):
            Meeting.objects.filter(pk=noord.next.pk).update(facilitator=facilitator and noord.person(facilitator))
            sheet = Overview(noord.group).next
            bram = [noord.person("Bram")]
            told = gathering.progress([noord.next], bram)[noord.next.pk]
            assert told == Progress(unanswered=sheet.unanswered, prepared=2, answered=True)
            answers.give(noord.next, noord.person("Lieke"), "maybe")

    def test_what_is_done_waits_no_longer(self, noord):
        carla = noord.clients["Carla"]
        attendance.close(noord.past, {})
        Mail.objects.update(problem="", state="sent")
        Meeting.objects.filter(pk=noord.last.pk).update(facilitator=noord.person("Joost"))
        for name in ("Joost", "Lieke", "Sanne"):
            answers.give(noord.next, noord.person(name), "yes")
        noord.group.max_cases = 2
        noord.group.save()
        assert "Niets. Alles is geregeld." in page_of(carla)

    def test_a_poll_waits_for_the_coordinator_once_everybody_ticked(self, noord):
        carla = noord.clients["Carla"]
        words = "Kies een moment voor “Extra avond”"
        for member in noord.group.members.exclude(name="Carla"):
            assert words not in page_of(carla)
            Vote.objects.create(moment=noord.moment, membership=member, value="yes")
        assert words in page_of(carla)

    def test_who_only_plans_sees_numbers_and_nothing_that_anybody_wrote(self, noord):
        for path in (OVERVIEW, noord.url()):
            page = page_of(noord.clients["Carla"], path)
            for words in ("Casus van", "Het verhaal van", "Nee zeggen"):
                assert words not in page, path
        assert "<strong>2 casussen</strong> liggen klaar" in page
        assert "<strong>1 voornemen</strong>" in page

    def test_a_begeleider_sees_who_comes_and_the_cases_that_were_shared(self, noord):
        Meeting.objects.filter(pk=noord.next.pk).update(facilitator=noord.person("Joost"))
        page = page_of(noord.clients["Joost"])
        guided = page.split("Jouw eerstvolgende sessie")[1]
        assert "Casus van Amina" in guided
        assert "Casus van Bram" not in page
        assert "naar de tandarts" not in page, "a reason is the coordinator's alone"
        across = noord.clients["Joost"].get(OVERVIEW).context["across"]
        assert across.guided.sheet.names == [("yes", ["Amina"]), ("", ["Joost", "Lieke", "Sanne"]), ("no", ["Bram"])]
        assert "Open de sessie" not in guided

    def test_the_session_is_opened_here_from_the_day_before(self, noord):
        Meeting.objects.filter(pk=noord.next.pk).update(facilitator=noord.person("Joost"))
        with time_machine.travel(noord.next.starts - DAY / 2, tick=False):
            assert "Open de sessie" in page_of(noord.clients["Joost"])
            begin = reverse("live:begin", args=[noord.group.pk, noord.next.pk])
            assert begin in page_of(noord.clients["Joost"])
            noord.clients["Joost"].post(begin)
            assert "De sessie is open." in page_of(noord.clients["Joost"])

    def test_loose_sessions_that_are_open(self, noord):
        joost = noord.person("Joost").user
        assert "losse sessie" not in page_of(noord.clients["Joost"])
        session = actions.open_session(joost, group=noord.group)
        assert session.get_absolute_url() in page_of(noord.clients["Joost"])
        assert "losse sessie" not in page_of(noord.clients["Carla"]), "somebody else's"
        LiveSession.objects.update(phase="closed")
        assert "losse sessie" not in page_of(noord.clients["Joost"])

    def test_one_person_may_be_everything(self, noord):
        """Joost takes part and guides here, and coordinates another group."""
        joost = noord.clients["Joost"]
        people.found(
            noord.person("Joost").user,
            name="Oost",
            kind="intervisie",
            language="nl",
            takes_part=True,
            facilitates=False,
        )
        page = page_of(joost)
        assert "Wie was er op ma 9 februari?" in page
        assert "Kom je op ma 9 maart?" in page
        assert 'href="/groepen/' in page
        assert f'href="/mijn-groep/{noord.group.pk}/"' in page


@pytest.mark.django_db
class TestTheWayThere:
    def test_whoever_signs_in_is_there_at_once(self, planners, mailoutbox):
        for who in ("Carla", "Joost", "Dirk"):
            assert planners.clients[who].get("/", follow=True).request["PATH_INFO"] == OVERVIEW
        get_user_model().objects.create_user("eva@voorbeeld.example", name="Eva")
        client = Client()
        assert sign_in(client, mailoutbox, "eva@voorbeeld.example").url == "/"
        assert client.get("/").url == OVERVIEW

    def test_who_has_one_group_by_a_link_is_shown_that_group(self, planners):
        answer = planners.clients["Amina"].get("/", follow=True)
        assert answer.request["PATH_INFO"] == f"/mijn-groep/{planners.group.pk}/"

    def test_who_has_two_groups_by_links_is_shown_both(self, planners):
        amina, south = planners.clients["Amina"], Group.objects.get(name="Zuid")
        amina.post(f"/lid/{links.new_link(Membership.objects.create(group=south, name='Amina'))}/")
        page = page_of(amina)
        assert ("Jeugdteam Noord" in page, "Zuid" in page) == (True, True)
        assert "Nieuwe groep" not in page

    def test_a_link_never_shows_what_is_the_coordinators(self, planners):
        planners.series(2)
        planners.group.members.filter(name="Amina").update(coordinates=True)
        amina = planners.clients["Amina"]
        south = Group.objects.get(name="Zuid")
        amina.post(f"/lid/{links.new_link(Membership.objects.create(group=south, name='Amina'))}/")
        assert amina.get(OVERVIEW).context["across"].plans == set()

    def test_nobody_is_asked_to_log_in(self, planners):
        for who in ("nobody", "Wout"):
            assert planners.clients[who].get("/").status_code == 200
            assert planners.clients[who].get(OVERVIEW).url == f"/account/inloggen/?next={OVERVIEW}"

    def test_a_code_can_still_be_typed(self, planners, cast):
        assert 'name="code"' in page_of(planners.clients["Carla"], "/j/")
        for path in ("/", "/j/"):
            answer = planners.clients["Carla"].post(path, {"code": cast.session.code})
            assert answer.url == f"/j/{cast.session.code}/"

    def test_a_fresh_account_is_told_how_to_begin(self, db):
        page = page_of(signed_in(account("Eva")))
        assert "Nog geen groep" in page
        assert reverse("groups:new") in page

    def test_a_fresh_group_is_told_how_to_begin(self, planners):
        page = page_of(planners.clients["Dirk"])
        assert "Je bent nog alleen: zet de mensen in de groep" in page
        assert "Er is nog niets gepland." in page


def spread(user, groups: int) -> None:
    """Groups that this account coordinates, guides and takes part in, each with all that can wait for somebody."""
    for number in range(groups):
        group = people.found(
            user, name=f"Groep {number}", kind="supervisie", language="nl", takes_part=True, facilitates=True
        )
        me = group.memberships.get()
        for name in ("Amina", "Bram"):
            Membership.objects.create(group=group, name=name)
        held = schedule.add(group, starts=NOW - 20 * DAY, minutes=90)
        for days in (5 + number, 40):
            meeting = schedule.add(group, starts=NOW + days * DAY, minutes=90)
            meeting.tasks.create(what="Koffie", membership=me)
            Case.objects.create(
                meeting=meeting, membership=group.memberships.get(name="Amina"), title="x", shared="group"
            )
        Case.objects.create(meeting=held, membership=me, title="x")
        Reflection.objects.create(meeting=held, membership=group.memberships.get(name="Bram"), handed_in=NOW)
        poll = Poll.objects.create(group=group, title="Extra")
        poll.moments.create(starts=NOW + 9 * DAY)
        actions.open_session(user, group=group)


@pytest.mark.django_db
@pytest.mark.parametrize("groups", [1, 12])
class TestBounded:
    """As many queries for many groups as for one, and fewer than fifteen."""

    @pytest.fixture
    def me(self, groups):
        with time_machine.travel(NOW, tick=False):
            user = account("Eva")
            spread(user, groups)
            yield signed_in(user)

    @pytest.mark.parametrize("page", ["overview", "group", "mine", "post"])
    def test_every_overview(self, me, groups, page, django_assert_max_num_queries):
        group = Group.objects.first().pk
        url = reverse(f"planning:{page}", args=[] if page == "overview" else [group])
        with django_assert_max_num_queries(14):
            assert me.get(url).status_code == 200
        member = opened(links.new_link(Membership.objects.filter(group=group, name="Amina").get()))
        if page == "mine":
            with django_assert_max_num_queries(14):
                assert member.get(url).status_code == 200
