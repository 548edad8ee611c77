"""Furigana in a line of plain text, `{漢字|かんじ}`: as markup, in brackets, or left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.japanese.kana import READING
from core.japanese.kanji import KANJI_RUN, find_radicals, radical_problems

if TYPE_CHECKING:
    from collections.abc import Iterator


def ruby_pattern(bar: str) -> re.Pattern[str]:
    """The pattern of `{base|reading}` with another character for the bar.

    Wider than what is allowed, so that a mistake is recognised as ruby and `ruby_problem` names it.
    """
    return re.compile(rf"\{{([^{{}}\n{re.escape(bar)}]*){re.escape(bar)}([^{{}}\n]*)\}}")


RUBY = ruby_pattern("|")


def ruby_html(text: str) -> SafeString:
    """The text with its readings above the kanji; everything else is escaped."""
    parts: list[str] = []
    end = 0
    for match in RUBY.finditer(text):
        parts.append(conditional_escape(text[end : match.start()]))
        parts.append(
            format_html("<ruby>{}<rp>（</rp><rt>{}</rt><rp>）</rp></ruby>", match[1], match[2])
        )
        end = match.end()
    parts.append(conditional_escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped above


def without_ruby(text: str) -> str:
    """The kanji alone: for page titles, file names and comparisons."""
    return RUBY.sub(r"\1", text)


def bracketed_ruby(text: str) -> str:
    """The readings in brackets, where no markup can stand: 漢字（かんじ）."""
    return RUBY.sub(r"\1（\2）", text)


def unread_kanji(text: str) -> str:
    """The kanji that have no reading, in their order."""
    return "".join(KANJI_RUN.findall(RUBY.sub("", text)))


def text_problems(text: str) -> Iterator[str]:
    """Everything wrong with a line of text that may hold furigana, in words for its author.

    For forms. The readers of the authors' files report radicals themselves, by their lines.
    """
    yield from radical_problems(text)
    yield from ruby_problems(text)


def ruby_problems(text: str) -> Iterator[str]:
    """What is wrong with the ruby of a text, in words for its author."""
    for match in RUBY.finditer(text):
        if reason := ruby_problem(match[1], match[2]):
            yield reason
    rest = RUBY.sub("", text)
    if re.search(r"[{}｛｝]", rest):
        yield _("ふりがなは半角で「{漢字|かんじ}」と書いてください。")


def ruby_problem(base: str, reading: str) -> str:
    """Why a base and its reading are refused; empty if they are not.

    A base with a radical is passed over: the radical is refused by itself.
    """
    if find_radicals(base):
        return ""
    if not KANJI_RUN.fullmatch(base):
        return _(
            "ふりがなの左側「%(base)s」は漢字だけにしてください（送りがなは外に出します）。"
        ) % {"base": base}
    if not READING.fullmatch(reading):
        return _("「%(base)s」の読み「%(reading)s」は、ひらがなかカタカナで書いてください。") % {
            "base": base,
            "reading": reading,
        }
    return ""
