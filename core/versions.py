"""Two people at one form: what somebody else stored meanwhile is never overwritten unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime


class Stamped(Protocol):
    """A row that tells when it last changed."""

    updated_at: datetime


class ChangedMeanwhileError(Exception):
    """Somebody stored `row` after it was shown; it is as it stands now."""

    def __init__(self, row: Stamped) -> None:
        super().__init__()
        self.row = row


def version_of(row: Stamped) -> str:
    """What a form holds, hidden, of the row that it shows."""
    return row.updated_at.isoformat()


def refuse_changed(row: Stamped, version: str) -> None:
    """`row`: locked. Raises ChangedMeanwhileError unless it still is what the form showed."""
    if version != version_of(row):
        raise ChangedMeanwhileError(row)
