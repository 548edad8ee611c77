"""What fits on a slide: texts measured in em, and cut into slides where they don't fit on one."""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING

from courses.handbook.slides.words import Line, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from courses.handbook.slides.words import Table

# At 28 pt a slide's body holds this many lines of this many em; beside a picture, at 20 pt.
ROOM_LINES = 10.4
ROOM_EM = 29.5
BESIDE_LINES = 12.0
BESIDE_EM = 17.5
GAP = 0.26  # of a line, between two paragraphs
TABLE_ROWS = 8
TABLE_EM = 42  # the letters of a row at 20 pt


def width(text: str) -> float:
    """In em of full-width letters; other letters are taken wider than most are."""
    return sum(1 if unicodedata.east_asian_width(each) in "WFA" else 0.56 for each in text)


def height(line: Line, room: float = ROOM_EM) -> float:
    """In lines. Readings in brackets count: they are longer than the kanji alone."""
    text = plain(line.text, set())
    return math.ceil(width(text) / (room - 1.4 * line.level)) + GAP


def slides_of(
    lines: Sequence[Line], *, most: float = ROOM_LINES, room: float = ROOM_EM
) -> Iterator[list[Line]]:
    """The lines on as few slides as hold them, evenly filled; a list stays with what opens it."""
    total = sum(height(line, room) for line in lines)
    count = max(1, math.ceil(total / most))
    share = total / count + 1
    held: list[Line] = []
    used = 0.0
    for line in lines:
        needed = height(line, room)
        if held and (used + needed > most or used >= share):
            opener = [held.pop()] if line.level > held[-1].level and len(held) > 1 else []
            yield held
            held, used = opener, sum(height(each, room) for each in opener)
        held.append(line)
        used += needed
    if held:
        yield held


def tables_of(table: Table) -> Iterator[tuple[tuple[str, ...], ...]]:
    """The rows of a table, as many as a slide holds."""
    heights = [
        max(math.ceil(width(plain(cell, set())) * len(row) / TABLE_EM) for cell in row)
        for row in table.rows
    ]
    held: list[tuple[str, ...]] = []
    used = 0
    for row, needed in zip(table.rows, heights, strict=True):
        if held and used + needed > TABLE_ROWS + 1:
            yield tuple(held)
            held, used = [], 0
        held.append(row)
        used += needed
    if held:
        yield tuple(held)
