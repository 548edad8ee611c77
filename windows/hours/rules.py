"""A window's hours as data: which spans of which days, what holds on holidays, closed days.

Stored as JSON, written by authors as YAML of the same shape:

- `{"kind": "always"}`, or `{"kind": "unknown"}`: not known, the window's own page tells.
- `{"kind": "weekly", "weekly": […], "monthly": […], "holidays": …, "closed": […]}`:
  - `weekly`: `{"days": ["mon", …], "weeks": [1, 3], "from": "16:00", "to": "21:00"}`; without
    `days` every day, with `weeks` only the first and third such day of a month;
  - `monthly`: `{"day": 10, "from": "08:00", "to": "32:00"}`: instead of that day's hours; where it
    has none (a Sunday, a closed holiday) only with `"on_closed_days": true`, or when it is the only
    rule;
  - `holidays`: "same" as other days (also when left out), "closed", or a list of `{"from", "to"}`;
  - `closed`: `{"from": "12-29", "to": "01-03"}` every year, or full dates; before all else.

A time after midnight goes on counting, as in Japanese timetables: "32:00" is 8 in the morning of
the next day, and belongs to the day on which the span starts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from jpholiday import JPHoliday

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

TOKYO = ZoneInfo("Asia/Tokyo")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60
# Two rules that ever meet on the same day of the week and month do so within this many days.
CYCLE = 4 * 366 + 1

_CLOCK = re.compile(r"([0-9]{1,2}):([0-5][0-9])", re.ASCII)
_DAY_OF_YEAR = re.compile(r"(?:([0-9]{4})-)?([0-9]{2})-([0-9]{2})", re.ASCII)
_holidays = JPHoliday()


class Kind(Enum):
    ALWAYS = "always"
    UNKNOWN = "unknown"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Two moments; the second is outside."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Minutes from a day's midnight; `ends` may lie on the next day."""

    starts: int
    ends: int

    def on(self, day: date) -> Interval:
        midnight = datetime.combine(day, time(), TOKYO)
        return Interval(
            midnight + timedelta(minutes=self.starts), midnight + timedelta(minutes=self.ends)
        )


@dataclass(frozen=True, slots=True)
class Weekly:
    span: Span
    days: frozenset[int]
    weeks: frozenset[int] = frozenset()

    def holds(self, day: date) -> bool:
        return day.weekday() in self.days and (not self.weeks or (day.day + 6) // 7 in self.weeks)


@dataclass(frozen=True, slots=True)
class Monthly:
    span: Span
    day: int
    on_closed_days: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """Days from `first` to `last`, both closed; without years, every year."""

    first: str
    last: str

    def holds(self, day: date) -> bool:
        if len(self.first) == len("2026-12-29"):
            return self.first <= day.isoformat() <= self.last
        here = day.isoformat()[5:]
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True, slots=True)
class Hours:
    kind: Kind
    weekly: tuple[Weekly, ...] = ()
    monthly: tuple[Monthly, ...] = ()
    holidays: tuple[Span, ...] | None = None
    closed: tuple[Closed, ...] = ()

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """The spans that start on a day."""
        if any(closed.holds(day) for closed in self.closed):
            return ()
        return tuple(found for found, _rules, _index in self.rules_on(day, holiday=is_holiday(day)))

    def rules_on(self, day: date, *, holiday: bool) -> Sequence[tuple[Span, str, int]]:
        """The spans of a day that is not among the closed ones, each with its list and its place
        there.
        """
        own = self.holidays if holiday else None
        usual = [
            (rule.span, "weekly", index)
            for index, rule in enumerate(self.weekly)
            if rule.holds(day)
        ]
        if own is not None:
            usual = [(each, "holidays", index) for index, each in enumerate(own)]
        is_open = bool(usual) or (own is None and not self.weekly)
        special = [
            (rule.span, "monthly", index)
            for index, rule in enumerate(self.monthly)
            if rule.day == day.day and (is_open or rule.on_closed_days)
        ]
        return special or usual


ALWAYS = Hours(Kind.ALWAYS)
UNKNOWN = Hours(Kind.UNKNOWN)


