"""Disclosure control for published tables: small cells are hidden, and enough others with them.

A table is a set of cells tied by sums (`parent = child + child + …`). Cells of 1 to 4 are hidden;
then further cells, smallest first, until no hidden value can be worked out from what stays visible:
neither by solving the sums nor by narrowing each hidden cell between its bounds. A reader knows
that a hidden cell is at least 1, since zeros stay visible.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

SMALLEST_SHOWN = 5
# Sums are solved modulo a prime: exact enough to see whether a value is determined, and fast.
_PRIME = 2_147_483_647

Cell = TypeVar("Cell", bound="Hashable")


def hidden_cells(
    values: Mapping[Cell, int], sums: Sequence[tuple[Cell, Sequence[Cell]]]
) -> set[Cell]:
    """The cells to hide.

    `sums`: `(parent, children)` for each sum that a reader may use, with
    `values[parent] == sum(values[child] for child in children)`.
    """
    hidden = {cell for cell, value in values.items() if 0 < value < SMALLEST_SHOWN}
    sums_of = _sums_by_cell(sums)
    while hidden:
        exposed = _narrowed(values, sums, sums_of, hidden) or _solved(sums, hidden)
        if not exposed:
            break
        added = {
            partner
            for cell in exposed
            if (partner := _partner(cell, values, sums, sums_of, hidden)) is not None
        }
        if not added:
            break
        hidden |= added
    return hidden


def _sums_by_cell(sums: Sequence[tuple[Cell, Sequence[Cell]]]) -> dict[Cell, list[int]]:
    sums_of: dict[Cell, list[int]] = defaultdict(list)
    for index, (parent, children) in enumerate(sums):
        for cell in (parent, *children):
            sums_of[cell].append(index)
    return sums_of


def _partner(
    cell: Cell,
    values: Mapping[Cell, int],
    sums: Sequence[tuple[Cell, Sequence[Cell]]],
    sums_of: Mapping[Cell, list[int]],
    hidden: set[Cell],
) -> Cell | None:
    """The smallest visible cell in a sum with `cell`.

    Sums that hold no other hidden cell come first, and children before parents.
    """
    candidates: list[tuple[bool, bool, int, Cell]] = []
    for index in sums_of.get(cell, ()):
        parent, children = sums[index]
        members = (*children, parent)
        is_covered = sum(member in hidden for member in members) > 1
        candidates += [
            (is_covered, other == parent, values[other], other)
            for other in members
            if other not in hidden and values[other] > 0
        ]
    return min(candidates, key=lambda item: item[:3])[3] if candidates else None


def _narrowed(
    values: Mapping[Cell, int],
    sums: Sequence[tuple[Cell, Sequence[Cell]]],
    sums_of: Mapping[Cell, list[int]],
    hidden: set[Cell],
) -> set[Cell]:
    """The hidden cells whose lower and upper bound meet."""
    largest = max(values.values())
    low = {cell: 1 if cell in hidden else value for cell, value in values.items()}
    high = {cell: largest if cell in hidden else value for cell, value in values.items()}
    waiting = {index for cell in hidden for index in sums_of.get(cell, ())}
    while waiting:
        parent, children = sums[waiting.pop()]
        for cell in _tighten(parent, children, low, high):
            if low[cell] < high[cell]:
                waiting.update(sums_of[cell])
            else:
                return {cell for cell in hidden if low[cell] == high[cell]}
    return set()


def _tighten(
    parent: Cell, children: Sequence[Cell], low: dict[Cell, int], high: dict[Cell, int]
) -> Iterable[Cell]:
    """Narrow the bounds of one sum's cells; gives the cells that changed."""
    least = sum(low[child] for child in children)
    most = sum(high[child] for child in children)
    changed = []
    if least > low[parent] or most < high[parent]:
        low[parent], high[parent] = max(low[parent], least), min(high[parent], most)
        changed.append(parent)
    for child in children:
        floor = low[parent] - (most - high[child])
        ceiling = high[parent] - (least - low[child])
        if floor > low[child] or ceiling < high[child]:
            least += max(0, floor - low[child])
            most -= max(0, high[child] - ceiling)
            low[child], high[child] = max(low[child], floor), min(high[child], ceiling)
            changed.append(child)
    return changed


def _solved(sums: Sequence[tuple[Cell, Sequence[Cell]]], hidden: set[Cell]) -> set[Cell]:
    """The hidden cells whose value the sums determine (Gauss–Jordan elimination)."""
    pivots: dict[Cell, dict[Cell, int]] = {}
    rows_with: dict[Cell, set[Cell]] = defaultdict(set)  # cell → pivots whose row holds it
    for parent, children in sums:
        row = {child: 1 for child in children if child in hidden}
        if parent in hidden:
            row[parent] = _PRIME - 1
        for pivot in [cell for cell in row if cell in pivots]:
            _subtract(row, pivots[pivot], row[pivot])
        if not row:
            continue
        pivot = next(iter(row))
        inverse = pow(row[pivot], -1, _PRIME)
        row = {cell: factor * inverse % _PRIME for cell, factor in row.items()}
        for other in list(rows_with.pop(pivot, ())):
            before = set(pivots[other])
            _subtract(pivots[other], row, pivots[other][pivot])
            for cell in before ^ set(pivots[other]):
                (rows_with[cell].add if cell in pivots[other] else rows_with[cell].discard)(other)
        pivots[pivot] = row
        for cell in row:
            if cell != pivot:
                rows_with[cell].add(pivot)
    return {pivot for pivot, row in pivots.items() if len(row) == 1}


def _subtract(row: dict[Cell, int], other: dict[Cell, int], factor: int) -> None:
    for cell, amount in other.items():
        left = (row.get(cell, 0) - factor * amount) % _PRIME
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)
