"""Forms that several activities share."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .base import Sheet

TEXT_LENGTH = 600
TOO_LONG = _("Dat is te lang: houd het bij %(limit_value)d tekens (nu %(show_value)d).")


def text_field(label: Any, max_length: int = TEXT_LENGTH, **given: Any) -> forms.CharField:
    """A field for a few sentences. Its text is kept as a draft while it is typed."""
    field = forms.CharField(
        label=label,
        max_length=max_length,
        widget=forms.Textarea(attrs={"rows": 3, "data-draft": True}),
        error_messages={"required": _("Schrijf eerst iets op."), "max_length": TOO_LONG},
        **given,
    )
    # Without this the browser cuts off what is pasted, silently; we rather say that it is too long.
    del field.widget.attrs["maxlength"]
    return field


class ContributionForm(forms.Form):
    """A contribution to one sheet. `sheet` gives labels and limits; subclasses add fields."""

    def __init__(self, *args: Any, sheet: "Sheet", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet


class TextForm(ContributionForm):
    """One short text: a question, a sentence, an advice."""

    text = text_field(_("Tekst"))
