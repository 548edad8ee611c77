"""Storing what was read: all of a draft edition, or the translations of any edition.

A translation keeps the digest of the Japanese text that it was made from: the one that was current
when its own text last changed. If the Japanese text has changed since, in this edition or from the
edition before, the translation is out of date.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from content.rendering import pieces
from content.services import store_picture
from core.enums import TextState
from core.languages import SOURCE_LANGUAGE
from courses.files.documents import (
    ChapterSource,
    CourseSource,
    Document,
    QuizDocument,
    is_translation,
)
from courses.files.exporting import translatable_digest
from courses.models import (
    Chapter,
    ChapterFigure,
    ChapterText,
    CourseEdition,
    EditionText,
    GuideText,
    Lesson,
    LessonText,
    QuizSource,
)
from quizzes.models import Quiz

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Which text of a course: chapter slug, kind of text, slug or stem, language.
TextKey = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class TranslationSource:
    """The digests of a stored text, and of the Japanese text that it was made from."""

    own: str
    made_from: str


TranslationSources = dict[TextKey, TranslationSource]


def read_translation_sources(editions: Iterable[CourseEdition]) -> TranslationSources:
    """What the texts of the editions were made from; a later edition overrides an earlier one."""
    sources: TranslationSources = {}
    for edition in editions:
        for text in EditionText.objects.filter(edition=edition):
            sources["", "course", "", text.language] = _translation_source(text)
        for guide in GuideText.objects.filter(edition=edition):
            sources["", "guide", "", guide.language] = _translation_source(guide)
        for lead in ChapterText.objects.filter(chapter__edition=edition).select_related("chapter"):
            sources[lead.chapter.slug, "chapter", "", lead.language] = _translation_source(lead)
        for words in (
            LessonText.objects.filter(lesson__chapter__edition=edition)
            .select_related("lesson__chapter")
            .defer("blocks")
        ):
            key = words.lesson.chapter.slug, "lesson", words.lesson.slug, words.language
            sources[key] = _translation_source(words)
        for quiz in QuizSource.objects.filter(chapter__edition=edition).select_related("chapter"):
            sources[quiz.chapter.slug, "quiz", quiz.stem, quiz.language] = _translation_source(quiz)
    return sources


def _translation_source(
    text: EditionText | GuideText | ChapterText | LessonText | QuizSource,
) -> TranslationSource:
    return TranslationSource(translatable_digest(text), text.source_digest)


def store_draft(edition: CourseEdition, course: CourseSource, sources: TranslationSources) -> None:
    """Make a draft edition equal to the files: its structure, figures and every text."""
    edition.source, edition.kanji_grade = course.source, course.values["kanji_grade"]
    edition.save(update_fields=["source", "kanji_grade"])
    edition.chapters.all().delete()
    for source in course.chapters.values():
        chapter = Chapter.objects.create(
            edition=edition,
            slug=source.slug,
            position=source.position,
            is_reference=source.documents[SOURCE_LANGUAGE].values["is_reference"],
        )
        Lesson.objects.bulk_create(_build_lessons(chapter, source, course.slug))
    _store_texts(edition, course, sources, translations_only=False)


def store_translations(
    edition: CourseEdition, course: CourseSource, sources: TranslationSources
) -> None:
    """Make the translations of an edition equal to the files, without changing the Japanese."""
    edition.source, edition.kanji_grade = course.source, course.values["kanji_grade"]
    edition.save(update_fields=["source", "kanji_grade"])
    _store_texts(edition, course, sources, translations_only=True)


def _build_lessons(chapter: Chapter, source: ChapterSource, course_slug: str) -> list[Lesson]:
    lessons = []
    for lesson in source.lessons.values():
        document = lesson.documents[SOURCE_LANGUAGE]
        stem = next((p.stem for p in document.text.pieces if isinstance(p, pieces.Quiz)), None)
        quiz = None
        if stem is not None:
            quiz, _created = Quiz.objects.get_or_create(
                key=quiz_key(course_slug, chapter.slug, stem)
            )
        lessons.append(
            Lesson(
                chapter=chapter,
                slug=lesson.slug,
                position=lesson.position,
                minutes=document.values["minutes"],
                quiz=quiz,
            )
        )
    return lessons


def quiz_key(course_slug: str, chapter_slug: str, stem: str) -> str:
    return f"{course_slug}/{chapter_slug}/{stem}"


def _store_texts(
    edition: CourseEdition,
    course: CourseSource,
    sources: TranslationSources,
    *,
    translations_only: bool,
) -> None:
    _TextWriter(edition, course, sources, translations_only=translations_only).write()


class _TextWriter:
    def __init__(
        self,
        edition: CourseEdition,
        course: CourseSource,
        sources: TranslationSources,
        *,
        translations_only: bool,
    ) -> None:
        self.edition, self.course, self.sources = edition, course, sources
        self.translations_only = translations_only
        self.edition_texts: list[EditionText] = []
        self.guide_texts: list[GuideText] = []
        self.chapter_texts: list[ChapterText] = []
        self.lesson_texts: list[LessonText] = []
        self.quiz_sources: list[QuizSource] = []
        self.figures: list[ChapterFigure] = []

    def write(self) -> None:
        self._clear()
        self._gather_edition()
        self._gather_guides()
        for chapter in self.edition.chapters.prefetch_related("lessons"):
            source = self.course.chapters[chapter.slug]
            self._gather_chapter(chapter, source)
            self._gather_figures(chapter, source)
        EditionText.objects.bulk_create(self.edition_texts)
        GuideText.objects.bulk_create(self.guide_texts)
        ChapterText.objects.bulk_create(self.chapter_texts)
        LessonText.objects.bulk_create(self.lesson_texts)
        QuizSource.objects.bulk_create(self.quiz_sources)
        ChapterFigure.objects.bulk_create(self.figures)

    def _clear(self) -> None:
        """Delete the rows that are written anew."""
        for rows in (
            EditionText.objects.filter(edition=self.edition),
            GuideText.objects.filter(edition=self.edition),
            ChapterText.objects.filter(chapter__edition=self.edition),
            LessonText.objects.filter(lesson__chapter__edition=self.edition),
            QuizSource.objects.filter(chapter__edition=self.edition),
        ):
            (rows.exclude(language=SOURCE_LANGUAGE) if self.translations_only else rows).delete()
        for figure in ChapterFigure.objects.filter(chapter__edition=self.edition):
            if self._is_written(figure.name):
                figure.delete()

    def _is_written(self, figure_name: str) -> bool:
        return not self.translations_only or is_translation(f"figures/{figure_name}")

    def _fields(
        self,
        documents: Mapping[str, Document] | Mapping[str, QuizDocument],
        language: str,
        key: tuple[str, str, str],
    ) -> dict[str, Any]:
        """The fields that all kinds of texts have. `key` is the text's TextKey without language."""
        source, document = documents[SOURCE_LANGUAGE], documents[language]
        made_from = source.digest
        stored = self.sources.get((*key, language))
        if language != SOURCE_LANGUAGE and stored and stored.own == document.digest:
            made_from = stored.made_from
        is_current = made_from == source.digest
        fields: dict[str, Any] = {
            "language": language,
            "state": TextState.PUBLISHED if is_current else TextState.OUTDATED,
            "source_digest": made_from,
        }
        if isinstance(document, QuizDocument):
            return fields | {"source": document.source}
        return fields | {"front_matter": document.front_matter, "source": document.body}

    def _languages(
        self, documents: Mapping[str, Document] | Mapping[str, QuizDocument]
    ) -> list[str]:
        return [
            language
            for language in documents
            if language != SOURCE_LANGUAGE or not self.translations_only
        ]

    def _gather_edition(self) -> None:
        labels = self.course.values["labels"]
        documents = {
            language: replace(
                document,
                values=document.values | {"label": labels.get(language, labels[SOURCE_LANGUAGE])},
            )
            for language, document in self.course.documents.items()
        }
        for language in self._languages(documents):
            text = EditionText(
                edition=self.edition, **self._fields(documents, language, ("", "course", ""))
            )
            text.write(**documents[language].values)
            self.edition_texts.append(text)

    def _gather_guides(self) -> None:
        for language in self._languages(self.course.guides):
            text = GuideText(
                edition=self.edition,
                **self._fields(self.course.guides, language, ("", "guide", "")),
            )
            text.write(title=self.course.guides[language].values["title"])
            self.guide_texts.append(text)

    def _gather_chapter(self, chapter: Chapter, source: ChapterSource) -> None:
        for language in self._languages(source.documents):
            values = source.documents[language].values
            lead = ChapterText(
                chapter=chapter,
                **self._fields(source.documents, language, (chapter.slug, "chapter", "")),
            )
            lead.write(title=values["title"], goal=values["goal"])
            self.chapter_texts.append(lead)
        for lesson in chapter.lessons.all():
            documents = source.lessons[lesson.slug].documents
            for language in self._languages(documents):
                values = documents[language].values
                text = LessonText(
                    lesson=lesson,
                    sources=values["sources"],
                    **self._fields(documents, language, (chapter.slug, "lesson", lesson.slug)),
                )
                text.write(title=values["title"])
                self.lesson_texts.append(text)
        for stem, quizzes in source.quizzes.items():
            for language in self._languages(quizzes):
                self.quiz_sources.append(
                    QuizSource(
                        chapter=chapter,
                        stem=stem,
                        **self._fields(quizzes, language, (chapter.slug, "quiz", stem)),
                    )
                )

    def _gather_figures(self, chapter: Chapter, source: ChapterSource) -> None:
        for name, data in source.figures.items():
            if self._is_written(name):
                asset = store_picture(data, name=name)
                self.figures.append(ChapterFigure(chapter=chapter, name=name, asset=asset))
