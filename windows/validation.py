"""What a window may not say, whoever wrote it: the authors' files and the officers' form ask."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.japanese.calendar import era_date
from windows.hours.rules import find_overlap, from_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MONTHS_UNTIL_EXPIRY = 12
LOCAL_PREFIX = "local-"  # of the keys of officers' windows
EASY = "ja-easy"
TRANSLATIONS = ("en", EASY)
WORDS = ("name", "operator", "hours_note", "note")  # what translations hold

_PHONE = re.compile(r"[#*]?[0-9]+(?:-[0-9]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mistake:
    """`place`: the field, then for one of a list its place in it: `("hours", "weekly", 1)`."""

    place: tuple[str | int, ...]
    reason: str


def find_mistakes(values: Mapping[str, Any], today: date) -> Iterator[Mistake]:
    """Of a window's field values, each well-formed by itself; an empty date is left out."""
    if not values["phone"] and not values["url"]:
        yield Mistake(("phone",), _("電話番号か、ウェブページのどちらかがいります。"))
    yield from _dates(values["checked_on"], values["expires_on"], today)
    yield from _periods(values)
    yield from _hours(values["hours"])
    for channel in values["hours_channels"]:
        if channel not in values["channels"]:
            yield Mistake(
                ("hours_channels",),
                _("受付時間の方法「%(channel)s」が、相談の方法にありません。")
                % {"channel": channel},
            )


def _dates(checked_on: date | None, expires_on: date | None, today: date) -> Iterator[Mistake]:
    if checked_on and checked_on > today:
        yield Mistake(
            ("checked_on",),
            _("確認した日（%(day)s）が今日より後です。") % {"day": era_date(checked_on)},
        )
    if checked_on and expires_on and expires_on <= checked_on:
        yield Mistake(("expires_on",), _("表示の期限は、確認した日より後にしてください。"))
    elif checked_on and expires_on and expires_on > expiry_of(checked_on):
        yield Mistake(
            ("expires_on",),
            _("表示の期限は、確認した日から1年（%(day)s）までにしてください。")
            % {"day": era_date(expiry_of(checked_on))},
        )


def _periods(values: Mapping[str, Any]) -> Iterator[Mistake]:
    if values["is_permanent"]:
        if values["periods"]:
            yield Mistake(("periods",), _("いつも開いている窓口に、期間は書けません。"))
        return
    spans = sorted(
        (datetime.fromisoformat(each["starts"]), datetime.fromisoformat(each["ends"]), index)
        for index, each in enumerate(values["periods"])
    )
    latest: datetime | None = None
    for starts, ends, index in spans:
        if ends <= starts:
            yield Mistake(("periods", index), _("期間の終わりは、始まりより後にしてください。"))
        elif latest is not None and starts < latest:
            yield Mistake(("periods", index), _("期間が、ほかの期間と重なっています。"))
        latest = max(ends, latest or ends)


def _hours(hours: Mapping[str, Any]) -> Iterator[Mistake]:
    found = find_overlap(from_data(hours))
    if found is None:
        return
    place = ("hours", found.rules, found.index)
    if found.day is None:
        yield Mistake(place, _("祝日の受付時間が重なっています。"))
    else:
        yield Mistake(
            place,
            _("受付時間が、ほかの受付時間と重なっています（たとえば%(day)s）。")
            % {"day": era_date(found.day)},
        )


def unmatched_words(words: Mapping[str, str], japanese: Mapping[str, Any]) -> list[str]:
    """The words of a translation that are there without the Japanese ones, or the other way."""
    return [name for name in WORDS if bool(words[name]) != bool(japanese[name])]


def is_phone(text: str) -> bool:
    return _PHONE.fullmatch(text) is not None


def expiry_of(checked_on: date) -> date:
    """The last day on which a window shows that was looked at on this day (docs/decisions/0019)."""
    months = checked_on.month - 1 + MONTHS_UNTIL_EXPIRY
    year, month = min(checked_on.year + months // 12, MAXYEAR), months % 12 + 1
    return date(year, month, min(checked_on.day, monthrange(year, month)[1]))
