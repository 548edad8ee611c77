"""The Japanese text that a translation was made from, to show what has changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authoring.drafts.texts import labelled_file_text
from core.languages import SOURCE_LANGUAGE
from courses.files.exporting import translatable_digest
from courses.models import SourceText

if TYPE_CHECKING:
    from authoring.drafts.text_sets import TextSet


def find_former_source(text_set: TextSet, digest: str) -> str | None:
    """The Japanese text with this digest, kept by the desk or found in another edition.

    Returns None if it is nowhere any more.
    """
    kept = SourceText.objects.filter(pk=digest).first()
    if kept is not None:
        return kept.text
    rows = text_set.rows_in_all_editions().filter(language=SOURCE_LANGUAGE)
    row = next((row for row in rows if translatable_digest(row) == digest), None)
    return labelled_file_text(row) if row is not None else None
