"""How wide a text is, before a font is asked."""

import unicodedata

_NARROW = 0.56  # wider than most Latin letters of a proportional font are


def em_width(text: str) -> float:
    """The width in em, of which a full-width letter takes one."""
    return sum(1 if unicodedata.east_asian_width(each) in "WFA" else _NARROW for each in text)
