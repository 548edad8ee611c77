"""Forms for the texts of a draft: front matter as fields, Markdown or YAML as one text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from core.addresses import WEB_ADDRESS
from core.author_files.yaml_sections import MOST_CHARACTERS
from core.japanese.kanji import radical_problems
from core.japanese.ruby import text_problems, without_ruby
from theme.fields import name_what_is_missing

_VERSION = re.compile(r"(?:[0-9a-f]{64})?")
SPARE_SOURCES = 2
MOST_SOURCES = 60


class VersionField(forms.CharField):
    """The digest of the text that the page was made from; empty if there was none."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def clean(self, value: Any) -> str:
        version = str(super().clean(value) or "")
        if not _VERSION.fullmatch(version):
            reason = _("入力した内容をひかえてから、ページを読み込み直します。")
            raise ValidationError(reason, code="invalid")
        return version


class SourceField(forms.CharField):
    """A text with LF line ends, as the authors' files have them, and one at its end."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, max_length=MOST_CHARACTERS, **options)

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        return text.rstrip("\n") + "\n" if text.strip("\n") else ""


class LineField(forms.CharField):
    """A title or the like, which may have furigana; its limit does not count them."""

    def __init__(self, *, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.most = most

    def validate(self, value: Any) -> None:
        super().validate(value)
        MaxLengthValidator(self.most)(without_ruby(value))
        if problems := list(text_problems(value)):
            raise ValidationError(problems)


class TextForm(forms.Form):
    """The fields of every text.

    `based_on` is the version that the form was made from, `made_from` the digest of the Japanese
    text that the translator saw.
    """

    source = SourceField(
        label=_("本文（Markdown）"),
        required=False,
        widget=forms.Textarea(
            attrs={
                "rows": 26,
                "class": "editor-source",
                "spellcheck": "false",
                # With scripts, the preview is updated while the editor writes.
                "hx-post": "",
                "hx-trigger": "input changed delay:600ms",
                "hx-vals": '{"preview": "1"}',
                "hx-target": "#editor-preview",
                "hx-sync": "this:replace",
            }
        ),
    )
    based_on = VersionField()
    made_from = VersionField()

    field_order = ["title", "summary", "label", "goal", "is_reference", "minutes"]

    def __init__(self, *args: Any, is_source: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_source:
            for name in ("is_reference", "minutes"):
                self.fields.pop(name, None)
        name_what_is_missing(self)

    def values(self) -> dict[str, Any]:
        """The values of the front matter. Call only after `is_valid()`."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"source", "based_on", "made_from"}
        }


class CourseTextForm(TextForm):
    title = LineField(label=_("講座の題"), most=120)
    summary = LineField(label=_("概要"), widget=forms.Textarea(attrs={"rows": 3}), most=2000)
    label = LineField(
        label=_("版の名前"), most=60, help_text=_("例：令和9年度版。修了証にも載ります。")
    )


class GuideTextForm(TextForm):
    title = LineField(label=_("先生のための手引きの題"), most=120)


class ChapterTextForm(TextForm):
    title = LineField(label=_("章の題"), most=120)
    goal = LineField(label=_("この章の目標"), widget=forms.Textarea(attrs={"rows": 2}), most=1000)
    is_reference = forms.BooleanField(
        label=_("参考の章にする"),
        required=False,
        help_text=_("参考の章は、読まなくても修了になります。"),
    )


class LessonTextForm(TextForm):
    title = LineField(label=_("レッスンの題"), most=120)
    minutes = forms.IntegerField(label=_("めやすの時間（分）"), min_value=1, max_value=240)


class QuizTextForm(TextForm):
    """A quiz has no front matter."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        source = self.fields["source"]
        source.label, source.required = _("確認テスト（YAML）"), True
        name_what_is_missing(self)


class CitationForm(forms.Form):
    """A source at the end of a lesson. An empty row is ignored."""

    title = forms.CharField(label=_("資料の題"), required=False, max_length=300)
    publisher = forms.CharField(label=_("発行者"), required=False, max_length=200)
    year = forms.CharField(label=_("年"), required=False, max_length=40)
    url = forms.CharField(label=_("URL"), required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            for reason in radical_problems(value):
                self.add_error(name, reason)
        if any(cleaned.values()):
            for name in ("title", "publisher", "year"):
                if not cleaned.get(name) and name not in self.errors:
                    label = self.fields[name].label
                    self.add_error(name, _("%(label)sを入力してください。") % {"label": label})
            if cleaned.get("url") and not WEB_ADDRESS.fullmatch(cleaned["url"]):
                self.add_error("url", _("https:// から入力してください。"))
        return cleaned


if TYPE_CHECKING:  # generic in the stubs alone
    _CitationFormSet = BaseFormSet[CitationForm]
else:
    _CitationFormSet = BaseFormSet


class BaseCitations(_CitationFormSet):
    def values(self) -> list[dict[str, str]]:
        """The sources, without empty rows. Call only after `is_valid()`."""
        return [
            {name: value for name, value in form.cleaned_data.items() if value}
            for form in self.forms
            if any(form.cleaned_data.values())
        ]


def build_citation_formset(*args: Any, spare: int = SPARE_SOURCES, **options: Any) -> BaseCitations:
    formset_class = forms.formset_factory(
        CitationForm,
        formset=BaseCitations,
        extra=spare,
        max_num=MOST_SOURCES,
        absolute_max=MOST_SOURCES,
    )
    options["prefix"] = "citation"
    return cast("BaseCitations", formset_class(*args, **options))
