"""What counts as kanji is the same where furigana are required and where they are allowed."""

import sys
import unicodedata

import pytest
from django.utils import translation

from content.rendering.parsing import parse_text
from content.rendering.pieces import ParsedText
from core.japanese.kanji import (
    JAPANESE_LETTER,
    find_radicals,
    is_variation_selector,
    radical_problems,
)
from core.japanese.ruby import ruby_problems, text_problems, unread_kanji
from courses.files.documents import Document
from courses.files.furigana import find_unread_kanji

CHARACTERS = [
    chr(code)
    for code in range(sys.maxunicode + 1)
    if unicodedata.category(chr(code)) not in {"Cs", "Co", "Cn"} or 0x2E80 <= code <= 0x2FDF
]
NOT_A_BASE = "ふりがなの左側"


def needs_furigana(character):
    document = Document("", "", "", character, {}, ParsedText())
    return any(find_unread_kanji(document, 0))


def is_refused_as_base(character):
    return any(reason.startswith(NOT_A_BASE) for reason in ruby_problems(f"{{{character}|よみ}}"))


def test_no_character_needs_furigana_and_may_not_have_them():
    dead_ends = [c for c in CHARACTERS if needs_furigana(c) and is_refused_as_base(c)]
    assert dead_ends == []


def test_a_character_needs_furigana_in_a_lesson_and_in_a_line_alike():
    differing = [c for c in CHARACTERS if needs_furigana(c) != bool(unread_kanji(c))]
    assert differing == []


def test_every_radical_is_refused_once_and_needs_no_furigana():
    radicals = [c for c in CHARACTERS if find_radicals(c)]
    assert (radicals[0], radicals[-1]) == ("\u2e80", "\u2fdf")
    for radical in radicals:
        assert not needs_furigana(radical)
        for text in (radical, f"{{{radical}|よみ}}"):
            assert list(text_problems(text)) == list(radical_problems(radical))
            assert [problem.reason for problem in parse_text(text, file="").problems] == list(
                radical_problems(radical)
            )


def test_the_kanji_that_a_radical_stands_for_is_accepted_in_its_place():
    for code in range(0x2F00, 0x2FD6):
        kanji = unicodedata.normalize("NFKC", chr(code))
        (reason,) = radical_problems(chr(code))
        assert f"「{kanji}」（U+{ord(kanji):04X}）" in reason
        assert list(text_problems(f"{{{kanji}|よみ}}")) == []


@pytest.mark.parametrize(
    ("language", "text", "reason"),
    [
        (
            "ja",
            "⼈",
            "「⼈」（U+2F08）は部首の文字です。漢字の「人」（U+4EBA）に直してください。",
        ),
        ("ja", "⺅", "「⺅」（U+2E85）は部首の文字です。ふつうの漢字に直してください。"),
        (
            "en",
            "⼈",
            "“⼈” (U+2F08) is a radical, not a kanji. Please write the kanji “人” (U+4EBA).",
        ),
        ("en", "⺅", "“⺅” (U+2E85) is a radical, not a kanji. Please write the kanji itself."),
    ],
)
def test_reason_names_the_kanji_where_unicode_knows_it(language, text, reason):
    with translation.override(language):
        assert list(radical_problems(text)) == [reason]


def test_radicals_are_named_once_in_their_order():
    assert find_radicals("⽇本の⼈と⽇の⼈") == ("⽇", "⼈")


def test_kanji_keep_their_variation_selectors():
    assert is_variation_selector("\U000e0100")
    assert list(text_problems("{葛\U000e0100飾|かつしか}")) == []
    assert len(list(text_problems("{\U000e0100|かつ}"))) == 1


def test_japanese_letters_are_kana_and_kanji():
    assert JAPANESE_LETTER.findall("aあアー漢々1。⼈") == ["あ", "ア", "漢", "々"]
