"""Lesson by lesson: reading, and passing the check quiz. The last step completes the course."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from learning.models import Enrolment, LessonProgress
from learning.services.completion import decide_completion
from quizzes.services import record_attempt

if TYPE_CHECKING:
    import uuid

    from courses.queries import LessonOutline
    from learning.models import Completion
    from quizzes.grading import Answers
    from quizzes.models import Attempt
    from quizzes.queries import ShownQuiz


@dataclass(frozen=True)
class Submission:
    """A stored attempt, and the completion if this was the last step."""

    attempt: Attempt
    completion: Completion | None


@transaction.atomic
def mark_read(*, enrolment_id: int, lesson: LessonOutline) -> Completion | None:
    """Note that the lesson was read; returns the completion if this was the last step.

    Raises Enrolment.DoesNotExist when the enrolment was merged away meanwhile.
    """
    enrolment = _lock_enrolment(enrolment_id)
    now = timezone.now()
    row, _is_new = LessonProgress.objects.get_or_create(enrolment=enrolment, lesson_id=lesson.id)
    if row.read_at is None:
        row.read_at = now
        row.save(update_fields=["read_at"])
    return decide_completion(enrolment=enrolment, at=now)


@transaction.atomic
def submit_answers(
    *,
    enrolment_id: int,
    lesson: LessonOutline,
    quiz: ShownQuiz,
    submission_key: uuid.UUID,
    answers: Answers,
) -> Submission:
    """Grade and keep the answers to the lesson's check quiz. Who passes it has read the lesson.

    Sent twice it is one attempt and at most one completion. Raises AnswersInvalidError, and
    Enrolment.DoesNotExist when the enrolment was merged away meanwhile.
    """
    enrolment = _lock_enrolment(enrolment_id)
    attempt, _is_new = record_attempt(
        learner=enrolment.learner, quiz=quiz, submission_key=submission_key, answers=answers
    )
    completion = None
    if attempt.is_passed:
        now = timezone.now()
        row, _created = LessonProgress.objects.get_or_create(
            enrolment=enrolment, lesson_id=lesson.id
        )
        if row.passed_at is None:
            row.passed_at, row.attempt, row.read_at = now, attempt, row.read_at or now
            row.save(update_fields=["passed_at", "attempt", "read_at"])
        completion = decide_completion(enrolment=enrolment, at=now)
    return Submission(attempt=attempt, completion=completion)


def remember_last_lesson(*, enrolment_id: int, lesson_id: int) -> None:
    """Keep the lesson to resume at."""
    Enrolment.objects.filter(pk=enrolment_id).update(last_lesson_id=lesson_id)


def _lock_enrolment(enrolment_id: int) -> Enrolment:
    """The enrolment under its row lock: two last steps at once would each miss the other."""
    return (
        Enrolment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("learner", "edition")
        .get(pk=enrolment_id)
    )
