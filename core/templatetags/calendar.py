"""Dates as pages show them."""

from datetime import date, datetime

from django import template
from django.utils import formats, timezone
from django.utils.translation import get_language

from core import calendar

register = template.Library()


def _is_japanese() -> bool:
    return (get_language() or "ja").startswith("ja")


@register.filter
def era_day(moment: datetime | date | None) -> str:
    """令和8年11月21日（土）; in English "Sat 21 November 2026"."""
    if moment is None:
        return ""
    if _is_japanese():
        return calendar.era_date(moment)
    return formats.date_format(calendar.local_date(moment), "D j F Y", use_l10n=False)


@register.filter
def clock(moment: datetime | None) -> str:
    """13:05, in Asia/Tokyo."""
    return timezone.localtime(moment).strftime("%H:%M") if moment else ""


@register.filter
def era_moment(moment: datetime | None) -> str:
    """令和8年11月21日（土）13:05"""
    if moment is None:
        return ""
    separator = "" if _is_japanese() else " "
    return f"{era_day(moment)}{separator}{clock(moment)}"
