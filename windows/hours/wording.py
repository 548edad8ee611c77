"""Hours and openings in words, with ruby: whoever shows them keeps the readings or leaves them out.

`easy` speaks to children and in やさしい日本語: clocks of twelve hours, plainer words.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from windows.hours.opening import OpenState
from windows.hours.rules import DAY_MINUTES, TOKYO, Kind

if TYPE_CHECKING:
    from windows.hours.opening import Opening
    from windows.hours.rules import Closed, Hours, Span, Weekly

DAY_NAMES = (
    gettext_lazy("{月曜日|げつようび}"),
    gettext_lazy("{火曜日|かようび}"),
    gettext_lazy("{水曜日|すいようび}"),
    gettext_lazy("{木曜日|もくようび}"),
    gettext_lazy("{金曜日|きんようび}"),
    gettext_lazy("{土曜日|どようび}"),
    gettext_lazy("{日曜日|にちようび}"),
)
NOON = 12 * 60
WEEK = 7


def hours_words(hours: Hours, *, easy: bool = False) -> str:
    """Of the weekly ones: 毎日16:00〜21:00、毎月10日は8:00〜翌日8:00。12月29日〜1月3日は休み."""
    if hours.kind is Kind.ALWAYS:
        return _("24{時間|じかん}")
    if hours.kind is Kind.UNKNOWN:
        return _("{時間|じかん}は、{公式|こうしき}ページで{確|たし}かめてください")
    parts = [
        _("%(days)s %(span)s") % {"days": _rule_days(rule), "span": span_words(rule.span, easy)}
        for rule in hours.weekly
    ]
    parts += [
        _("{毎月|まいつき}%(day)d{日|にち}は%(span)s")
        % {"day": rule.day, "span": span_words(rule.span, easy)}
        for rule in hours.monthly
    ]
    if hours.holidays:
        spans = _("、").join(span_words(span, easy) for span in hours.holidays)
        parts.append(_("{祝日|しゅくじつ}は%(span)s") % {"span": spans})
    elif hours.holidays == ():
        parts.append(_("{祝日|しゅくじつ}は{休|やす}み"))
    parts += [_("%(days)sは{休|やす}み") % {"days": _closed_days(days)} for days in hours.closed]
    return _("、").join(parts)


def span_words(span: Span, easy: bool) -> str:  # noqa: FBT001 - two words of one sentence
    return _("%(starts)s〜%(ends)s") % {
        "starts": clock_words(span.starts, easy=easy),
        "ends": clock_words(span.ends, easy=easy),
    }


def clock_words(minute: int, *, easy: bool = False) -> str:
    """16:00, 翌日8:00, 24:00; for easy reading 午後4時, 4 p.m."""
    if minute > DAY_MINUTES:
        following = clock_words(minute - DAY_MINUTES, easy=easy)
        if easy:
            return _("{次|つぎ}の{日|ひ}の%(clock)s") % {"clock": following}
        return _("{翌日|よくじつ}%(clock)s") % {"clock": following}
    hour, rest = divmod(minute, 60)
    if not easy:
        return f"{hour}:{rest:02d}"
    if not _reads_japanese():
        return formats.time_format(time(hour % 24, rest), "TIME_FORMAT")
    if minute in {NOON, DAY_MINUTES}:
        return "{昼|ひる}の12{時|じ}" if minute == NOON else "{夜|よる}の12{時|じ}"
    half = "{午前|ごぜん}" if minute < NOON else "{午後|ごご}"
    unit = "{分|ふん}" if rest % 10 in {2, 5, 7, 9} else "{分|ぷん}"
    return f"{half}{hour % 12}{{時|じ}}" + (f"{rest}{unit}" if rest else "")


def _rule_days(rule: Weekly) -> str:
    days = _days(rule.days)
    if not rule.weeks:
        return days
    weeks = _("・").join(_("{第|だい}%(week)d") % {"week": week} for week in sorted(rule.weeks))
    return _("%(weeks)s%(days)s") % {"weeks": weeks, "days": days}


def _days(days: frozenset[int]) -> str:
    """毎日, 月曜日〜金曜日, 月曜日・水曜日."""
    ordered = sorted(days)
    if len(ordered) == WEEK:
        return _("{毎日|まいにち}")
    if len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1:
        return _("%(first)s〜%(last)s") % {
            "first": DAY_NAMES[ordered[0]],
            "last": DAY_NAMES[ordered[-1]],
        }
    return _("・").join(str(DAY_NAMES[day]) for day in ordered)


def _closed_days(days: Closed) -> str:
    first, last = _closed_day(days.first), _closed_day(days.last)
    return first if first == last else _("%(first)s〜%(last)s") % {"first": first, "last": last}


def _closed_day(text: str) -> str:
    *year, month, day = text.split("-")
    if year:
        return date_words(date.fromisoformat(text), with_year=True)
    return date_words(date(2024, int(month), int(day)))  # a leap year: only month and day show


def date_words(day: date, *, with_year: bool = False) -> str:
    if _reads_japanese():
        words = f"{day.month}{{月|がつ}}{day.day}{{日|にち}}"
        return f"{day.year}{{年|ねん}}{words}" if with_year else words
    return formats.date_format(day, "j F Y" if with_year else "j F")


def _reads_japanese() -> bool:
    return (get_language() or "ja").startswith("ja")


def opening_words(opening: Opening, now: datetime, *, easy: bool = False) -> str:
    """今日21:00まで, 明日16:00から, or what is known instead; "" when nothing is."""
    if opening.state is OpenState.UNKNOWN:
        return ""
    if opening.is_open:
        if opening.until is None:
            return _("24{時間|じかん}いつでも")
        return _("%(when)sまで") % {"when": moment_words(opening.until, now, easy=easy, ends=True)}
    if opening.opens is None:
        return _("{次|つぎ}に{開|ひら}く{日|ひ}は、まだ{決|き}まっていません")
    return _("{次|つぎ}は%(when)sから") % {"when": moment_words(opening.opens, now, easy=easy)}


def moment_words(moment: datetime, now: datetime, *, easy: bool = False, ends: bool = False) -> str:
    """A day as people say it, and the clock. An end at midnight is 24:00 of the day before."""
    moment, now = moment.astimezone(TOKYO), now.astimezone(TOKYO)
    day, minute = moment.date(), moment.hour * 60 + moment.minute
    if ends and moment.time() == time():
        day, minute = day - timedelta(days=1), DAY_MINUTES
    ahead = (day - now.date()).days
    if ahead == 0:
        name = _("{今日|きょう}")
    elif ahead == 1:
        name = _("{明日|あした}")
    elif 1 < ahead < WEEK:
        name = str(DAY_NAMES[day.weekday()])
    else:
        name = _("%(date)s（%(weekday)s）") % {
            "date": date_words(day, with_year=day.year != now.year and ahead > 200),
            "weekday": DAY_NAMES[day.weekday()],
        }
    return _("%(day)sの%(clock)s") % {"day": name, "clock": clock_words(minute, easy=easy)}
