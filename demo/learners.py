"""Online learners of the demo: under way, finished, with certificates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from accounts.enums import AgeBand, LearnerKind
from accounts.models import Learner, Municipality
from courses.models import CourseEdition, Lesson
from demo.cast import ICHIHARA, TOTTORI, YONAGO
from demo.names import make_person
from learning.enums import EnrolmentState, Route
from learning.models import Enrolment, LessonProgress
from learning.services import record_completion

if TYPE_CHECKING:
    from random import Random

    from demo.cast import Cast

UNDER_WAY = 130
FINISHED = 110
DAYS = 500


@dataclass(frozen=True)
class DemoCourse:
    edition: CourseEdition
    lessons: list[Lesson]
    homes: list[Municipality]  # where its learners live


def make_learners(random: Random, cast: Cast, now: datetime) -> None:
    edition = CourseEdition.objects.published().get(course__slug="supporter")
    lessons = Lesson.objects.filter(chapter__edition=edition, chapter__is_reference=False)
    course = DemoCourse(
        edition, list(lessons.order_by("chapter__position", "position")), _homes(random)
    )
    enrol_learner(cast.half_way, course, now - timedelta(days=2), read=len(course.lessons) // 2)
    finish_course(random, cast.completed, course, now - timedelta(days=20))
    for _number in range(UNDER_WAY):
        learner = Learner.objects.create(kind=LearnerKind.VISITOR)
        started_at = now - timedelta(hours=random.randrange(1, DAYS * 24))
        enrol_learner(learner, course, started_at, read=random.randrange(len(course.lessons)))
    for _number in range(FINISHED):
        learner = Learner.objects.create(kind=LearnerKind.VISITOR)
        finish_course(
            random, learner, course, now - timedelta(hours=random.randrange(3, DAYS * 24))
        )


def _homes(random: Random) -> list[Municipality]:
    """Most learners live where the trainings are held, the others anywhere."""
    near = list(Municipality.objects.filter(code__in=(TOTTORI, YONAGO, ICHIHARA)))
    return near * 20 + random.sample(list(Municipality.objects.all()), 20)


def enrol_learner(
    learner: Learner, course: DemoCourse, started_at: datetime, *, read: int
) -> Enrolment:
    """An enrolment with its first `read` lessons done, quizzes passed."""
    enrolment = Enrolment.objects.create(
        learner=learner,
        course_id=course.edition.course_id,
        edition=course.edition,
        started_at=started_at,
        last_lesson=course.lessons[min(read, len(course.lessons) - 1)],
    )
    LessonProgress.objects.bulk_create(
        LessonProgress(
            enrolment=enrolment,
            lesson=lesson,
            read_at=started_at + timedelta(minutes=6 * number),
            passed_at=started_at + timedelta(minutes=6 * number) if lesson.quiz_id else None,
        )
        for number, lesson in enumerate(course.lessons[:read], start=1)
    )
    return enrolment


def finish_course(
    random: Random, learner: Learner, course: DemoCourse, started_at: datetime
) -> None:
    enrolment = enrol_learner(learner, course, started_at, read=len(course.lessons))
    completed_at = started_at + timedelta(minutes=6 * len(course.lessons))
    enrolment.state = EnrolmentState.COMPLETED
    enrolment.completed_at = completed_at
    enrolment.save()
    home = random.choice(course.homes)
    learner.name, learner.kana = make_person(random)
    learner.municipality = home
    learner.age_band = random.choice(AgeBand.values)
    learner.save()
    record_completion(
        learner=learner,
        edition=course.edition,
        route=Route.ONLINE,
        completed_at=completed_at,
        printed_name=learner.name,
        printed_kana=learner.kana,
        municipality=home,
        prefecture_code=home.prefecture_id,
        age_band=learner.age_band,
        enrolment=enrolment,
    )
