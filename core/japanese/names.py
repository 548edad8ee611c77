"""Names of people: kept as typed, searched by a separate key, furigana stored as hiragana."""

import re
import unicodedata

from core.japanese.kana import HIRAGANA
from core.japanese.kanji import without_selectors

# Variants that people type for the same name; the key folds them, the stored name never is.
_VARIANTS = str.maketrans(
    {
        "髙": "高",
        "﨑": "崎",
        "𠮷": "吉",
        "濵": "浜",
        "濱": "浜",
        "瀨": "瀬",
        "邊": "辺",
        "邉": "辺",
        "齋": "斎",
        "齊": "斎",
        "斉": "斎",
        "德": "徳",
        "澤": "沢",
        "廣": "広",
        "眞": "真",
        "櫻": "桜",
        "嶋": "島",
        "國": "国",
    }
)
_KATAKANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_KANA = re.compile(f"[{HIRAGANA}ー゛゜・ 　]+")


def search_key(name: str) -> str:
    """The key under which a name is found: folds width, case, spaces, kana and common variants."""
    folded = unicodedata.normalize("NFKC", without_selectors(name))
    folded = folded.translate(_VARIANTS).translate(_KATAKANA).casefold()
    return "".join(folded.split())


def to_hiragana(kana: str) -> str:
    """Furigana in hiragana, from hiragana, katakana or half-width kana.

    Raises ValueError if the text holds anything but kana, long marks, middle dots and spaces.
    """
    folded = unicodedata.normalize("NFKC", kana.strip()).translate(_KATAKANA)
    folded = re.sub(r"\s+", " ", folded)
    if folded and not _KANA.fullmatch(folded):
        raise ValueError(kana)
    return folded


def variant_pairs() -> str:
    """Each variant followed by what the key folds it to (髙高﨑崎…), for filters in the browser."""
    return "".join(f"{chr(code)}{folded}" for code, folded in _VARIANTS.items())
