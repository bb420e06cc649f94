"""The forms of planning. Dates and times are those of the clock on the wall."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from sessions.groups.forms import PlainWords
from sessions.groups.models import Group, Kind, Membership

from . import skipping
from .models import Answer, Meeting, Poll, Task, Trajectory
from .schedule import WRITTEN, Change
from .series import ZONE, Rhythm, instant

AGO, AHEAD = timedelta(days=366), timedelta(days=3 * 366)
DAY_INPUTS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]
MOMENTS = 6  # fields for moments in a new poll; more can be added afterwards


def day_field(label: Any) -> forms.DateField:
    """A day: a picker where the browser has one, otherwise as people write it."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, input_formats=DAY_INPUTS)


def time_field(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


def moment_field(label: Any, **kwargs: Any) -> forms.DateTimeField:
    """A day and a time in one field."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    formats = ["%Y-%m-%dT%H:%M", "%d-%m-%Y %H:%M"]
    told = {"invalid": _("Schrijf dag en tijd als 31-12-2026 9:30.")}
    return forms.DateTimeField(label=label, widget=widget, input_formats=formats, error_messages=told, **kwargs)


def link_field() -> forms.URLField:
    """Where to meet online; who leaves out the https:// means it."""
    widget = forms.URLInput(attrs={"placeholder": "https://"})
    return forms.URLField(
        label=_("Link, als het online is"), required=False, max_length=200, assume_scheme="https", widget=widget
    )


def clean_day(day: date) -> date:
    """A day that is not years away by a slip of the finger."""
    today = timezone.localdate()
    if not today - AGO <= day <= today + AHEAD:
        raise forms.ValidationError(_("Klopt het jaartal? Deze dag is erg ver weg."))
    return day


class SeriesForm(PlainWords, forms.ModelForm):
    """The rhythm of a series, and when not to meet."""

    starts = day_field(_("Vanaf"))
    time = time_field(_("Hoe laat"))
    online_url = link_field()
    weekday = forms.TypedChoiceField(label=_("Dag"), coerce=int, choices=list(WEEKDAYS.items()))
    every = forms.IntegerField(label=_("Om de hoeveel weken"), min_value=1, max_value=12)
    number = forms.IntegerField(label=_("Hoe vaak"), min_value=1, max_value=30)
    free = forms.CharField(
        label=_("Schoolvakanties en andere vrije periodes"),
        required=False,
        max_length=2000,
        help_text=_("Eén per regel, zoals 17-10-2026 t/m 25-10-2026 herfstvakantie. Feestdagen weten we al."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = Trajectory
        fields = ["kind", "title", "starts", "every", "number", "time", "minutes", "place", "online_url", "country"]
        labels = {
            "title": _("Naam van het traject"),
            "minutes": _("Minuten per keer"),
            "place": _("Plaats"),
            "country": _("Feestdagen van"),
        }
        widgets = {"kind": forms.HiddenInput}

    field_order = [
        *("kind", "title", "starts", "weekday", "time", "every", "number", "minutes"),
        *("place", "online_url", "country", "free"),
    ]

    def clean_starts(self) -> date:
        return clean_day(self.cleaned_data["starts"])

    def clean_free(self) -> list[skipping.Period]:
        try:
            return skipping.periods(self.cleaned_data["free"])
        except skipping.NotUnderstood as wrong:
            raise forms.ValidationError(str(wrong)) from wrong

    @property
    def rhythm(self) -> Rhythm:
        """What was asked for; only of a form that is sound."""
        asked = self.cleaned_data
        return Rhythm(asked["starts"], asked["weekday"], asked["every"], asked["number"], asked["time"])


class MeetingForm(PlainWords, forms.ModelForm):
    """One meeting: when, where, and what is known of it beforehand."""

    day = day_field(_("Dag"))
    time = time_field(_("Hoe laat"))
    online_url = link_field()

    class Meta:
        model = Meeting
        fields = list(WRITTEN)
        labels = {
            "minutes": _("Minuten"),
            "place": _("Plaats"),
            "method": _("Methode"),
            "purpose": _("Soort bijeenkomst"),
            "note": _("Praktisch bericht voor iedereen"),
        }
        widgets = {
            "note": forms.Textarea(attrs={"rows": 2, "maxlength": 1000}),
        }

    field_order = ["day", "time", *WRITTEN]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        supervised = self.instance.kind == Kind.SUPERVISION
        open_yet = _("Het supervisiegesprek") if supervised else _("Dat kiezen we ter plekke")
        self.fields["method"].empty_label = open_yet  # type: ignore[attr-defined]
        if self.instance.pk:
            there = self.instance.starts.astimezone(ZONE)
            self.initial = {**self.initial, "day": there.date(), "time": there.time()}

    def clean_day(self) -> date:
        return clean_day(self.cleaned_data["day"])

    @property
    def change(self) -> Change:
        """What was asked for; only of a form that is sound."""
        asked = self.cleaned_data
        return Change(instant(asked["day"], asked["time"]), {name: asked[name] for name in WRITTEN})


class TaskForm(PlainWords, forms.ModelForm):
    """Something to see to, and by whom."""

    class Meta:
        model = Task
        fields = ["what", "membership"]
        labels = {"what": _("Wat moet er gebeuren?"), "membership": _("Wie doet het?")}
        widgets = {"what": forms.TextInput(attrs={"list": "usual-tasks", "autocomplete": "off"})}

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who: Any = self.fields["membership"]
        who.queryset, who.empty_label = group.members, _("Nog niemand")


REPLIES = [
    (Answer.Value.YES, _("Ik kom")),
    (Answer.Value.NO, _("Ik kan niet")),
    (Answer.Value.MAYBE, _("Ik weet het nog niet")),
]


class ReplyForm(PlainWords, forms.Form):
    """Whether somebody comes; a reason only if they wish."""

    value = forms.ChoiceField(choices=REPLIES)
    reason = forms.CharField(
        label=_("Wil je zeggen waarom?"),
        help_text=_("Het hoeft niet. Alleen de coördinator leest het."),
        max_length=300,
        required=False,
    )


class RemindersForm(PlainWords, forms.ModelForm):
    """Which of the reminders that the group has somebody wishes to get."""

    class Meta:
        model = Membership
        fields = ["remind_answer", "remind_case", "remind_day_before"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in [name for name in self.fields if not getattr(self.instance.group, name)]:
            del self.fields[name]


class AnswerForm(PlainWords, forms.Form):
    """Whether somebody comes, filled in by the coordinator."""

    membership: Any = forms.ModelChoiceField(None, label=_("Wie"))
    value = forms.ChoiceField(label=_("Antwoord"), choices=Answer.Value.choices)
    reason = forms.CharField(
        label=_("Reden, als je die weet"),
        required=False,
        max_length=500,
        help_text=_("Alleen de coördinator ziet dit."),
    )

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = group.members  # type: ignore[attr-defined]


class PollForm(PlainWords, forms.ModelForm):
    """A few moments to choose from."""

    class Meta:
        model = Poll
        fields = ["title", "minutes", "place"]
        labels = {"title": _("Waarvoor zoeken jullie een moment?"), "minutes": _("Minuten"), "place": _("Plaats")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOMENTS + 1):
            label = _("Moment %(number)d") % {"number": number}
            self.fields[f"moment_{number}"] = moment_field(label, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        fields = [f"moment_{number}" for number in range(1, MOMENTS + 1)]
        if not self.moments and not any(name in self.errors for name in fields):
            self.add_error("moment_1", _("Stel minstens één moment voor."))
        return cleaned

    @property
    def moments(self) -> set[Any]:
        """The moments that were filled in, each once."""
        given = (self.cleaned_data.get(f"moment_{number}") for number in range(1, MOMENTS + 1))
        return {moment for moment in given if moment}

    @property
    def moment_fields(self) -> list[Any]:
        return [self[f"moment_{number}"] for number in range(1, MOMENTS + 1)]


class MomentForm(PlainWords, forms.Form):
    """One moment more."""

    starts = moment_field(_("Nog een moment"))


class LostLinkForm(PlainWords, forms.Form):
    """Where to send a new personal link."""

    email = forms.EmailField(label=_("E-mailadres"), widget=forms.EmailInput({"autocomplete": "email"}))
