"""Where a learner goes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import reverse

if TYPE_CHECKING:
    from courses.queries import LessonOutline
    from learning.models import Completion


def lesson_url(course_slug: str, lesson: LessonOutline) -> str:
    return reverse("learning:lesson_detail", args=(course_slug, lesson.chapter_slug, lesson.slug))


def after_completion(completion: Completion) -> str:
    """The form for what the certificate still needs; then where the site shows the certificate.

    `settings.LEARNING_COMPLETED_URL` names that page: it belongs to a layer above this one.
    """
    if not completion.printed_name:
        return reverse("learning:completion_details", args=(completion.pk,))
    return resolve_url(settings.LEARNING_COMPLETED_URL, completion.pk)
