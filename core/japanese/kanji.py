"""Which characters are kanji, and which only look like them.

One definition for the whole site: what has to have furigana and what may have them must agree.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.japanese.kana import HIRAGANA, KATAKANA

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIATION_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""Ranges for use inside a character class."""

# The ideographs of Unicode; then the signs that are read like kanji: 々, 〆, 〇, the ヶ of 三ヶ月.
KANJI = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af々〆〇ヶヵ]")
"""One kanji, without a variation selector that may follow it."""

KANJI_RUN = re.compile(f"(?:{KANJI.pattern}[{VARIATION_SELECTORS}]*)+")
"""Kanji that follow each other, each with its variation selectors."""

JAPANESE_LETTER = re.compile(f"[{HIRAGANA}{KATAKANA}]|{KANJI.pattern}")
"""A letter that Japanese alone is written in, or Chinese too."""

# Kangxi Radicals and CJK Radicals Supplement. Text copied from a PDF often has ⼈ (U+2F08) for 人.
_RADICAL = re.compile("[\u2e80-\u2fdf]")
_SELECTOR = re.compile(f"[{VARIATION_SELECTORS}]")


def is_variation_selector(character: str) -> bool:
    return _SELECTOR.fullmatch(character) is not None


def without_selectors(text: str) -> str:
    return _SELECTOR.sub("", text)


def find_radicals(text: str) -> tuple[str, ...]:
    """The radicals in the text, each once, in their order."""
    return tuple(dict.fromkeys(_RADICAL.findall(text)))


def radical_problems(text: str) -> Iterator[str]:
    """Why the author must replace each radical in the text, in the active language."""
    return (radical_problem(radical) for radical in find_radicals(text))


def radical_problem(radical: str) -> str:
    """Why this radical is refused. Names the kanji to write instead, if Unicode maps it to one."""
    values = {"radical": radical, "code": f"U+{ord(radical):04X}"}
    kanji = unicodedata.normalize("NFKC", radical)
    if kanji == radical:
        return (
            _("「%(radical)s」（%(code)s）は部首の文字です。ふつうの漢字に直してください。")
            % values
        )
    return _(
        "「%(radical)s」（%(code)s）は部首の文字です。"
        "漢字の「%(kanji)s」（%(kanji_code)s）に直してください。"
    ) % {**values, "kanji": kanji, "kanji_code": f"U+{ord(kanji):04X}"}
