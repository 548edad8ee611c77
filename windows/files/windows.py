from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Municipality, Prefecture
from core.addresses import WEB_ADDRESS
from core.author_files.lists import read_day, read_moment
from windows.enums import Audience, Channel, SpokenLanguage, Theme
from windows.files.hours import read_hours
from windows.validation import LOCAL_PREFIX, expiry_of, find_mistakes, is_phone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from core.author_files.yaml_sections import Section


NATIONAL = "national"
# The first words of addresses under /windows/.
RESERVED = ("all", "paper", "under18")
_AREA = re.compile(r"[0-9]{2}(?:[0-9]{4})?", re.ASCII)
_KEYS = (
    "key",
    "name",
    "operator",
    "phone",
    "url",
    "area",
    "audiences",
    "themes",
    "channels",
    "languages",
    "hours",
    "hours_channels",
    "hours_note",
    "is_permanent",
    "periods",
    "note",
    "source",
    "checked_on",
    "expires_on",
)
_TEXT_KEYS = ("key", "name", "operator", "hours_note", "note")


def read_window(section: Section) -> dict[str, Any]:
    section.refuse_others(_KEYS)
    before = len(section.problems)
    key = section.text("key", limit=60)
    if key in RESERVED:
        section.report(
            _("キー「%(key)s」は、窓口のページのアドレスに使えません。") % {"key": key}, "key"
        )
    if key.startswith(LOCAL_PREFIX):
        section.report(
            _("「%(prefix)s」で始まるキーは、自治体の窓口のものです。") % {"prefix": LOCAL_PREFIX},
            "key",
        )
    hours, lines = read_hours(section)
    periods = section.sections("periods", required=False)
    checked_on = read_day(section, "checked_on")
    values: dict[str, Any] = {
        "key": key,
        "name": section.text("name", limit=100),
        "operator": section.text("operator", required=False, limit=100),
        "phone": _phone(section),
        "url": _url(section),
        **_area(section),
        "audiences": _codes(section, "audiences", Audience.values) or [Audience.ALL.value],
        "themes": _codes(section, "themes", Theme.values),
        "channels": _codes(section, "channels", Channel.values, required=True),
        "languages": _codes(section, "languages", SpokenLanguage.values)
        or [SpokenLanguage.JAPANESE.value],
        "hours": hours,
        "hours_channels": _codes(section, "hours_channels", Channel.values),
        "hours_note": section.text("hours_note", required=False, limit=200),
        "is_permanent": section.flag("is_permanent", default=True),
        "periods": [_period(period) for period in periods],
        "note": section.text("note", required=False),
        "source": section.text("source", limit=300),
        "checked_on": checked_on,
        "expires_on": _expiry(section, checked_on),
    }
    if len(section.problems) == before:  # each by itself well-formed: now what they say together
        for mistake in find_mistakes(values, timezone.localdate()):
            field, *rest = mistake.place
            line = lines.get(tuple(rest)) if field == "hours" else None
            if field == "periods" and rest:
                line = periods[int(rest[0])].line
            section.report_at(line or section.line_of(str(field)), mistake.reason)
    return values


def read_window_text(section: Section) -> dict[str, Any]:
    """A window's words in another language, under its key."""
    section.refuse_others(_TEXT_KEYS)
    return {
        "key": section.text("key", limit=60),
        "name": section.text("name", limit=150),
        "operator": section.text("operator", required=False, limit=200),
        "hours_note": section.text("hours_note", required=False, limit=400),
        "note": section.text("note", required=False),
    }


def _expiry(section: Section, checked_on: date | None) -> date | None:
    if "expires_on" in section:
        return read_day(section, "expires_on")
    return expiry_of(checked_on) if checked_on else None


def _phone(section: Section) -> str:
    phone = section.text("phone", required=False, limit=40)
    if phone and not is_phone(phone):
        section.report(_("「phone」は半角の数字と「-」「#」で書いてください。"), "phone")
    return phone


def _url(section: Section) -> str:
    url = section.text("url", required=False, limit=200)
    if url and not WEB_ADDRESS.fullmatch(url):
        section.report(_("「url」は https:// から書いてください。"), "url")
    return url


def _area(section: Section) -> dict[str, str | None]:
    """National unless told by the code of a prefecture or municipality."""
    code = section.text("area", required=False)
    nowhere: dict[str, str | None] = {"prefecture_id": None, "municipality_id": None}
    if not code or code == NATIONAL:
        return nowhere
    is_place = _AREA.fullmatch(code) is not None and (
        Prefecture.objects.filter(pk=code).exists()
        if len(code) == 2
        else Municipality.objects.filter(pk=code).exists()
    )
    if not is_place:
        section.report(
            _("「area」の「%(code)s」は、都道府県（2桁）や市区町村（6桁）のコードにありません。")
            % {"code": code},
            "area",
        )
        return nowhere
    return {"prefecture_id": code[:2], "municipality_id": code if len(code) == 6 else None}


def _codes(
    section: Section, name: str, known: Sequence[str], *, required: bool = False
) -> list[str]:
    codes = section.texts(name, required=required)
    for code in codes:
        if code not in known:
            section.report(
                _("「%(key)s」に「%(value)s」は使えません。使える値：%(known)s")
                % {"key": name, "value": code, "known": "、".join(known)},
                name,
            )
            break
    return codes


def _period(section: Section) -> dict[str, str]:
    section.refuse_others(("starts", "ends"))
    values = {name: section.text(name) for name in ("starts", "ends")}
    for name, value in values.items():
        if value:
            read_moment(section, name, value)
    return values
