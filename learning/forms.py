from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.enums import AgeBand
from accounts.fields import KanaField, MunicipalityField, PrintedNameField
from learning.models import Completion
from learning.reflections import LONGEST
from learning.signals import printed_name_checking

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from accounts.models import Learner


_PREFIX = "reflection-"


class CompletionDetailsForm(forms.Form):
    """What a certificate needs, and no more."""

    name = PrintedNameField(label=_("氏名"), help_text=_("修了証に、このとおりに印刷します。"))
    kana = KanaField(label=_("ふりがな"))
    municipality = MunicipalityField(
        label=_("お住まいの市区町村"),
        help_text=_("受講者数を市区町村ごとに数えるために使います。修了証には印刷しません。"),
    )
    age_band = forms.ChoiceField(label=_("年代"), choices=AgeBand.choices, required=False)

    def __init__(self, data: QueryDict | None, *, learner: Learner) -> None:
        initial = {
            "name": learner.name,
            "kana": learner.kana,
            "municipality": learner.municipality,
            "age_band": learner.age_band,
        }
        super().__init__(data, initial=initial)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        answers = printed_name_checking.send(sender=Completion, name=name)
        unprintable = [
            character for _receiver, characters in answers for character in characters or ()
        ]
        if unprintable:
            raise ValidationError(
                _("「%(characters)s」は修了証に印刷できません。ほかの字で入力してください。"),
                code="unprintable",
                params={"characters": "」「".join(dict.fromkeys(unprintable))},
            )
        return name


class ReflectionForm(forms.Form):
    """What a learner wrote to a question."""

    text = forms.CharField(
        required=False,
        max_length=LONGEST,
        error_messages={
            "max_length": _(
                "保存できるのは%(limit_value)d文字までです（いまは%(show_value)d文字）。"
                "書いたことはそのまま残っています。短くして、もう一度保存してください。"
            )
        },
    )


def typed_reflections(data: Mapping[str, Any]) -> dict[str, str]:
    """The text of a lesson's reflection fields as it was typed, by the question's key."""
    return {
        # Browsers send each line end as two characters.
        name.removeprefix(_PREFIX): str(data[name]).replace("\r\n", "\n").replace("\r", "\n")
        for name in data
        if name.startswith(_PREFIX)
    }
