"""What comes in, checked: codes, names, commands. Messages are for the person, beside the field."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from methods.models import Method
from sessions.groups.models import Group
from sessions.roles import Role

from . import machine
from .machine import Command, Position
from .models import CODE_LETTERS, Guidance, LiveSession
from .programme import OF_NAME, TEMPLATES, parts
from .scene import Scene

REQUIRED = _("Vul dit nog in.")
# Unseen, and part of how Persian, Hindi and emoji are written; left out, so that no two names look the same.
JOINERS = str.maketrans("", "", "\u200c\u200d")


def clean_code(typed: str) -> str:
    """A code as people type it (any case, spaces and hyphens ignored), or an empty string."""
    code = re.sub(r"[\s\-–·.]", "", typed).upper()
    return code if len(code) == 8 and set(code) <= set(CODE_LETTERS) else ""


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        error_messages={"required": _("Typ de code die op het scherm staat.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code",
            }
        ),
    )


class NameForm(forms.Form):
    """The name under which somebody knocks."""

    name = forms.CharField(
        label=_("Naam"),
        max_length=40,
        error_messages={
            "required": _("Vul je naam in, zodat de begeleider weet wie er aanklopt."),
            "max_length": _("Houd het bij %(limit_value)d tekens."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )

    def clean_name(self) -> str:
        typed = self.cleaned_data["name"].translate(JOINERS)
        name = " ".join(unicodedata.normalize("NFC", typed).split())
        if not any(letter.isalnum() for letter in name):
            raise forms.ValidationError(_("Gebruik in je naam minstens één letter."))
        if any(unicodedata.category(letter).startswith("C") for letter in name):
            raise forms.ValidationError(_("Je naam bevat een teken dat we niet kunnen tonen."))
        return name


class NewSessionForm(forms.Form):
    """What a begeleider picks before opening the lobby."""

    programme = forms.ChoiceField(
        label=_("Programma"),
        choices=[(template.slug, template.title) for template in TEMPLATES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies wat voor bijeenkomst het wordt.")},
    )
    method = forms.ModelChoiceField(
        Method.objects.listed(),
        label=_("Methode"),
        required=False,
        empty_label=None,
        to_field_name="slug",
    )
    second = forms.ModelChoiceField(
        Method.objects.listed(),
        label=_("Tweede ronde"),
        required=False,
        empty_label=_("Eén ronde"),
        to_field_name="slug",
        help_text=_("Hooguit twee casussen op een bijeenkomst. Een ronde erbij kan straks ook nog."),
    )
    stop_at = forms.TimeField(
        label=_("We stoppen om"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Schrijf de tijd als 11:30.")},
        help_text=_("De app laat zien of jullie dat halen."),
    )
    case_title = forms.CharField(
        label=_("Titel van de casus"),
        required=False,
        max_length=80,
        error_messages={"max_length": _("Houd het bij %(limit_value)d tekens.")},
        help_text=_("Mag leeg blijven. Noem geen namen van cliënten of collega’s."),
    )
    guidance = forms.ChoiceField(
        label=_("Uitleg op de schermen"),
        choices=Guidance.choices,
        required=False,
        help_text=_("Kent de groep de methode al? Dan is minder genoeg. Onderweg kun je het veranderen."),
    )
    self_guided = forms.BooleanField(
        label=_("We doen het zonder begeleider"),
        required=False,
        help_text=_("Iedereen doet mee, jij ook. De app bewaakt de stappen en de tijd, en wie wil drukt op verder."),
    )
    group: Any = forms.ModelChoiceField(
        None, label=_("Groep"), required=False, empty_label=_("Losse sessie, zonder groep")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Group.objects.filter(memberships__user=user, memberships__facilitates=True, memberships__left=None)
        self.fields["group"].queryset = mine  # type: ignore[attr-defined]

    def clean_stop_at(self) -> datetime | None:
        return next_moment(self.cleaned_data["stop_at"])

    def clean_guidance(self) -> str:
        return self.cleaned_data["guidance"] or Guidance.FULL

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        template = OF_NAME.get(given.get("programme", ""))
        if template and template.asks_method and not given.get("method") and "method" not in self.errors:
            self.add_error("method", REQUIRED)
        if given.get("group") and given["group"].self_guided:
            given["self_guided"] = True
        return given

    @property
    def parts(self) -> list[Method]:
        """The parts of the programme in their order, once the form is valid."""
        given, template = self.cleaned_data, OF_NAME[self.cleaned_data["programme"]]
        chosen = [given["method"], given["second"]] if template.asks_method else []
        return parts(template, [method for method in chosen if method])

    @property
    def details(self) -> dict[str, Any]:
        """What else was filled in: group, moment to stop, title and the like."""
        about_parts = {"programme", "method", "second"}
        return {name: value for name, value in self.cleaned_data.items() if name not in about_parts}


class MethodForm(forms.Form):
    """A part for the programme; which round (its id) when it takes the place of another."""

    method = forms.ModelChoiceField(Method.objects.all(), to_field_name="slug")
    round = forms.IntegerField(required=False)


class GuidanceForm(forms.Form):
    """More or less explanation, changed on the way."""

    guidance = forms.ChoiceField(choices=Guidance.choices)


class StopForm(forms.Form):
    """The moment at which the group must stop, changed on the way."""

    stop_at = NewSessionForm.base_fields["stop_at"]

    def clean_stop_at(self) -> datetime | None:
        return next_moment(self.cleaned_data["stop_at"])


def next_moment(time: Any, now: datetime | None = None) -> datetime | None:
    """The first moment from now on that a local clock shows this time."""
    if time is None:
        return None
    here = timezone.localtime(now)
    moment = here.replace(hour=time.hour, minute=time.minute, second=0, microsecond=0)
    return moment if moment > here else moment + timedelta(days=1)


class CaseForm(forms.Form):
    """The case as far as its inbrenger puts it on the first sheet of the round."""

    title = forms.CharField(
        label=_("Titel"),
        required=False,
        max_length=120,
        error_messages={"max_length": _("Houd het bij %(limit_value)d tekens.")},
    )
    text = forms.CharField(
        label=_("Wat speelt er, en wat is je vraag?"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"max_length": _("Houd het bij %(limit_value)d tekens.")},
        help_text=_("Iedereen in de sessie leest dit. Noem geen namen van cliënten of collega’s."),
    )


class InsertForm(forms.Form):
    """A step of the group's own, put in on the way."""

    title = forms.CharField(
        label=_("Wat gaan jullie doen?"),
        max_length=60,
        error_messages={
            "required": _("Geef de stap een naam."),
            "max_length": _("Houd het bij %(limit_value)d tekens."),
        },
    )
    minutes = forms.DecimalField(
        label=_("Minuten"),
        required=False,
        min_value=0,
        max_value=180,
        max_digits=4,
        decimal_places=1,
        help_text=_("Leeg: zonder tijd."),
        error_messages={"invalid": _("Vul een getal in, zoals 5."), "max_value": _("Dat is langer dan drie uur.")},
    )


