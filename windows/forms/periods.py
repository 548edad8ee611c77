"""The set periods of a window that is not always open, as rows of a form."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from theme.fields import ClockField, DayField
from windows.forms.hours import RowForm, pad_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROWS = 3


class PeriodForm(RowForm):
    first = DayField(label=_("始まる日"), required=False)
    starts = ClockField(label=_("始まる時刻"), required=False)
    last = DayField(label=_("終わる日"), required=False)
    ends = ClockField(label=_("終わる時刻"), required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if any(data.values()):
            for name in self.fields:
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, _("日にちと時刻を、すべて入力してください。"))
        return data

    def period(self) -> dict[str, str]:
        """The period as `Window.periods` holds it.

        Call only after `is_valid()`, not for an empty row.
        """
        data = self.cleaned_data
        return {
            "starts": _moment(data["first"], data["starts"]),
            "ends": _moment(data["last"], data["ends"]),
        }


class PeriodForms:
    """All of them, in the order in which they were written, and empty `rows` for more."""

    def __init__(
        self, periods: Sequence[Mapping[str, str]], *, data: Mapping[str, Any] | None
    ) -> None:
        self.rows = [
            PeriodForm(data, prefix=f"period-{index}", initial=_initial(period))
            for index, period in enumerate(pad_rows(periods, ROWS))
        ]

    @property
    def filled(self) -> list[PeriodForm]:
        """Of valid forms."""
        return [form for form in self.rows if not form.is_empty]

    def is_valid(self) -> bool:
        found = [form.is_valid() for form in self.rows]  # each names its own mistakes
        return all(found)

    def periods(self) -> list[dict[str, str]]:
        return [form.period() for form in self.filled]


def _moment(day: Any, clock: Any) -> str:
    return timezone.make_aware(datetime.combine(day, clock)).isoformat()


def _initial(period: Mapping[str, str]) -> dict[str, Any]:
    if not period:
        return {}
    starts, ends = (
        timezone.localtime(datetime.fromisoformat(period[name])) for name in ("starts", "ends")
    )
    return {
        "first": starts.date(),
        "starts": starts.time(),
        "last": ends.date(),
        "ends": ends.time(),
    }
