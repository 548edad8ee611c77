"""From a cell of a roster file to a value; a ValueError carries the reason for its reader."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.enums import AgeBand
from accounts.models import Municipality
from accounts.municipalities import code_with_check_digit
from accounts.queries import (
    MunicipalityAmbiguousError,
    MunicipalityFinder,
    MunicipalityUnknownError,
)
from core.japanese.calendar import REIWA_STARTS_IN
from core.japanese.names import to_hiragana
from trainings.enums import Reach
from trainings.registrations.fields import PhoneField
from trainings.roster.exporting import file_labels

NAME_LENGTH = 100
EMAIL_LENGTH = 254
NOTE_LENGTH = 300
EARLIEST_YEAR = 2000

_DAY = re.compile(r"(\d{4})[-/年.](\d{1,2})[-/月.](\d{1,2})日?(?:[ T].*)?")
_REIWA = re.compile(r"令和(\d{1,2}|元)年(\d{1,2})月(\d{1,2})日")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# A phone number that a spreadsheet took for a number: the leading zero is gone.
_WITHOUT_ZERO = re.compile(r"[1-9][0-9]{8,9}")
_SHOWN = 30


def strip_cell(value: Any) -> str:
    """The cell without spaces around it."""
    return str(value or "").strip()


def read_name(value: Any) -> str:
    text = strip_cell(value)
    if not text:
        raise ValueError(_("氏名がありません。"))
    return _line(text, _("氏名"), NAME_LENGTH)


def read_kana(value: Any) -> str:
    text = strip_cell(value)
    _line(text, _("ふりがな"), NAME_LENGTH)
    try:
        return to_hiragana(text)
    except ValueError as error:
        raise ValueError(_("ふりがなに、かな以外の文字があります。")) from error


def read_email(value: Any) -> str:
    text = strip_cell(value)
    if not text:
        return ""
    try:
        validate_email(text)
    except ValidationError as error:
        raise ValueError(_("メールアドレスの形が正しくありません。")) from error
    return _line(text, _("メールアドレス"), EMAIL_LENGTH)


def read_phone(value: Any) -> str:
    text = strip_cell(value)
    if _WITHOUT_ZERO.fullmatch(text):
        text = f"0{text}"
    try:
        return PhoneField(required=False, max_length=20).clean(text)
    except ValidationError as error:
        raise ValueError(
            _("電話番号は、数字とハイフンで書いてください（例：03-1234-5678）。")
        ) from error


def has_lost_its_zero(value: Any) -> bool:
    return bool(_WITHOUT_ZERO.fullmatch(strip_cell(value)))


def read_note(value: Any) -> str:
    text = strip_cell(value)
    if len(text) > NOTE_LENGTH:
        raise ValueError(
            _("備考は%(limit)d文字までです（%(length)d文字あります）。")
            % {"limit": NOTE_LENGTH, "length": len(text)}
        )
    return text


def age_band(value: Any) -> str:
    return _choice(
        value,
        {**file_labels(AgeBand), "": "回答しない"},
        _("年代「%(value)s」が分かりません。10代以下、20代、…、80代以上のどれかにしてください。"),
    )


def read_reach(value: Any) -> str:
    return _choice(
        value,
        {**file_labels(Reach), "": "未回答"},
        _("市内・市外の「%(value)s」が分かりません。市内か市外にしてください。"),
    )


def read_moment(value: Any) -> datetime | None:
    """When an application was received; a day alone is its midnight in Japan."""
    text = unicodedata.normalize("NFKC", strip_cell(value))
    if not text:
        return None
    day = _day(text, value)
    parsed = _time_of(text)
    found = parsed or datetime(day.year, day.month, day.day)  # noqa: DTZ001 - made aware below
    if timezone.is_naive(found):
        found = timezone.make_aware(found, timezone.get_default_timezone())
    if day.year < EARLIEST_YEAR or found > timezone.now() + timedelta(days=1):
        raise ValueError(_("ありえない日付です：%(value)s") % {"value": _shown(value)})
    return found


def read_day(value: Any) -> date | None:
    text = unicodedata.normalize("NFKC", strip_cell(value))
    return _day(text, value) if text else None


def _day(text: str, value: Any) -> date:
    if era := _REIWA.match(text):
        year = REIWA_STARTS_IN - 1 + (1 if era[1] == "元" else int(era[1]))
        numbers = (year, int(era[2]), int(era[3]))
    elif western := _DAY.fullmatch(text):
        numbers = (int(western[1]), int(western[2]), int(western[3]))
    else:
        raise ValueError(
            _("日付として読めません：%(value)s（例：2026-11-21）") % {"value": _shown(value)}
        )
    try:
        return date(*numbers)
    except ValueError as error:
        raise ValueError(_("ありえない日付です：%(value)s") % {"value": _shown(value)}) from error


def _time_of(text: str) -> datetime | None:
    try:
        return parse_datetime(text.replace("/", "-"))
    except ValueError:  # 25:00
        return None


class Places:
    """Municipalities by code or by name; one reading of the list, each spelling looked up once."""

    def __init__(self) -> None:
        self._finder = MunicipalityFinder()
        self._codes = set(Municipality.objects.values_list("code", flat=True))
        self._known: dict[tuple[str, str], str | ValueError] = {}

    def code(self, code: Any, typed: Any) -> str | None:
        """The code of the municipality that both cells mean; None if both are empty."""
        key = (unicodedata.normalize("NFKC", strip_cell(code)), strip_cell(typed))
        if not any(key):
            return None
        if key not in self._known:
            try:
                self._known[key] = self._looked_up(*key)
            except ValueError as error:
                self._known[key] = error
        found = self._known[key]
        if isinstance(found, ValueError):
            raise found
        return found

    def _looked_up(self, code: str, typed: str) -> str:
        if not code:
            return self._by_name(typed)
        by_name = self._by_name(typed) if typed else None
        candidates = self._candidates(code)
        if not candidates:
            raise ValueError(
                _("市区町村コード「%(value)s」が分かりません。") % {"value": _shown(code)}
            )
        if by_name and by_name not in candidates:
            raise ValueError(_("市区町村コードと市区町村が合いません。"))
        return by_name or candidates[0]

    def _candidates(self, code: str) -> list[str]:
        """A code that lost its leading zero, or that never had its check digit, is understood."""
        if not code.isascii() or not code.isdigit():
            return []
        spellings = [code.zfill(6)]
        if len(code) in {4, 5}:
            spellings.append(code_with_check_digit(code.zfill(5)))
        return [spelling for spelling in spellings if spelling in self._codes]

    def _by_name(self, typed: str) -> str:
        try:
            return str(self._finder.find(typed).pk)
        except MunicipalityAmbiguousError as error:
            names = "、".join(str(place.prefecture) for place in error.candidates[:5])
            raise ValueError(
                _(
                    "市区町村「%(value)s」は2つ以上あります（%(names)s）。都道府県から書いてください。"
                )
                % {"value": _shown(typed), "names": names}
            ) from error
        except MunicipalityUnknownError as error:
            raise ValueError(
                _(
                    "市区町村「%(value)s」が分かりません。都道府県から書いてください（例：東京都千代田区）。"
                )
                % {"value": _shown(typed)}
            ) from error


def _line(text: str, title: str, limit: int) -> str:
    if len(text) > limit:
        raise ValueError(
            _("%(title)sは%(limit)d文字までです（%(length)d文字あります）。")
            % {"title": title, "limit": limit, "length": len(text)}
        )
    if _CONTROL.search(text) or "\n" in text or "\r" in text:
        raise ValueError(_("%(title)sに改行など使えない文字があります。") % {"title": title})
    return text


def _choice(value: Any, labels: dict[str, str], unknown: str) -> str:
    text = "".join(unicodedata.normalize("NFKC", strip_cell(value)).split())
    for choice, label in labels.items():
        if text in {choice, label}:
            return choice
    raise ValueError(unknown % {"value": _shown(value)})


def _shown(value: Any) -> str:
    text = strip_cell(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
