"""A certificate's number, which people read out, and its code, which opens the public check.

The number is `R8-0001234-56`: the fiscal year of the completion, the row's own sequence, and two
check digits (ISO 7064, MOD 97-10), which catch every single wrong digit and every swap of two
neighbours. It tells nothing about the person and opens nothing by itself.

The code is 20 symbols of Crockford's base 32, 100 random bits: with 20 million certificates, a
guess hits one of them once in 6 × 10²² tries. Without I, L, O and U it can be typed from paper.
"""

import re
import secrets

from core.japanese.calendar import REIWA_STARTS_IN

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 20
GROUP = 4
_CODE = re.compile(f"[{ALPHABET}]{{{CODE_LENGTH}}}")
_NUMBER = re.compile(r"R(\d{1,3})-(\d{7,10})-(\d{2})")
# With the slash that many put at the end of an address.
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―−ー－_/]+")
_LOOKALIKES = str.maketrans("ILO", "110")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def certificate_number(fiscal_year: int, sequence: int) -> str:
    year = fiscal_year - REIWA_STARTS_IN + 1
    return f"R{year}-{sequence:07}-{_check_digits(year, f'{sequence:07}')}"


def is_certificate_number(number: str) -> bool:
    """Whether the number is whole and its check digits agree; says nothing of its existence."""
    match = _NUMBER.fullmatch(number)
    return match is not None and match[3] == _check_digits(int(match[1]), match[2])


def clean_number(typed: str) -> str:
    """`ｒ8－0001234－56` → `R8-0001234-56`, for searching."""
    return _SEPARATORS.sub("-", typed.strip().translate(_FULL_WIDTH)).upper()


def _check_digits(year: int, sequence: str) -> str:
    return f"{98 - int(f'{year}{sequence}') * 100 % 97:02}"


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def clean_code(typed: str) -> str:
    """What was typed or scanned, as a code: any case, width and hyphens; I, L and O as 1, 1, 0.

    Empty when it can't be a code.
    """
    if len(typed) > 100:
        return ""
    plain = _SEPARATORS.sub("", typed.translate(_FULL_WIDTH)).upper().translate(_LOOKALIKES)
    return plain if _CODE.fullmatch(plain) else ""


def shown_code(code: str) -> str:
    """`7K3M-9QPX-2V8T-4HNC-6WRD`, as printed below the QR."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
