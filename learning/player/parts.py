"""What a lesson page is made of. All that every reader sees alike is rendered once and kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.cache import caches
from django.template.loader import render_to_string

from content.rendering.links import resolve_lesson_links
from core.languages import TRANSLATIONS_SHOW_AFTER
from courses.queries import lesson_content
from learning.page_urls import lesson_links

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from courses.queries import LessonContent

HTML = "html"
QUIZ = "quiz"
REFLECTION = "reflection"
BREAK = "break"
WINDOWS = "windows"
ACTIVITIES = "activities"


@dataclass(frozen=True, slots=True)
class LessonPart:
    """A part of the page, in reading order: rendered, or a block to be asked for each time."""

    kind: str
    html: str
    block: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LessonParts:
    """A lesson as the page shows it; `language` is that of its text.

    `reflection_keys`: the questions whose answers a learner may keep.
    """

    title: str
    title_ruby: str
    language: str
    is_fallback: bool
    is_outdated: bool
    parts: tuple[LessonPart, ...]
    reflection_keys: tuple[str, ...]

    @property
    def is_live(self) -> bool:
        """Whether a part depends on the day: a window is open for set periods."""
        return any(part.kind not in {HTML, QUIZ, REFLECTION, BREAK} for part in self.parts)


def load_lesson_parts(
    *, course_slug: str, lesson_id: int, has_quiz: bool, is_for_children: bool, language: str
) -> LessonParts:
    """The published lesson in the language, else in Japanese. Raises LessonText.DoesNotExist."""
    key = f"learning:lesson:{lesson_id}:{language}"
    parts: LessonParts | None = caches["immutable"].get(key)
    if parts is None:
        links = lesson_links(course_slug)
        content = lesson_content(lesson_id, language)
        parts = build_lesson_parts(
            content, links, has_quiz=has_quiz, is_for_children=is_for_children
        )
        caches["immutable"].set(key, parts, TRANSLATIONS_SHOW_AFTER)
    return parts


def build_lesson_parts(
    content: LessonContent,
    lesson_url: Callable[[str, str], str],
    *,
    has_quiz: bool,
    is_for_children: bool,
) -> LessonParts:
    """The parts of the page; links between lessons lead to `lesson_url(chapter, lesson)`.

    A child gives nothing: no answer to a question is kept.
    """
    blocks = list(content.blocks)
    if has_quiz and not any(block["kind"] == QUIZ for block in blocks):
        # A translation that forgot it must not be a dead end.
        blocks.append({"kind": QUIZ})
    parts = [_build_part(block, lesson_url) for block in blocks]
    if content.sources:
        html = render_to_string("learning/_sources.html", {"sources": content.sources})
        parts.append(LessonPart(kind=HTML, html=html, block={}))
    return LessonParts(
        title=content.title,
        title_ruby=content.title_ruby,
        language=content.language,
        is_fallback=content.is_fallback,
        is_outdated=content.is_outdated,
        parts=tuple(parts),
        reflection_keys=()
        if is_for_children
        else tuple(part.block["key"] for part in parts if part.kind == REFLECTION),
    )


def _build_part(block: Mapping[str, Any], lesson_url: Callable[[str, str], str]) -> LessonPart:
    kind = block["kind"]
    if kind not in {HTML, REFLECTION}:
        return LessonPart(kind=kind, html="", block=block)
    html = resolve_lesson_links(block["html"], lesson_url)
    return LessonPart(kind=kind, html=html, block={} if kind == HTML else block)
