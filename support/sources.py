"""Reading the authors' lists of windows and activities, with everything wrong in them by line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from core.sources import Problem, Section, read_yaml
from support.enums import ActivityKind, Audience, Channel

if TYPE_CHECKING:
    from pathlib import Path

WINDOWS_FILE = "windows.ja.yaml"
ACTIVITIES_FILE = "activities.ja.yaml"

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PHONE = re.compile(r"[#*]?[0-9]+(?:-[0-9]+)*", re.ASCII)
_ADDRESS = re.compile(r"https?://[^\s/]+(?:/\S*)?")
_WINDOW_KEYS = (
    "key",
    "name",
    "operator",
    "phone",
    "url",
    "hours_text",
    "audience",
    "themes",
    "channels",
    "periods",
    "is_permanent",
    "source",
    "checked_on",
    "note",
)
_ACTIVITY_KEYS = ("key", "title", "place", "kind", "year", "summary", "source")


@dataclass(slots=True)
class SupportFiles:
    """Field values by key, in the file's order. With `problems` nothing may be saved."""

    windows: dict[str, dict[str, Any]] = field(default_factory=dict)
    activities: dict[str, dict[str, Any]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_support(folder: Path, *, shown_as: str) -> SupportFiles:
    """The lists in the folder. `shown_as`: the folder's name in problems."""
    found = SupportFiles()
    for name, root, read, into in (
        (WINDOWS_FILE, "windows", _window, found.windows),
        (ACTIVITIES_FILE, "activities", _activity, found.activities),
    ):
        path = folder / name
        file = f"{shown_as}/{name}"
        if not path.is_file():
            found.problems.append(Problem(file, 1, _("ファイルがありません。")))
            continue
        document = read_yaml(path.read_text(encoding="utf-8"), file=file, problems=found.problems)
        if document is None:
            continue
        document.refuse_others((root,))
        for position, section in enumerate(document.sections(root), start=1):
            values = read(section)
            key = values.pop("key")
            if not _KEY.fullmatch(key):
                section.report(
                    _("キー「%(key)s」は半角の小文字と数字と「-」で書いてください。")
                    % {"key": key},
                    "key",
                )
            if key in into:
                section.report(_("キー「%(key)s」が二度使われています。") % {"key": key}, "key")
            into[key] = {"position": position, **values}
    return found


def _window(section: Section) -> dict[str, Any]:
    section.refuse_others(_WINDOW_KEYS)
    phone = section.text("phone", required=False, limit=40)
    url = section.text("url", required=False, limit=200)
    if phone and not _PHONE.fullmatch(phone):
        section.report(_("「phone」は半角の数字と「-」「#」で書いてください。"), "phone")
    if url and not _ADDRESS.fullmatch(url):
        section.report(_("「url」は https:// から書いてください。"), "url")
    if not phone and not url:
        section.report(_("「phone」か「url」のどちらかがいります。"))
    channels = section.texts("channels")
    if unknown := [channel for channel in channels if channel not in Channel.values]:
        section.report(
            _("「channels」に「%(value)s」は使えません。使える値：%(known)s")
            % {"value": unknown[0], "known": "、".join(Channel.values)},
            "channels",
        )
    is_permanent = section.flag("is_permanent", default=True)
    periods = [_period(period) for period in section.sections("periods", required=False)]
    if is_permanent and periods:
        section.report(
            _(
                "いつも開いている窓口に「periods」は書けません。"
                "「is_permanent: false」にしてください。"
            ),
            "periods",
        )
    return {
        "key": section.text("key", limit=60),
        "name": section.text("name", limit=100),
        "operator": section.text("operator", required=False, limit=100),
        "phone": phone,
        "url": url,
        "hours_text": section.text("hours_text", limit=200),
        "audience": section.one_of("audience", Audience.values, default=Audience.ALL),
        "themes": section.texts("themes"),
        "channels": channels,
        "is_permanent": is_permanent,
        "periods": periods,
        "note": section.text("note", required=False),
        "source": section.text("source", limit=300),
        "checked_on": _day(section, "checked_on"),
    }


def _period(section: Section) -> dict[str, str]:
    section.refuse_others(("starts", "ends"))
    values = {name: section.text(name) for name in ("starts", "ends")}
    moments = [_moment(section, name, value) for name, value in values.items() if value]
    if len(moments) == 2 and None not in moments and not moments[0] < moments[1]:  # type: ignore[operator] # None is ruled out
        section.report(_("「ends」は「starts」より後にしてください。"), "ends")
    return values


def _moment(section: Section, name: str, value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        section.report(
            _("「%(name)s」は 2026-05-01T10:00:00+09:00 の形で書いてください。") % {"name": name},
            name,
        )
        return None
    return moment


def _day(section: Section, name: str) -> date | None:
    value = section.text(name)
    try:
        return date.fromisoformat(value)
    except ValueError:
        if value:
            section.report(
                _("「%(name)s」は 2026-11-21 の形で書いてください。") % {"name": name}, name
            )
        return None


def _activity(section: Section) -> dict[str, Any]:
    section.refuse_others(_ACTIVITY_KEYS)
    kinds = kinds_by_name()
    kind = section.one_of("kind", tuple(kinds))
    return {
        "key": section.text("key", limit=80),
        "title": section.text("title", limit=120),
        "place": section.text("place", limit=80),
        "kind": kinds.get(kind, ""),
        "year": section.text("year", limit=20),
        "summary": section.text("summary"),
        "source": section.text("source", limit=300),
    }


def kinds_by_name() -> dict[str, str]:
    """The kinds of activities by the Japanese names that authors write."""
    with override("ja"):
        return {str(kind.label): kind.value for kind in ActivityKind}
