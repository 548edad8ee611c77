"""What my page composes: the learner's courses, completions with certificates, and trainings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Min
from django.urls import reverse

from certificates.queries import certificate_statuses
from courses.queries import load_outline
from learning.models import Completion, Reflection
from learning.queries import course_progress, courses_under_way, needs_details
from lecturers.queries import lecturer_status
from trainings.enums import TrainingState
from trainings.models import Registration

if TYPE_CHECKING:
    from django.db.models import Q, QuerySet

    from certificates.models import Certificate
    from courses.queries import Outline
    from learning.queries import CourseProgress, CourseUnderWay
    from lecturers.queries import Standing


@dataclass(frozen=True)
class CourseCard:
    outline: Outline
    progress: CourseProgress
    resume_url: str


@dataclass(frozen=True)
class CompletionCard:
    """A completion, its course, and what became of its certificate."""

    completion: Completion
    outline: Outline
    certificate: Certificate | None
    missing_characters: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.outline.title

    @property
    def is_childs(self) -> bool:
        """A child gives no name, so there is no certificate to come."""
        return self.outline.is_for_children and not self.completion.printed_name

    @property
    def needs_details(self) -> bool:
        return needs_details(self.completion)


@dataclass(frozen=True)
class MyPage:
    courses: list[CourseCard]
    completions: list[CompletionCard]
    registrations: list[Registration]
    reflection_count: int
    lecturing: Standing | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.courses or self.completions or self.registrations or self.reflection_count)


def my_page(learner: Q | None, language: str) -> MyPage:
    """`learner` is `accounts.learners.learner_filter(request, "learner__")`."""
    if learner is None:
        return MyPage([], [], [], 0)
    completions = completion_cards(
        Completion.objects.filter(learner).order_by("-completed_at"), language
    )
    return MyPage(
        courses=[
            _course(course, language)
            for course in courses_under_way(learner).values()
            if not course.is_completed
        ],
        completions=completions,
        registrations=_registrations(learner),
        reflection_count=Reflection.objects.of(learner).count(),
        lecturing=lecturer_status(learner) if completions else None,
    )


def completion_cards(completions: QuerySet[Completion], language: str) -> list[CompletionCard]:
    found = list(completions.select_related("course"))
    statuses = certificate_statuses(found)
    return [
        CompletionCard(
            completion=completion,
            outline=load_outline(completion.edition_id, language),
            certificate=statuses[completion.pk].certificate,
            missing_characters=statuses[completion.pk].missing_characters,
        )
        for completion in found
    ]


def _course(course: CourseUnderWay, language: str) -> CourseCard:
    found = load_outline(course.edition_id, language)
    progress = course_progress(found, course.progress, course.last_lesson_id)
    lesson = progress.resume or found.lessons[0]
    return CourseCard(
        outline=found,
        progress=progress,
        resume_url=reverse(
            "learning:lesson_detail", args=(found.course_slug, lesson.chapter_slug, lesson.slug)
        ),
    )


def _registrations(learner: Q) -> list[Registration]:
    """The trainings applied for, the latest first, each with `starts_at`."""
    rows = (
        Registration.objects.active()
        .filter(learner)
        .exclude(training__state=TrainingState.DRAFT)
        .select_related("training", "training__organization")
        .annotate(starts_at=Min("training__sessions__starts_at"))
        .order_by("-starts_at", "-pk")
    )
    return list(rows)
