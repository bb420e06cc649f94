"""Who sees the same: a push is rendered once for each audience."""

from __future__ import annotations

from dataclasses import dataclass

SCREEN = "scherm"
DOOR = "deur"


@dataclass(frozen=True)
class Audience:
    """A role (or the big screen, or whoever waits at the door) in a language.

    Whoever sees more than their role does (a pair, what it put up so far) pulls it with their own part.
    """

    role: str
    language: str = "nl"

    def group(self, session: int) -> str:
        """The channel group's name: letters, digits and dots only."""
        return f"live.{session}.{self.role}.{self.language}"

    @classmethod
    def parse(cls, group: str) -> tuple[int, Audience]:
        """The session's id and the audience of a group's name."""
        _, session, role, language = group.split(".")
        return int(session), cls(role, language)
