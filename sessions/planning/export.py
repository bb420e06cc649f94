"""The register as a file: CSV as a Dutch Excel opens it by a double click, and a spreadsheet. No content."""

from __future__ import annotations

import csv
import io
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from .register import Line, Register

FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # how a cell begins that a spreadsheet would calculate (OWASP: CSV injection)
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"  # without it Excel reads UTF-8 as Latin-1


def heading(register: Register) -> list[str]:
    dates = [f"{timezone.localtime(meeting.starts):%d-%m-%Y}" for meeting in register.meetings]
    return [_("Naam"), *dates, _("Uren"), _("Aanwezig (%)")]


def words(line: Line) -> list[str]:
    return [line.member.name, *(str(cell.label) if cell else "" for cell in line.cells)]


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def as_csv(register: Register) -> bytes:
    """Semicolons and decimal commas, as the Dutch settings of Windows have them."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(heading(register))
    for line in register.lines:
        figures = [f"{line.hours:g}".replace(".", ","), "" if line.percentage is None else line.percentage]
        writer.writerow([*(harmless(word) for word in words(line)), *figures])
    return (BOM + out.getvalue()).encode()


def as_spreadsheet(register: Register) -> bytes:
    """An .xlsx with real numbers; every text is written as a text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet(_("Aanwezigheid")), book.add_format({"bold": True})
        for column, word in enumerate(heading(register)):
            sheet.write_string(0, column, word, bold)
        for row, line in enumerate(register.lines, start=1):
            _write(sheet, row, line)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, len(register.meetings) + 2, 13)
    return out.getvalue()


def _write(sheet: Any, row: int, line: Line) -> None:
    texts = words(line)
    for column, word in enumerate(texts):
        if word:
            sheet.write_string(row, column, word)
    sheet.write_number(row, len(texts), line.hours)
    if line.percentage is not None:
        sheet.write_number(row, len(texts) + 1, line.percentage)
