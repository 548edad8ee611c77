from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.fields import PrintedNameField
from certificates.glyphs import MissingGlyphError, describe_character, face_for
from certificates.numbers import clean_code

REASON_LENGTH = 200


def validate_printable(name: str) -> None:
    """Refuse a name that no font can draw, naming the characters."""
    try:
        face_for(name)
    except MissingGlyphError as error:
        raise ValidationError(
            ngettext(
                "修了証に印刷できない文字があります：%(characters)s。別の字に変えて入力してください。",
                "修了証に印刷できない文字があります：%(characters)s。別の字に変えて入力してください。",
                len(error.characters),
            ),
            code="glyph",
            params={"characters": "、".join(map(describe_character, error.characters))},
        ) from error


class PrintedNameForm(forms.Form):
    """The name as it shall be printed on a certificate that could not be issued."""

    name = PrintedNameField(
        label=_("修了証に印刷する氏名"),
        help_text=_("入力したとおりに印刷されます。"),
        validators=[validate_printable],
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("理由"),
        max_length=REASON_LENGTH,
        help_text=_("記録に残ります。修了証や確認ページには表示されません。"),
    )


class ReissueForm(ReasonForm, PrintedNameForm):
    field_order = ["name", "reason"]


class RevokeForm(ReasonForm):
    is_confirmed = forms.BooleanField(label=_("この修了証を取り消すことを確認しました"))


class VerifyForm(forms.Form):
    code = forms.CharField(
        label=_("確認コード"),
        max_length=100,
        help_text=_(
            "修了証のQRコードの横にある、20文字の英数字です。大文字と小文字、ハイフンの有無は"
            "問いません。"
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_code(self) -> str:
        code = clean_code(self.cleaned_data["code"])
        if not code:
            raise ValidationError(
                _(
                    "確認コードは20文字の英数字です。「R8-」で始まる番号ではなく、"
                    "QRコードの横の確認コードを入力してください。"
                ),
                code="malformed",
            )
        return code


class DeskSearchForm(forms.Form):
    """What the officers' list is narrowed to; anything unreadable narrows nothing."""

    q = forms.CharField(label=_("番号または氏名"), max_length=100, required=False)
    training = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput())
