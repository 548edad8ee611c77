"""The table of a chart's data, checked cell by cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from content.rendering.markdown import MARKDOWN, in_kana

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it.token import Token

NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?", re.ASCII)
LONGEST_NUMBER = 18  # characters; a picture has no room for more
LONGEST_NAME = 60
MOST_VALUES = 60
MOST_SERIES = 6  # the number of colours

Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


def read_table(
    body: str, body_line: int, line: int, report: Callable[[int, str], None]
) -> Table | None:
    """Read the columns and rows of a body, which must be one table of names and numbers.

    `line` is the directive's own. Reports mistakes; returns None without a usable table.
    """
    tokens = MARKDOWN.parse(body)
    top_tokens = [token for token in tokens if token.level == 0 and token.nesting >= 0]
    if [token.type for token in top_tokens] != ["table_open"]:
        report(line, _("chart の中身は表を一つだけにしてください。"))
        return None
    (_head_line, columns), *points = _read_rows(tokens)
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
        cell_line = row_line + body_line
        for name, cell in zip(columns[1:], cells[1:], strict=True):
            if not NUMBER.fullmatch(cell) or len(cell) > LONGEST_NUMBER:
                report(
                    cell_line,
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
    """Check that names are unique, and that no row has more cells than there are columns."""
    seen: set[str] = set()
    for row_line, cells in points:
        name, name_line = cells[0], row_line + first
        if not name or name in seen:
            report(name_line, _("表の行の名前「%(name)s」が空か、二度あります。") % {"name": name})
        seen.add(name)
        if len(_split_cells(lines[row_line])) > len(columns):
            report(
                name_line, _("表の行「%(name)s」の値が、列の数より多くあります。") % {"name": name}
            )
    for name in columns[1:]:
        if not name or columns.count(name) > 1:
            report(first, _("表の列の名前「%(name)s」が空か、二度あります。") % {"name": name})
    for name in (*columns, *seen):
        if len(name) > LONGEST_NAME:
            report(
                first,
                _("「%(key)s」は%(limit)d文字までです。") % {"key": name, "limit": LONGEST_NAME},
            )


def _split_cells(line: str) -> list[str]:
    """The cells of a row as written; the Markdown parser drops those beyond the last column."""
    return re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))


def _read_rows(tokens: list[Token]) -> list[tuple[int, tuple[str, ...]]]:
    """Each row's line in the body (from 0), and its cells with readings in place of kanji."""
    rows: list[tuple[int, list[str]]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append((token.map[0] if token.map else 0, []))
        elif token.type == "inline" and rows:
            rows[-1][1].append(in_kana(token.content).strip())
    return [(line, tuple(cells)) for line, cells in rows]
