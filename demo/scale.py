"""Bulk rows for benches: learners with enrolments, progress and completions. No names, no files."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.enums import AgeBand, LearnerKind
from accounts.models import Learner, Municipality
from core.japanese.calendar import fiscal_year
from courses.models import CourseEdition, Lesson
from learning.enums import EnrolmentState, Route
from learning.models import Completion, Enrolment, LessonProgress

if TYPE_CHECKING:
    from collections.abc import Callable

BATCH = 2000
DAYS = 700


def seed_scale(learners: int, *, report: Callable[[int], None]) -> None:
    """Add learners of the supporter course, two in three of whom completed it.

    `report` is called after each batch with the number added so far.
    """
    random = Random(20260401)  # noqa: S311 - made-up rows, the same each time
    edition = CourseEdition.objects.published().get(course__slug="supporter")
    lessons = list(Lesson.objects.filter(chapter__edition=edition).order_by("position"))
    places = list(Municipality.objects.values_list("code", "prefecture_id"))
    for start in range(0, learners, BATCH):
        count = min(BATCH, learners - start)
        with transaction.atomic():
            _add_batch(random, count, edition, lessons, places)
        report(start + count)


def _add_batch(
    random: Random,
    count: int,
    edition: CourseEdition,
    lessons: list[Lesson],
    places: list[tuple[str, str]],
) -> None:
    now = timezone.now()
    learners = Learner.objects.bulk_create(
        Learner(kind=LearnerKind.ACCOUNT, age_band=random.choice(AgeBand.values))
        for _number in range(count)
    )
    enrolments = []
    for learner in learners:
        started_at = now - timedelta(days=random.randrange(1, DAYS))
        has_completed = random.random() < 2 / 3
        enrolments.append(
            Enrolment(
                learner=learner,
                course_id=edition.course_id,
                edition=edition,
                started_at=started_at,
                last_lesson=random.choice(lessons),
                state=EnrolmentState.COMPLETED if has_completed else EnrolmentState.ACTIVE,
                completed_at=started_at + timedelta(hours=20) if has_completed else None,
            )
        )
    Enrolment.objects.bulk_create(enrolments)
    LessonProgress.objects.bulk_create(
        LessonProgress(enrolment=enrolment, lesson=lesson, read_at=enrolment.started_at)
        for enrolment in enrolments
        for lesson in (
            lessons if enrolment.completed_at else lessons[: random.randrange(len(lessons))]
        )
    )
    Completion.objects.bulk_create(
        _completion(enrolment, *random.choice(places))
        for enrolment in enrolments
        if enrolment.completed_at
    )


def _completion(enrolment: Enrolment, municipality: str, prefecture: str) -> Completion:
    assert enrolment.completed_at  # noqa: S101 - the caller chose those
    return Completion(
        learner_id=enrolment.learner_id,
        course_id=enrolment.course_id,
        edition_id=enrolment.edition_id,
        enrolment=enrolment,
        route=Route.ONLINE,
        completed_at=enrolment.completed_at,
        fiscal_year=fiscal_year(enrolment.completed_at),
        municipality_id=municipality,
        prefecture_code=prefecture,
    )
