"""Japanese dates: fiscal year from April, 令和 dates on pages, Asia/Tokyo throughout."""

from datetime import date, datetime

from django.utils import timezone

REIWA_STARTS_IN = 2019
WEEKDAYS = "月火水木金土日"


def local_date(moment: datetime | date) -> date:
    """The day in Asia/Tokyo."""
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment


def fiscal_year(moment: datetime | date) -> int:
    """The fiscal year (1 April to 31 March) of a moment, as the year it starts in."""
    day = local_date(moment)
    return day.year if day.month >= 4 else day.year - 1


def era_year(year: int) -> str:
    """2026 → 令和8年; years before 2019 stay as they are."""
    if year < REIWA_STARTS_IN:
        return f"{year}年"
    number = year - REIWA_STARTS_IN + 1
    return "令和元年" if number == 1 else f"令和{number}年"


def era_date(moment: datetime | date, *, weekday: bool = True) -> str:
    """令和8年11月21日（土）"""
    day = local_date(moment)
    text = f"{era_year(day.year)}{day.month}月{day.day}日"
    return f"{text}（{WEEKDAYS[day.weekday()]}）" if weekday else text


def era_fiscal_year(year: int) -> str:
    """2026 → 令和8年度"""
    return f"{era_year(year)}度"
