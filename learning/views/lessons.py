"""Reading: the lesson page, and going on to the next."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language

from accounts.learners import learner_filter
from activities.examples.queries import examples_for
from core.languages import TRANSLATIONS_SHOW_AFTER
from courses.queries import neighbours, outline
from courses.tracks import KIDS
from learning.addresses import after_completion, lesson_url
from learning.completeness import NOTHING
from learning.models import Enrolment
from learning.player.kept_answers import kept_for
from learning.player.page_cache import can_keep, mark, render_kept
from learning.player.parts import BREAK, REFLECTION, lesson_pieces, questions_html
from learning.queries import chapter_progress, marks, place
from learning.reflections import ReflectionField, keeps_reflections, reflection_fields
from learning.services import keep_place, mark_read
from quizzes.queries import load_quiz
from windows.queries import windows_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from courses.queries import ChapterOutline, LessonOutline, Outline
    from learning.completeness import Mark
    from learning.player.parts import LessonPieces, Piece
    from learning.queries import Place

    Fields = Mapping[str, ReflectionField]

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
    kept = kept_for(request, course, found.lesson)
    return lesson_page(request, found, chosen=kept)


def lesson_page(  # noqa: PLR0913 - what is shown again comes from three forms
    request: HttpRequest,
    found: LessonPlace,
    *,
    chosen: Mapping[str, Sequence[str]] | None = None,
    errors: Mapping[str, Sequence[str]] | None = None,
    submission_key: uuid.UUID | None = None,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The page of a lesson; when it is shown again, with what was chosen in its quiz or `typed` to
    its questions, and the `problems` of that.
    """
    lesson, language = found.lesson, found.language
    done = marks(found.place.enrolment_id)
    content = _content(found)
    fields = _reflections(found, content, typed or {}, problems or {})
    fresh = {"submission_key": str(submission_key or uuid.uuid4())}

    def context(fields: Fields) -> dict[str, Any]:
        values = lesson_context(found, content, done, fields)
        values["is_form"] = bool(fields) or lesson.quiz_version_id is not None
        if lesson.quiz_version_id is not None:
            values["quiz"] = load_quiz(lesson.quiz_version_id, language)
            values["errors"] = errors
            values["questions"] = questions_html(
                lesson.quiz_version_id, language, chosen or {}, errors or {}
            )
        return values

    if chosen or errors or typed or content.is_live or not can_keep(request):
        return _private(render(request, TEMPLATE, {**context(fields), **fresh}), fields)
    chapter = found.chapter
    stored = [field.is_stored for field in fields.values()]
    for key, field in fields.items():
        fresh |= field.fresh(key)
    response = render_kept(
        request,
        TEMPLATE,
        key=(lesson.id, [done.get(each.id) for each in chapter.lessons], stored),
        context=lambda: context({key: each.masked(key, mark) for key, each in fields.items()}),
        fresh=fresh,
        seconds=TRANSLATIONS_SHOW_AFTER,
    )
    return _private(response, fields)


def _private(response: HttpResponse, fields: Fields) -> HttpResponse:
    """A page with a learner's own words stays in no browser's store."""
    if any(field.text for field in fields.values()):
        add_never_cache_headers(response)
    return response


def _content(found: LessonPlace) -> LessonPieces:
    return lesson_pieces(
        course_slug=found.outline.course_slug,
        lesson_id=found.lesson.id,
        has_quiz=found.lesson.quiz_version_id is not None,
        language=found.language,
    )


def reflection_keys(found: LessonPlace) -> tuple[str, ...]:
    """The questions of the lesson whose answers a learner may keep."""
    return _content(found).reflection_keys if keeps_reflections(found.outline.track) else ()


def _reflections(
    found: LessonPlace,
    content: LessonPieces,
    typed: Mapping[str, str],
    problems: Mapping[str, str],
) -> Fields:
    """The fields of the lesson's questions, with what is kept or else was `typed` just now."""
    if not content.reflection_keys or not keeps_reflections(found.outline.track):
        return {}
    place = found.place
    stored = reflection_fields(place.learner_id, place.course_id, content.reflection_keys)
    return {
        key: replace(field, text=typed.get(key, field.text), error=problems.get(key, ""))
        for key, field in stored.items()
    }


def lesson_context(
    found: LessonPlace, content: LessonPieces, done: Mapping[int, Mark], fields: Fields
) -> dict[str, Any]:
    lesson = found.lesson
    before, after = neighbours(found.outline, lesson.id)
    is_for_children = found.outline.track == KIDS
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
        "screens": [
            [_shown(piece, fields, is_for_children=is_for_children) for piece in screen]
            for is_break, screen in groupby(content.pieces, lambda piece: piece.kind == BREAK)
            if not is_break
        ],
        "reflection_error": any(field.error for field in fields.values()),
    }


def _shown(piece: Piece, fields: Fields, *, is_for_children: bool) -> Piece | dict[str, Any]:
    """The piece, with a reflection's field, and windows or activities as they stand now."""
    block = piece.block
    if piece.kind == REFLECTION:
        field = fields.get(block["key"])
        return {"kind": piece.kind, "html": piece.html, "block": block, "field": field}
    if piece.kind == "windows":
        windows = windows_for(
            keys=block.get("keys") or (),
            audience=block.get("audience") or "",
            easy=True if is_for_children else None,
        )
        return {"kind": piece.kind, "cards": windows}
    if piece.kind == "activities":
        kind = block.get("activity_kind") or ""
        return {
            "kind": piece.kind,
            "cards": examples_for(keys=block.get("keys") or (), kind=kind),
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
