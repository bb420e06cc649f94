"""A photo as it comes from a phone, made into one of ours: upright, of modest size, telling nothing besides.

Nothing of the file itself is kept. Where and when it was taken, and with what, stands in the parts around the
picture (EXIF, GPS), and what could be hidden in a file goes with them: only the dots are painted over, on a new
sheet.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import IO, Any

from django import forms
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

LONGEST = 1600  # dots along the longest side
HEAVIEST = 12 * 1024 * 1024  # bytes of a file as it is sent: what a phone's camera makes
DOTS = 80_000_000  # more would take a server's memory
FORMATS = ("JPEG", "PNG", "WEBP")
ACCEPT = "image/jpeg,image/png,image/webp"  # a phone that keeps its photos otherwise turns them into one of these
BROKEN = (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError)


class BadPicture(ValueError):
    """A file that we make no picture of. The text (Dutch, translated) is for the person."""


@dataclass(frozen=True)
class Picture:
    """A picture of ours: WebP, and its size in dots."""

    content: bytes
    width: int
    height: int


def read(file: IO[bytes], size: int) -> Picture | BadPicture:
    """A file of so many bytes as a picture of ours; or what is wrong with it, for the field to say."""
    if size > HEAVIEST:
        return BadPicture(
            _("Die foto is te groot. Neem er een van hooguit 12 MB, of maak een schermafdruk van de foto.")
        )
    try:
        with Image.open(file, formats=FORMATS) as image:
            if image.width * image.height > DOTS:
                return BadPicture(_("Die foto heeft te veel beeldpunten. Maak er een schermafdruk van en kies die."))
            return painted(image)
    except BROKEN:
        return BadPicture(_("Dit bestand kunnen we niet als foto lezen. Kies een foto (JPEG, PNG of WebP)."))


def painted(image: Image.Image) -> Picture:
    """The picture upright on a new white sheet."""
    image.draft("RGB", (LONGEST, LONGEST))  # a JPEG is read at once at about the size that is needed
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST, LONGEST))
    dots = upright.convert("RGBA")
    sheet = Image.new("RGB", dots.size, "white")
    sheet.paste(dots, mask=dots)
    out = io.BytesIO()
    sheet.save(out, "WEBP", quality=80)
    return Picture(out.getvalue(), *sheet.size)


class PictureField(forms.Field):
    """A photo, read before the form is (reading takes a while): what comes in is a Picture, or a BadPicture."""

    widget = forms.FileInput(attrs={"accept": ACCEPT})

    def to_python(self, value: Any) -> Picture | None:
        if isinstance(value, BadPicture):
            raise forms.ValidationError(str(value))
        return value if isinstance(value, Picture) else None
