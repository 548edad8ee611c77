"""The page of a lesson, composed in one place whatever it answers.

A lesson is opened, a quiz or a reflection comes back with mistakes, an editor previews a draft:
each is this page.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from activities.examples.queries import examples_for
from core.languages import TRANSLATIONS_SHOW_AFTER
from courses.queries import neighbours
from learning.completion_rule import NOT_STARTED
from learning.forms import typed_reflections
from learning.page_urls import course_url
from learning.player.page_cache import can_cache, make_placeholder, render_cached
from learning.player.parts import ACTIVITIES, BREAK, REFLECTION, WINDOWS
from learning.queries import chapter_progress, progress_by_lesson
from learning.reflections import reflection_fields
from quizzes.forms import question_rows
from windows.queries import windows_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from courses.queries import ChapterOutline, LessonOutline, Outline
    from learning.completion_rule import LessonStatus
    from learning.player.parts import LessonPart, LessonParts
    from learning.player.position import LessonPosition
    from learning.reflections import ReflectionField
    from quizzes.forms import QuizForm
    from quizzes.queries import ShownQuiz

TEMPLATE = "learning/lesson_detail.html"


@dataclass(frozen=True, slots=True)
class FormState:
    """What stands in the page's form when it is shown again, and what is wrong with it.

    Answers and their errors are by the key of the question.
    """

    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    quiz_errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    submission_key: uuid.UUID | None = None
    reflections: Mapping[str, str] = field(default_factory=dict)
    reflection_errors: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_quiz(cls, form: QuizForm) -> FormState:
        """The page's form after the quiz in it was sent with mistakes."""
        return cls(
            reflections=typed_reflections(form.data),
            chosen=form.chosen,
            quiz_errors=form.question_errors,
            submission_key=form.cleaned_data["submission_key"],
        )

    @property
    def is_empty(self) -> bool:
        return not (self.chosen or self.quiz_errors or self.reflections or self.reflection_errors)


EMPTY_FORM = FormState()


@dataclass(frozen=True, slots=True)
class LessonPage:
    """All that a lesson's template shows. `fields` are those of its reflections, by key."""

    outline: Outline
    chapter: ChapterOutline
    lesson: LessonOutline
    content: LessonParts
    quiz: ShownQuiz | None
    fields: Mapping[str, ReflectionField]
    progress: Mapping[int, LessonStatus] = field(default_factory=dict)
    form: FormState = EMPTY_FORM
    is_preview: bool = False

    def template_context(self) -> dict[str, Any]:
        screens = self._build_screens()
        questions = _render_questions(self.quiz, self.form) if self.quiz else ""
        steps = chapter_progress(self.chapter, self.progress)
        before, after = neighbours(self.outline, self.lesson.id)
        return {
            "outline": self.outline,
            "course_url": course_url(self.outline.course_slug),
            "chapter": self.chapter,
            "lesson": self.lesson,
            "status": self.progress.get(self.lesson.id, NOT_STARTED),
            "steps": steps,
            "before": before,
            "after": after,
            "content": self.content,
            "screens": screens,
            "quiz": self.quiz,
            "questions": questions,
            "errors": self.form.quiz_errors,
            "reflection_error": any(field.error for field in self.fields.values()),
            "is_form": not self.is_preview and bool(self.fields or self.quiz),
        }

    def _build_screens(self) -> list[list[LessonPart | dict[str, Any]]]:
        return [
            [self._shown_part(part) for part in screen]
            for is_break, screen in groupby(self.content.parts, lambda part: part.kind == BREAK)
            if not is_break
        ]

    def _shown_part(self, part: LessonPart) -> LessonPart | dict[str, Any]:
        """The part, with a reflection's field, and windows or activities as they stand now."""
        block = part.block
        if part.kind == REFLECTION:
            field = self.fields.get(block["key"])
            return {"kind": part.kind, "html": part.html, "block": block, "field": field}
        if part.kind == WINDOWS:
            windows = windows_for(
                keys=block.get("keys") or (),
                audience=block.get("audience") or "",
                easy=True if self.outline.is_for_children else None,
            )
            return {"kind": part.kind, "cards": windows}
        if part.kind == ACTIVITIES:
            examples = examples_for(
                keys=block.get("keys") or (), kind=block.get("activity_kind") or ""
            )
            return {"kind": part.kind, "cards": examples}
        return part


def render_lesson_page(
    request: HttpRequest, position: LessonPosition, form: FormState = EMPTY_FORM
) -> HttpResponse:
    """The page of the learner's lesson: kept for all who see the same, unless its form is shown
    again or a part of it depends on the day.
    """
    fields = _reflection_fields(position, form)
    progress = progress_by_lesson(position.enrolment.enrolment_id)
    fresh = {"submission_key": str(form.submission_key or uuid.uuid4())}

    def build_context(fields: Mapping[str, ReflectionField]) -> dict[str, Any]:
        return LessonPage(
            outline=position.outline,
            chapter=position.chapter,
            lesson=position.lesson,
            content=position.content,
            quiz=position.quiz,
            fields=fields,
            progress=progress,
            form=form,
        ).template_context()

    if not form.is_empty or position.content.is_live or not can_cache(request):
        response = render(request, TEMPLATE, {**build_context(fields), **fresh})
    else:
        statuses = [progress.get(lesson.id) for lesson in position.chapter.lessons]
        stored = [field.is_stored for field in fields.values()]
        response = render_cached(
            request,
            TEMPLATE,
            key=(position.lesson.id, statuses, stored),
            context=lambda: build_context(_with_placeholders(fields)),
            fresh=fresh | _personal_values(fields),
            seconds=TRANSLATIONS_SHOW_AFTER,
        )
    if any(field.text for field in fields.values()):
        # A page with a learner's own words stays in no browser's store.
        add_never_cache_headers(response)
    return response


def _reflection_fields(position: LessonPosition, form: FormState) -> dict[str, ReflectionField]:
    """The fields of the lesson's questions, with what is kept or else was typed just now."""
    enrolment, keys = position.enrolment, position.content.reflection_keys
    stored = reflection_fields(enrolment.learner_id, enrolment.course_id, keys)
    return {
        key: replace(
            field,
            text=form.reflections.get(key, field.text),
            error=form.reflection_errors.get(key, ""),
        )
        for key, field in stored.items()
    }


def _with_placeholders(fields: Mapping[str, ReflectionField]) -> dict[str, ReflectionField]:
    return {key: field.with_placeholders(key, make_placeholder) for key, field in fields.items()}


def _personal_values(fields: Mapping[str, ReflectionField]) -> dict[str, str]:
    """What replaces the placeholders of the fields, by their names."""
    values: dict[str, str] = {}
    for key, reflection in fields.items():
        values |= reflection.personal_values(key)
    return values


def _render_questions(quiz: ShownQuiz, form: FormState) -> str:
    rows = question_rows(quiz, form.chosen, form.quiz_errors)
    return render_to_string("quizzes/_questions.html", {"quiz": quiz, "rows": rows})
