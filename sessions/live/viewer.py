"""Who looks at a session, and as what: resolved once per request or socket, from the account and the device."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language

from sessions.groups import identity
from sessions.roles import Role
from sessions.tokens import digest

from .audience import DOOR, SCREEN, Audience
from .machine import State
from .models import Device, LiveSession, Participant
from .scene import Scene

DEVICE_COOKIE = "intervisie_toestel"
SCREEN_COOKIE = "intervisie_scherm"


@dataclass(frozen=True)
class Ticket:
    """What a browser can show at the door of one session: enough to ask again later who it is."""

    user: int | None
    device: str
    seat: str  # "" what is natural, "lid" as participant, "scherm", or a role that is looked at (Bekijk als)
    screen: str = ""
    language: str = "nl"
    login: str = ""  # the key of the cookie session by which the account and the links were known
    links: tuple[int, ...] = ()  # the personal links that were opened in this browser


@dataclass(frozen=True)
class Viewer:
    """Somebody looking at a session. steers: guards the process now; owner: a begeleider of this session.

    shares: takes part where there is no begeleider, and guards the process together with all the others.
    switchable: this browser is both begeleider and participant, and can change between the two.
    ticket: what the browser showed.
    """

    role: str
    participant: Participant | None = None
    device: Device | None = None
    steers: bool = False
    owner: bool = False
    switchable: bool = False
    looks_as: bool = False
    shares: bool = False
    ticket: Ticket | None = None

    @property
    def guides(self) -> bool:
        """Whether the buttons of the process are theirs: in the chair, or where there is no begeleider."""
        return self.steers or self.shares

    @property
    def keeps(self) -> bool:
        """Whether what concerns the room itself is theirs: in the chair, or who opened it where there is no chair."""
        return self.steers or (self.shares and self.owner)

    def audience(self, language: str) -> Audience:
        return Audience(self.role, language)


def leads(session: LiveSession, ticket: Ticket) -> bool:
    """Whether somebody may lead this session: who opened it, or its begeleider.

    Of a planned meeting that is whose turn it is, by account or by personal link: where everybody guides in turn,
    the others take part. Without a meeting it is any begeleider of the group, by account.
    """
    if ticket.user is not None and session.owner_id == ticket.user:
        return True
    if session.group is None:
        return False
    if session.meeting is None:
        return session.group.members.filter(user=ticket.user or 0, facilitates=True).exists()
    leaders = {session.host_id, session.meeting.facilitator_id}
    return bool(leaders & identity.known(session.group.pk, ticket.user, ticket.links))


def own_person(session: LiveSession, ticket: Ticket) -> Participant | None:
    """The participant that a begeleider is while another has the chair."""
    mine = Q(user=ticket.user or 0)
    if session.meeting_id and session.group_id:
        mine |= Q(membership__in=identity.known(session.group_id, ticket.user, ticket.links))
    return session.participants.filter(mine).first()


def resolve(session: LiveSession, ticket: Ticket, scene: Scene | None = None) -> Viewer | None:
    """Who holds this ticket; None: nobody the session knows, for whom it does not exist."""
    found = _resolve(session, ticket, scene or Scene(session))
    return found and replace(found, ticket=ticket)


def vouched(session: LiveSession, viewer: Viewer) -> bool:
    """Whether this browser shows by account or personal link which member it is: a name at the door is no proof."""
    person, ticket = viewer.participant, viewer.ticket
    if person is None or person.membership_id is None or ticket is None or session.group_id is None:
        return False
    return person.membership_id in identity.known(session.group_id, ticket.user, ticket.links)


def _resolve(session: LiveSession, ticket: Ticket, scene: Scene) -> Viewer | None:
    device = _device(session, ticket)
    person = device.participant if device and device.door == Device.Door.IN else None
    if person and person.presence != Participant.Presence.IN:
        person = device = None
    owner = leads(session, ticket)
    if ticket.seat == SCREEN:
        opened = owner or bool(session.screen_hash and digest(ticket.screen) == session.screen_hash)
        return Viewer(SCREEN) if opened else None
    if session.self_guided:
        return _among_equals(session, ticket, scene, owner, person, device)
    in_chair = _in_chair(scene.state, owner, person)
    if ticket.seat in list(Role) and in_chair:
        return Viewer(ticket.seat, looks_as=True)
    both = owner and person is not None and person != own_person(session, ticket)
    if in_chair and not (both and ticket.seat == "lid"):
        return Viewer(Role.FACILITATOR, person, device, steers=True, owner=owner, switchable=both)
    if owner and person is None:
        person = own_person(session, ticket)
    if person is None:
        if owner:
            return Viewer(Role.MEMBER, None, device, owner=True)
        return Viewer(DOOR, None, device) if device and device.door == Device.Door.WAITING else None
    return Viewer(scene.role_of(person), person, device, owner=owner, switchable=both)


def _among_equals(
    session: LiveSession, ticket: Ticket, scene: Scene, owner: bool, person: Participant | None, device: Device | None
) -> Viewer | None:
    """Without a begeleider whoever opened the session takes part as everybody does (product.md, rule 1)."""
    if owner and person is None:
        person = own_person(session, ticket)
    if person is None:
        return Viewer(DOOR, None, device) if device and device.door == Device.Door.WAITING else None
    return Viewer(scene.role_of(person), person, device, owner=owner, shares=True)


def _in_chair(state: State, owner: bool, person: Participant | None) -> bool:
    if state.chair is None:
        return owner
    return person is not None and person.pk == state.chair


def _device(session: LiveSession, ticket: Ticket) -> Device | None:
    if not ticket.device:
        return None
    return device_of(session, ticket.device)


def device_of(session: LiveSession, token: str) -> Device | None:
    """The device that shows this token at this session's door, whatever came of it."""
    found = session.devices.select_related("participant").filter(token_hash=digest(token))
    return found.first() if token else None


def ticket_of(request: Any, code: str, seat: str = "") -> Ticket:
    """The ticket of a request: account, device cookie, the seat this browser chose for this session."""
    known = getattr(request, "session", {})
    return Ticket(
        user=request.user.pk if request.user.is_authenticated else None,
        device=request.COOKIES.get(DEVICE_COOKIE, ""),
        seat=seat or known.get(f"seat-{code}", ""),
        screen=request.COOKIES.get(SCREEN_COOKIE, ""),
        language=get_language() or "nl",
        links=identity.opened(known),
    )
