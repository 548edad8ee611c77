"""What readers will see of a text that is still being written. Nothing is stored."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.urls import reverse

from content.pictures import Picture, svg_size
from content.rendering import charts
from content.rendering.blocks import Pictures, render
from content.rendering.parsing import parse
from core.enums import TextState
from core.languages import SOURCE_LANGUAGE
from courses.files.quiz_files import read_quiz
from courses.models import ChapterFigure, LessonText, QuizSource
from courses.publishing import picture_of, placed_block
from courses.queries import LessonContent
from quizzes.drafts import build_draft_quiz

if TYPE_CHECKING:
    from content.rendering.pieces import Chart
    from core.author_files.yaml_sections import Problem
    from courses.models import Chapter, CourseEdition, Lesson
    from quizzes.queries import ShownQuiz

CHART_KEPT_FOR = 3600


@dataclass(frozen=True, slots=True)
class Preview:
    """The blocks of a text; None while it can't be rendered, with the reasons."""

    blocks: tuple[dict[str, Any], ...] | None
    problems: tuple[Problem, ...]


class _Figures(dict[str, Picture]):
    """The chapter's pictures; one that is missing shows its alternative text."""

    def __missing__(self, name: str) -> Picture:
        return Picture(url="", width=1, height=1)


def preview(
    source: str, *, edition: CourseEdition, chapter: Chapter | None, language: str
) -> Preview:
    """The blocks of a Markdown text, with the pictures of its chapter or of all chapters."""
    text = parse(source, file="")
    if text.problems:
        return Preview(None, tuple(text.problems))
    figures = _Figures()
    found = ChapterFigure.objects.filter(chapter__edition=edition).select_related("asset")
    for figure in found.filter(chapter=chapter) if chapter is not None else found:
        figures[figure.name] = picture_of(figure.asset)
    pictures = Pictures(figures, partial(_draw, language))
    return Preview(tuple(render(text, language=language, pictures=pictures)), ())


def draft_lesson(lesson: Lesson, language: str) -> LessonContent | None:
    """A draft's lesson as `courses.queries.lesson_content` gives a published one.

    None while its text has mistakes. Raises LessonText.DoesNotExist.
    """
    texts = {text.language: text for text in LessonText.objects.filter(lesson=lesson)}
    text = texts.get(language) or texts.get(SOURCE_LANGUAGE)
    if text is None:
        raise LessonText.DoesNotExist(lesson.pk)
    chapter = lesson.chapter
    found = preview(text.source, edition=chapter.edition, chapter=chapter, language=text.language)
    if found.blocks is None:
        return None
    slug = chapter.edition.course.slug
    return LessonContent(
        lesson_id=lesson.pk,
        language=text.language,
        title=text.title,
        title_ruby=text.written("title"),
        blocks=tuple(placed_block(block, slug, chapter.slug) for block in found.blocks),
        sources=tuple(text.sources or texts[SOURCE_LANGUAGE].sources),
        is_fallback=text.language != language,
        is_outdated=text.state == TextState.OUTDATED,
    )


def quiz_preview(sources: dict[str, str], *, key: str, language: str) -> ShownQuiz | None:
    """The quiz of these YAML texts by language; None while it can't be read.

    In a language it has no text in, it is shown in Japanese.
    """
    language = language if language in sources else SOURCE_LANGUAGE
    problems: list[Problem] = []
    read = {
        each: read_quiz(sources[each], path="", shown="", language=each, problems=problems)
        for each in {language, SOURCE_LANGUAGE} & sources.keys()
    }
    if problems or SOURCE_LANGUAGE not in read:
        return None
    structure, words = read[SOURCE_LANGUAGE], read[language].texts
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


def draft_quiz(chapter: Chapter, stem: str, language: str) -> ShownQuiz | None:
    """A quiz of a draft, as it is stored."""
    rows = QuizSource.objects.filter(chapter=chapter, stem=stem)
    sources = {row.language: row.source for row in rows}
    return quiz_preview(sources, key=f"{chapter.pk}/{stem}", language=language)


def drawn_chart(digest: str) -> bytes | None:
    """The picture of a chart that was previewed a short while ago."""
    found: bytes | None = cache.get(_chart_key(digest))
    return found


def _draw(language: str, chart: Chart) -> Picture:
    svg = _drawn(chart)
    digest = hashlib.sha256(svg).hexdigest()
    cache.set(_chart_key(digest), svg, CHART_KEPT_FOR)
    return Picture(reverse("authoring:preview_chart", args=[digest]), *svg_size(svg))


@lru_cache(maxsize=100)
def _drawn(chart: Chart) -> bytes:
    return charts.draw(chart)


def _chart_key(digest: str) -> str:
    return f"courses:chart:{digest}"
