"""The people in the tests, and what they do through the same doors as everybody."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client

from methods.models import Method
from sessions.live import actions, machine
from sessions.live.models import LiveSession, Participant, RoundStep
from sessions.live.scene import Scene
from sessions.live.viewer import DEVICE_COOKIE
from sessions.roles import Role
from sessions.tokens import digest


@dataclass
class Cast:
    """A session with its people. `phone("Amina")` is Amina's browser; `desk` is the begeleider's."""

    session: LiveSession
    owner: Any
    desk: Client
    phones: dict[str, Client] = field(default_factory=dict)

    @classmethod
    def gather(cls, names=("Amina", "Bram", "Joost", "Lieke"), method="tien-stappen", presenter="Amina", **fields):
        owner = get_user_model().objects.create_user("marieke@voorbeeld.example", name="Marieke")
        session = actions.open_session(owner, Method.objects.get(slug=method), **fields)
        desk = Client(HTTP_ORIGIN="http://testserver")
        desk.force_login(owner)
        desk.cookies[DEVICE_COOKIE] = secrets.token_urlsafe(16)
        cast = cls(session, owner, desk)
        for name in names:
            cast.let_in(name)
        if presenter:
            cast.make(Role.PRESENTER, presenter)
        return cast

    def let_in(self, name: str) -> Participant:
        """Somebody knocks on a phone of their own and is let in."""
        client, token = Client(), secrets.token_urlsafe(16)
        client.cookies[DEVICE_COOKIE] = token
        self.phones[name] = client
        return actions.admit(self.session, actions.knock(self.session, digest(token), name))

    def make(self, role: str, *names: str) -> None:
        """Give a role to these people."""
        round = self.fresh().state.legs[0].round
        people = tuple(self.person(name).pk for name in names)
        actions.perform(self.session, machine.Assign(round, role, people))

    def fresh(self) -> LiveSession:
        self.session = LiveSession.objects.get(pk=self.session.pk)
        return self.session

    @property
    def scene(self) -> Scene:
        return Scene(self.fresh())

    @property
    def state(self) -> machine.State:
        return self.fresh().state

    @property
    def step(self) -> RoundStep | None:
        return self.scene.step

    def person(self, name: str) -> Participant:
        return self.session.participants.get(name=name)

    def phone(self, name: str) -> Client:
        return self.phones[name]

    def perform(self, command: Any, **kwargs: Any) -> machine.State:
        return actions.perform(self.session, command, **kwargs)

    def start(self, step: int = 1) -> machine.State:
        """Begin, and go to a step (counted from 1)."""
        state, steps = self.perform(machine.Start()), self.scene.steps
        to = next(i for i, leg in enumerate(state.legs) if steps[leg.step].order == step)
        return self.perform(machine.GoTo(to)) if step > 1 else state

    def put(self, name: str, key: str, about: int | None = None, **data: Any):
        """Somebody puts something up in the present step."""
        scene, person = self.scene, self.person(name)
        return actions.contribute(
            self.session,
            person,
            scene.role_of(person),
            key,
            data,
            step=scene.step.pk,
            client_key=secrets.token_hex(10),
            about=about,
        )

    def command(self, client: Client | None = None, **data: Any):
        """The begeleider presses a button."""
        return (client or self.desk).post(f"/live/{self.session.code}/command/", data)

    def act(self, name: str, **data: Any):
        """A participant presses a button."""
        return self.phone(name).post(f"/live/{self.session.code}/act/", data)

    def url(self, path: str = "") -> str:
        return f"/live/{self.session.code}/{path}"
