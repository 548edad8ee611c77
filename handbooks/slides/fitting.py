"""What fits on a slide: texts measured in em, and cut into slides where they don't fit on one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from core.japanese.width import em_width
from handbooks.slides.wording import Line, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from handbooks.slides.wording import Table

# At 28 pt a slide's body holds this many lines of this many em; beside a picture, at 20 pt.
ROOM_LINES = 10.4
CLOSE_LINES = 13.5  # the most for what stays in one piece, in smaller letters
READ_LINES = 8.6  # that people take in: seven lines in a few paragraphs
CRUMB = 2.6  # lines that look lost on a slide of their own
ROOM_EM = 29.5
BESIDE_LINES = 12.0
BESIDE_EM = 17.5
BESIDE_SIZES = (24, 20, 18, 16)  # pt; the first of them that holds the lines
BESIDE_WIDTH, BESIDE_HEIGHT = 355, 352  # pt
GAP = 0.26  # of a line, between two paragraphs
TABLE_ROWS = 8.5
TABLE_EM = 42  # the letters of a row at 20 pt


def height(line: Line, room: float = ROOM_EM) -> float:
    """In lines. Readings in brackets count: they are longer than the kanji alone."""
    text = plain(line.text, set())
    return math.ceil(em_width(text) / (room - 1.4 * line.level)) + GAP


def height_of(lines: Iterable[Line], room: float = ROOM_EM) -> float:
    return sum(height(line, room) for line in lines)


def size_beside(lines: Iterable[Line]) -> int:
    """How large lines beside a picture may be."""
    held = list(lines)
    for size in BESIDE_SIZES:
        if height_of(held, BESIDE_WIDTH / size) * size * 1.15 <= BESIDE_HEIGHT:
            return size
    return BESIDE_SIZES[-1] - 2


def slides_of(
    lines: Sequence[Line], *, most: float = READ_LINES, room: float = ROOM_EM
) -> Iterator[list[Line]]:
    """The lines on few slides; a list stays with what opens it, and in one piece unless it is
    longer than a slide. A line or two don't get a slide of their own while they fit on another.
    """
    held: list[Line] = []
    for block in _blocks(lines, most, room):
        used, needed = height_of(held, room), height_of(block, room)
        is_crumb = min(used, needed) <= CRUMB and used + needed <= ROOM_LINES
        if held and used + needed > most and not is_crumb:
            yield held
            held = []
        held = [*held, *block]
    if held:
        yield held


def _blocks(lines: Sequence[Line], most: float, room: float) -> Iterator[list[Line]]:
    """A paragraph with the list that follows it, as far as a slide holds that."""
    block: list[Line] = []
    for line in lines:
        is_new = not line.level or height_of([*block, line], room) > most
        if block and is_new:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def tables_of(table: Table, above: float = 0) -> Iterator[tuple[tuple[str, ...], ...]]:
    """The rows of a table, as many as a slide holds; `above`: the lines above the first of them."""
    heights = [
        0.4
        + 0.6 * max(math.ceil(em_width(plain(cell, set())) * len(row) / TABLE_EM) for cell in row)
        for row in table.rows
    ]
    held: list[tuple[str, ...]] = []
    used = above
    for row, needed in zip(table.rows, heights, strict=True):
        if held and used + needed > TABLE_ROWS + 1:
            yield tuple(held)
            held, used = [], 0.0
        held.append(row)
        used += needed
    if held:
        yield tuple(held)
