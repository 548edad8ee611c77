"""Addresses of a learner's pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import reverse

from core.languages import reader_language
from courses.queries import load_outline
from learning.queries import course_progress, needs_details, progress_by_lesson

if TYPE_CHECKING:
    from collections.abc import Callable

    from courses.queries import LessonOutline
    from learning.models import Completion, Enrolment


@dataclass(frozen=True, slots=True)
class LessonSlugs:
    """What the address of a lesson's page is made of."""

    course: str
    chapter: str
    lesson: str

    @property
    def url(self) -> str:
        return reverse("learning:lesson_detail", args=(self.course, self.chapter, self.lesson))

    @property
    def course_url(self) -> str:
        return course_url(self.course)


def course_url(course_slug: str) -> str:
    return reverse("learning:course_detail", args=(course_slug,))


def lesson_url(course_slug: str, lesson: LessonOutline) -> str:
    return LessonSlugs(course_slug, lesson.chapter_slug, lesson.slug).url


def lesson_links(course_slug: str) -> Callable[[str, str], str]:
    """The address of a chapter's lesson, for `content.rendering.links.resolve_lesson_links`."""
    return lambda chapter, lesson: LessonSlugs(course_slug, chapter, lesson).url


def resume_url(enrolment: Enrolment) -> str:
    """The lesson to go on with, else the first."""
    course = load_outline(enrolment.edition_id, reader_language())
    progress = course_progress(course, progress_by_lesson(enrolment.pk), enrolment.last_lesson_id)
    return lesson_url(course.course_slug, progress.resume or course.lessons[0])


def completion_url(completion: Completion) -> str:
    """The form for what the certificate still needs; then where the site shows the certificate.

    `settings.LEARNING_COMPLETED_URL` names that page: it belongs to a layer above this one. Reads
    the completion's course.
    """
    if needs_details(completion):
        return reverse("learning:completion_details", args=(completion.pk,))
    return resolve_url(settings.LEARNING_COMPLETED_URL, completion.pk)
