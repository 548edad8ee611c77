"""The windows and activities that a lesson lists, as they stand today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from support.models import Activity, Window

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Period:
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class WindowRow:
    """`periods` are those not over yet; `is_open` says that one of them holds `now`."""

    window: Window
    dial: str
    periods: tuple[Period, ...]
    is_open: bool


def rows(block: Mapping[str, Any], now: datetime | None = None) -> list[Any]:
    """What a `windows` or `activities` block lists: by its keys in their order, or by its kind."""
    if block["kind"] == "windows":
        audience = block.get("audience") or ""
        by_kind = Q(audience__in={audience, "all"}) if audience else Q()
        windows = _chosen(Window.objects.all(), block.get("keys"), by_kind)
        return [_window_row(window, now or timezone.now()) for window in windows]
    kind = block.get("activity_kind") or ""
    return _chosen(Activity.objects.all(), block.get("keys"), Q(kind=kind) if kind else Q())


def _chosen(queryset: Any, keys: list[str] | None, otherwise: Q) -> list[Any]:
    if not keys:
        return list(queryset.filter(otherwise))
    by_key = {row.key: row for row in queryset.filter(key__in=keys)}
    return [by_key[key] for key in keys if key in by_key]


def _window_row(window: Window, now: datetime) -> WindowRow:
    periods = [
        Period(datetime.fromisoformat(each["starts"]), datetime.fromisoformat(each["ends"]))
        for each in window.periods
    ]
    coming = tuple(period for period in periods if period.ends > now)
    return WindowRow(
        window=window,
        dial="".join(character for character in window.phone if character in "0123456789#"),
        periods=coming,
        is_open=any(period.starts <= now for period in coming),
    )
