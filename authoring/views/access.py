"""Finding editions and their parts for an editor. Everybody else gets 404."""

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


def find_edition(request: HttpRequest, pk: int) -> CourseEdition:
    editions = CourseEdition.objects.visible_to(request.user).select_related("course")
    return get_object_or_404(editions, pk=pk)


def find_chapter(request: HttpRequest, edition_id: int, pk: int) -> Chapter:
    visible = CourseEdition.objects.visible_to(request.user).filter(pk=edition_id)
    chapters = Chapter.objects.filter(edition__in=visible).select_related("edition__course")
    return get_object_or_404(chapters, pk=pk)


def find_lesson(request: HttpRequest, edition_id: int, pk: int) -> Lesson:
    visible = CourseEdition.objects.visible_to(request.user).filter(pk=edition_id)
    lessons = Lesson.objects.filter(chapter__edition__in=visible)
    return get_object_or_404(lessons.select_related("chapter__edition__course"), pk=pk)


def find_figure(chapter: Chapter, pk: int) -> ChapterFigure:
    figures = chapter.figures.select_related("chapter__edition", "asset")
    return get_object_or_404(figures, pk=pk)


def redirect_frozen(request: HttpRequest, edition: CourseEdition) -> HttpResponse:
    """Say that the edition can't be changed any more, and show it or, if it is gone, the list."""
    messages.warning(request, str(EditionFrozenError()))
    if not CourseEdition.objects.filter(pk=edition.pk).exists():
        return redirect("authoring:edition_list")
    return redirect("authoring:edition_detail", edition.pk)


def check_language(language: str) -> None:
    """Raise Http404 for a language that no text is written in."""
    if language not in LANGUAGES:
        raise Http404
