"""Which encoding a CSV is in, and what cp932 makes of a text.

cp932 is what Japanese Excel means by Shift_JIS; Python's `shift_jis` lacks ① ㈱ 髙 﨑.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

UTF8_BOM = b"\xef\xbb\xbf"
_UNDEFINED_CP932 = re.compile("[\x80\xa0\uf8f0-\uf8f3]")
LABELS = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "cp932": "Shift_JIS（cp932）", "xlsx": "Excel"}


class UndecodableError(ValueError):
    """The bytes are in no encoding that we read; the message says so in the reader's language."""


@dataclass(frozen=True)
class Decoded:
    text: str
    encoding: str


def cp932_form(text: str) -> str:
    """The text as a cp932 file gives it back.

    Six characters share their bytes with a twin (〜～ −－ ‖∥ ¢￠ £￡ ¬￢) and come back as it.
    Raises UnicodeEncodeError where cp932 has no character at all (𠮷, variation selectors).
    """
    return text.encode("cp932").decode("cp932")


def decode_csv(data: bytes) -> Decoded:
    """The text of a CSV in UTF-8 (with or without BOM) or cp932; raises UndecodableError."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data:
        raise UndecodableError(
            _(
                "文字コードがUTF-16か、文字のファイルではありません。"
                "「CSV UTF-8」か「Excelブック（.xlsx）」で保存し直してください。"
            )
        )
    if b"\x1b$" in data:
        raise UndecodableError(_wrong_encoding("JIS（ISO-2022-JP）"))
    try:
        if data.startswith(UTF8_BOM):
            return Decoded(data.decode("utf-8-sig"), "utf-8-sig")
        return Decoded(data.decode(), "utf-8")
    except UnicodeDecodeError as error:
        if data.startswith(UTF8_BOM):
            raise UndecodableError(_unknown(data.count(b"\n", 0, error.start) + 1)) from error
    # Bytes of hiragana or kanji in cp932 are never valid EUC-JP, but those of EUC-JP often pass
    # for half-width katakana in cp932: EUC-JP has to be asked first.
    if _decodes(data, "euc_jp"):
        raise UndecodableError(_wrong_encoding("EUC-JP"))
    try:
        text = data.decode("cp932")
    except UnicodeDecodeError as error:
        raise UndecodableError(_unknown(data.count(b"\n", 0, error.start) + 1)) from error
    # Python's cp932 lets the bytes 80, A0 and FD to FF through as these.
    if undefined := _UNDEFINED_CP932.search(text):
        raise UndecodableError(_unknown(text.count("\n", 0, undefined.start()) + 1))
    return Decoded(text, "cp932")


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _wrong_encoding(name: str) -> str:
    return _(
        "文字コードが%(name)sです。「CSV UTF-8」か「Excelブック（.xlsx）」で保存し直してください。"
    ) % {"name": name}


def _unknown(row: int) -> str:
    return _(
        "文字コードが分かりません（%(row)d行目にUTF-8・Shift_JISとして読めない文字があります）。"
        "「CSV UTF-8」か「Excelブック（.xlsx）」で保存し直してください。"
    ) % {"row": row}
