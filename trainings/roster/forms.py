"""What a roster page asks: a file to import; a format and a reason to export."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.tabular import LIMITS
from trainings.roster.enums import ExportPurpose, RosterFormat

DETAIL_LENGTH = 120
_SUFFIXES = ".xlsx,.csv"


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("名簿のファイル"),
        help_text=_("Excel（.xlsx）か、CSV（UTF-8・Shift_JIS）。20,000行、20 MBまで。"),
        widget=forms.FileInput(attrs={"accept": _SUFFIXES}),
        error_messages={
            "required": _("ファイルを選んでください。"),
            "empty": _("ファイルが空です。"),
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LIMITS.bytes:
            raise forms.ValidationError(
                _("ファイルが大きすぎます。20 MB以下にしてください。"), code="size"
            )
        return file


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=_("形式"),
        choices=RosterFormat.choices,
        initial=RosterFormat.XLSX,
        widget=forms.RadioSelect,
        help_text=_(
            "Shift_JISでは、𠮷などの文字を書けません。また「〜」は「～」になります。"
            "迷うときはExcelを選んでください。"
        ),
        error_messages={"required": _("形式を選んでください。")},
    )
    purpose = forms.ChoiceField(
        label=_("使う目的"),
        choices=ExportPurpose.choices,
        widget=forms.RadioSelect,
        help_text=_("だれが、いつ、何のために書き出したかを記録します。"),
        error_messages={"required": _("使う目的を選んでください。")},
    )
    detail = forms.CharField(
        label=_("目的のくわしい内容"),
        required=False,
        max_length=DETAIL_LENGTH,
        help_text=_("「そのほか」を選んだときは入力してください。氏名は書かないでください。"),
        error_messages={"max_length": _("120文字までで入力してください。")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("purpose") == ExportPurpose.OTHER and not cleaned.get("detail"):
            self.add_error("detail", _("目的を入力してください。"))
        return cleaned

    def reason(self) -> str:
        """As the audit log keeps it: in Japanese, whatever the officer reads."""
        detail = self.cleaned_data["detail"]
        with override("ja"):
            purpose = str(ExportPurpose(self.cleaned_data["purpose"]).label)
        return f"{purpose}：{detail}" if detail else purpose
