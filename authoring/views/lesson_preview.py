"""A lesson that is still being written, as a learner will see it. Nothing is recorded or kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from authoring.drafts.previewing import preview_lesson, preview_stored_quiz
from courses.models import CourseEdition, Lesson
from courses.queries import load_outline
from learning.player.page import LessonPage
from learning.player.parts import build_lesson_parts
from learning.reflections import ReflectionField

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from quizzes.queries import ShownQuiz

TEMPLATE = "authoring/lesson_preview.html"


@login_required
@require_safe
@never_cache
def lesson_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """For editors alone. A text with mistakes leads back to where they are mended."""
    lessons = Lesson.objects.filter(
        chapter__edition__in=CourseEdition.objects.visible_to(request.user)
    )
    lesson = get_object_or_404(lessons.select_related("chapter__edition__course", "quiz"), pk=pk)
    language = request.GET.get("language", settings.LANGUAGE_CODE)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        context = _preview_context(lesson, language)
        if context is not None:
            return render(request, TEMPLATE, context)
    return redirect("authoring:lesson_text", lesson.chapter.edition_id, lesson.pk, language)


def _preview_context(lesson: Lesson, language: str) -> dict[str, Any] | None:
    content = preview_lesson(lesson, language)
    if content is None:
        return None
    edition = lesson.chapter.edition
    course = load_outline(edition.pk, language)
    quiz = _draft_quiz(lesson, language)
    previews = {
        (shown.chapter_slug, shown.slug): reverse("authoring:lesson_preview", args=[shown.id])
        for shown in course.lessons
    }
    parts = build_lesson_parts(
        content,
        lambda chapter, slug: previews.get((chapter, slug), ""),
        has_quiz=quiz is not None,
        is_for_children=course.is_for_children,
    )
    page = LessonPage(
        outline=course,
        chapter=next(chapter for chapter in course.chapters if chapter.id == lesson.chapter_id),
        lesson=next(shown for shown in course.lessons if shown.id == lesson.pk),
        content=parts,
        quiz=quiz,
        fields={key: ReflectionField() for key in parts.reflection_keys},
        is_preview=True,
    )
    return page.template_context() | {
        "content_language": language,
        "course_url": reverse("authoring:lesson_text", args=[edition.pk, lesson.pk, language]),
    }


def _draft_quiz(lesson: Lesson, language: str) -> ShownQuiz | None:
    """The quiz of the lesson, as it is written now."""
    if lesson.quiz is None:
        return None
    return preview_stored_quiz(lesson.chapter, lesson.quiz.key.rpartition("/")[2], language)
