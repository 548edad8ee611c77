"""The differences between two texts: the lines, and the characters within a changed line."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from diff_match_patch import diff_match_patch  # type: ignore[import-untyped] # carries no types

CONTEXT = 3  # equal lines around a difference
# Below this share of equal characters a line is another sentence: marks in it would only confuse.
_ALIKE = 0.4
_LONGEST = 1_000  # characters of a line that is compared within
_SECONDS_A_LINE = 0.05  # then the rest of the line counts as changed


class LineKind(Enum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a line."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of the old text (`old`), of the new (`new`), or of both: their numbers from 1.

    A `GAP` stands for equal lines that are left out.
    """

    kind: LineKind
    spans: tuple[Span, ...] = ()
    old: int | None = None
    new: int | None = None


def diff_texts(old: str, new: str) -> list[DiffLine]:
    """The lines that differ, with a few around them; empty for equal texts."""
    old_lines, new_lines = old.splitlines(), new.splitlines()
    lines: list[DiffLine] = []
    for group in SequenceMatcher(None, old_lines, new_lines).get_grouped_opcodes(CONTEXT):
        if lines or group[0][1] > 0:
            lines.append(DiffLine(LineKind.GAP))
        for tag, old_start, old_end, new_start, new_end in group:
            before, after = old_lines[old_start:old_end], new_lines[new_start:new_end]
            if tag == "equal":
                lines += (
                    DiffLine(
                        LineKind.SAME, (Span(line),), old_start + offset + 1, new_start + offset + 1
                    )
                    for offset, line in enumerate(before)
                )
            else:
                lines += _changed_lines(before, after, old_start, new_start)
    return lines


def count_changed_lines(old: str, new: str) -> tuple[int, int]:
    """How many lines were added and removed."""
    added = removed = 0
    matcher = SequenceMatcher(None, old.splitlines(), new.splitlines())
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            added, removed = added + new_end - new_start, removed + old_end - old_start
    return added, removed


def _changed_lines(
    before: list[str], after: list[str], old_start: int, new_start: int
) -> list[DiffLine]:
    """The removed lines, then the added ones; each is compared with the one in its place."""
    removed: list[DiffLine] = []
    added: list[DiffLine] = []
    for index in range(max(len(before), len(after))):
        old = before[index] if index < len(before) else ""
        new = after[index] if index < len(after) else ""
        old_spans, new_spans = _diff_characters(old, new)
        if index < len(before):
            removed.append(DiffLine(LineKind.REMOVED, old_spans, old=old_start + index + 1))
        if index < len(after):
            added.append(DiffLine(LineKind.ADDED, new_spans, new=new_start + index + 1))
    return removed + added


def _diff_characters(old: str, new: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Both lines, with the characters marked that the other line does not have."""
    whole = (Span(old, is_changed=True),), (Span(new, is_changed=True),)
    if not old or not new or max(len(old), len(new)) > _LONGEST:
        return whole
    matcher = diff_match_patch()
    matcher.Diff_Timeout = _SECONDS_A_LINE
    diffs = matcher.diff_main(old, new, checklines=False)
    matcher.diff_cleanupSemantic(diffs)
    equal = sum(len(text) for operation, text in diffs if operation == matcher.DIFF_EQUAL)
    if 2 * equal < _ALIKE * (len(old) + len(new)):
        return whole
    spans = [(operation, Span(text, operation != matcher.DIFF_EQUAL)) for operation, text in diffs]
    return (
        tuple(span for operation, span in spans if operation != matcher.DIFF_INSERT),
        tuple(span for operation, span in spans if operation != matcher.DIFF_DELETE),
    )
