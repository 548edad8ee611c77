"""The desk's addresses of a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from courses.editing.places import ChapterPlace, CoursePlace, GuidePlace, LessonPlace, QuizPlace

if TYPE_CHECKING:
    from courses.editing.places import Place


def text_url(place: Place, language: str) -> str:
    edition = place.edition.pk
    match place:
        case CoursePlace():
            return reverse("courses:course_text", args=[edition, language])
        case GuidePlace():
            return reverse("courses:guide_text", args=[edition, language])
        case ChapterPlace():
            return reverse("courses:chapter_text", args=[edition, place.pk, language])
        case LessonPlace():
            return reverse("courses:lesson_text", args=[edition, place.pk, language])
        case QuizPlace():
            return reverse("courses:quiz_text", args=[edition, place.pk, place.stem, language])
        case _:
            raise TypeError(place)
