"""A window's hours as a form: a fixed number of rows, so that no script is needed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.japanese.ruby import without_ruby
from theme.fields import ClockField
from windows.hours.rules import (
    DAY_MINUTES,
    DAYS,
    Kind,
    check_closed_days,
    check_span,
    to_clock,
    to_minutes,
)
from windows.hours.wording import DAY_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import time

ROWS = 4  # and two empty ones beside those that are stored
CLOSED_ROWS = HOLIDAY_ROWS = 2
_DAY = re.compile(r"(?:(\d{4})[-/年])?(\d{1,2})[-/月](\d{1,2})日?", re.ASCII)


class RowForm(forms.Form):
    """One of several on a page; left empty, it says nothing."""

    @property
    def is_empty(self) -> bool:
        return not any(self.cleaned_data.values())

    @property
    def is_written(self) -> bool:
        """Whether something stands in it, right or wrong; also before it is sent."""
        return any(self[name].value() for name in self.fields)


class SpanForm(RowForm):
    """From when to when; the end may lie on the next day. All of it empty is no span."""

    starts = ClockField(label=_("始まる時刻"), required=False)
    ends = ClockField(label=_("終わる時刻"), required=False)
    next_day = forms.BooleanField(label=_("終わりは次の日"), required=False)

    def rule(self) -> dict[str, Any]:
        """The rule as hours hold it. Call only after `is_valid()`, not for an empty row."""
        starts, ends = self._clocks()
        return {"from": starts, "to": ends}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors or not any(data.values()):
            return data
        missing = [name for name in ("starts", "ends") if data.get(name) is None]
        for name in missing:
            self.add_error(name, _("時刻を入力してください。"))
        if not missing:
            try:
                check_span(*self._clocks())
            except ValueError:
                self.add_error(
                    "ends",
                    _(
                        "終わる時刻は、始まる時刻より後の24時間以内にしてください。次の日に終わるときは「終わりは次の日」を選びます。"
                    ),
                )
        return data

    def _clocks(self) -> tuple[str, str]:
        starts: time = self.cleaned_data["starts"]
        ends: time = self.cleaned_data["ends"]
        later = DAY_MINUTES if self.cleaned_data["next_day"] else 0
        return f"{starts:%H:%M}", to_clock(ends.hour * 60 + ends.minute + later)


class WeeklyForm(SpanForm):
    days = forms.MultipleChoiceField(
        label=_("曜日"),
        required=False,
        choices=lambda: [
            (day, without_ruby(str(name))) for day, name in zip(DAYS, DAY_NAMES, strict=True)
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    weeks = forms.MultipleChoiceField(
        label=_("第何週か"),
        required=False,
        choices=lambda: [
            (str(week), gettext("第%(week)d") % {"week": week}) for week in range(1, 6)
        ],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("毎週のときは、何も選びません。"),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and any(data.values()) and not data["days"]:
            self.add_error("days", _("曜日を1つ以上選んでください。"))
        return data

    def rule(self) -> dict[str, Any]:
        weeks = [int(week) for week in self.cleaned_data["weeks"]]
        return {
            "days": self.cleaned_data["days"],
            **({"weeks": weeks} if weeks else {}),
            **super().rule(),
        }


class MonthlyForm(SpanForm):
    day = forms.IntegerField(
        label=_("毎月の何日か"), required=False, min_value=1, max_value=31, help_text=_("例：10")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and any(data.values()) and not data["day"]:
            self.add_error("day", _("何日かを入力してください。"))
        return data

    def rule(self) -> dict[str, Any]:
        return {"day": self.cleaned_data["day"], **super().rule()}


class ClosedForm(RowForm):
    first = forms.CharField(
        label=_("休みの始まり"), required=False, max_length=12, help_text=_("例：12/29")
    )
    last = forms.CharField(
        label=_("休みの終わり"),
        required=False,
        max_length=12,
        help_text=_("例：1/3。年を付けると、その年だけの休みです（例：2027/8/12）。"),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first = data.get("first")
        if not first:
            if data.get("last"):
                self.add_error("first", _("休みの始まりを入力してください。"))
            return data
        data["first"], data["last"] = _day(first), _day(data.get("last") or first)
        try:
            check_closed_days(data["first"], data["last"])
        except ValueError:
            self.add_error(
                "first", _("「12/29」から「1/3」のように、実際にある日を同じ形で入力してください。")
            )
        return data

    def rule(self) -> dict[str, str]:
        return {"from": self.cleaned_data["first"], "to": self.cleaned_data["last"]}


class HolidayForm(forms.Form):
    holidays = forms.ChoiceField(
        label=_("祝日"),
        required=False,
        choices=(
            ("same", _("ほかの日と同じ")),
            ("closed", _("休み")),
            ("own", _("祝日だけの時間がある")),
        ),
        widget=forms.RadioSelect,
    )


class HoursForms:
    """All of a window's hours: rows of `weekly`, `monthly`, `closed` and, where `holidays` says so,
    of holidays' own `spans`.
    """

    def __init__(self, hours: Mapping[str, Any], *, data: Mapping[str, Any] | None) -> None:
        weekly: Sequence[Mapping[str, Any]] = hours.get("weekly", ())
        self.weekly = [
            WeeklyForm(data, prefix=f"weekly-{index}", initial=_weekly_initial(rule))
            for index, rule in enumerate(pad_rows(weekly, ROWS))
        ]
        self.monthly = [
            MonthlyForm(data, prefix=f"monthly-{index}", initial=_span_initial(rule))
            for index, rule in enumerate(pad_rows(hours.get("monthly", ()), 1, spare=1))
        ]
        self.closed = [
            ClosedForm(data, prefix=f"closed-{index}", initial=_closed_initial(rule))
            for index, rule in enumerate(pad_rows(hours.get("closed", ()), CLOSED_ROWS, spare=1))
        ]
        holidays = hours.get("holidays", "closed" if hours["kind"] != Kind.WEEKLY.value else "same")
        own = () if isinstance(holidays, str) else holidays
        chosen = {"holidays": "own" if own else holidays}
        self.holidays = HolidayForm(data, prefix="holidays", initial=chosen)
        self.spans = [
            SpanForm(data, prefix=f"holidays-{index}", initial=_span_initial(rule))
            for index, rule in enumerate(pad_rows(own, HOLIDAY_ROWS, spare=0))
        ]

    @property
    def first_rows(self) -> list[WeeklyForm]:
        """Those with something in them, and at least one; `more_rows` stand folded."""
        filled = [row for row in self.weekly if row.is_written]
        return filled or self.weekly[:1]

    @property
    def more_rows(self) -> list[WeeklyForm]:
        first = self.first_rows
        return [row for row in self.weekly if row not in first]

    @property
    def has_monthly(self) -> bool:
        return any(row.is_written for row in self.monthly)

    @property
    def forms(self) -> list[forms.Form]:
        """All that count as they are chosen."""
        own = self.spans if self.holidays["holidays"].value() == "own" else []
        return [*self.weekly, *self.monthly, self.holidays, *own, *self.closed]

    def is_valid(self) -> bool:
        found = [form.is_valid() for form in self.forms]  # each names its own mistakes
        if not all(found):
            return False
        if all(form.is_empty for form in (*self.weekly, *self.monthly)):
            self.weekly[0].add_error("days", _("曜日と時刻を入力してください。"))
        if self.spans[0] in self.forms and all(form.is_empty for form in self.spans):
            self.spans[0].add_error("starts", _("時刻を入力してください。"))
        return not any(form.errors for form in self.forms)

    def hours(self) -> dict[str, Any]:
        """Of valid forms."""
        chosen = self.holidays.cleaned_data["holidays"] or "same"
        return {
            "kind": Kind.WEEKLY.value,
            "weekly": _rules(self.weekly),
            "monthly": _rules(self.monthly),
            "holidays": _rules(self.spans) if chosen == "own" else chosen,
            "closed": _rules(self.closed),
        }

    def name_mistake(self, place: Sequence[str | int], reason: str) -> None:
        """Put it beside the row that it is about: rows count without the empty ones."""
        rules, index = place
        rows: Mapping[str, Sequence[SpanForm]] = {
            "weekly": self.weekly,
            "monthly": self.monthly,
            "holidays": self.spans,
        }
        filled = [form for form in rows[str(rules)] if not form.is_empty]
        filled[int(index)].add_error("starts", reason)


def _rules(rows: Sequence[SpanForm | ClosedForm]) -> list[dict[str, Any]]:
    return [form.rule() for form in rows if not form.is_empty]


def pad_rows(
    rules: Sequence[Mapping[str, Any]], least: int, *, spare: int = 2
) -> list[Mapping[str, Any]]:
    """With empty ones: at least `spare`, and so many that there are `least`."""
    count = max(least, len(rules) + spare)
    return [*rules, *[{}] * (count - len(rules))]


def _span_initial(rule: Mapping[str, Any]) -> dict[str, Any]:
    if not rule:
        return {}
    ends = to_minutes(rule["to"])
    return {
        "starts": rule["from"],
        "ends": to_clock(ends % DAY_MINUTES),
        "next_day": ends >= DAY_MINUTES,
        "day": rule.get("day"),
    }


def _weekly_initial(rule: Mapping[str, Any]) -> dict[str, Any]:
    if not rule:
        return {}
    return {
        **_span_initial(rule),
        "days": rule.get("days", DAYS),
        "weeks": [str(week) for week in rule.get("weeks", ())],
    }


def _closed_initial(rule: Mapping[str, str]) -> dict[str, str]:
    return {"first": _shown_day(rule["from"]), "last": _shown_day(rule["to"])} if rule else {}


def _shown_day(text: str) -> str:
    """12-29 → 12/29"""
    return "/".join(str(int(part)) for part in text.split("-"))


def _day(text: str) -> str:
    """12/29, 12月29日 → 12-29. What is no day stays as it is, and is refused."""
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return text
    day = f"{int(match[2]):02d}-{int(match[3]):02d}"
    return f"{match[1]}-{day}" if match[1] else day
