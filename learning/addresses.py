"""Where a learner goes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import reverse

from learning.queries import needs_details

if TYPE_CHECKING:
    from courses.queries import LessonOutline
    from learning.models import Completion


def lesson_url(course_slug: str, lesson: LessonOutline) -> str:
    return lesson_address(course_slug, lesson.chapter_slug, lesson.slug)


def lesson_address(course_slug: str, chapter_slug: str, lesson_slug: str) -> str:
    return reverse("learning:lesson_detail", args=(course_slug, chapter_slug, lesson_slug))


def after_completion(completion: Completion) -> str:
    """The form for what the certificate still needs; then where the site shows the certificate.

    `settings.LEARNING_COMPLETED_URL` names that page: it belongs to a layer above this one.
    """
    if needs_details(completion):
        return reverse("learning:completion_details", args=(completion.pk,))
    return resolve_url(settings.LEARNING_COMPLETED_URL, completion.pk)
