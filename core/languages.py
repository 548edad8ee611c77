"""The languages that texts are written in, and the one that a reader has chosen."""

from django.utils.translation import get_language

SOURCE_LANGUAGE = "ja"
"""What authors write first and translations are made from (settings.LANGUAGE_CODE)."""
EASY_JAPANESE = "ja-easy"
"""やさしい日本語: Japanese for children and for those who are learning it."""
TRANSLATIONS_SHOW_AFTER = 300
"""Seconds. Published texts are frozen, so processes keep them; a translation may still be added."""


def reader_language() -> str:
    """The language active in this thread, else the source language."""
    return get_language() or SOURCE_LANGUAGE
