"""The people of a planned group, with the way each of them comes in: by account, by personal link, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from sessions.groups import links, people
from sessions.groups.models import Group, Membership
from sessions.planning import schedule
from sessions.planning.models import Meeting, Trajectory
from sessions.planning.series import Rhythm, days

MONDAY = 0


@dataclass
class Planners:
    """Jeugdteam Noord: coordinator Carla, begeleiders Joost and Lieke, supervisor Sanne, members Amina and Bram.

    Wout left; Dirk coordinates another group. `clients["Amina"]` is Amina's browser.
    """

    group: Group
    clients: dict[str, Client] = field(default_factory=dict)

    @classmethod
    def gather(cls) -> Planners:
        carla = account("Carla")
        group = people.found(
            carla, name="Jeugdteam Noord", kind="intervisie", language="nl", takes_part=False, facilitates=False
        )
        planners = cls(group, {"Carla": signed_in(carla)})
        joost = account("Joost")
        planners.member("Joost", facilitates=True, user=joost)
        planners.clients["Joost"] = signed_in(joost)
        for name, roles in (
            ("Amina", {}),
            ("Bram", {}),
            ("Lieke", {"facilitates": True}),
            ("Sanne", {"supervises": True, "takes_part": False}),
            ("Wout", {}),
        ):
            planners.clients[name] = opened(links.new_link(planners.member(name, **roles)))
        people.leave(planners.person("Wout"))
        dirk = account("Dirk")
        people.found(dirk, name="Zuid", kind="intervisie", language="nl", takes_part=True, facilitates=False)
        planners.clients |= {"Dirk": signed_in(dirk), "nobody": Client()}
        return planners

    def member(self, name: str, **roles: Any) -> Membership:
        email = f"{name.lower()}@voorbeeld.example"
        return Membership.objects.create(group=self.group, name=name, email=email, **roles)

    def person(self, name: str) -> Membership:
        return self.group.memberships.get(name=name)

    def series(self, number: int = 3, starts: date | None = None, **fields: Any) -> list[Meeting]:
        """A series of Mondays at half past nine, four weeks apart, the first some weeks from now."""
        starts = starts or timezone.localdate() + timedelta(weeks=3)
        series = Trajectory(
            **{"title": "Voorjaar", "place": "Zaal 2.14", "minutes": 120, **fields},
            starts=starts,
            every=4,
            number=number,
            time=time(9, 30),
        )
        rhythm = Rhythm(starts, MONDAY, 4, number, series.time)
        schedule.plan(self.group, series, days(rhythm, lambda day: ""))
        return list(series.meetings.all())

    def url(self, path: str = "") -> str:
        return f"/groepen/{self.group.pk}/{path}"


def account(name: str) -> Any:
    return get_user_model().objects.create_user(f"{name.lower()}@voorbeeld.example", name=name)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def opened(token: str) -> Client:
    """A browser in which a personal link was opened, by the one tap it asks for."""
    client = Client()
    client.post(f"/lid/{token}/")
    return client
