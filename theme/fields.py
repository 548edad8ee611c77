"""Form fields by the browser's own inputs, and errors that name the field."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def name_what_is_missing(form: forms.BaseForm) -> None:
    """Say 「氏名を入力してください。」 rather than that some field is required."""
    for field in form.fields.values():
        if field.required:
            is_choice = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
            said = (
                gettext("%(label)sを選んでください。")
                if is_choice
                else gettext("%(label)sを入力してください。")
            )
            field.error_messages["required"] = said % {"label": field.label}


class SubmissionKeyField(forms.Field):
    """The key drawn when a form was shown; a form without one is a submission of its own."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> uuid.UUID:
        try:
            return uuid.UUID(value or "")
        except ValueError:
            return uuid.uuid4()


class DayField(forms.DateField):
    """A day by the browser's own date input."""

    default_error_messages = {
        "invalid": _("日付が正しくありません（例：2026-11-21）。"),
    }
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    input_formats = ["%Y-%m-%d", "%Y/%m/%d"]


class ClockField(forms.TimeField):
    """A time of day by the browser's own time input."""

    default_error_messages = {
        "invalid": _("時刻が正しくありません（例：13:30）。"),
    }
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    input_formats = ["%H:%M", "%H:%M:%S"]


class MomentField(forms.DateTimeField):
    """A day and time, in Japan, by the browser's own input."""

    default_error_messages = {
        "invalid": _("日時が正しくありません（例：2026-11-21T13:30）。"),
    }
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
