"""Form fields for people: a name to be printed, its furigana, a municipality."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality
from accounts.queries import (
    MunicipalityAmbiguousError,
    MunicipalityFinder,
    MunicipalityUnknownError,
    municipalities_in,
    prefecture_choices,
)
from core.japanese.names import to_hiragana

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.datastructures import MultiValueDict

    from accounts.models import Organization
    from accounts.querysets import OrganizationQuerySet

NAME_LENGTH = 100


class PrintedNameField(forms.CharField):
    """A name kept exactly as typed but for spaces around it; control characters are refused.

    Format characters stay (a variation selector is part of 葛󠄀), unpaired surrogates don't.
    """

    default_error_messages = {
        "control": _("使えない文字が入っています。もう一度入力してください。"),
        "max_length": _(
            "%(limit_value)d文字以内で入力してください（いまは%(show_value)d文字です）。"
        ),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", NAME_LENGTH)
        options.setdefault("label", _("氏名"))
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "name"}))
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in text):
            raise ValidationError(self.error_messages["control"], code="control")
        return text


class KanaField(PrintedNameField):
    """Furigana typed in hiragana, katakana or half-width kana; cleaned to hiragana."""

    default_error_messages = {
        "kana": _("ふりがなは、ひらがなかカタカナで入力してください。"),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("ふりがな"))
        options.setdefault("widget", forms.TextInput())
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return to_hiragana(text)
        except ValueError:
            raise ValidationError(self.error_messages["kana"], code="kana") from None


class MunicipalityWidget(forms.Widget):
    """Prefecture, then the municipality from its list, or typed. Works without JavaScript.

    Its value is `{"prefecture": code, "code": code, "typed": str, "wants_list": bool}`.
    """

    template_name = "accounts/widgets/municipality.html"
    use_fieldset = True

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> dict[str, Any]:
        return {
            "prefecture": data.get(f"{name}-prefecture", ""),
            "code": data.get(f"{name}-code", ""),
            "typed": data.get(f"{name}-typed", "").strip(),
            "wants_list": f"{name}-list" in data,
        }

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> bool:
        return not any(f"{name}-{part}" in data for part in ("prefecture", "code", "typed"))

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-prefecture" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, dict(attrs or {}))
        parts = value if isinstance(value, dict) else _parts(value)
        listed = municipalities_in(parts["prefecture"]) if parts["prefecture"] else []
        # The field's aria attributes belong on the controls, which are what a reader focuses.
        aria = {
            key: text
            for key, text in context["widget"]["attrs"].items()
            if key in {"aria-describedby", "aria-invalid"}
        }
        context["widget"].update(
            parts, prefectures=prefecture_choices(), municipalities=listed, aria=flatatt(aria)
        )
        return context


class MunicipalityField(forms.Field):
    """A municipality; cleans to a `Municipality`, or None where it isn't required."""

    widget = MunicipalityWidget
    default_error_messages = {
        "required": _("市区町村を選ぶか、入力してください。"),
        "unknown": _(
            "「%(typed)s」という市区町村は見つかりません。都道府県と名前を確かめてください。"
        ),
        "ambiguous": _("「%(typed)s」は%(prefectures)sにあります。都道府県も選んでください。"),
        "list": _("市区町村を一覧から選んでください。"),
        "prefecture": _("都道府県を選んでください。"),
        "differs": _("一覧で選んだ市区町村と、入力した名前がちがいます。どちらかにしてください。"),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("市区町村"))
        super().__init__(**options)

    def clean(self, value: Any) -> Municipality | None:
        if isinstance(value, Municipality):
            return value
        parts = value if isinstance(value, dict) else _parts(value)
        if parts["wants_list"]:
            code = "list" if parts["prefecture"] else "prefecture"
            raise ValidationError(self.error_messages[code], code=code)
        if parts["typed"]:
            return self._typed(parts)
        if parts["code"]:
            return self._listed(parts)
        if self.required or parts["prefecture"]:
            raise ValidationError(self.error_messages["required"], code="required")
        return None

    def has_changed(self, initial: Any, data: Any) -> bool:
        before, after = _parts(initial), data if isinstance(data, dict) else _parts(data)
        return bool(after["typed"]) or before["code"] != after["code"]

    def _listed(self, parts: dict[str, Any]) -> Municipality:
        found = Municipality.objects.filter(pk=parts["code"]).first()
        if found is None or (parts["prefecture"] and found.prefecture_id != parts["prefecture"]):
            raise ValidationError(self.error_messages["list"], code="list")
        return found

    def _typed(self, parts: dict[str, Any]) -> Municipality:
        typed = parts["typed"]
        try:
            found = MunicipalityFinder().find(typed, parts["prefecture"])
        except MunicipalityUnknownError:
            raise ValidationError(
                self.error_messages["unknown"], code="unknown", params={"typed": typed}
            ) from None
        except MunicipalityAmbiguousError as error:
            if parts["code"] in {candidate.code for candidate in error.candidates}:
                return self._listed(parts)
            names = dict.fromkeys(candidate.prefecture.name for candidate in error.candidates)
            raise ValidationError(
                self.error_messages["ambiguous"],
                code="ambiguous",
                params={"typed": typed, "prefectures": "・".join(names)},
            ) from None
        if parts["code"] and parts["code"] != found.code:
            raise ValidationError(self.error_messages["differs"], code="differs")
        return found


def _parts(value: Municipality | str | None) -> dict[str, Any]:
    """What the widget shows of a stored municipality, its code, or nothing."""
    code = value.code if isinstance(value, Municipality) else value or ""
    return {"prefecture": code[:2], "code": code, "typed": "", "wants_list": False}


def offer_organizations(form: forms.ModelForm[Any], offered: OrganizationQuerySet) -> None:
    """Of one organization nobody is asked; what is stored never moves to another."""
    choices = [] if form.instance.pk else list(offered[:2])
    if form.instance.pk or len(choices) == 1:
        if choices:
            form.instance.organization = choices[0]
        del form.fields["organization"]
        return
    field = cast("forms.ModelChoiceField[Organization]", form.fields["organization"])
    field.queryset, field.empty_label = offered, gettext("選んでください")
