"""Tekenen: a drawing with colour and shape, by finger, mouse or keyboard, without text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..base import Activity, Options, Sheet
from ..forms import ContributionForm
from ..pictures import Picture, PictureField
from .strokes import HEIGHT, INKS, LONGEST, WIDTH, WIDTHS, BadDrawing, Stroke, read

INK_NAMES = {
    "black": _("zwart"),
    "blue": _("blauw"),
    "green": _("groen"),
    "yellow": _("geel"),
    "orange": _("oranje"),
    "red": _("rood"),
    "purple": _("paars"),
    "brown": _("bruin"),
    "white": _("wit"),
}
WIDTH_NAMES = {"thin": _("dun"), "medium": _("middel"), "thick": _("dik")}


@dataclass(frozen=True)
class DrawingOptions(Options):
    """photo: drawing on paper is as good, and a photo of it goes on the flap; reveal: live or at_end."""

    photo: bool = False
    reveal: str = "live"
    max_per_member: int | None = 3

    def check(self) -> None:
        self.need(self.reveal in {"live", "at_end"}, "reveal is live of at_end")
        self.need(self.max_per_member is None or self.max_per_member > 0, "max_per_member is een getal boven nul")


class StrokesField(forms.CharField):
    """The strokes as the drawing module writes them (JSON), checked number by number."""

    def clean(self, value: Any) -> Any:
        if not (text := super().clean(value)):
            return []
        try:
            strokes = read(text)
        except BadDrawing:
            raise forms.ValidationError(_("Deze tekening kunnen we niet lezen. Teken hem nog eens.")) from None
        if not strokes:
            raise forms.ValidationError(self.error_messages["required"])
        return strokes


class DrawingForm(ContributionForm):
    """The strokes, and what the drawing module has to know: paper, inks, widths."""

    strokes = StrokesField(
        label=_("Tekening"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"hidden": True, "data-draft": True, "data-strokes": True}),
        error_messages={
            "required": _("Teken eerst iets."),
            "max_length": _("Je tekening is te groot geworden. Neem een paar lijnen terug."),
        },
    )
    paper = {"width": WIDTH, "height": HEIGHT, "longest": LONGEST}
    inks = [(value, INK_NAMES[value], ink) for value, ink in INKS.items()]
    widths = [(value, WIDTH_NAMES[value], width) for value, width in WIDTHS.items()]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["strokes"].widget.attrs["maxlength"]
        if self.sheet.options.photo:
            self.fields["photo"] = PictureField(label=_("Foto van je vel"), required=False)
            self.fields["strokes"].required = False

    def clean_strokes(self) -> list[Stroke]:
        strokes: list[Stroke] = self.cleaned_data["strokes"]
        return strokes

    def clean(self) -> dict[str, Any]:
        """Either of the two: strokes, or a photo of what was drawn on paper."""
        if not self.errors and not any(self.cleaned_data.values()):
            drawn = "strokes" in self.data
            empty = self.fields["strokes"].error_messages["required"] if drawn else _("Kies eerst een foto.")
            self.add_error("strokes" if drawn else "photo", str(empty))
        return self.cleaned_data


class Drawing(Activity):
    kind = "drawing"
    title = _("Tekening")
    options_class = DrawingOptions
    form_class = DrawingForm
    mine_template = "activities/drawing/mine.html"
    entry_template = "activities/drawing/_drawing.html"

    def accept(self, sheet: Sheet, cleaned: Mapping[str, Any], author: int | None) -> dict[str, Any]:
        """The strokes; of a photo only its size, so that its place is kept before it is there."""
        if photo := self.picture(cleaned):
            return {"photo": {"width": photo.width, "height": photo.height}}
        return {"strokes": cleaned["strokes"]}

    def picture(self, cleaned: Mapping[str, Any]) -> Picture | None:
        return cleaned.get("photo")

    def waiting(self, n: int) -> str:
        return ngettext("%(n)s tekening ligt klaar", "%(n)s tekeningen liggen klaar", n) % {"n": n}
