"""Publishing an edition: rendering its stored texts, pinning its quizzes, freezing it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from django.core.cache import caches
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from activities.examples.files import kinds_by_name
from content.pictures import EXTENSIONS, Picture
from content.rendering import charts
from content.rendering.blocks import PictureSource, render_blocks, render_html
from content.rendering.parsing import parse_text
from content.services import store_picture
from core.audit import record_action
from core.enums import TextState
from core.languages import SOURCE_LANGUAGE
from courses.enums import CourseAction, EditionState
from courses.files.quiz_files import read_quiz
from courses.files.storing import quiz_key
from courses.models import (
    ChapterFigure,
    ChapterText,
    Course,
    CourseEdition,
    EditionText,
    GuideText,
    Lesson,
    LessonText,
    QuizSource,
)
from quizzes.services import save_quiz_version

if TYPE_CHECKING:
    from accounts.models import User
    from content.models import MediaAsset
    from content.rendering.pieces import Chart, ParsedText
    from core.author_files.yaml_sections import FileProblem


class TextUnreadableError(Exception):
    """A stored text that cannot be rendered, because it was changed without being checked."""


@transaction.atomic
def publish_edition(*, edition: CourseEdition, actor: User | None = None) -> None:
    """Freeze a draft edition and give it to new learners; the one before is retired.

    Learners under way stay in the edition they started. Idempotent.
    """
    course = Course.objects.select_for_update(no_key=True).get(pk=edition.course_id)
    edition = CourseEdition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    if edition.state != EditionState.DRAFT:
        return
    edition.course = course
    pin_quizzes(edition)
    render_edition(edition)
    retired = list(
        course.editions.select_for_update(no_key=True).published().values_list("pk", flat=True)
    )
    course.editions.filter(pk__in=retired).update(state=EditionState.RETIRED)
    edition.state = EditionState.PUBLISHED
    edition.published_at = timezone.now()
    edition.save(update_fields=["state", "published_at"])
    record_action(
        CourseAction.EDITION_PUBLISHED,
        edition,
        actor=actor,
        number=edition.number,
        retired=retired,
    )
    transaction.on_commit(caches["immutable"].clear)


@transaction.atomic
def rerender_edition(*, edition: CourseEdition) -> None:
    """Render a published edition again from its frozen text, after a fix of the rendering."""
    render_edition(edition)
    transaction.on_commit(caches["immutable"].clear)


def render_edition(edition: CourseEdition, *, translations_only: bool = False) -> None:
    """Render the stored texts of the edition, in every language or in all but Japanese."""
    draw = functools.cache(_draw_chart)
    no_figures = PictureSource({}, draw)
    excluded = Q(language=SOURCE_LANGUAGE) if translations_only else Q(pk__in=[])
    edition_texts = list(EditionText.objects.filter(~excluded, edition=edition))
    for text in edition_texts:
        text.html = render_html(_parse(text), language=text.language, pictures=no_figures)
    EditionText.objects.bulk_update(edition_texts, ["html"])

    figures: dict[int, dict[str, Picture]] = {}
    for figure in ChapterFigure.objects.filter(chapter__edition=edition).select_related("asset"):
        figures.setdefault(figure.chapter_id, {})[figure.name] = served_picture(figure.asset)

    guides = list(GuideText.objects.filter(~excluded, edition=edition))
    all_figures = {name: figure for by_name in figures.values() for name, figure in by_name.items()}
    pictures = PictureSource(all_figures, draw)
    for guide in guides:
        guide.html = render_html(_parse(guide), language=guide.language, pictures=pictures)
    GuideText.objects.bulk_update(guides, ["html"])

    chapter_texts = list(ChapterText.objects.filter(~excluded, chapter__edition=edition))
    for lead in chapter_texts:
        pictures = PictureSource(figures.get(lead.chapter_id, {}), draw)
        lead.html = render_html(_parse(lead), language=lead.language, pictures=pictures)
    ChapterText.objects.bulk_update(chapter_texts, ["html"])

    lesson_texts = list(
        LessonText.objects.filter(~excluded, lesson__chapter__edition=edition).select_related(
            "lesson__chapter"
        )
    )
    for words in lesson_texts:
        chapter = words.lesson.chapter
        pictures = PictureSource(figures.get(chapter.pk, {}), draw)
        blocks = render_blocks(_parse(words), language=words.language, pictures=pictures)
        words.blocks = [resolve_block(block, edition.course.slug, chapter.slug) for block in blocks]
    LessonText.objects.bulk_update(lesson_texts, ["blocks"], batch_size=50)


def pin_quizzes(edition: CourseEdition) -> None:
    """Save versions of the quizzes and pin the lessons to them.

    Translations that are out of date are left out, so that an old wording is not graded by a new
    answer key; their readers get the Japanese quiz.
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
        problems: list[FileProblem] = []
        documents = {
            language: read_quiz(
                source,
                path="",
                display_path=f"{key}.{language}",
                language=language,
                problems=problems,
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


def _parse(text: EditionText | GuideText | ChapterText | LessonText) -> ParsedText:
    parsed = parse_text(text.source, file=f"{text._meta.label_lower} {text.pk}")
    if parsed.problems:
        raise TextUnreadableError(parsed.problems[0])
    return parsed


def served_picture(asset: MediaAsset) -> Picture:
    """The picture with its address."""
    extension = EXTENSIONS[asset.content_type]
    url = reverse("content:media", kwargs={"digest": asset.digest, "extension": extension})
    return Picture(url=url, width=asset.width, height=asset.height)


def _draw_chart(chart: Chart) -> Picture:
    return served_picture(store_picture(charts.draw_chart(chart), name=f"{chart.key}.svg"))


def resolve_block(block: dict[str, Any], course_slug: str, chapter_slug: str) -> dict[str, Any]:
    """Add to a block what only the course knows: the quiz's key, the activities' kind."""
    if block["kind"] == "quiz":
        return {"kind": "quiz", "key": quiz_key(course_slug, chapter_slug, block["stem"])}
    if block["kind"] == "activities":
        name = block["activity_kind"]
        return block | {"activity_kind": kinds_by_name().get(name, name)}
    return block
