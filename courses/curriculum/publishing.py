"""Rendering an edition's texts from what is stored, and pinning its quizzes."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse

from content.pictures import EXTENSIONS, Picture
from content.rendering import charts
from content.rendering.blocks import Pictures, render, render_html
from content.rendering.parsing import parse
from content.services import store_picture
from core.enums import TextState
from courses.curriculum.quiz_files import read_quiz
from courses.curriculum.sources import SOURCE_LANGUAGE
from courses.curriculum.storing import quiz_key
from courses.models import (
    ChapterFigure,
    ChapterText,
    EditionText,
    GuideText,
    Lesson,
    LessonText,
    QuizSource,
)
from quizzes.services import save_quiz_version
from support.sources import kinds_by_name

if TYPE_CHECKING:
    from content.models import MediaAsset
    from content.rendering.pieces import Chart, Text
    from core.sources import Problem
    from courses.models import CourseEdition


class TextUnreadableError(Exception):
    """A stored text that cannot be rendered: it was changed without being checked."""


def render_edition(edition: CourseEdition, *, translations_only: bool = False) -> None:
    """Render the stored texts of the edition, in every language or in all but Japanese."""
    draw = functools.cache(_draw)
    no_figures = Pictures({}, draw)
    left_out = Q(language=SOURCE_LANGUAGE) if translations_only else Q(pk__in=[])
    edition_texts = list(EditionText.objects.filter(~left_out, edition=edition))
    for text in edition_texts:
        text.html = render_html(_parsed(text), language=text.language, pictures=no_figures)
    EditionText.objects.bulk_update(edition_texts, ["html"])

    figures: dict[int, dict[str, Picture]] = {}
    for figure in ChapterFigure.objects.filter(chapter__edition=edition).select_related("asset"):
        figures.setdefault(figure.chapter_id, {})[figure.name] = picture_of(figure.asset)

    guides = list(GuideText.objects.filter(~left_out, edition=edition))
    every = Pictures({name: each[name] for each in figures.values() for name in each}, draw)
    for guide in guides:
        guide.html = render_html(_parsed(guide), language=guide.language, pictures=every)
    GuideText.objects.bulk_update(guides, ["html"])

    chapter_texts = list(ChapterText.objects.filter(~left_out, chapter__edition=edition))
    for lead in chapter_texts:
        pictures = Pictures(figures.get(lead.chapter_id, {}), draw)
        lead.html = render_html(_parsed(lead), language=lead.language, pictures=pictures)
    ChapterText.objects.bulk_update(chapter_texts, ["html"])

    lesson_texts = list(
        LessonText.objects.filter(~left_out, lesson__chapter__edition=edition).select_related(
            "lesson__chapter"
        )
    )
    for words in lesson_texts:
        chapter = words.lesson.chapter
        pictures = Pictures(figures.get(chapter.pk, {}), draw)
        blocks = render(_parsed(words), language=words.language, pictures=pictures)
        words.blocks = [placed_block(block, edition.course.slug, chapter.slug) for block in blocks]
    LessonText.objects.bulk_update(lesson_texts, ["blocks"], batch_size=50)


def pin_quizzes(edition: CourseEdition) -> None:
    """Save the quizzes' versions and hold the lessons to them.

    A translation that is out of date is left out: its readers get the Japanese, for its old words
    could be graded by a new key.
    """
    sources: dict[tuple[str, str], dict[str, str]] = {}
    current = QuizSource.objects.exclude(state=TextState.OUTDATED)
    for row in current.filter(chapter__edition=edition).select_related("chapter"):
        sources.setdefault((row.chapter.slug, row.stem), {})[row.language] = row.source
    lessons = {
        lesson.quiz.key: lesson
        for lesson in Lesson.objects.filter(
            chapter__edition=edition, quiz__isnull=False
        ).select_related("quiz")
        if lesson.quiz is not None
    }
    for (chapter_slug, stem), languages in sources.items():
        key = quiz_key(edition.course.slug, chapter_slug, stem)
        problems: list[Problem] = []
        documents = {
            language: read_quiz(
                source, path="", shown=f"{key}.{language}", language=language, problems=problems
            )
            for language, source in languages.items()
        }
        if problems:
            raise TextUnreadableError(problems[0])
        structure = documents[SOURCE_LANGUAGE]
        version = save_quiz_version(
            key=key,
            pass_mark=structure.pass_mark,
            questions=structure.questions,
            texts={language: document.texts for language, document in documents.items()},
        )
        lesson = lessons[key]
        if lesson.quiz_version_id != version.pk:
            lesson.quiz_version = version
            lesson.save(update_fields=["quiz_version"])


def _parsed(text: EditionText | GuideText | ChapterText | LessonText) -> Text:
    parsed = parse(text.source, file=f"{text._meta.label_lower} {text.pk}")
    if parsed.problems:
        raise TextUnreadableError(parsed.problems[0])
    return parsed


def picture_of(asset: MediaAsset) -> Picture:
    extension = EXTENSIONS[asset.content_type]
    url = reverse("content:media", kwargs={"digest": asset.digest, "extension": extension})
    return Picture(url=url, width=asset.width, height=asset.height)


def _draw(chart: Chart) -> Picture:
    return picture_of(store_picture(charts.draw(chart), name=f"{chart.key}.svg"))


def placed_block(block: dict[str, Any], course_slug: str, chapter_slug: str) -> dict[str, Any]:
    """A block with what only the course knows: the quiz's key, the activities' kind."""
    if block["kind"] == "quiz":
        return {"kind": "quiz", "key": quiz_key(course_slug, chapter_slug, block["stem"])}
    if block["kind"] == "activities":
        name = block["activity_kind"]
        return block | {"activity_kind": kinds_by_name().get(name, name)}
    return block
