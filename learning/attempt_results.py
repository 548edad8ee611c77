"""The result of a submitted quiz, with the lesson that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from courses.models import Lesson
from courses.queries import load_outline, neighbours
from learning.models import Completion
from learning.page_urls import completion_url, course_url, lesson_url
from quizzes.grading import grade_answers
from quizzes.models import Attempt
from quizzes.queries import Teaching, load_quiz, question_results

if TYPE_CHECKING:
    import uuid

    from accounts.models import Learner
    from courses.queries import LessonOutline, Outline
    from quizzes.queries import QuestionResult, ShownQuiz


@dataclass(frozen=True, slots=True)
class AttemptResult:
    """`completion` is the course's, once the attempt is passed and the course completed."""

    attempt: Attempt
    quiz: ShownQuiz
    questions: tuple[QuestionResult, ...]
    outline: Outline
    lesson: LessonOutline
    next_lesson: LessonOutline | None
    completion: Completion | None

    @property
    def course_url(self) -> str:
        return course_url(self.outline.course_slug)

    @property
    def lesson_url(self) -> str:
        return lesson_url(self.outline.course_slug, self.lesson)

    @property
    def next_url(self) -> str:
        """The lesson after this one; empty after the last."""
        return lesson_url(self.outline.course_slug, self.next_lesson) if self.next_lesson else ""

    @property
    def completion_url(self) -> str:
        return completion_url(self.completion) if self.completion else ""


def load_attempt_result(
    learner: Learner | None, attempt_id: uuid.UUID, language: str
) -> AttemptResult | None:
    """None unless the attempt is this learner's, and its quiz in a course that they take."""
    attempt = Attempt.objects.of(learner).filter(pk=attempt_id).first()
    if learner is None or attempt is None:
        return None
    row = _quiz_lesson(learner, attempt.version_id)
    if row is None:
        return None
    edition_id, lesson_id = row
    course = load_outline(edition_id, language)
    _before, after = neighbours(course, lesson_id)
    chapter, lesson = next(
        (chapter, lesson)
        for chapter in course.chapters
        for lesson in chapter.lessons
        if lesson.id == lesson_id
    )
    quiz = load_quiz(attempt.version_id, language)
    grade = grade_answers(quiz.answer_keys, attempt.answers, quiz.pass_mark)
    # The chapter's questions name the lessons that teach what they ask.
    teachings = {
        taught.slug: Teaching(taught.title_ruby, lesson_url(course.course_slug, taught))
        for taught in chapter.lessons
    }
    completions = Completion.objects.of(learner).filter(course_id=course.course_id)
    return AttemptResult(
        attempt=attempt,
        quiz=quiz,
        questions=question_results(attempt, quiz, grade, teachings),
        outline=course,
        lesson=lesson,
        next_lesson=after,
        completion=completions.select_related("course").first() if attempt.is_passed else None,
    )


def _quiz_lesson(learner: Learner, version_id: int) -> tuple[int, int] | None:
    """Edition and lesson in which the learner meets a quiz version: the latest edition taken."""
    lessons = Lesson.objects.filter(
        quiz_version_id=version_id, chapter__edition__enrolments__learner=learner
    )
    latest = lessons.order_by("-chapter__edition__enrolments__started_at")
    return latest.values_list("chapter__edition_id", "pk").first()
