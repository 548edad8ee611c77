"""The Japanese text that a translation was made from, to show what has changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from courses.curriculum.sources import SOURCE_LANGUAGE
from courses.editing.places import ChapterPlace, CoursePlace, GuidePlace, LessonPlace
from courses.editing.texts import file_of, source_digest_of
from courses.models import ChapterText, EditionText, GuideText, LessonText, QuizSource, SourceText

if TYPE_CHECKING:
    from collections.abc import Iterable

    from courses.editing.places import Place, Row


def source_before(place: Place, made_from: str) -> str | None:
    """The Japanese text with this digest: kept at the desk, or of another edition.

    None when nobody has it any more.
    """
    kept = SourceText.objects.filter(pk=made_from).first()
    if kept is not None:
        return kept.text
    found = (row for row in _in_every_edition(place) if source_digest_of(row) == made_from)
    row = next(found, None)
    return file_of(row) if row is not None else None


def _in_every_edition(place: Place) -> Iterable[Row]:
    """The Japanese texts at this place in all editions of the course."""
    course, japanese = place.edition.course_id, {"language": SOURCE_LANGUAGE}
    match place:
        case CoursePlace():
            return EditionText.objects.filter(edition__course=course, **japanese)
        case GuidePlace():
            return GuideText.objects.filter(edition__course=course, **japanese)
        case ChapterPlace():
            return ChapterText.objects.filter(
                chapter__edition__course=course, chapter__slug=place.chapter_slug, **japanese
            ).select_related("chapter")
        case LessonPlace():
            return LessonText.objects.filter(
                lesson__chapter__edition__course=course,
                lesson__chapter__slug=place.chapter_slug,
                lesson__slug=place.slug,
                **japanese,
            ).select_related("lesson__chapter")
        case _:
            return QuizSource.objects.filter(
                chapter__edition__course=course,
                chapter__slug=place.chapter_slug,
                stem=place.slug,
                **japanese,
            )
