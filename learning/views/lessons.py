"""Reading: the lesson page, and going on to the next."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from accounts.learners import learner_filter
from courses.queries import TRANSLATIONS_SHOW_AFTER, neighbours, outline
from learning.answers import kept_for
from learning.completeness import NOTHING
from learning.kept_pages import can_keep, render_kept
from learning.models import Enrolment
from learning.player import lesson_pieces, questions_html
from learning.queries import chapter_progress, marks, place
from learning.services import keep_place, mark_read
from learning.views.addresses import after_completion, lesson_url
from quizzes.queries import paper
from support.queries import activities_for, windows_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from courses.queries import ChapterOutline, LessonOutline, Outline
    from learning.completeness import Mark
    from learning.player import LessonPieces, Piece
    from learning.queries import Place

TEMPLATE = "learning/lesson_detail.html"


@dataclass(frozen=True, slots=True)
class LessonPlace:
    """A lesson of the edition that this learner takes."""

    place: Place
    outline: Outline
    lesson: LessonOutline
    language: str

    @property
    def chapter(self) -> ChapterOutline:
        slug = self.lesson.chapter_slug
        return next(chapter for chapter in self.outline.chapters if chapter.slug == slug)


def find_lesson(request: HttpRequest, course: str, chapter: str, lesson: str) -> LessonPlace | None:
    """None if this reader has not started the course. Raises Http404 for an unknown lesson."""
    language = get_language() or "ja"
    here = place(learner_filter(request, "learner__"), course)
    if here is None:
        return None
    shown = outline(here.edition_id, language)
    found = shown.lesson(chapter, lesson)
    if found is None:
        raise Http404
    return LessonPlace(here, shown, found, language)


def lesson_detail(request: HttpRequest, course: str, chapter: str, lesson: str) -> HttpResponse:
    found = find_lesson(request, course, chapter, lesson)
    if found is None:
        return redirect("learning:course_detail", course)
    if found.place.last_lesson_id != found.lesson.id:
        keep_place(enrolment_id=found.place.enrolment_id, lesson_id=found.lesson.id)
    kept = kept_for(request, found.lesson)
    return lesson_page(request, found, chosen=kept)


def lesson_page(
    request: HttpRequest,
    found: LessonPlace,
    *,
    chosen: Mapping[str, Sequence[str]] | None = None,
    errors: Mapping[str, Sequence[str]] | None = None,
    submission_key: uuid.UUID | None = None,
) -> HttpResponse:
    """The page of a lesson; with what was chosen in its quiz when that is shown again."""
    lesson, language = found.lesson, found.language
    done = marks(found.place.enrolment_id)
    content = lesson_pieces(
        course_slug=found.outline.course_slug,
        lesson_id=lesson.id,
        has_quiz=lesson.quiz_version_id is not None,
        language=language,
    )
    fresh = {"submission_key": str(submission_key or uuid.uuid4())}

    def context() -> dict[str, Any]:
        values = _context(found, content, done)
        if lesson.quiz_version_id is not None:
            values["paper"] = paper(lesson.quiz_version_id, language)
            values["errors"] = errors
            values["questions"] = questions_html(
                lesson.quiz_version_id, language, chosen or {}, errors or {}
            )
        return values

    if chosen or errors or content.is_live or not can_keep(request):
        return render(request, TEMPLATE, {**context(), **fresh})
    chapter = found.chapter
    return render_kept(
        request,
        TEMPLATE,
        key=(lesson.id, [done.get(each.id) for each in chapter.lessons]),
        context=context,
        fresh=fresh,
        seconds=TRANSLATIONS_SHOW_AFTER,
    )


def _context(found: LessonPlace, content: LessonPieces, done: Mapping[int, Mark]) -> dict[str, Any]:
    lesson = found.lesson
    before, after = neighbours(found.outline, lesson.id)
    return {
        "outline": found.outline,
        "course_url": reverse("learning:course_detail", args=(found.outline.course_slug,)),
        "chapter": found.chapter,
        "lesson": lesson,
        "mark": done.get(lesson.id, NOTHING),
        "steps": chapter_progress(found.chapter, done),
        "before": before,
        "after": after,
        "content": content,
        "pieces": [_shown(piece) for piece in content.pieces],
    }


def _shown(piece: Piece) -> Piece | dict[str, Any]:
    """The piece, with the windows or activities it lists as they stand now."""
    block = piece.block
    if piece.kind == "windows":
        windows = windows_for(keys=block.get("keys") or (), audience=block.get("audience") or "")
        return {"kind": piece.kind, "cards": windows}
    if piece.kind == "activities":
        kind = block.get("activity_kind") or ""
        return {
            "kind": piece.kind,
            "cards": activities_for(keys=block.get("keys") or (), kind=kind),
        }
    return piece


def lesson_done(request: HttpRequest, course: str, chapter: str, lesson: str) -> HttpResponse:
    """Note that the lesson was read, and go on."""
    if request.method != "POST":
        return redirect("learning:lesson_detail", course, chapter, lesson)
    found = find_lesson(request, course, chapter, lesson)
    if found is None:
        return redirect("learning:course_detail", course)
    try:
        completion = mark_read(enrolment_id=found.place.enrolment_id, lesson=found.lesson)
    except Enrolment.DoesNotExist:  # signed in meanwhile: the lesson is in the account's enrolment
        return redirect("learning:lesson_detail", course, chapter, lesson)
    if completion is not None:
        return redirect(after_completion(completion))
    _before, after = neighbours(found.outline, found.lesson.id)
    return (
        redirect(lesson_url(course, after)) if after else redirect("learning:course_detail", course)
    )
