"""Whether a window is open at a moment, until when, and when it opens next. In Asia/Tokyo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from windows.hours.rules import TOKYO, Interval, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from windows.hours.rules import Hours

# A window that does not open within this many days has no next opening worth showing.
HORIZON = 400
# Open for longer than this at a stretch is open without an end that anybody would wait for.
STRETCH = timedelta(days=60)


class OpenState(Enum):
    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Opening:
    """`until`: when an open window closes, None without an end in sight. `opens`: when a closed
    one opens, None when that is not known.
    """

    state: OpenState
    until: datetime | None = None
    opens: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state is OpenState.OPEN

    @property
    def is_unknown(self) -> bool:
        return self.state is OpenState.UNKNOWN


def opening_status(
    hours: Hours, now: datetime, periods: Sequence[Interval] | None = None
) -> Opening:
    """`periods`: the set periods of a window that runs in no others; None for a permanent one."""
    now = now.astimezone(TOKYO)
    if periods is not None:
        ahead = sorted(period for period in periods if period.ends > now)
        if hours.kind is Kind.UNKNOWN and ahead and ahead[0].starts <= now:
            return Opening(OpenState.UNKNOWN)
        return _status_of(_within(hours, ahead, now), now)
    if hours.kind is Kind.UNKNOWN:
        return Opening(OpenState.UNKNOWN)
    if hours.kind is Kind.ALWAYS:
        return Opening(OpenState.OPEN)
    return _status_of(_intervals(hours, now), now)


def _status_of(intervals: Iterable[Interval], now: datetime) -> Opening:
    """By intervals in the order of their starts; those that touch are one stretch."""
    until: datetime | None = None
    for interval in intervals:
        if until is not None and (interval.starts > until or until - now >= STRETCH):
            break
        if interval.ends <= now:
            continue
        if until is None and interval.starts > now:
            return Opening(OpenState.CLOSED, opens=interval.starts.astimezone(TOKYO))
        until = max(interval.ends, until or interval.ends)
    if until is None:
        return Opening(OpenState.CLOSED)
    return Opening(OpenState.OPEN, until=until.astimezone(TOKYO) if until - now < STRETCH else None)


def _within(hours: Hours, periods: Iterable[Interval], now: datetime) -> Iterator[Interval]:
    """What is open within the periods, which come in order and end after now."""
    for period in periods:
        if hours.kind is not Kind.WEEKLY:
            yield period
            continue
        for interval in _intervals(hours, max(period.starts, now)):
            if interval.starts >= period.ends:
                break
            cut = Interval(max(interval.starts, period.starts), min(interval.ends, period.ends))
            if cut.starts < cut.ends:
                yield cut


def _intervals(hours: Hours, since: datetime) -> Iterator[Interval]:
    """What is open on the days from a moment's on, for a year and more."""
    # A span that started on the day before may still be running.
    first = since.astimezone(TOKYO).date() - timedelta(days=1)
    for number in range(HORIZON):
        day = first + timedelta(days=number)
        yield from sorted(span.on(day) for span in hours.spans_on(day))
