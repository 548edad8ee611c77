"""What pages read of a learner's enrolments and progress."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from learning.completion_rule import NOT_STARTED, LessonStatus, Requirement, is_done
from learning.enums import EnrolmentState
from learning.models import Completion, Enrolment, LessonProgress

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Q

    from courses.queries import ChapterOutline, LessonOutline, Outline


@dataclass(frozen=True, slots=True)
class EnrolmentPosition:
    """Where a learner stands in a course: the active enrolment, else the latest."""

    enrolment_id: int
    learner_id: int
    course_id: int
    edition_id: int
    is_completed: bool
    last_lesson_id: int | None


def find_enrolment_position(learner: Q | None, course_slug: str) -> EnrolmentPosition | None:
    """The learner's position; `learner` is `learner_filter(request, "learner__")`."""
    if learner is None:
        return None
    row = (
        Enrolment.objects.filter(learner, course__slug=course_slug)
        .order_by("state", "-started_at")  # "active" sorts before "completed"
        .values_list("pk", "learner_id", "course_id", "edition_id", "state", "last_lesson_id")
        .first()
    )
    if row is None:
        return None
    pk, learner_id, course_id, edition_id, state, last_lesson_id = row
    is_completed = state == EnrolmentState.COMPLETED
    return EnrolmentPosition(pk, learner_id, course_id, edition_id, is_completed, last_lesson_id)


def progress_by_lesson(enrolment_id: int) -> dict[int, LessonStatus]:
    """Each lesson's status, by lesson id. Lessons not started are missing."""
    rows = LessonProgress.objects.filter(enrolment_id=enrolment_id)
    return {
        lesson_id: LessonStatus(is_read=read_at is not None, is_passed=passed_at is not None)
        for lesson_id, read_at, passed_at in rows.values_list("lesson_id", "read_at", "passed_at")
    }


@dataclass(frozen=True, slots=True)
class LessonLine:
    lesson: LessonOutline
    status: LessonStatus
    is_done: bool


@dataclass(frozen=True, slots=True)
class ChapterProgress:
    chapter: ChapterOutline
    lessons: tuple[LessonLine, ...]

    @property
    def done(self) -> int:
        return sum(line.is_done for line in self.lessons)

    @property
    def total(self) -> int:
        return len(self.lessons)

    @property
    def is_done(self) -> bool:
        return self.done == self.total

    @property
    def lacks_quiz_only(self) -> bool:
        """Whether every lesson was read, and a check quiz is not passed."""
        return not self.is_done and all(line.status.is_read for line in self.lessons)


@dataclass(frozen=True, slots=True)
class CourseProgress:
    """`resume` is the lesson to go on with, None when nothing is left to do."""

    chapters: tuple[ChapterProgress, ...]
    done: int
    total: int
    minutes_left: int
    resume: LessonOutline | None

    @property
    def is_complete(self) -> bool:
        return self.done == self.total


def course_progress(
    outline: Outline, progress: Mapping[int, LessonStatus], last_lesson_id: int | None
) -> CourseProgress:
    required = outline.required_lessons
    left = [lesson for lesson in required if not lesson_is_done(lesson, progress)]
    last = next((lesson for lesson in left if lesson.id == last_lesson_id), None)
    return CourseProgress(
        chapters=tuple(chapter_progress(chapter, progress) for chapter in outline.chapters),
        done=len(required) - len(left),
        total=len(required),
        minutes_left=sum(lesson.minutes for lesson in left),
        resume=last or _next_left(outline, left, last_lesson_id),
    )


def chapter_progress(
    chapter: ChapterOutline, progress: Mapping[int, LessonStatus]
) -> ChapterProgress:
    return ChapterProgress(
        chapter=chapter,
        lessons=tuple(
            LessonLine(
                lesson=lesson,
                status=progress.get(lesson.id, NOT_STARTED),
                is_done=lesson_is_done(lesson, progress),
            )
            for lesson in chapter.lessons
        ),
    )


def lesson_is_done(lesson: LessonOutline, progress: Mapping[int, LessonStatus]) -> bool:
    requirement = Requirement(lesson.id, has_quiz=lesson.quiz_version_id is not None)
    return is_done(requirement, progress.get(lesson.id, NOT_STARTED))


def _next_left(
    outline: Outline, left: list[LessonOutline], last_lesson_id: int | None
) -> LessonOutline | None:
    """The first lesson not done after the last one opened, else the first at all."""
    last_number = next(
        (lesson.number for lesson in outline.lessons if lesson.id == last_lesson_id), 0
    )
    return next(
        (lesson for lesson in left if lesson.number > last_number), left[0] if left else None
    )


@dataclass(frozen=True, slots=True)
class CourseUnderWay:
    """An enrolment with its progress, for lists of courses."""

    course_id: int
    edition_id: int
    is_completed: bool
    last_lesson_id: int | None
    progress: dict[int, LessonStatus]


def courses_under_way(learner: Q | None) -> dict[int, CourseUnderWay]:
    """The learner's latest enrolment in every course, by course id: two queries in all."""
    if learner is None:
        return {}
    latest = {}
    rows = Enrolment.objects.filter(learner).order_by("-state", "started_at")
    for pk, course_id, edition_id, state, last in rows.values_list(
        "pk", "course_id", "edition_id", "state", "last_lesson_id"
    ):
        completed = state == EnrolmentState.COMPLETED
        latest[course_id] = (pk, CourseUnderWay(course_id, edition_id, completed, last, {}))
    by_enrolment = dict(latest.values())
    for enrolment_id, lesson_id, read_at, passed_at in LessonProgress.objects.filter(
        enrolment_id__in=by_enrolment
    ).values_list("enrolment_id", "lesson_id", "read_at", "passed_at"):
        status = LessonStatus(is_read=read_at is not None, is_passed=passed_at is not None)
        by_enrolment[enrolment_id].progress[lesson_id] = status
    return {course_id: course for course_id, (_pk, course) in latest.items()}


def needs_details(completion: Completion) -> bool:
    """Whether the certificate still lacks what its learner says: a child is never asked.

    Reads the completion's course.
    """
    return not (completion.printed_name or completion.course.is_for_children)