class WordForm(forms.Form):
    """The kind word with which the begeleider lays an entry back."""

    word = forms.CharField(
        label=_("Een vriendelijk woord erbij"),
        max_length=200,
        error_messages={"required": _("Geef er een paar woorden bij, dan weet de schrijver waarom.")},
        initial=_("Kun je er een open vraag van maken? Begin met wat, hoe of wanneer."),
    )


class BadCommand(Exception):
    """A command nobody could have clicked together."""


class Arguments:
    """The numbers a command came with; anything that is no number is a BadCommand."""

    def __init__(self, data: Any) -> None:
        self.data = data

    def number(self, name: str) -> int:
        try:
            return int(self.data[name])
        except (KeyError, ValueError, OverflowError):
            raise BadCommand(name) from None

    def optional(self, name: str) -> int | None:
        return self.number(name) if self.data.get(name) else None

    def times(self) -> tuple[tuple[int, int], ...]:
        """Pairs of a leg and its seconds, as `4:300,5:120`; at most a day each."""
        pairs = [pair.split(":") for pair in self.data.get("times", "").split(",") if pair]
        try:
            found = tuple((int(at), int(seconds)) for at, seconds in pairs)
        except ValueError:
            raise BadCommand("times") from None
        if any(not 0 <= seconds <= 86_400 for _, seconds in found) or len(found) > 100:
            raise BadCommand("times")
        return found

    def legs(self) -> tuple[int, ...]:
        """Legs by their index, as `4,5`."""
        try:
            return tuple(int(at) for at in self.data.get("out", "").split(",") if at)
        except ValueError:
            raise BadCommand("out") from None

    def people(self, scene: Scene) -> tuple[int, ...]:
        """The participants named, all of whom are in."""
        try:
            asked = tuple(int(pk) for pk in self.data.getlist("person") if pk)
        except ValueError:
            raise BadCommand("person") from None
        if not set(asked) <= {p.pk for p in scene.people}:
            raise BadCommand("person")
        return asked

    def one(self, scene: Scene) -> int:
        """The one participant named."""
        asked = self.people(scene)
        if len(asked) != 1:
            raise BadCommand("person")
        return asked[0]


