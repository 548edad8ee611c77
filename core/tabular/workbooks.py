"""xlsx: guarded, looked through for formulas and merged cells, then read by calamine."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

import python_calamine
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.tabular.limits import Limits

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_OLD_SUFFIXES = (".xls", ".xlsb", ".ods", ".numbers")
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_CHUNK = 64 * 1024
_XML_NAMES = 20_000
_ENDLESS = 1 << 62
# Whatever a damaged or hostile archive makes the standard library raise.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    NotImplementedError,
    RuntimeError,
    KeyError,
    EOFError,
    ValueError,
)


class UnreadableWorkbookError(ValueError):
    """The workbook cannot be read; the message says why in the reader's language."""


@dataclass
class SheetRows:
    rows: list[list[str]]
    problems: list[tuple[int, str]]
    warnings: list[str] = field(default_factory=list)


@dataclass
class _Survey:
    """What a sheet's XML tells before it is opened: its extent, its formulas, its merged cells."""

    last_row: int = 0
    last_column: int = 0
    formulas: dict[int, list[str]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)


def is_workbook(data: bytes, filename: str) -> bool:
    """Told by the bytes, not by the name; refuses what is a workbook of another kind."""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableWorkbookError(
                _("パスワードで保護されています。パスワードを外して保存し直してください。")
            )
        raise UnreadableWorkbookError(
            _("古いExcelの形式（.xls）です。「Excelブック（.xlsx）」で保存し直してください。")
        )
    if data.startswith(_ZIP):
        return True
    if filename.lower().endswith((".xlsx", ".xlsm", *_OLD_SUFFIXES)):
        raise UnreadableWorkbookError(_not_xlsx())
    return False


def open_workbook(data: bytes, limits: Limits) -> SheetRows:
    """The rows of the first visible sheet, from row 1, as text."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _guard(archive, limits)
            first = _first_sheet(archive)
            survey = _surveyed(archive, first.path)
    except UnreadableWorkbookError:
        raise
    except _BROKEN as error:
        raise UnreadableWorkbookError(_not_xlsx()) from error
    if survey.last_row > limits.rows + 1:
        raise UnreadableWorkbookError(
            _("行が多すぎます。見出しを除いて%(rows)s行までに分けてください。")
            % {"rows": f"{limits.rows:,}"}
        )
    if survey.last_column > limits.columns:
        raise UnreadableWorkbookError(
            _("列が多すぎます。%(columns)d列までにしてください。") % {"columns": limits.columns}
        )
    warnings = []
    if first.has_others:
        warnings.append(_("「%(name)s」のシートだけを読みました。") % {"name": first.name})
    return SheetRows(_cells(data, first.name), list(_problems(survey)), warnings)


def _guard(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Unpack once, counting, before anything is parsed: declared sizes may lie."""
    room = limits.unpacked
    for info in archive.infolist():
        if info.flag_bits & 1:
            raise UnreadableWorkbookError(
                _("パスワードで保護されています。パスワードを外して保存し直してください。")
            )
        declared, info.file_size = info.file_size, _ENDLESS
        size = 0
        with archive.open(info) as part:
            while chunk := part.read(_CHUNK):
                size += len(chunk)
                if size > min(room, declared):
                    raise UnreadableWorkbookError(
                        _("ファイルの中身が大きすぎます。行や画像を減らしてください。")
                    )
        info.file_size = declared
        room -= size


@dataclass(frozen=True)
class _First:
    name: str
    path: str
    has_others: bool


def _first_sheet(archive: zipfile.ZipFile) -> _First:
    """The first visible worksheet: its name and where its XML stands in the archive."""
    targets = {
        attributes["Id"]: attributes["Target"]
        for tag, attributes in _elements(archive, "xl/_rels/workbook.xml.rels")
        if tag == "Relationship"
    }
    sheets = []
    for tag, attributes in _elements(archive, "xl/workbook.xml"):
        if tag != "sheet" or attributes.get("state", "visible") != "visible":
            continue
        relation = {name.rpartition(":")[2]: value for name, value in attributes.items()}["id"]
        target = targets[relation]
        path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        if "worksheets/" in path:
            sheets.append((attributes["name"], posixpath.normpath(path)))
    if not sheets:
        raise UnreadableWorkbookError(_("読めるシートがありません。"))
    return _First(*sheets[0], has_others=len(sheets) > 1)


def _elements(archive: zipfile.ZipFile, path: str) -> list[tuple[str, dict[str, str]]]:
    """The start tags of a small XML part, without name-space prefixes."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(found) < _XML_NAMES:
            found.append((tag.rpartition(":")[2], attributes))

    _parse(archive, path, start)
    return found


def _surveyed(archive: zipfile.ZipFile, path: str) -> _Survey:
    survey = _Survey()
    row = column = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column
        match tag.rpartition(":")[2]:
            case "row":
                row = int(attributes["r"]) if "r" in attributes else row + 1
                column = 0
            case "c":
                if "r" in attributes:
                    row, column = _position(attributes["r"])
                else:
                    column += 1
            case "f":
                survey.formulas.setdefault(row, []).append(_column_name(column))
                _extend(survey, row, column)
            case "v" | "is":
                _extend(survey, row, column)
            case "mergeCell":
                survey.merged.append(attributes["ref"])

    _parse(archive, path, start)
    return survey


def _extend(survey: _Survey, row: int, column: int) -> None:
    survey.last_row = max(survey.last_row, row)
    survey.last_column = max(survey.last_column, column)


def _parse(archive: zipfile.ZipFile, path: str, start: Any) -> None:
    """Feed a part to expat; document types, where the attacks on XML live, are refused."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse_document_type
    with archive.open(path) as part:
        while chunk := part.read(_CHUNK):
            parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _refuse_document_type(*_arguments: object) -> None:
    raise UnreadableWorkbookError(_not_xlsx())


def _position(reference: str) -> tuple[int, int]:
    match = _CELL.fullmatch(reference)
    if not match:
        raise UnreadableWorkbookError(_not_xlsx())
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def _column_name(column: int) -> str:
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _problems(survey: _Survey) -> Iterator[tuple[int, str]]:
    for row, columns in survey.formulas.items():
        cells = "、".join(f"{name}{row}" for name in columns[:5])
        more = " …" if len(columns) > 5 else ""
        yield (
            row,
            _("%(cells)s に数式が入っています。値に置き換えてください。") % {"cells": cells + more},
        )
    for reference in survey.merged:
        row, _column = _position(reference.split(":")[0])
        yield (
            row,
            _("%(cells)s が結合されています。セルの結合を解除してください。")
            % {"cells": reference},
        )


def _cells(data: bytes, name: str) -> list[list[str]]:
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return [
                [_text(value) for value in row] for row in book.get_sheet_by_name(name).iter_rows()
            ]
    except python_calamine.PasswordError as error:
        raise UnreadableWorkbookError(
            _("パスワードで保護されています。パスワードを外して保存し直してください。")
        ) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableWorkbookError(_not_xlsx()) from error


def _text(value: Any) -> str:
    """A cell as text: whole numbers without `.0`, dates and times as ISO."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(timespec="seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)


def _not_xlsx() -> str:
    return _(
        "Excelブック（.xlsx）として読めません。"
        "Excelで開いて「Excelブック（.xlsx）」で保存し直してください。"
    )
