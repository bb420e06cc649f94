"""The forms in which people prepare and look back. What is too long is said, never cut off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from sessions.groups.forms import PlainWords

from .looking_back import GRID, QUESTIONS
from .models import Case, Intention, Reflection

LONG, SHORT, LINE = 6000, 1000, 120
TEXTS = {"happened": 5, "question": 2, "able": 2, "keep": 2, "rather": 2}  # with the rows of each field


def text(rows: int, **attrs: Any) -> forms.Textarea:
    """A field for sentences, in which the phone looks for what makes people traceable."""
    return forms.Textarea(attrs={"rows": rows, "data-traceable": True, **attrs})


class CaseForm(PlainWords, forms.ModelForm):
    """A case in writing; everything may stay open. Bound, it stands for the whole case, whatever part was typed."""

    class Meta:
        model = Case
        fields = ["title", "kind", *TEXTS]
        labels = {
            "title": _("Titel"),
            "kind": _("Is het een probleem, een dilemma of een succes?"),
            "happened": _("Wat gebeurde er?"),
            "question": _("Wat is je vraag?"),
            "able": _("Wat wil je hiermee kunnen?"),
            "keep": _("Wat wil je houden?"),
            "rather": _("Wat wil je liever?"),
        }
        help_texts = {
            "title": _("Kort, zonder namen."),
            "happened": _("Eén concrete situatie, zo kort mogelijk na het moment opgeschreven. Blijf bij de feiten."),
            "question": _("Een open vraag, in één zin."),
            "keep": _("Wat deed je dat je wilt blijven doen?"),
            "rather": _("Zeg het als een wens: wat wil je wél?"),
        }
        widgets = {
            "title": forms.TextInput(attrs={"data-traceable": True, "autocomplete": "off"}),
            "kind": forms.RadioSelect,
            **{name: text(rows) for name, rows in TEXTS.items()},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(
            label=self.fields["kind"].label, choices=Case.Kind.choices, required=False, widget=forms.RadioSelect
        )
        for name, question in QUESTIONS.items():
            self.fields[name] = forms.CharField(label=question, required=False, widget=text(2))
            self.initial[name] = self.instance.looking_back.get(name, "")
        for name, field in self.fields.items():
            limit(field, {"title": LINE, "happened": LONG}.get(name, SHORT))

    @classmethod
    def over(cls, case: Case, typed: Mapping[str, Any]) -> CaseForm:
        """The case with what was typed written over it."""
        written = {name: getattr(case, name) for name in cls.base_fields} | case.looking_back
        return cls({**written, **{name: typed[name] for name in typed}}, instance=case)

    @property
    def grid(self) -> list[tuple[Any, Any, Any]]:
        """The ten questions as five rows: what it is about, the field about me, the field about the other."""
        return [(row, self[f"back_{n}"], self[f"back_{n + 5}"]) for n, (row, _mine, _theirs) in enumerate(GRID, 1)]

    @property
    def has_words(self) -> bool:
        """Whether anything is written at all; only of a form that is sound."""
        return any(self.cleaned_data.values())

    def save(self, commit: bool = True) -> Case:
        answers = {name: self.cleaned_data[name] for name in QUESTIONS}
        self.instance.looking_back = {name: answer for name, answer in answers.items() if answer}
        case: Case = super().save(commit)
        return case


def limit(field: Any, length: int) -> None:
    """A longest length that is said when it is passed. The browser would cut off what is pasted, silently."""
    if isinstance(field, forms.CharField):
        field.validators.append(MaxLengthValidator(length))


class ReflectionForm(PlainWords, forms.ModelForm):
    """A reflection on the last meeting."""

    class Meta:
        model = Reflection
        fields = ["text"]
        labels = {"text": _("Je reflectie")}
        widgets = {"text": text(10)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit(self.fields["text"], LONG)


class IntentionForm(PlainWords, forms.ModelForm):
    """What somebody will try; only what it is must be filled."""

    class Meta:
        model = Intention
        fields = ["what", "when", "notice"]
        labels = {
            "what": _("Wat ga je doen?"),
            "when": _("Wanneer?"),
            "notice": _("Waaraan merk je dat het lukt?"),
        }
        widgets = {"what": text(2), "when": forms.TextInput, "notice": text(2)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            limit(field, SHORT)

    def save(self, commit: bool = True) -> Intention:
        if self.has_changed():
            self.instance.shown = False  # these words are not those the group saw
        intention: Intention = super().save(commit)
        return intention


class OutcomeForm(PlainWords, forms.ModelForm):
    """What came of it; it may be made empty again."""

    class Meta:
        model = Intention
        fields = ["outcome"]
        labels = {"outcome": _("Wat kwam ervan?")}
        widgets = {"outcome": text(2)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit(self.fields["outcome"], SHORT)
