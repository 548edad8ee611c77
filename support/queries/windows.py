"""Windows as pages show them.

A window that runs for set periods only (#9999) is never shown as callable outside its dates, and
its dates are always shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from support.enums import Audience, Channel
from support.models import Window

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    starts: datetime
    ends: datetime

    def holds(self, moment: datetime) -> bool:
        return self.starts <= moment < self.ends


@dataclass(frozen=True, slots=True)
class WindowCard:
    """A window at a moment. `phone_link` is empty while it can't be called.

    For a window of set periods, `period` is the one under way, else the next, else the last one
    known, else None; `status` says which: "open", "upcoming", "closed". A permanent window is
    "permanent" (it may still be out of its hours, see `hours_text`).
    """

    key: str
    name: str
    operator: str
    phone: str
    phone_link: str
    url: str
    hours_text: str
    audience: str
    audience_name: str
    themes: tuple[str, ...]
    channels: tuple[str, ...]
    status: str
    period: Period | None
    note: str
    source: str
    checked_on: date

    @property
    def is_permanent(self) -> bool:
        return self.status == "permanent"


def windows_for(
    *, keys: Sequence[str] = (), audience: str = "", now: datetime | None = None
) -> list[WindowCard]:
    """The windows of the keys, in that order; else those meant for the audience; else all."""
    moment = now or timezone.now()
    windows = Window.objects.all()
    if keys:
        windows = windows.filter(key__in=keys)
    elif audience:
        windows = windows.filter(audience=audience)
    cards = [_window_card(window, moment) for window in windows]
    if keys:
        cards.sort(key=lambda card: keys.index(card.key))
    return cards


def _window_card(window: Window, now: datetime) -> WindowCard:
    status, period = _status(window, now)
    return WindowCard(
        key=window.key,
        name=window.name,
        operator=window.operator,
        phone=window.phone,
        phone_link=_phone_link(window.phone) if status in {"permanent", "open"} else "",
        url=window.url,
        hours_text=window.hours_text,
        audience=window.audience,
        audience_name=str(Audience(window.audience).label),
        themes=tuple(window.themes),
        channels=tuple(str(Channel(channel).label) for channel in window.channels),
        status=status,
        period=period,
        note=window.note,
        source=window.source,
        checked_on=window.checked_on,
    )


def _status(window: Window, now: datetime) -> tuple[str, Period | None]:
    if window.is_permanent:
        return "permanent", None
    periods = sorted(
        (
            Period(datetime.fromisoformat(period["starts"]), datetime.fromisoformat(period["ends"]))
            for period in window.periods
        ),
        key=lambda period: period.starts,
    )
    for period in periods:
        if period.holds(now):
            return "open", period
        if now < period.starts:
            return "upcoming", period
    return "closed", periods[-1] if periods else None


def _phone_link(phone: str) -> str:
    """`tel:` with digits; # and * escaped as RFC 3966's local numbers reach a dialler."""
    if not phone:
        return ""
    return "tel:" + phone.replace("-", "").replace("#", "%23")
