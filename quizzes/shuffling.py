"""The order in which an ordering's choices and a matching's matches are offered.

Drawn from the keys alone: the same for everybody, in every language and after every rewording, so
that pages can be kept and answers sent late still mean what they meant.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def shuffle_keys(keys: Sequence[str], *, seed: str) -> tuple[str, ...]:
    """The keys in an order that is always the same, and never the one given."""

    def draw_order(key: str) -> str:
        return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()

    order = sorted(keys, key=draw_order)
    if order == list(keys):
        order = [*order[1:], order[0]]
    return tuple(order)
