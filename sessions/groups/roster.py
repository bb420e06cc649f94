"""Reading a pasted list or a CSV file of people: what each line says, and in words what is wrong with it.

Pure but for Django's check of e-mail addresses. Columns are recognised by what stands in them, or by a header.
"""

from __future__ import annotations

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

MOST = 200
NAME_LENGTH, EMAIL_LENGTH = 60, 254
SEPARATORS = ("\t", ";", ",")
NAME, EMAIL, ROLE = "name", "email", "role"
HEADERS = {
    NAME: {"naam", "name", "voornaam", "tussenvoegsel", "achternaam", "first name", "last name", "deelnemer"},
    EMAIL: {"e-mail", "email", "mail", "e-mailadres", "emailadres", "mailadres"},
    ROLE: {"rol", "rollen", "role", "roles"},
}
ROLES = {
    "takes_part": {"lid", "groepslid", "deelnemer", "member", "participant"},
    "coordinates": {"coördinator", "coordinator"},
    "facilitates": {"begeleider", "facilitator", "gespreksleider"},
    "supervises": {"supervisor"},
}
ROLE_WORDS = {
    "takes_part": _("groepslid"),
    "coordinates": _("coördinator"),
    "facilitates": _("begeleider"),
    "supervises": _("supervisor"),
}
ANGLED = re.compile(r"^(?P<name>[^<>]*)<(?P<email>[^<>]+)>$")


@dataclass(frozen=True)
class Person:
    """One line of a list. `roles` are names of Membership's fields; without any, somebody simply takes part."""

    line: int
    name: str
    email: str = ""
    roles: tuple[str, ...] = ("takes_part",)
    problems: tuple[str, ...] = ()

    @property
    def roles_in_words(self) -> list[str]:
        return [str(ROLE_WORDS[role]) for role in self.roles]

    def but(self, *problems: str) -> Person:
        return replace(self, problems=(*self.problems, *problems))


def decode(data: bytes) -> str:
    """The text of a file: UTF-8 with or without a mark, Excel's UTF-16, or what older programs write."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def read(text: str, taken: Iterable[str] = ()) -> list[Person]:
    """The people in a text, each with its problems. `taken`: the names the group already has."""
    rows = [(number, cells) for number, cells in _rows(text) if any(cells)]
    header = _header(rows[0][1]) if rows else []
    people = [_person(number, cells, header) for number, cells in (rows[1:] if header else rows)]
    return _compared(people, {name.casefold() for name in taken})


def _rows(text: str) -> list[tuple[int, list[str]]]:
    text = unicodedata.normalize("NFC", text.removeprefix("\ufeff"))
    reader = csv.reader(text.splitlines(), delimiter=_separator(text), skipinitialspace=True)
    return [(reader.line_num, [" ".join(cell.split()) for cell in row]) for row in reader]


def _separator(text: str) -> str:
    """What stands between the columns: the first of tab, semicolon and comma that is there at all."""
    return next((mark for mark in SEPARATORS if mark in text), ",")


def _header(cells: list[str]) -> list[str]:
    """What each column holds, when the first line says so; '' for a column we do not need."""
    kinds = [next((kind for kind, words in HEADERS.items() if cell.casefold() in words), "") for cell in cells]
    return kinds if any(kinds) else []


def _person(line: int, cells: list[str], header: list[str]) -> Person:
    names: list[str] = []
    emails: list[str] = []
    roles: list[str] = []
    for position, cell in enumerate(cells):
        kind = (header[position] if position < len(header) else "") if header else _kind(cell)
        if angled := ANGLED.match(cell):
            names.append(angled["name"].strip())
            emails.append(angled["email"].strip())
        elif cell and kind:
            {NAME: names, EMAIL: emails, ROLE: roles}[kind].append(cell)
    fields, unknown = _roles(" ".join(roles))
    person = Person(line, " ".join(filter(None, names)), " ".join(emails).lower(), fields)
    return _checked(person).but(*(_("De rol “%(word)s” kennen we niet.") % {"word": word} for word in unknown))


def _kind(cell: str) -> str:
    """What a cell is, when no header tells."""
    if "@" in cell:
        return EMAIL
    fields, unknown = _roles(cell)
    return ROLE if fields and cell and not unknown else NAME


def _roles(text: str) -> tuple[tuple[str, ...], list[str]]:
    """The fields that a description of roles names, and the words in it that name none."""
    words = [word for word in re.split(r"[\s,/+&]+", text.casefold()) if word and word not in {"en", "and"}]
    fields = tuple(field for field, names in ROLES.items() if names & set(words))
    return fields or ("takes_part",), [word for word in words if not any(word in names for names in ROLES.values())]


def _checked(person: Person) -> Person:
    """The person with what is wrong with the line by itself."""
    problems = []
    if not any(letter.isalnum() for letter in person.name):
        problems.append(str(_("Er staat geen naam op deze regel.")))
    if len(person.name) > NAME_LENGTH:
        problems.append(_("Deze naam is langer dan %(most)d tekens.") % {"most": NAME_LENGTH})
    if any(unicodedata.category(letter).startswith("C") for letter in person.name):
        problems.append(str(_("In deze naam staat een teken dat we niet kunnen tonen.")))
    if person.email and not is_email(person.email):
        problems.append(_("“%(email)s” lijkt geen e-mailadres.") % {"email": person.email})
    return person.but(*problems)


def is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= EMAIL_LENGTH


def _compared(people: list[Person], taken: set[str]) -> list[Person]:
    """The people with what is wrong beside the others: names that occur twice, names the group already has."""
    seen: dict[str, int] = {}
    found = []
    for person in people:
        name = person.name.casefold()
        if name in taken:
            person = person.but(str(_("Iemand met deze naam zit al in de groep.")))
        elif name and name in seen:
            person = person.but(_("Deze naam staat ook op regel %(line)d.") % {"line": seen[name]})
        seen.setdefault(name, person.line)
        found.append(person)
    return found
