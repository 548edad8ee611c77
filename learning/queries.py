"""What pages read of a learner's way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from courses.models import Lesson
from courses.tracks import KIDS
from learning.completeness import NOTHING, Mark, Requirement, is_done
from learning.enums import EnrolmentState
from learning.models import Completion, Enrolment, LessonProgress

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Q

    from accounts.models import Learner
    from courses.queries import ChapterOutline, LessonOutline, Outline


@dataclass(frozen=True, slots=True)
class Place:
    """Where a learner stands in a course: the active enrolment, else the latest."""

    enrolment_id: int
    learner_id: int
    course_id: int
    edition_id: int
    is_completed: bool
    last_lesson_id: int | None


def place(learner: Q | None, course_slug: str) -> Place | None:
    """The learner's place in the course; `learner` is `learner_filter(request, "learner__")`."""
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
    return Place(pk, learner_id, course_id, edition_id, is_completed, last_lesson_id)


def marks(enrolment_id: int) -> dict[int, Mark]:
    """What was done, by lesson id."""
    rows = LessonProgress.objects.filter(enrolment_id=enrolment_id)
    return {
        lesson_id: Mark(is_read=read_at is not None, is_passed=passed_at is not None)
        for lesson_id, read_at, passed_at in rows.values_list("lesson_id", "read_at", "passed_at")
    }


@dataclass(frozen=True, slots=True)
class LessonProgressLine:
    lesson: LessonOutline
    mark: Mark
    is_done: bool


@dataclass(frozen=True, slots=True)
class ChapterProgress:
    chapter: ChapterOutline
    lessons: tuple[LessonProgressLine, ...]

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
        return not self.is_done and all(line.mark.is_read for line in self.lessons)


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
    outline: Outline, done: Mapping[int, Mark], last_lesson_id: int | None
) -> CourseProgress:
    required = outline.required_lessons
    left = [lesson for lesson in required if not lesson_is_done(lesson, done)]
    last = next((lesson for lesson in left if lesson.id == last_lesson_id), None)
    return CourseProgress(
        chapters=tuple(chapter_progress(chapter, done) for chapter in outline.chapters),
        done=len(required) - len(left),
        total=len(required),
        minutes_left=sum(lesson.minutes for lesson in left),
        resume=last or _next_left(outline, left, last_lesson_id),
    )


def chapter_progress(chapter: ChapterOutline, done: Mapping[int, Mark]) -> ChapterProgress:
    return ChapterProgress(
        chapter=chapter,
        lessons=tuple(
            LessonProgressLine(
                lesson=lesson,
                mark=done.get(lesson.id, NOTHING),
                is_done=lesson_is_done(lesson, done),
            )
            for lesson in chapter.lessons
        ),
    )


def lesson_is_done(lesson: LessonOutline, done: Mapping[int, Mark]) -> bool:
    return is_done(_requirement(lesson), done.get(lesson.id, NOTHING))


def _requirement(lesson: LessonOutline) -> Requirement:
    return Requirement(lesson.id, has_quiz=lesson.quiz_version_id is not None)


def _next_left(
    outline: Outline, left: list[LessonOutline], last_lesson_id: int | None
) -> LessonOutline | None:
    """The first lesson not done after the last one opened, else the first at all."""
    last_number = next((each.number for each in outline.lessons if each.id == last_lesson_id), 0)
    return next((each for each in left if each.number > last_number), left[0] if left else None)


@dataclass(frozen=True, slots=True)
class CourseUnderWay:
    """An enrolment with its progress, for lists of courses."""

    course_id: int
    edition_id: int
    is_completed: bool
    last_lesson_id: int | None
    marks: dict[int, Mark]


def courses_under_way(learner: Q | None) -> dict[int, CourseUnderWay]:
    """The learner's place in every course, by course id: two queries however many courses."""
    if learner is None:
        return {}
    places = {}
    rows = Enrolment.objects.filter(learner).order_by("-state", "started_at")
    for pk, course_id, edition_id, state, last in rows.values_list(
        "pk", "course_id", "edition_id", "state", "last_lesson_id"
    ):
        completed = state == EnrolmentState.COMPLETED
        places[course_id] = (pk, CourseUnderWay(course_id, edition_id, completed, last, {}))
    by_enrolment = dict(places.values())
    for enrolment_id, lesson_id, read_at, passed_at in LessonProgress.objects.filter(
        enrolment_id__in=by_enrolment
    ).values_list("enrolment_id", "lesson_id", "read_at", "passed_at"):
        mark = Mark(is_read=read_at is not None, is_passed=passed_at is not None)
        by_enrolment[enrolment_id].marks[lesson_id] = mark
    return {course_id: course for course_id, (_pk, course) in places.items()}


@dataclass(frozen=True, slots=True)
class LessonAddress:
    course_slug: str
    chapter_slug: str
    lesson_slug: str
    edition_id: int
    lesson_id: int


def needs_details(completion: Completion) -> bool:
    """Whether the certificate still lacks what its learner says: a child is never asked."""
    return not completion.printed_name and completion.course.track_id != KIDS


def lesson_of_quiz(learner: Learner, version_id: int) -> LessonAddress | None:
    """The lesson in which the learner meets a quiz version, in the latest edition taken."""
    row = (
        Lesson.objects.filter(
            quiz_version_id=version_id, chapter__edition__enrolments__learner=learner
        )
        .order_by("-chapter__edition__enrolments__started_at")
        .values_list(
            "chapter__edition__course__slug", "chapter__slug", "slug", "chapter__edition_id", "pk"
        )
        .first()
    )
    return LessonAddress(*row) if row else None