def read_command(data: Any, scene: Scene) -> Command:
    """The begeleider's command in a form post. Raises BadCommand when it is not one."""
    given = Arguments(data)
    match data.get("verb"):
        case "start":
            return machine.Start()
        case "next":
            return machine.Next(given.number("leaving"))
        case "back":
            return machine.Back(given.number("leaving"))
        case "goto":
            return machine.GoTo(given.number("to"))
        case "turn":
            return machine.PassTurn(Position(given.number("leaving"), given.optional("turn")))
        case "reveal":
            return machine.Reveal()
        case "switch":
            return machine.Switch()
        case "pause":
            return machine.Pause()
        case "resume":
            return machine.Resume()
        case "halt":
            return machine.Halt()
        case "extend" if data.get("seconds") in {"60", "300", "-60"}:
            return machine.Extend(given.number("seconds"))
        case "correct" if data.get("seconds") in {"60", "-60"}:
            return machine.Correct(given.number("seconds"))
        case "fit":
            return machine.Fit(given.times(), given.legs())
        case "skip":
            return machine.Skip(given.number("leg"))
        case "include":
            return machine.Include(given.number("leg"))
        case "assign" if data.get("role") in set(Role) - {Role.FACILITATOR} and scene.leg:
            role = Role(data["role"])
            return machine.Assign(scene.casting(role), role, given.people(scene))
        case "cast" if data.get("role") in set(Role) - {Role.FACILITATOR} and scene.leg:
            return cast(scene, Role(data["role"]), given.one(scene))
        case "offer" if not scene.session.self_guided:
            return machine.Offer(next(iter(given.people(scene)), None))
        case "finish":
            return machine.Finish()
    raise BadCommand(str(data.get("verb"))[:20])


def cast(scene: Scene, role: Role, person: int) -> Command:
    """Give a role to one person: beside those who hold it, or instead of whoever held it alone."""
    round = scene.casting(role)
    if role is Role.MEMBER:
        held = next((h.role for h in scene.state.held if h.round == round and h.person == person), role)
        return machine.Assign(round, held, tuple(p for p in scene.state.holders(round, held) if p != person))
    others = () if role.single else scene.state.holders(round, role)
    return machine.Assign(round, role, (*others, person))


def open_session_by(code: str) -> LiveSession | None:
    """The open session of a typed code; closed and unknown ones are the same nothing."""
    return LiveSession.objects.exclude(phase=machine.Phase.CLOSED).filter(code=clean_code(code) or "-").first()
