"""Rendering a text that is still being written. Nothing is stored but pictures of charts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.urls import reverse

from content.pictures import Picture, svg_size
from content.rendering.blocks import PictureSource, render_blocks
from content.rendering.charts import draw_chart
from content.rendering.parsing import parse_text
from core.enums import TextState
from core.languages import SOURCE_LANGUAGE
from courses.files.quiz_files import read_quiz
from courses.models import ChapterFigure, LessonText, QuizSource
from courses.publishing import resolve_block, served_picture
from courses.queries import LessonContent
from quizzes.drafts import build_draft_quiz

if TYPE_CHECKING:
    from content.rendering.pieces import Chart
    from core.author_files.yaml_sections import FileProblem
    from courses.models import Chapter, CourseEdition, Lesson
    from quizzes.queries import ShownQuiz

CHART_KEPT_FOR = 3600  # seconds


@dataclass(frozen=True, slots=True)
class Preview:
    """The blocks of a text, or None and the `problems` for which it can't be rendered."""

    blocks: tuple[dict[str, Any], ...] | None
    problems: tuple[FileProblem, ...]


class _Figures(dict[str, Picture]):
    """Pictures by name. A missing one has no address: its alternative text is shown."""

    def __missing__(self, name: str) -> Picture:
        return Picture(url="", width=1, height=1)


def preview_text(
    source: str, *, edition: CourseEdition, chapter: Chapter | None, language: str
) -> Preview:
    """Render a Markdown text with the pictures of its chapter, or of all chapters."""
    text = parse_text(source, file="")
    if text.problems:
        return Preview(None, tuple(text.problems))
    figures = _Figures()
    stored = ChapterFigure.objects.filter(chapter__edition=edition).select_related("asset")
    for figure in stored.filter(chapter=chapter) if chapter is not None else stored:
        figures[figure.name] = served_picture(figure.asset)
    pictures = PictureSource(figures, _draw_for_preview)
    return Preview(tuple(render_blocks(text, language=language, pictures=pictures)), ())


def preview_lesson(lesson: Lesson, language: str) -> LessonContent | None:
    """Render a draft's lesson, as `courses.queries.lesson_content` gives a published one.

    Returns None while its text has mistakes. Raises LessonText.DoesNotExist.
    """
    texts = {text.language: text for text in LessonText.objects.filter(lesson=lesson)}
    text = texts.get(language) or texts.get(SOURCE_LANGUAGE)
    if text is None:
        raise LessonText.DoesNotExist(lesson.pk)
    chapter = lesson.chapter
    preview = preview_text(
        text.source, edition=chapter.edition, chapter=chapter, language=text.language
    )
    if preview.blocks is None:
        return None
    slug = chapter.edition.course.slug
    return LessonContent(
        lesson_id=lesson.pk,
        language=text.language,
        title=text.title,
        title_ruby=text.written("title"),
        blocks=tuple(resolve_block(block, slug, chapter.slug) for block in preview.blocks),
        sources=tuple(text.sources or texts[SOURCE_LANGUAGE].sources),
        is_fallback=text.language != language,
        is_outdated=text.state == TextState.OUTDATED,
    )


def preview_quiz(sources: dict[str, str], *, key: str, language: str) -> ShownQuiz | None:
    """Build the quiz from its YAML texts by language; None while they have mistakes.

    A quiz without a text in the language is shown in Japanese.
    """
    language = language if language in sources else SOURCE_LANGUAGE
    problems: list[FileProblem] = []
    documents = {
        code: read_quiz(sources[code], path="", display_path="", language=code, problems=problems)
        for code in {language, SOURCE_LANGUAGE} & sources.keys()
    }
    if problems or SOURCE_LANGUAGE not in documents:
        return None
    structure, words = documents[SOURCE_LANGUAGE], documents[language].texts
    try:
        return build_draft_quiz(
            key=key,
            pass_mark=structure.pass_mark,
            questions=structure.questions,
            text=words,
            language=language,
        )
    except KeyError:  # a translation that lacks a question or a choice
        return None


def preview_stored_quiz(chapter: Chapter, stem: str, language: str) -> ShownQuiz | None:
    """Build a quiz of a draft from what is stored."""
    rows = QuizSource.objects.filter(chapter=chapter, stem=stem)
    sources = {row.language: row.source for row in rows}
    return preview_quiz(sources, key=f"{chapter.pk}/{stem}", language=language)


def load_previewed_chart(digest: str) -> bytes | None:
    """The SVG of a chart that was previewed within the last hour."""
    svg: bytes | None = cache.get(_chart_key(digest))
    return svg


def _draw_for_preview(chart: Chart) -> Picture:
    svg = _draw_svg(chart)
    digest = hashlib.sha256(svg).hexdigest()
    cache.set(_chart_key(digest), svg, CHART_KEPT_FOR)
    return Picture(reverse("authoring:preview_chart", args=[digest]), *svg_size(svg))


@lru_cache(maxsize=100)
def _draw_svg(chart: Chart) -> bytes:
    return draw_chart(chart)


def _chart_key(digest: str) -> str:
    return f"courses:chart:{digest}"
