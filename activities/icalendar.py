"""Activities as iCalendar (RFC 5545), for the calendars of those who mean to come.

The same rows give the same bytes: DTSTAMP is the time of the last change (3.8.7.2 for objects
without a METHOD), and UID and SEQUENCE are stored, so that a calendar knows a moved date again.
One file is for all readers: its own few words are Japanese, as the officers' around them are.
"""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event, vRecur, vText

from activities.enums import ActivityState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from activities.models import Activity, ActivityDate

CONTENT_TYPE = "text/calendar; charset=utf-8"
TOKYO = ZoneInfo("Asia/Tokyo")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_JAPANESE = {"LANGUAGE": "ja"}
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_PRODUCT = "-//tsunagari//activities//JA"


def activity_calendar(activity: Activity, dates: Iterable[ActivityDate], today: date) -> bytes:
    """One activity: an event a date, or one that repeats; none for a rule only people read."""
    calendar = _calendar(activity.title)
    for each in dates:
        calendar.add_component(_dated(activity, each, today))
    if event := _repeating(activity, today):
        calendar.add_component(event)
    return _written(calendar)


def month_calendar(name: str, dates: Iterable[ActivityDate], today: date) -> bytes:
    """The dates of a month, each with its activity."""
    calendar = _calendar(name)
    for each in dates:
        calendar.add_component(_dated(each.activity, each, today))
    return _written(calendar)


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", _text(name))  # RFC 7986
    calendar.add("x-wr-calname", _text(name))  # what older calendars read
    calendar.add("x-wr-timezone", TOKYO.key)
    return calendar


def _written(calendar: Calendar) -> bytes:
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _dated(activity: Activity, date: ActivityDate, today: date) -> Event:
    has_ended_before = activity.ended_at is not None and date.ends_at > activity.ended_at
    is_called_off = has_ended_before or date.called_off_at is not None
    event = _event(activity, str(date.uid), today, is_called_off=is_called_off)
    event.add("dtstart", date.starts_at.astimezone(TOKYO))
    event.add("dtend", date.ends_at.astimezone(TOKYO))
    return event


def _repeating(activity: Activity, today: date) -> Event | None:
    """Weekly on its day, from the first to the last within the days of its listing."""
    starts, ends, first = activity.regular_starts, activity.regular_ends, activity.rule_starts_on
    if starts is None or ends is None or first is None:
        return None
    is_called_off = activity.state == ActivityState.ENDED
    event = _event(activity, str(activity.public_id), today, is_called_off=is_called_off)
    event.add("dtstart", _moment(first, starts))
    event.add("dtend", _moment(first, ends))
    until = _moment(activity.listed_until_on, time.max.replace(microsecond=0))
    rule: dict[str, Any] = {
        "byday": _DAYS[first.weekday()],
        "until": until.astimezone(ZoneInfo("UTC")),
    }
    event.add("rrule", vRecur(freq="WEEKLY", **rule))
    return event


def _event(activity: Activity, uid: str, today: date, *, is_called_off: bool) -> Event:
    address = settings.SITE_URL + reverse("activities:activity_detail", args=[activity.public_id])
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", activity.updated_at)
    event.add("created", activity.created_at)
    event.add("last-modified", activity.updated_at)
    event.add("sequence", activity.revision)
    event.add("status", "CANCELLED" if is_called_off else "CONFIRMED")
    event.add("summary", _text(activity.title), _JAPANESE)
    event.add("location", _text(_place(activity)), _JAPANESE)
    event.add("description", _text("\n\n".join(_lines(activity, today))), _JAPANESE)
    event.add("url", address)
    event.add("categories", [vText("つながりサポーター"), vText("地域の活動")])
    event.add("transp", "TRANSPARENT")
    return event


def _place(activity: Activity) -> str:
    town = f"{activity.municipality.prefecture.name}{activity.municipality.name}"
    address = activity.address if activity.address.startswith(town) else ""
    return "　".join(part for part in (activity.place, address or town + activity.address) if part)


def _lines(activity: Activity, today: date) -> list[str]:
    lines = [
        activity.summary,
        f"主催：{activity.organiser}",
        f"参加できる人：{activity.who_may_come}",
        f"費用：{activity.cost}",
    ]
    if activity.is_listed_on(today):
        lines.append(f"問い合わせ先：{activity.contact}")
    return lines


def _text(words: str) -> vText:
    """TEXT of RFC 5545, 3.3.11: lines end in one way, and no other control characters."""
    return vText(_CONTROLS.sub(" ", _LINE_ENDS.sub("\n", words)))


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=TOKYO)
