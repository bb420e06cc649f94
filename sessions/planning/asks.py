"""What waits for somebody in a group of theirs, in words and with the way to it. Pure: how it stands comes in.

A coordinator hears numbers, never whose or what. An ask finds its words when it is shown: of many only some are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from sessions.groups.models import Group, Membership

from .models import Case, Meeting, Poll, Task
from .seats import belongs, invitable

SOON = timedelta(days=14)  # who comes and who brings a case matters from here on
NEARLY = timedelta(days=3)  # when a poll is settled at the latest

ALONE = _("Je bent nog alleen: zet de mensen in de groep")
NOTHING_PLANNED = _("Er is niets gepland: plan een traject")
TO_CLOSE = _("Sluit de aanwezigheid van %(day)s af")
FAILED = ngettext_lazy("%(many)d mail komt niet aan", "%(many)d mails komen niet aan", "many")
UNGUIDED = ngettext_lazy("%(many)d bijeenkomst zonder begeleider", "%(many)d bijeenkomsten zonder begeleider", "many")
UNANSWERED = ngettext_lazy("Nog %(many)d antwoord voor %(day)s", "Nog %(many)d antwoorden voor %(day)s", "many")
ROOM = ngettext_lazy(
    "Nog plaats voor %(many)d casus op %(day)s", "Nog plaats voor %(many)d casussen op %(day)s", "many"
)
SETTLE = _("Kies een moment voor “%(title)s”")
WHO_WAS_THERE = _("Wie was er op %(day)s?")
WILL_YOU_COME = _("Kom je op %(day)s?")
SEE_TO = _("%(title)s, voor %(day)s")
LEFT_OVER = _("Je casus van %(day)s kwam niet aan bod: neem hem mee, anders wordt hij vernietigd")
AGREE = _("De afspraken van de groep wachten op jouw akkoord")
VOTE = _("Wanneer kun je? %(title)s")
REFLECT = _("Schrijf je reflectie op %(day)s")


@dataclass(frozen=True)
class Ask:
    """One thing that waits. by: what it is about happens then, or happened. told: what goes into the text."""

    text: Any
    group: Group
    by: datetime
    page: str
    args: tuple[int, ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        told = {name: day(each) if isinstance(each, Meeting) else each for name, each in self.told.items()}
        return str(self.text % told if told else self.text)

    @property
    def link(self) -> str:
        return reverse(self.page, args=[self.group.pk, *self.args])


def day(meeting: Meeting) -> str:
    return date_format(timezone.localtime(meeting.starts), "D j F")


@dataclass(frozen=True)
class OpenPoll:
    """A poll. voters: how many of the group ticked; voted: whether this person did; first: its first moment."""

    poll: Poll
    voters: int
    voted: bool
    first: datetime | None

    def is_ripe(self, asked: int, now: datetime) -> bool:
        """Whether a moment can be chosen: all who are asked ticked, or waiting longer would cost a moment."""
        return bool(asked and self.voters >= asked) or bool(self.first and self.first - now <= NEARLY)


@dataclass(frozen=True)
class Progress:
    """How far a meeting is: answers that lack, cases that lie ready, and whether this person answered."""

    unanswered: int = 0
    prepared: int = 0
    answered: bool = False


@dataclass(frozen=True)
class Standing:
    """How a group stands, for one of its members. plans: coordinates it, by account.

    ahead: the meetings to come that are on. progress: of the first of them. to_close: those whose attendance is not
    settled. size: people in the group; asked: those who are asked to come and to vote. failed: mails.
    """

    member: Membership
    plans: bool = False
    ahead: Sequence[Meeting] = ()
    progress: Progress = Progress()
    to_close: Sequence[Meeting] = ()
    size: int = 0
    asked: int = 0
    failed: int = 0
    to_agree: int = 0
    polls: Sequence[OpenPoll] = ()
    tasks: Sequence[Task] = ()
    left_over: Sequence[Case] = ()
    reflect_on: Meeting | None = None
    now: datetime = field(default_factory=timezone.now)

    @property
    def group(self) -> Group:
        return self.member.group

    @property
    def expected(self) -> bool:
        """Whether this person is somebody who is asked to come."""
        return invitable(self.member)

    @property
    def next(self) -> Meeting | None:
        return self.ahead[0] if self.ahead else None

    @property
    def unguided(self) -> list[Meeting]:
        return [meeting for meeting in self.ahead if meeting.unguided]

    def ask(self, text: Any, page: str, *args: int, by: datetime | None = None, **told: Any) -> Ask:
        return Ask(text, self.group, by or self.now, page, args, told)

    def about(self, meeting: Meeting, text: Any, page: str, *args: int, **told: Any) -> Ask:
        """An ask about a meeting."""
        return self.ask(text, page, *args, by=meeting.starts, day=meeting, **told)

    @property
    def asks(self) -> list[Ask]:
        """Everything that waits for this person here."""
        return [*(of_coordinator(self) if self.plans else of_begeleider(self)), *of_member(self)]


def of_coordinator(it: Standing) -> Iterator[Ask]:
    """What keeps the group going."""
    if it.size == 1:
        yield it.ask(ALONE, "groups:people")
    elif not it.ahead:
        yield it.ask(NOTHING_PLANNED, "planning:series")
    for held in it.to_close:
        yield it.about(held, TO_CLOSE, "planning:attendance", held.pk)
    if it.failed:
        yield it.ask(FAILED, "planning:post", many=it.failed)
    if unguided := it.unguided:
        yield it.about(unguided[0], UNGUIDED, "planning:meeting", unguided[0].pk, many=len(unguided))
    if it.next and it.next.starts - it.now <= SOON:
        yield from _about_the_next(it, it.next)
    for each in it.polls:
        if each.is_ripe(it.asked, it.now):
            yield it.ask(SETTLE, "planning:poll", each.poll.pk, by=each.first, title=each.poll.title)


def _about_the_next(it: Standing, meeting: Meeting) -> Iterator[Ask]:
    if many := it.progress.unanswered:
        yield it.about(meeting, UNANSWERED, "planning:meeting", meeting.pk, many=many)
    if (room := it.group.max_cases - it.progress.prepared) > 0:
        yield it.about(meeting, ROOM, "planning:meeting", meeting.pk, many=room)


def of_begeleider(it: Standing) -> Iterator[Ask]:
    """Who was there at the meetings this person guided."""
    for held in it.to_close:
        if held.facilitator_id == it.member.pk:
            yield it.about(held, WHO_WAS_THERE, "planning:attendance", held.pk)


def of_member(it: Standing) -> Iterator[Ask]:
    """What is asked of whoever takes part: whether one comes, what one sees to, and what there is in between."""
    if it.next and belongs(it.member, it.next) and not it.progress.answered:
        yield it.about(it.next, WILL_YOU_COME, "planning:mine")
    for task in it.tasks:
        yield it.about(task.meeting, SEE_TO, "planning:mine", title=task.what)
    for case in it.left_over:
        yield it.about(case.meeting, LEFT_OVER, "planning:mine")
    yield from in_between(it)


def in_between(it: Standing) -> Iterator[Ask]:
    """What is asked that is about no meeting to come."""
    if it.to_agree and it.member.takes_part:
        yield it.ask(AGREE, "groups:agree")
    for each in it.polls:
        if not each.voted and it.expected:
            yield it.ask(VOTE, "planning:vote", each.poll.pk, by=each.first, title=each.poll.title)
    if it.reflect_on:
        yield it.about(it.reflect_on, REFLECT, "planning:reflection", it.reflect_on.pk)
