"""Activities as iCalendar (RFC 5545), for the calendars of those who mean to come.

The same rows give the same bytes: DTSTAMP is the time of the last change (3.8.7.2 for objects
without a METHOD), and UID and SEQUENCE are stored, so that a calendar knows a moved date again.
One file is for all readers: its own few words are Japanese, as the officers' around them are.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event, vRecur, vText

from support.enums.activities import ActivityState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from support.models import Activity, ActivityDate

CONTENT_TYPE = "text/calendar; charset=utf-8"
TOKYO = ZoneInfo("Asia/Tokyo")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_JAPANESE = {"LANGUAGE": "ja"}
_PRODUCT = "-//tsunagari//activities//JA"


def activity_calendar(activity: Activity, dates: Iterable[ActivityDate]) -> bytes:
    """One activity: an event a date, or one that repeats; none for a rule only people read."""
    calendar = _calendar(activity.title)
    for each in dates:
        calendar.add_component(_dated(activity, each))
    if activity.has_rule and (event := _repeating(activity)):
        calendar.add_component(event)
    return _written(calendar)


def month_calendar(name: str, dates: Iterable[ActivityDate]) -> bytes:
    """The dates of a month, each with its activity."""
    calendar = _calendar(name)
    for each in dates:
        calendar.add_component(_dated(each.activity, each))
    return _written(calendar)


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)  # RFC 7986
    calendar.add("x-wr-calname", name)  # what older calendars read
    calendar.add("x-wr-timezone", TOKYO.key)
    return calendar


def _written(calendar: Calendar) -> bytes:
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _dated(activity: Activity, date: ActivityDate) -> Event:
    is_called_off = activity.ended_at is not None and date.ends_at > activity.ended_at
    event = _event(activity, str(date.uid), is_called_off=is_called_off)
    event.add("dtstart", date.starts_at.astimezone(TOKYO))
    event.add("dtend", date.ends_at.astimezone(TOKYO))
    return event


def _repeating(activity: Activity) -> Event | None:
    """Weekly on its day, from the first to the last within the days of its listing."""
    starts, ends, weekday = activity.regular_starts, activity.regular_ends, activity.weekday
    if starts is None or ends is None or weekday is None:
        return None
    days = (weekday - activity.listed_from_on.weekday()) % 7
    first = activity.listed_from_on + timedelta(days=days)
    if first > activity.listed_until_on:
        return None
    is_called_off = activity.state == ActivityState.ENDED
    event = _event(activity, str(activity.public_id), is_called_off=is_called_off)
    event.add("dtstart", _moment(first, starts))
    event.add("dtend", _moment(first, ends))
    until = _moment(activity.listed_until_on, time.max.replace(microsecond=0))
    event.add(
        "rrule",
        vRecur(freq="WEEKLY", byday=_DAYS[weekday], until=until.astimezone(ZoneInfo("UTC"))),
    )
    return event


def _event(activity: Activity, uid: str, *, is_called_off: bool) -> Event:
    address = settings.SITE_URL + reverse("support:activity_detail", args=[activity.public_id])
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", activity.updated_at)
    event.add("created", activity.created_at)
    event.add("last-modified", activity.updated_at)
    event.add("sequence", activity.revision)
    event.add("status", "CANCELLED" if is_called_off else "CONFIRMED")
    event.add("summary", activity.title, _JAPANESE)
    event.add("location", _place(activity), _JAPANESE)
    event.add("description", "\n\n".join(_lines(activity)), _JAPANESE)
    event.add("url", address)
    event.add("categories", [vText("つながりサポーター"), vText("地域の活動")])
    event.add("transp", "TRANSPARENT")
    return event


def _place(activity: Activity) -> str:
    town = f"{activity.municipality.prefecture.name}{activity.municipality.name}"
    address = activity.address if activity.address.startswith(town) else ""
    return "　".join(part for part in (activity.place, address or town + activity.address) if part)


def _lines(activity: Activity) -> list[str]:
    return [
        activity.summary.replace("\r\n", "\n"),
        f"主催：{activity.organiser}",
        f"参加できる人：{activity.who_may_come}",
        f"費用：{activity.cost}",
        f"問い合わせ先：{activity.contact}",
    ]


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=TOKYO)
