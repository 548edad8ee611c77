"""Forms for the titles and addresses of chapters, lessons, quizzes and pictures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from authoring.forms.texts import LineField
from content.rasters import MAX_UPLOAD_BYTES
from core.addresses import SLUG
from core.languages import SOURCE_LANGUAGE
from theme.fields import name_what_is_missing


class SlugField(forms.CharField):
    """A name that becomes part of an address and of a file's name."""

    default_error_messages = {
        "slug": _("半角の小文字と数字と「-」で入力してください（例：why-now）。"),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("アドレスに使う名前"))
        options.setdefault("help_text", _("半角の小文字と数字と「-」。例：why-now"))
        super().__init__(**options)
        self.widget.attrs.update({"autocapitalize": "none", "autocomplete": "off"})

    def clean(self, value: Any) -> str:
        slug = str(super().clean(value))
        if not SLUG.fullmatch(slug):
            raise forms.ValidationError(self.error_messages["slug"], code="slug")
        return slug


class _PartForm(forms.Form):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        name_what_is_missing(self)


class ChapterForm(_PartForm):
    title = LineField(label=_("章の題"), most=120)
    goal = LineField(label=_("この章の目標"), widget=forms.Textarea(attrs={"rows": 2}), most=1000)
    slug = SlugField(max_length=60)


class LessonForm(_PartForm):
    title = LineField(label=_("レッスンの題"), most=120)
    minutes = forms.IntegerField(
        label=_("めやすの時間（分）"), min_value=1, max_value=240, initial=5
    )
    slug = SlugField(max_length=80)


class QuizForm(_PartForm):
    title = LineField(label=_("確認テストの題"), most=200)
    slug = SlugField(
        max_length=60,
        initial="check",
        help_text=_("本文に「:::{quiz} check」のように書く名前です。"),
    )


class RenameForm(_PartForm):
    slug = SlugField(max_length=60)


class FigureForm(_PartForm):
    picture = forms.FileField(
        label=_("図や写真のファイル"),
        help_text=_("SVG（500 KBまで）、PNG・JPEG・WebP（10 MBまで）。"),
        # An iPhone converts HEIC photographs to JPEG if only these types are accepted.
        widget=forms.ClearableFileInput(
            attrs={"accept": "image/svg+xml,image/png,image/jpeg,image/webp"}
        ),
    )
    slug = SlugField(
        label=_("図の名前"), max_length=80, help_text=_("本文に書く名前です。例：town-hall")
    )
    language = forms.ChoiceField(
        label=_("図の中の言語"),
        choices=[(SOURCE_LANGUAGE, _("日本語（または文字なし）"))]
        + [(code, name) for code, name in settings.LANGUAGES if code != SOURCE_LANGUAGE],
        initial=SOURCE_LANGUAGE,
    )
    replaces = forms.BooleanField(label=_("同じ名前の図があれば置き換える"), required=False)

    def clean_picture(self) -> Any:
        picture = self.cleaned_data["picture"]
        if picture.name.lower().endswith((".heic", ".heif")):
            raise forms.ValidationError(
                _("HEICの写真は使えません。JPEGで保存し直してから、選んでください。")
            )
        if picture.size > MAX_UPLOAD_BYTES:
            raise forms.ValidationError(
                _("画像が大きすぎます（%(limit)d MBまで）。")
                % {"limit": MAX_UPLOAD_BYTES // (1024 * 1024)}
            )
        return picture
