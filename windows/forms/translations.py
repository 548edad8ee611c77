"""A window's words in another language: none of them, or each that stands in Japanese."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.japanese.ruby import text_problems, unread_kanji
from windows.finder.pdf import unprintable_characters
from windows.models import Window, WindowText
from windows.validation import EASY, TRANSLATIONS, WORDS, unmatched_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    _WindowTextForm = forms.ModelForm[WindowText]  # generic in the stubs alone
else:
    _WindowTextForm = forms.ModelForm

TITLES = {"en": _("英語"), EASY: _("やさしい日本語")}


class WindowTextForm(_WindowTextForm):
    class Meta:
        model = WindowText
        fields = WORDS
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].required = False  # a translation is nobody's duty
        if self.instance.language == EASY:
            self.fields["name"].help_text = _("漢字には、{窓口|まどぐち}のように読みを付けます。")

    @property
    def title(self) -> str:
        return str(TITLES[self.instance.language])

    @property
    def words(self) -> dict[str, str]:
        """The words by field, empty without a translation. Call only after `is_valid()`."""
        return dict(self.cleaned_data) if any(self.cleaned_data.values()) else {}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name, text in list(data.items()):
            for reason in text_problems(text):
                self.add_error(name, reason)
            if self.instance.language == EASY and (kanji := unread_kanji(text)):
                self.add_error(name, _("「%(kanji)s」に読みを付けてください。") % {"kanji": kanji})
            if missing := unprintable_characters(text):
                self.add_error(
                    name,
                    _("紙に印刷できない文字があります：%(characters)s")
                    % {"characters": "、".join(missing)},
                )
        return self.cleaned_data

    def matches(self, japanese: Mapping[str, Any]) -> bool:
        """Whether there is no translation, or a whole one; adds errors otherwise.

        Call only after `is_valid()`.
        `japanese`: the window's own words, without those that are wrong by themselves.
        """
        missing = unmatched_words(self.words, {**self.words, **japanese}) if self.words else []
        for name in missing:
            self.add_error(name, _("日本語で書いた欄と同じ欄を、すべて入力してください。"))
        return not missing


def text_forms(window: Window, *, data: Mapping[str, Any] | None) -> list[WindowTextForm]:
    """One for each language."""
    stored = {text.language: text for text in window.texts.all()} if window.pk else {}
    return [
        WindowTextForm(
            data, prefix=language, instance=stored.get(language) or WindowText(language=language)
        )
        for language in TRANSLATIONS
    ]
