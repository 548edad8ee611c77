"""A learner's way becomes part of another's, when a visitor signs in to an account in use.

Nothing acknowledged is lost and nothing counts twice: reading and passing are folded lesson by
lesson, attempts and reflections move, a second completion of the same course and year stays behind
uncounted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from courses.models import Lesson
from learning.enums import EnrolmentState
from learning.models import Completion, Enrolment, LessonProgress, SurveyReceipt
from learning.services.completion import decide_completion
from learning.services.reflections import move_reflections
from quizzes.services import move_attempts

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Learner


@transaction.atomic
def merge_learning(*, source: Learner, target: Learner, at: datetime) -> None:
    """Move what `source` has learned to `target`; `at` is when a course completed by it is."""
    # All locked in one order, so that a quiz being submitted is either before this or after it.
    enrolments = list(
        Enrolment.objects.select_for_update(no_key=True)
        .filter(learner__in=[source, target])
        .order_by("pk")
    )
    move_attempts(source=source, target=target)
    move_reflections(source=source, target=target)
    under_way = {
        enrolment.course_id: enrolment
        for enrolment in enrolments
        if enrolment.learner_id == target.pk and enrolment.state == EnrolmentState.ACTIVE
    }
    _move_completions(source, target)
    for enrolment in enrolments:
        if enrolment.learner_id != source.pk:
            continue
        target_enrolment = under_way.get(enrolment.course_id)
        if enrolment.state == EnrolmentState.ACTIVE and target_enrolment is not None:
            _fold_enrolment(enrolment, target_enrolment)
            decide_completion(enrolment=target_enrolment, at=at)
        else:
            enrolment.learner = target
            enrolment.save(update_fields=["learner"])


def _fold_enrolment(source: Enrolment, target: Enrolment) -> None:
    """Add the progress of one enrolment to another in the same course, and end it.

    Lessons of two editions are the same by chapter and lesson slug; passing counts where both
    editions pin the same quiz version.
    """
    lessons = {
        (lesson.chapter.slug, lesson.slug): lesson
        for lesson in Lesson.objects.filter(chapter__edition_id=target.edition_id).select_related(
            "chapter"
        )
    }
    for row in LessonProgress.objects.filter(enrolment=source).select_related("lesson__chapter"):
        lesson = lessons.get((row.lesson.chapter.slug, row.lesson.slug))
        if lesson is None:
            continue
        progress, _is_new = LessonProgress.objects.get_or_create(enrolment=target, lesson=lesson)
        progress.read_at = _earlier_of(progress.read_at, row.read_at)
        if row.passed_at and row.lesson.quiz_version_id == lesson.quiz_version_id:
            if progress.passed_at is None or row.passed_at < progress.passed_at:
                progress.attempt_id = row.attempt_id
            progress.passed_at = _earlier_of(progress.passed_at, row.passed_at)
        progress.save()
    answered = SurveyReceipt.objects.filter(enrolment=target).values("moment")
    SurveyReceipt.objects.filter(enrolment=source).exclude(moment__in=answered).update(
        enrolment=target
    )
    last = source.last_lesson
    if last is not None and (last.chapter.slug, last.slug) in lessons:
        # The visitor was here a moment ago: this is where they go on.
        target.last_lesson = lessons[last.chapter.slug, last.slug]
        target.save(update_fields=["last_lesson"])
    source.delete()


def _earlier_of(first: datetime | None, second: datetime | None) -> datetime | None:
    return min(first, second) if first and second else first or second


def _move_completions(source: Learner, target: Learner) -> None:
    recorded = set(
        Completion.objects.filter(learner=target).values_list("course_id", "fiscal_year")
    )
    for completion in Completion.objects.select_for_update(no_key=True).filter(learner=source):
        if (completion.course_id, completion.fiscal_year) in recorded:
            completion.is_counted = False
        else:
            completion.learner = target
            completion.is_counted = completion.is_counted and target.is_counted
        completion.save(update_fields=["learner", "is_counted"])
