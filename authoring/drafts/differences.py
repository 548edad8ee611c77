"""What changed between two texts: lines, and within a changed line the characters."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

CONTEXT = 3
# Below this the two lines are another sentence, and marks inside them would only confuse.
_ALIKE = 0.4
_LONGEST = 1_000  # a line with marks inside: to find them may take the third power of its length


class Mark(Enum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of the old text (`old`), of the new (`new`), or of both: their numbers from 1.

    A `GAP` stands for lines that are alike and left out.
    """

    mark: Mark
    pieces: tuple[Piece, ...] = ()
    old: int | None = None
    new: int | None = None


def differences(old: str, new: str) -> list[DiffLine]:
    """The lines that differ, with a few around them; nothing for equal texts."""
    before, after = old.splitlines(), new.splitlines()
    lines: list[DiffLine] = []
    for group in _compared(old, new).get_grouped_opcodes(CONTEXT):
        if lines or group[0][1] > 0:
            lines.append(DiffLine(Mark.GAP))
        for tag, a, b, c, d in group:
            if tag == "equal":
                lines += (
                    DiffLine(Mark.SAME, (Piece(before[a + i]),), a + i + 1, c + i + 1)
                    for i in range(b - a)
                )
            else:
                lines += _changed(before[a:b], after[c:d], a, c)
    return lines


def _compared(old: str, new: str) -> SequenceMatcher[str]:
    return SequenceMatcher(None, old.splitlines(), new.splitlines())


def counts(old: str, new: str) -> tuple[int, int]:
    """How many lines were added and removed."""
    added = removed = 0
    for tag, a, b, c, d in _compared(old, new).get_opcodes():
        if tag != "equal":
            added, removed = added + d - c, removed + b - a
    return added, removed


def _changed(before: list[str], after: list[str], a: int, c: int) -> list[DiffLine]:
    removed: list[DiffLine] = []
    added: list[DiffLine] = []
    for index, line in enumerate(before):
        twin = after[index] if index < len(after) else ""
        removed.append(DiffLine(Mark.REMOVED, _pieces(line, twin), old=a + index + 1))
    for index, line in enumerate(after):
        twin = before[index] if index < len(before) else ""
        added.append(DiffLine(Mark.ADDED, _pieces(line, twin), new=c + index + 1))
    return removed + added


def _pieces(line: str, twin: str) -> tuple[Piece, ...]:
    """The line, with what its counterpart does not have marked."""
    matcher = SequenceMatcher(None, line, twin)
    is_long = max(len(line), len(twin)) > _LONGEST
    if is_long or not twin or matcher.ratio() < _ALIKE:
        return (Piece(line, is_changed=True),)
    return tuple(
        Piece(line[start:end], is_changed=tag != "equal")
        for tag, start, end, _other, _end in matcher.get_opcodes()
        if start < end
    )
