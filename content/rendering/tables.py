"""The table of a chart: its data, checked cell by cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from content.rendering.markdown import MARKDOWN, in_kana

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it.token import Token

NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?", re.ASCII)
LONGEST_NUMBER = 18  # letters: more than a picture has room for
LONGEST_NAME = 60
MOST_VALUES = 60
MOST_SERIES = 6  # as there are colours

Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


def read_table(
    body: str, body_line: int, line: int, report: Callable[[int, str], None]
) -> Table | None:
    """The columns and rows of a body that must be one table of names and numbers.

    `line` is the directive's own. Reports what is wrong; returns None without a usable table.
    """
    tokens = MARKDOWN.parse(body)
    tops = [token for token in tokens if token.level == 0 and token.nesting >= 0]
    if [token.type for token in tops] != ["table_open"]:
        report(line, _("chart の中身は表を一つだけにしてください。"))
        return None
    (_head_line, columns), *points = _rows(tokens)
    if len(columns) < 2 or not points:
        report(line, _("chart の表には、見出しの行と、値の列と行が一つ以上いります。"))
        return None
    series = len(columns) - 1
    if series > MOST_SERIES or series * len(points) > MOST_VALUES:
        report(
            line,
            _("chart の表に書ける値は%(values)d個まで、値の列は%(columns)d列までです。")
            % {"values": MOST_VALUES, "columns": MOST_SERIES},
        )
        return None
    _check_names(columns, points, body.split("\n"), body_line, report)
    for row_line, cells in points:
        where = row_line + body_line
        for name, cell in zip(columns[1:], cells[1:], strict=True):
            if not NUMBER.fullmatch(cell) or len(cell) > LONGEST_NUMBER:
                report(
                    where,
                    _("「%(name)s」の値「%(cell)s」は半角の数字で書いてください。")
                    % {"name": name, "cell": cell},
                )
    return columns, tuple(cells for _line, cells in points)


def _check_names(
    columns: tuple[str, ...],
    points: list[tuple[int, tuple[str, ...]]],
    lines: list[str],
    first: int,
    report: Callable[[int, str], None],
) -> None:
    """Rows and columns have names of their own, and no row has a cell that no column heads."""
    seen: set[str] = set()
    for row_line, cells in points:
        name, where = cells[0], row_line + first
        if not name or name in seen:
            report(where, _("表の行の名前「%(name)s」が空か、二度あります。") % {"name": name})
        seen.add(name)
        if len(_cells(lines[row_line])) > len(columns):
            report(where, _("表の行「%(name)s」の値が、列の数より多くあります。") % {"name": name})
    for name in columns[1:]:
        if not name or columns.count(name) > 1:
            report(first, _("表の列の名前「%(name)s」が空か、二度あります。") % {"name": name})
    for name in (*columns, *seen):
        if len(name) > LONGEST_NAME:
            report(
                first,
                _("「%(key)s」は%(limit)d文字までです。") % {"key": name, "limit": LONGEST_NAME},
            )


def _cells(line: str) -> list[str]:
    """The cells of a row as written; the table's parser leaves out those that are too many."""
    return re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))


def _rows(tokens: list[Token]) -> list[tuple[int, tuple[str, ...]]]:
    """Each row's line in the body (from 0) and its cells as they are drawn."""
    rows: list[tuple[int, list[str]]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append((token.map[0] if token.map else 0, []))
        elif token.type == "inline" and rows:
            rows[-1][1].append(in_kana(token.content).strip())
    return [(line, tuple(cells)) for line, cells in rows]
