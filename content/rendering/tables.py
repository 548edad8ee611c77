"""The table of a chart: its data, checked cell by cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from content.rendering.markdown import MARKDOWN, without_ruby

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it.token import Token

NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?", re.ASCII)

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
    seen: set[str] = set()
    for row_line, cells in points:
        where = row_line + body_line
        if not cells[0] or cells[0] in seen:
            report(where, _("表の行の名前「%(name)s」が空か、二度あります。") % {"name": cells[0]})
        seen.add(cells[0])
        for name, cell in zip(columns[1:], cells[1:], strict=True):
            if not NUMBER.fullmatch(cell):
                report(
                    where,
                    _("「%(name)s」の値「%(cell)s」は半角の数字で書いてください。")
                    % {"name": name, "cell": cell},
                )
    return columns, tuple(cells for _line, cells in points)


def _rows(tokens: list[Token]) -> list[tuple[int, tuple[str, ...]]]:
    """Each row's line in the body (from 0) and its cells as plain text."""
    rows: list[tuple[int, list[str]]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append((token.map[0] if token.map else 0, []))
        elif token.type == "inline" and rows:
            rows[-1][1].append(without_ruby(token.content).strip())
    return [(line, tuple(cells)) for line, cells in rows]
