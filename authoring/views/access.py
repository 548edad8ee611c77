"""Which editions, chapters and lessons an editor sees; everybody else is told of none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect

from authoring.drafts.errors import EditionFrozenError
from courses.files.documents import LANGUAGES
from courses.models import Chapter, ChapterFigure, CourseEdition, Lesson

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def own_edition(request: HttpRequest, pk: int) -> CourseEdition:
    editions = CourseEdition.objects.visible_to(request.user).select_related("course")
    return get_object_or_404(editions, pk=pk)


def own_chapter(request: HttpRequest, edition: int, pk: int) -> Chapter:
    visible = CourseEdition.objects.visible_to(request.user).filter(pk=edition)
    chapters = Chapter.objects.filter(edition__in=visible).select_related("edition__course")
    return get_object_or_404(chapters, pk=pk)


def own_lesson(request: HttpRequest, edition: int, pk: int) -> Lesson:
    visible = CourseEdition.objects.visible_to(request.user).filter(pk=edition)
    lessons = Lesson.objects.filter(chapter__edition__in=visible)
    return get_object_or_404(lessons.select_related("chapter__edition__course"), pk=pk)


def own_figure(request: HttpRequest, chapter: Chapter, pk: int) -> ChapterFigure:
    figures = chapter.figures.select_related("chapter__edition", "asset")
    return get_object_or_404(figures, pk=pk)


def no_draft(request: HttpRequest, edition: CourseEdition) -> HttpResponse:
    """Where one lands who would change an edition that was published or discarded meanwhile."""
    messages.warning(request, str(EditionFrozenError()))
    if not CourseEdition.objects.filter(pk=edition.pk).exists():
        return redirect("authoring:edition_list")
    return redirect("authoring:edition_detail", edition.pk)


def known_language(language: str) -> str:
    if language not in LANGUAGES:
        raise Http404
    return language
