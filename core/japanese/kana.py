"""The characters that readings are written in."""

import re

HIRAGANA = "ぁ-ゖ"
KATAKANA = "ァ-ヺ"
"""Ranges for use inside a character class."""

READING = re.compile(f"[{HIRAGANA}{KATAKANA}ー・]+")
"""The reading of a word, in hiragana or katakana."""
