from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_PHONE = re.compile(r"\+?[0-9][0-9()\- ]{5,18}")
_DASHES = str.maketrans("‐‑‒–—―−ー", "-" * 8)


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


class PhoneField(forms.CharField):
    """A telephone number; full-width digits and dashes are made half-width."""

    default_error_messages = {
        "phone": _("電話番号は、数字とハイフンで入力してください（例：03-1234-5678）。"),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("電話番号"))
        options.setdefault(
            "widget", forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"})
        )
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        text = unicodedata.normalize("NFKC", super().clean(value)).translate(_DASHES)
        if text and not _PHONE.fullmatch(text):
            raise ValidationError(self.error_messages["phone"], code="phone")
        return text


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
