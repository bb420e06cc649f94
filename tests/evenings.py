"""A planned meeting as it is held: opened from its page, its members in by their own links."""

from __future__ import annotations

import secrets
from typing import Any

from django.test import Client
from django.urls import reverse

from sessions.live import actions, machine, stage
from sessions.live.audience import SCREEN, Audience
from sessions.live.models import LiveSession, Participant
from sessions.live.scene import Scene
from sessions.live.viewer import DEVICE_COOKIE
from sessions.planning.models import Meeting
from sessions.roles import Role
from sessions.tokens import digest
from tests.planners import Planners

TO_ALL = (Role.MEMBER, Role.PRESENTER, SCREEN)


class Evening:
    """The session of a meeting. `begeleider` opens it; the others come in as the members they are."""

    def __init__(self, planners: Planners, meeting: Meeting, *names: str, begeleider: str = "Joost") -> None:
        self.planners, self.meeting, self.begeleider = planners, meeting, begeleider
        Meeting.objects.filter(pk=meeting.pk).update(facilitator=planners.person(begeleider))
        for name in (begeleider, *names):
            self.comes(name)

    @property
    def session(self) -> LiveSession:
        return LiveSession.objects.filter(meeting=self.meeting).latest("pk")

    @property
    def scene(self) -> Scene:
        return Scene(self.session)

    def client(self, name: str) -> Client:
        return self.planners.clients[name]

    def person(self, name: str) -> Participant:
        return self.session.participants.get(name=name)

    def url(self, path: str = "") -> str:
        return f"/live/{self.session.code}/{path}"

    # -- coming in ---------------------------------------------------------------------------------------------------

    def comes(self, name: str) -> None:
        """By the button on one's own page."""
        place = reverse("live:begin", args=[self.planners.group.pk, self.meeting.pk])
        assert self.client(name).post(place).status_code == 302

    def knocks(self, name: str) -> Client:
        """Somebody types this name at the door, and is let in: as who has that name, if anybody has."""
        client, token, session = Client(), secrets.token_urlsafe(16), self.session
        client.cookies[DEVICE_COOKIE] = token
        device = actions.knock(session, digest(token), name)
        actions.admit(session, device, actions.namesake(session, name))
        return client

    # -- the process -------------------------------------------------------------------------------------------------

    def start(self) -> None:
        actions.perform(self.session, machine.Start())

    def go(self, title: str) -> None:
        """To the step with this title; the session is begun if it was not."""
        if self.scene.phase is machine.Phase.LOBBY:
            self.start()
        scene = self.scene
        at = next(i for i, leg in enumerate(scene.state.legs) if scene.steps[leg.step].title == title)
        if at != scene.state.at:
            actions.perform(self.session, machine.GoTo(at))

    def cast(self, name: str) -> None:
        """The begeleider presses “wordt inbrenger”."""
        data = {"verb": "cast", "role": "inbrenger", "person": self.person(name).pk}
        assert self.client(self.begeleider).post(self.url("command/"), data).status_code == 200

    def close(self) -> None:
        actions.perform(self.session, machine.Finish())

    def undo(self) -> None:
        actions.undo(self.session)

    def out(self) -> list[str]:
        """The titles of the steps that are left out."""
        scene = self.scene
        return [scene.steps[leg.step].title for leg in scene.state.legs if leg.left_out]

    # -- the content -------------------------------------------------------------------------------------------------

    def puts(self, name: str, key: str, by: Client | None = None, voor: str = "", **fields: Any) -> Any:
        """Hand something in by one's own phone; voor: the begeleider writes it down for somebody."""
        query = f"?voor={self.person(voor).pk}" if voor else ""
        data = {"step": self.scene.step.pk, "client_key": secrets.token_hex(10), **fields}
        return (by or self.client(name)).post(self.url(f"contribute/{key}/{query}"), data)

    def mine(self, name: str, by: Client | None = None, voor: str = "") -> str:
        """What somebody's own part of the screen says."""
        query = f"?voor={self.person(voor).pk}" if voor else ""
        return (by or self.client(name)).get(self.url(f"mine/{query}")).content.decode()

    def pushed(self) -> str:
        """All that a push shows to members, the inbrenger and the wall."""
        scene = self.scene
        regions = ((role, region) for role in TO_ALL for region in stage.REGIONS[stage.place_of(Audience(role))])
        return "".join(stage.render(scene, Audience(role), region) for role, region in regions)

    def desk(self, region: str) -> str:
        return stage.render(self.scene, Audience(Role.FACILITATOR), region)
