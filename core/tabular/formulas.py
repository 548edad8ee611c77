"""CSV cells that a spreadsheet would run as a formula, and the way back.

A CSV cell carries no type: Excel takes `=SUM(1)` for a formula (OWASP, "CSV Injection"). We put an
apostrophe in front, as Excel itself does for text. To be undone without loss, the apostrophe is
also put before a cell that already starts with apostrophes and then such a character; so reading
back takes off exactly one. An xlsx cell is typed, its text is never run and never changed.
"""

import re

# Japanese Excel takes the full-width signs as well.
DANGEROUS = "=+\\-@\t\r\n＝＋－＠"
_TO_NEUTRALISE = re.compile(f"'*[{DANGEROUS}]")
_TO_RESTORE = re.compile(f"'+[{DANGEROUS}]")
# The first characters worth a closer look: nearly every cell stops here.
FIRST = frozenset("=+-@\t\r\n＝＋－＠'")


def neutralise_formula(text: str) -> str:
    return f"'{text}" if _TO_NEUTRALISE.match(text) else text


def restore_formula(text: str) -> str:
    """The text that was neutralised: the two undo each other for every text."""
    return text[1:] if _TO_RESTORE.match(text) else text
