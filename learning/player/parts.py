"""What a lesson page is made of. All that every reader sees alike is rendered once and kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.cache import caches
from django.template.loader import render_to_string

from content.rendering.links import resolve_lesson_links
from core.languages import TRANSLATIONS_SHOW_AFTER
from courses.queries import lesson_content
from learning.addresses import lesson_address
from quizzes.forms import question_rows
from quizzes.queries import load_quiz

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from courses.queries import LessonContent

HTML = "html"
QUIZ = "quiz"
REFLECTION = "reflection"
BREAK = "break"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the page, in reading order: rendered, or a block to be asked for each time."""

    kind: str
    html: str
    block: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LessonPieces:
    """A lesson as the page shows it; `language` is that of its text."""

    title: str
    title_ruby: str
    language: str
    is_fallback: bool
    is_outdated: bool
    pieces: tuple[Piece, ...]

    @property
    def reflection_keys(self) -> tuple[str, ...]:
        return tuple(piece.block["key"] for piece in self.pieces if piece.kind == REFLECTION)

    @property
    def is_live(self) -> bool:
        """Whether a piece depends on the day: a window is open for set periods."""
        return any(piece.kind not in {HTML, QUIZ, REFLECTION, BREAK} for piece in self.pieces)


def lesson_pieces(
    *, course_slug: str, lesson_id: int, has_quiz: bool, language: str
) -> LessonPieces:
    key = f"learning:lesson:{lesson_id}:{language}"
    found: LessonPieces | None = caches["immutable"].get(key)
    if found is None:
        content = lesson_content(lesson_id, language)
        found = LessonPieces(
            title=content.title,
            title_ruby=content.title_ruby,
            language=content.language,
            is_fallback=content.is_fallback,
            is_outdated=content.is_outdated,
            pieces=tuple(
                pieces_of(content, partial(lesson_address, course_slug), has_quiz=has_quiz)
            ),
        )
        caches["immutable"].set(key, found, TRANSLATIONS_SHOW_AFTER)
    return found


def questions_html(
    version_id: int,
    language: str,
    chosen: Mapping[str, Sequence[str]],
    errors: Mapping[str, Sequence[str]],
) -> str:
    """The quiz's questions with what was chosen, and what is wrong with it."""
    on = load_quiz(version_id, language)
    rows = question_rows(on, chosen, errors)
    return render_to_string("quizzes/_questions.html", {"quiz": on, "rows": rows})


def pieces_of(
    content: LessonContent, lesson_url: Callable[[str, str], str], *, has_quiz: bool
) -> list[Piece]:
    """The parts of the page; links between lessons lead to `lesson_url(chapter, lesson)`."""
    pieces: list[Piece] = []
    blocks = list(content.blocks)
    if has_quiz and not any(block["kind"] == QUIZ for block in blocks):
        # A translation that forgot it must not be a dead end.
        blocks.append({"kind": QUIZ})
    for block in blocks:
        if block["kind"] == HTML:
            html = block["html"]
        elif block["kind"] == REFLECTION:
            html = resolve_lesson_links(block["html"], lesson_url)
            pieces.append(Piece(kind=REFLECTION, html=html, block=block))
            continue
        else:
            pieces.append(Piece(kind=block["kind"], html="", block=block))
            continue
        pieces.append(Piece(kind=HTML, html=resolve_lesson_links(html, lesson_url), block={}))
    if content.sources:
        html = render_to_string("learning/_sources.html", {"sources": content.sources})
        pieces.append(Piece(kind=HTML, html=html, block={}))
    return pieces
