"""The Japanese text that a translation was made from, to show what has changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authoring.drafts.texts import labelled_file, source_digest_of
from core.languages import SOURCE_LANGUAGE
from courses.models import SourceText

if TYPE_CHECKING:
    from authoring.drafts.places import Place


def source_before(place: Place, made_from: str) -> str | None:
    """The Japanese text with this digest: kept at the desk, or of another edition.

    None when nobody has it any more.
    """
    kept = SourceText.objects.filter(pk=made_from).first()
    if kept is not None:
        return kept.text
    rows = place.everywhere().filter(language=SOURCE_LANGUAGE)
    row = next((row for row in rows if source_digest_of(row) == made_from), None)
    return labelled_file(row) if row is not None else None
