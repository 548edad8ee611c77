"""Which lesson a request is about: in the edition that its learner takes, in their language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.http import Http404

from accounts.learners import ensure_learner, learner_filter
from core.languages import reader_language
from courses.models import Course
from courses.queries import load_outline, neighbours
from learning.page_urls import LessonSlugs, lesson_url
from learning.player.parts import load_lesson_parts
from learning.queries import find_enrolment_position
from learning.services import CourseNotOpenError, enrol_learner
from quizzes.queries import load_quiz

if TYPE_CHECKING:
    from django.http import HttpRequest

    from courses.queries import ChapterOutline, LessonOutline, Outline
    from learning.player.parts import LessonParts
    from learning.queries import EnrolmentPosition
    from quizzes.queries import ShownQuiz


# Without slots: what is fetched once is kept in its __dict__.
@dataclass(frozen=True)
class LessonPosition:
    enrolment: EnrolmentPosition
    outline: Outline
    chapter: ChapterOutline
    lesson: LessonOutline
    language: str

    @property
    def slugs(self) -> LessonSlugs:
        return LessonSlugs(self.outline.course_slug, self.chapter.slug, self.lesson.slug)

    @cached_property
    def quiz(self) -> ShownQuiz | None:
        """The lesson's check quiz, fetched when it is first asked for."""
        version_id = self.lesson.quiz_version_id
        return None if version_id is None else load_quiz(version_id, self.language)

    @cached_property
    def content(self) -> LessonParts:
        """The lesson's text, fetched when it is first asked for."""
        return load_lesson_parts(
            course_slug=self.outline.course_slug,
            lesson_id=self.lesson.id,
            has_quiz=self.lesson.quiz_version_id is not None,
            is_for_children=self.outline.is_for_children,
            language=self.language,
        )

    @property
    def next_url(self) -> str:
        """The lesson after this one, else the course."""
        _before, after = neighbours(self.outline, self.lesson.id)
        return lesson_url(self.outline.course_slug, after) if after else self.slugs.course_url


def find_lesson_position(request: HttpRequest, slugs: LessonSlugs) -> LessonPosition | None:
    """None if this reader has not started the course. Raises Http404 for an unknown lesson."""
    learner = learner_filter(request, "learner__")
    language = reader_language()
    enrolment = find_enrolment_position(learner, slugs.course)
    if enrolment is None:
        return None
    course = load_outline(enrolment.edition_id, language)
    chapter = course.chapter(slugs.chapter)
    lesson = course.lesson(slugs.chapter, slugs.lesson)
    if chapter is None or lesson is None:
        raise Http404
    return LessonPosition(enrolment, course, chapter, lesson, language)


def start_lesson_position(request: HttpRequest, slugs: LessonSlugs) -> LessonPosition | None:
    """The reader's position, after starting the course if need be.

    None for a course that is not open. Raises Http404 for an unknown lesson.
    """
    position = find_lesson_position(request, slugs)
    course = Course.objects.filter(slug=slugs.course).first() if position is None else None
    if course is None:
        return position
    try:
        enrol_learner(learner=ensure_learner(request), course=course)
    except CourseNotOpenError:
        return None
    return find_lesson_position(request, slugs)
