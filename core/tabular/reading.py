"""`read_table`: the cells of an uploaded xlsx or CSV as text, with the file's own row numbers."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from django.utils.translation import gettext as _

from core.tabular.encodings import UndecodableError, decode_csv
from core.tabular.formulas import restore_formula
from core.tabular.limits import LIMITS, Limits
from core.tabular.workbooks import UnreadableWorkbookError, is_workbook, open_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class UnreadableTableError(Exception):
    """The file as a whole cannot be read; the message says why and what to do."""


# 外字: drawn only on the machines of one office; no font here could print them.
_PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")


@dataclass(frozen=True)
class Problem:
    """Why row `row` of the file (the header is row 1) cannot be taken."""

    row: int
    reason: str


@dataclass(frozen=True)
class TableRow:
    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Rows have as many cells as the header; blank rows are left out, numbers are the file's.

    `encoding` is `xlsx`, `utf-8-sig`, `utf-8` or `cp932`. Text is as in the file: cells are not
    trimmed, CSV's neutralised formulas are restored.
    """

    header: tuple[str, ...]
    rows: list[TableRow]
    encoding: str
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_table(file: IO[bytes], filename: str, limits: Limits = LIMITS) -> Table:
    """The first visible sheet of an xlsx, or a CSV in UTF-8 or cp932.

    Rows that hold a formula, a merged cell or a broken character are in `problems`. Raises
    UnreadableTableError when the file as a whole cannot be read.
    """
    data = file.read(limits.bytes + 1)
    if len(data) > limits.bytes:
        raise UnreadableTableError(
            _("ファイルが大きすぎます。%(size)d MB以下にしてください。")
            % {"size": limits.bytes // (1024 * 1024)}
        )
    if not data.strip():
        raise UnreadableTableError(_("ファイルが空です。"))
    try:
        if is_workbook(data, filename):
            sheet = open_workbook(data, limits)
            problems = [Problem(row, reason) for row, reason in sheet.problems]
            return _table(sheet.rows, "xlsx", problems, sheet.warnings, limits)
        text = decode_csv(data)
        return _table(_csv_rows(text.text), text.encoding, [], [], limits)
    except (UndecodableError, UnreadableWorkbookError) as error:
        raise UnreadableTableError(str(error)) from error


def _csv_rows(text: str) -> Iterable[list[str]]:
    first = text.split("\n", 1)[0]
    delimiter = "\t" if "\t" in first and "," not in first else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for row in reader:
            number += 1
            yield [restore_formula(cell) for cell in row]
    except csv.Error as error:
        raise UnreadableTableError(
            _('%(row)d行目から先を読めません。引用符（"）の閉じ忘れなどがないか確かめてください。')
            % {"row": number + 1}
        ) from error


def _table(
    rows: Iterable[Sequence[str]],
    encoding: str,
    problems: list[Problem],
    warnings: list[str],
    limits: Limits,
) -> Table:
    numbered = iter(enumerate(rows, start=1))
    header = _header(next(numbered, (1, []))[1], limits)
    kept: list[TableRow] = []
    problems = list(problems)
    for number, cells in numbered:
        if not any(cell.strip() for cell in cells):
            continue
        if len(kept) == limits.rows:
            raise UnreadableTableError(
                _("行が多すぎます。見出しを除いて%(rows)s行までに分けてください。")
                % {"rows": f"{limits.rows:,}"}
            )
        problems += [Problem(number, reason) for reason in _row_reasons(cells, header, limits)]
        padded = (*cells[: len(header)], *[""] * (len(header) - len(cells)))
        kept.append(TableRow(number, padded))
    if not kept:
        raise UnreadableTableError(_("見出しの下に行がありません。"))
    return Table(header, kept, encoding, sorted(problems, key=lambda p: p.row), warnings)


def _header(cells: Sequence[str], limits: Limits) -> tuple[str, ...]:
    titles = [cell.strip() for cell in cells]
    while titles and not titles[-1]:
        titles.pop()
    if not titles:
        raise UnreadableTableError(_("1行目に見出しがありません。"))
    if len(titles) > limits.columns:
        raise UnreadableTableError(
            _("列が多すぎます。%(columns)d列までにしてください。") % {"columns": limits.columns}
        )
    twice = sorted({title for title in titles if title and titles.count(title) > 1})
    if twice:
        raise UnreadableTableError(
            _("同じ見出しが2つ以上あります：%(titles)s") % {"titles": "、".join(twice)}
        )
    return tuple(titles)


def _row_reasons(cells: Sequence[str], header: Sequence[str], limits: Limits) -> list[str]:
    reasons = []
    if any(cell.strip() for cell in cells[len(header) :]):
        reasons.append(_("見出しのない列に値があります。"))
    for title, cell in zip(header, cells, strict=False):
        if not title and cell.strip():
            reasons.append(_("見出しのない列に値があります。"))
        if "\ufffd" in cell:
            reasons.append(_("「%(title)s」の文字が化けています。") % {"title": title})
        if _PRIVATE_USE.search(cell):
            reasons.append(
                _("「%(title)s」に外字があります。ふつうの文字に直してください。")
                % {"title": title}
            )
        if "\x00" in cell:
            reasons.append(_("「%(title)s」に使えない文字があります。") % {"title": title})
        if len(cell) > limits.cell:
            reasons.append(_("「%(title)s」が長すぎます。") % {"title": title})
    return list(dict.fromkeys(reasons))
