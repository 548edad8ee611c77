from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_PHONE = re.compile(r"\+?[0-9][0-9()\- ]{5,18}")
_DASHES = str.maketrans("‐‑‒–—―−ー", "-" * 8)


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