@lru_cache(maxsize=2000)
def is_holiday(day: date) -> bool:
    """A national holiday (国民の祝日に関する法律), with its 振替休日 and 国民の休日."""
    return bool(_holidays.is_holiday(day))


def to_minutes(clock: str) -> int:
    """Of "16:30": 990. Raises ValueError."""
    match = _CLOCK.fullmatch(clock)
    found = int(match[1]) * 60 + int(match[2]) if match else -1
    if not 0 <= found <= 2 * DAY_MINUTES:
        raise ValueError(clock)
    return found


def to_clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def check_span(starts: str, ends: str) -> Span:
    """Raises ValueError unless it starts on its day, ends later, and lasts a day at most."""
    found = Span(to_minutes(starts), to_minutes(ends))
    if not (found.starts < DAY_MINUTES and 0 < found.ends - found.starts <= DAY_MINUTES):
        raise ValueError(starts)
    return found


def check_closed_days(first: str, last: str) -> Closed:
    """Raises ValueError for what is no day, for one with a year and one without, for a last day
    before the first.
    """
    matches = [_DAY_OF_YEAR.fullmatch(text) for text in (first, last)]
    years = [match and match[1] for match in matches]
    for match in matches:
        if match is None:
            raise ValueError(first)
        date(int(match[1] or 2024), int(match[2]), int(match[3]))  # 29 February is a day
    if bool(years[0]) != bool(years[1]) or (years[0] and last < first):
        raise ValueError(first)
    return Closed(first, last)


def from_data(data: Mapping[str, Any]) -> Hours:
    """Raises ValueError or KeyError for data that no form and no file lets in."""
    kind = Kind(data["kind"])
    if kind is not Kind.WEEKLY:
        return Hours(kind)
    holidays = data.get("holidays", "same")
    return Hours(
        kind,
        weekly=tuple(
            Weekly(
                check_span(rule["from"], rule["to"]),
                frozenset(DAYS.index(day) for day in rule.get("days") or DAYS),
                frozenset(rule.get("weeks") or ()),
            )
            for rule in data.get("weekly", ())
        ),
        monthly=tuple(
            Monthly(
                check_span(rule["from"], rule["to"]), rule["day"], rule.get("on_closed_days", False)
            )
            for rule in data.get("monthly", ())
        ),
        holidays=_holiday_spans(holidays),
        closed=tuple(
            check_closed_days(days["from"], days["to"]) for days in data.get("closed", ())
        ),
    )


def _holiday_spans(holidays: str | Sequence[Mapping[str, str]]) -> tuple[Span, ...] | None:
    if holidays == "same":
        return None
    if isinstance(holidays, str):
        return ()
    return tuple(check_span(each["from"], each["to"]) for each in holidays)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two spans that meet: the list ("weekly", "monthly", "holidays") and place of the later one,
    and a day on which they do; None for a list that meets itself on every day it holds.
    """

    rules: str
    index: int
    day: date | None


def find_overlap(hours: Hours) -> Overlap | None:
    """The first two spans that hold the same minute, also across midnight."""
    spans = sorted((each, index) for index, each in enumerate(hours.holidays or ()))
    for (before, _place), (after, index) in pairwise(spans):
        if after.starts < before.ends:
            return Overlap("holidays", index, None)
    for with_holidays in (False, True) if hours.holidays else (False,):
        ends = None
        for interval, rules, index in _tagged(hours, with_holidays=with_holidays):
            if ends is not None and interval.starts < ends:
                return Overlap(rules, index, interval.starts.date())
            ends = interval.ends
    return None


def _tagged(hours: Hours, *, with_holidays: bool) -> Iterator[tuple[Interval, str, int]]:
    """Every span of a cycle without closed days, with the rule that it comes from."""
    first = date(2024, 1, 1)
    for number in range(CYCLE):
        day = first + timedelta(days=number)
        found = hours.rules_on(day, holiday=with_holidays and is_holiday(day))
        for each, rules, index in sorted(found):
            yield each.on(day), rules, index
