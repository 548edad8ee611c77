"""Writers of xlsx and CSV that hold one row at a time."""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, TYPE_CHECKING, Literal

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from core.japanese.kanji import is_variation_selector
from core.tabular.formulas import FIRST, neutralise_formula

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Cell = str | int | float | date | None
CsvEncoding = Literal["utf-8-sig", "cp932"]

# Enough for its reader to see the pattern; the count says how many there are.
_SHOWN = 20
_XLSX_ROWS = 1_048_576
_HEIGHTS_KEPT = 1000
_LINE_HEIGHT = 15  # points, Excel's default


@dataclass(frozen=True)
class Unencodable:
    """Row `row` of the file (the header is row 1) has characters that the encoding lacks."""

    row: int
    characters: str


class UnencodableRowsError(Exception):
    """Some rows cannot be written in the encoding: which, and their characters."""

    def __init__(self, rows: list[Unencodable], encoding: str) -> None:
        self.rows = rows
        self.encoding = encoding
        shown = "、".join(
            _("%(row)d行目（%(characters)s）") % {"row": row.row, "characters": row.characters}
            for row in rows[:_SHOWN]
        )
        super().__init__(
            _("この形式では書けない文字が%(count)d行にあります：%(shown)s%(more)s")
            % {"count": len(rows), "shown": shown, "more": " …" if len(rows) > _SHOWN else ""}
        )


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook. `widths` are in characters; by default from the header."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[float] = field(default=())


def write_xlsx(
    file: IO[bytes],
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    sheet_name: str = "Sheet1",
    widths: Sequence[float] = (),
) -> int:
    """Write a workbook of one sheet; returns the number of rows. See `write_workbook`."""
    return write_workbook(file, [Sheet(sheet_name, header, rows, widths)])


def write_workbook(file: IO[bytes], sheets: Sequence[Sheet]) -> int:
    """Write xlsx with one row in memory at a time; returns the number of rows of all sheets.

    Text stays text (codes and phone numbers keep their zeros, nothing is taken for a formula or a
    link), numbers are numbers, dates are ISO text. The header row is bold and frozen.
    """
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_numbers": False,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        },
    )
    try:
        formats = _formats(book)
        count = sum(_write_sheet(book, sheet, formats) for sheet in sheets)
    finally:
        book.close()
    return count


@dataclass(frozen=True)
class _Formats:
    bold: xlsxwriter.format.Format
    text: xlsxwriter.format.Format
    lines: xlsxwriter.format.Format


def _formats(book: xlsxwriter.Workbook) -> _Formats:
    text = {"num_format": "@", "valign": "top"}
    return _Formats(
        bold=book.add_format({**text, "bold": True, "bottom": 1, "bg_color": "#E8F1FE"}),
        text=book.add_format(text),
        lines=book.add_format({**text, "text_wrap": True}),
    )


def _new_sheet(
    book: xlsxwriter.Workbook, sheet: Sheet, formats: _Formats
) -> xlsxwriter.worksheet.Worksheet:
    """With its header, widths, and how it looks on the screen and on paper."""
    paper = book.add_worksheet(sheet.name)
    widths = sheet.widths or [_header_width(title) for title in sheet.header]
    for column, width in enumerate(widths):
        paper.set_column(column, column, width, formats.text)
    paper.freeze_panes(1, 0)
    paper.repeat_rows(0)
    paper.set_landscape()
    paper.set_paper(9)  # A4
    paper.fit_to_pages(1, 0)
    # Codes and phone numbers are text on purpose: no green triangles.
    paper.ignore_errors({"number_stored_as_text": f"A1:XFD{_XLSX_ROWS}"})
    for column, title in enumerate(sheet.header):
        paper.write_string(0, column, title, formats.bold)
    return paper


def _write_sheet(book: xlsxwriter.Workbook, sheet: Sheet, formats: _Formats) -> int:
    paper = _new_sheet(book, sheet, formats)
    number = 0
    write_string = paper.write_string
    for number, row in enumerate(sheet.rows, start=1):
        most_lines = 1
        for column, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                cell_format = None
                if "\n" in value:
                    cell_format, most_lines = formats.lines, max(most_lines, value.count("\n") + 1)
                # -1: beyond the sheet, -2: cut off; a cell is never lost in silence.
                if write_string(number, column, value, cell_format) != 0:
                    raise ValueError(f"row {number + 1}, column {column + 1} does not fit in xlsx")
            elif isinstance(value, date):
                write_string(number, column, _iso(value))
            else:
                paper.write_number(number, column, value, None)
        if most_lines > 1:
            _set_height(paper, number, most_lines)
    paper.autofilter(0, 0, max(number, 1), len(sheet.header) - 1)
    return number


def _set_height(paper: xlsxwriter.worksheet.Worksheet, number: int, lines: int) -> None:
    """LibreOffice does not fit rows to their text by itself."""
    paper.set_row(number, _LINE_HEIGHT * min(lines, _SHOWN))
    if len(paper.row_sizes) > _HEIGHTS_KEPT:
        # XlsxWriter remembers every height; those of rows already in the file are not needed.
        for row in [row for row in paper.row_sizes if row < paper.previous_row]:
            del paper.row_sizes[row], paper.row_info[row]


def write_csv(
    file: IO[bytes],
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    encoding: CsvEncoding = "utf-8-sig",
) -> int:
    """Write CSV with CRLF (RFC 4180), formulas neutralised; returns the number of rows.

    Raises UnencodableRowsError, naming every such row, once all rows are seen: write to a
    temporary file and send it afterwards.
    """
    lines = _Lines(file, encoding)
    write_row = csv.writer(lines).writerow
    write_row([neutralise_formula(title) for title in header])
    for row in rows:
        write_row(
            [
                (neutralise_formula(value) if value[:1] in FIRST else value)
                if isinstance(value, str)
                else (_iso(value) if isinstance(value, date) else value)
                for value in row
            ]
        )
    if lines.unencodable:
        raise UnencodableRowsError(lines.unencodable, encoding)
    return lines.number - 1


class _Lines:
    """Takes the lines of a csv.writer, one call a row, and remembers those it cannot encode."""

    def __init__(self, file: IO[bytes], encoding: CsvEncoding) -> None:
        self._write = file.write
        self._codec = "cp932" if encoding == "cp932" else "utf-8"
        self.number = 0
        self.unencodable: list[Unencodable] = []
        if encoding == "utf-8-sig":
            self._write(b"\xef\xbb\xbf")

    def write(self, line: str) -> int:
        self.number += 1
        try:
            return self._write(line.encode(self._codec))
        except UnicodeEncodeError:
            self.unencodable.append(Unencodable(self.number, _lacking(line, self._codec)))
            return 0


def _lacking(line: str, codec: str) -> str:
    """The characters that the codec lacks, each with its variation selector so that it shows."""
    found: list[str] = []
    before = ""
    for character in line:
        try:
            character.encode(codec)
        except UnicodeEncodeError:
            shown = before + character if is_variation_selector(character) else character
            if shown not in found:
                found.append(shown)
        before = character
    return "".join(found)


def _iso(value: date) -> str:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    return value.isoformat()


def _header_width(title: str) -> float:
    return max(10, 2 + sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in title))
