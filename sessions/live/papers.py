"""What people of a planned meeting wrote between the meetings, as a scene needs it; of a loose session: nothing.

`known` is what the whole group may read. What is one person's alone is asked for with that person, and given to
nothing that is pushed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from sessions.activities.base import Paper, Prepared
from sessions.planning import cases, evaluations, intentions, reflections, turns
from sessions.planning.models import Intention, Meeting

if TYPE_CHECKING:
    from .models import Participant
    from .scene import Scene


class Papers:
    """The papers of one scene."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.meeting = scene, scene.session.meeting

    @cached_property
    def members(self) -> dict[int, int]:
        """Who is in now (a participant's id), by membership."""
        return {p.membership_id: p.pk for p in self.scene.people if p.membership_id}

    @cached_property
    def before(self) -> Meeting | None:
        """The meeting on which this one looks back."""
        return intentions.before(self.meeting) if self.meeting else None

    @property
    def is_first(self) -> bool:
        """Whether there is nothing to look back on: the group did not meet before."""
        return self.meeting is not None and self.before is None

    @cached_property
    def has_guests(self) -> bool:
        """Whether somebody is in who is not of the group, so that nothing of last time lies open by itself."""
        return self.meeting is not None and any(p.membership_id is None for p in self.scene.people)

    # -- last time -------------------------------------------------------------------------------------------------

    @cached_property
    def intended(self) -> list[Intention]:
        """What those who are in intended, what they keep to themselves included."""
        return list(intentions.to_look_back_on(self.meeting, self.members)) if self.meeting else []

    @cached_property
    def known(self) -> list[Prepared]:
        """What those who are in intended, as the group saw it."""
        return [] if self.has_guests else [self._intention(one) for one in self.intended if one.shown]

    def _intention(self, one: Intention, *, alone: bool = False) -> Prepared:
        words = {"what": one.what, "when": one.when, "notice": one.notice}
        own = {"outcome": one.outcome} if alone else {}
        return Prepared(one.pk, self.members[one.membership_id], words | own)

    @cached_property
    def evaluation(self) -> Mapping[str, object]:
        """How the group closed last time."""
        return {} if self.has_guests else evaluations.of(self.before)

    # -- one's own ---------------------------------------------------------------------------------------------------

    def of(self, paper: Paper, person: Participant, *, alone: bool) -> list[Prepared]:
        """What lies ready for one person. alone: only that person sees it; else what the group knows already."""
        if self.meeting is None or person.pk not in self.members.values():
            return []
        if paper is Paper.INTENTIONS:
            found = [self._intention(one, alone=True) for one in self.intended] if alone else self.known
            return [one for one in found if one.owner == person.pk]
        return self._written(paper, person) if alone else []

    def _written(self, paper: Paper, person: Participant) -> list[Prepared]:
        member, words = person.membership, {}
        assert member is not None and self.meeting is not None
        if paper is Paper.CASE:
            words = cases.in_words(cases.of(self.meeting, member))
        elif self.before is not None:
            words = {"text": reflections.of(self.before, member).text}
        return [Prepared(self.meeting.pk, person.pk, words)] if any(words.values()) else []

    # -- whose turn it is --------------------------------------------------------------------------------------------

    @cached_property
    def had_a_case(self) -> set[int]:
        """Who of those who are in brought a case in this series before (ids)."""
        members = turns.had_one(self.meeting) if self.meeting else set()
        return {person for member, person in self.members.items() if member in members}

    @cached_property
    def turns(self) -> turns.Turns | None:
        """Who brought none yet, and whether the meetings to come suffice for them."""
        return turns.of(self.meeting) if self.meeting else None
