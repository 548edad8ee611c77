"""What is published of an edition in one language, read into pieces: what every file is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from content.rendering.parsing import parse_text
from core.enums import TextState
from core.japanese.calendar import local_date
from core.languages import EASY_JAPANESE, SOURCE_LANGUAGE
from courses.models import ChapterFigure, ChapterText, CourseEdition, EditionText, LessonText
from courses.queries import load_outline
from quizzes.queries import load_quiz

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from content.models import MediaAsset
    from content.rendering import pieces
    from courses.queries import ChapterOutline, LessonOutline, Outline
    from quizzes.queries import ShownQuiz

Figures = dict[str, "MediaAsset"]


@dataclass(frozen=True)
class Words:
    """A text in pieces. `language` is its own: Japanese where the wanted one is missing."""

    language: str
    pieces: tuple[pieces.Piece, ...]
    sources: tuple[Mapping[str, str], ...] = ()
    sources_language: str = SOURCE_LANGUAGE


@dataclass(frozen=True)
class LessonPart:
    """`number` counts the chapter's lessons from 1."""

    outline: LessonOutline
    number: int
    words: Words
    quiz: ShownQuiz | None

    @property
    def title(self) -> str:
        return written(self.outline, "title")

    @property
    def anchor(self) -> str:
        return lesson_anchor(self.outline.chapter_slug, self.outline.slug)


@dataclass(frozen=True)
class ChapterPart:
    """`number` is 0 for a reference chapter."""

    outline: ChapterOutline
    number: int
    words: Words
    lessons: tuple[LessonPart, ...]
    figures: Figures

    @property
    def title(self) -> str:
        return written(self.outline, "title")

    @property
    def goal(self) -> str:
        return written(self.outline, "goal")

    @property
    def anchor(self) -> str:
        return f"chapter--{self.outline.slug}"

    @property
    def quizzes(self) -> tuple[ShownQuiz, ...]:
        return tuple(lesson.quiz for lesson in self.lessons if lesson.quiz)


@dataclass(frozen=True)
class Book:
    outline: Outline
    language: str
    published_on: date | None
    words: Words
    chapters: tuple[ChapterPart, ...]

    @property
    def is_for_children(self) -> bool:
        return self.outline.is_for_children

    @property
    def has_readings(self) -> bool:
        """Whether the site's own words keep their readings, as the texts do."""
        return self.is_for_children or self.language == EASY_JAPANESE

    @property
    def title(self) -> str:
        return written(self.outline, "title")

    @property
    def summary(self) -> str:
        return written(self.outline, "summary")

    @property
    def label(self) -> str:
        return written(self.outline, "label")


def written(of: object, name: str) -> str:
    """A title as its author wrote it, with its readings `{漢字|かんじ}`."""
    return str(getattr(of, f"{name}_ruby", "") or getattr(of, name))


def lesson_anchor(chapter_slug: str, lesson_slug: str) -> str:
    return f"lesson--{chapter_slug}--{lesson_slug}"


def read_book(edition: CourseEdition, language: str) -> Book:
    """The edition as a reader of the language gets it."""
    course = load_outline(edition.pk, language)
    texts = EditionText.objects.filter(edition=edition)
    leads = ChapterText.objects.filter(chapter__edition=edition)
    lessons = LessonText.objects.filter(lesson__chapter__edition=edition).defer("blocks")
    words = _by_owner(texts, "edition_id", language)
    lead_words = _by_owner(leads, "chapter_id", language)
    lesson_words = _by_owner(lessons, "lesson_id", language)
    figures = chapter_figures(edition)

    def lesson(part: LessonOutline, number: int) -> LessonPart:
        quiz = load_quiz(part.quiz_version_id, language) if part.quiz_version_id else None
        return LessonPart(part, number, lesson_words[part.id], quiz)

    def chapter(part: ChapterOutline) -> ChapterPart:
        return ChapterPart(
            outline=part,
            number=0 if part.is_reference else part.position,
            words=lead_words[part.id],
            lessons=tuple(lesson(each, n) for n, each in enumerate(part.lessons, start=1)),
            figures=figures.get(part.id, {}),
        )

    return Book(
        outline=course,
        language=language,
        published_on=local_date(edition.published_at) if edition.published_at else None,
        words=words[edition.pk],
        chapters=tuple(chapter(part) for part in course.chapters),
    )


def chapter_figures(edition: CourseEdition) -> dict[int, Figures]:
    """The pictures of each chapter by the names that its texts call them."""
    found: dict[int, Figures] = {}
    for figure in ChapterFigure.objects.filter(chapter__edition=edition).select_related("asset"):
        found.setdefault(figure.chapter_id, {})[figure.name] = figure.asset
    return found


def _by_owner(
    texts: Iterable[EditionText | ChapterText | LessonText], owner: str, language: str
) -> dict[int, Words]:
    """Of each owner the text in the language, else the Japanese one, as `courses.queries` has it.

    A translation without sources shows the Japanese ones.
    """
    known: dict[int, dict[str, EditionText | ChapterText | LessonText]] = {}
    for text in texts:
        if text.language in {language, SOURCE_LANGUAGE} and text.state != TextState.DRAFT:
            known.setdefault(getattr(text, owner), {})[text.language] = text
    words = {}
    for key, by_language in known.items():
        text = by_language.get(language) or by_language[SOURCE_LANGUAGE]
        parsed = parse_text(text.source, file=f"{text._meta.label_lower} {text.pk}")
        cites = text if getattr(text, "sources", ()) else by_language.get(SOURCE_LANGUAGE)
        words[key] = Words(
            language=text.language,
            pieces=parsed.pieces,
            sources=tuple(getattr(cites, "sources", ())),
            sources_language=cites.language if cites else SOURCE_LANGUAGE,
        )
    return words
