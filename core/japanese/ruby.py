"""Furigana in a line of plain text, `{漢字|かんじ}`: as markup, in brackets, or left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator

KANJI = re.compile(
    "[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af々〆〇ヶヵ\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
)
KANA = re.compile("[ぁ-ゖァ-ヺー・]+")
_RUBY = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")


def ruby_html(text: str) -> SafeString:
    """The text with its readings above the kanji; everything else is escaped."""
    parts: list[str] = []
    end = 0
    for match in _RUBY.finditer(text):
        parts.append(conditional_escape(text[end : match.start()]))
        parts.append(
            format_html("<ruby>{}<rp>（</rp><rt>{}</rt><rp>）</rp></ruby>", match[1], match[2])
        )
        end = match.end()
    parts.append(conditional_escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped above


def without_ruby(text: str) -> str:
    """The kanji alone: for page titles, file names and comparisons."""
    return _RUBY.sub(r"\1", text)


def bracketed_ruby(text: str) -> str:
    """The readings in brackets, where no markup can stand: 漢字（かんじ）."""
    return _RUBY.sub(r"\1（\2）", text)


def unread_kanji(text: str) -> str:
    """The kanji that have no reading, in their order."""
    return "".join(KANJI.findall(_RUBY.sub("", text)))


def ruby_problems(text: str) -> Iterator[str]:
    """What is wrong with the ruby of a text, in words for its author."""
    for match in _RUBY.finditer(text):
        if not KANJI.fullmatch(match[1]):
            yield _(
                "ふりがなの左側「%(base)s」は漢字だけにしてください（送りがなは外に出します）。"
            ) % {"base": match[1]}
        elif not KANA.fullmatch(match[2]):
            yield _("「%(base)s」の読み「%(reading)s」は、ひらがなかカタカナで書いてください。") % {
                "base": match[1],
                "reading": match[2],
            }
    rest = _RUBY.sub("", text)
    if re.search(r"[{}｛｝]", rest):
        yield _("ふりがなは半角で「{漢字|かんじ}」と書いてください。")
