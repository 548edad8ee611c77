"""An edition as the desk shows it: its parts, the state of every text in every language."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from authoring.drafts.places import ChapterPlace, CoursePlace, GuidePlace, LessonPlace, QuizPlace
from core.enums import TextState
from core.languages import SOURCE_LANGUAGE
from courses.files.documents import LANGUAGES
from courses.models import (
    Chapter,
    ChapterFigure,
    ChapterText,
    EditionText,
    GuideText,
    Lesson,
    LessonText,
    QuizSource,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from authoring.drafts.places import Place
    from core.author_files.yaml_sections import Problem
    from core.models import TranslatedText
    from courses.models import CourseEdition


class Standing(Enum):
    """How a text stands beside the Japanese one."""

    CURRENT = "current"
    OUTDATED = "outdated"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class TextNode:
    """A text in one language; `place`, `language` and `path` say which."""

    place: Place
    language: str
    path: str
    standing: Standing
    problem_count: int = 0


@dataclass(slots=True)
class LessonNode:
    lesson: Lesson
    title: str
    texts: list[TextNode]


@dataclass(slots=True)
class QuizNode:
    stem: str
    texts: list[TextNode]


@dataclass(slots=True)
class ChapterNode:
    chapter: Chapter
    title: str
    texts: list[TextNode]
    lessons: list[LessonNode] = field(default_factory=list)
    quizzes: list[QuizNode] = field(default_factory=list)
    figure_count: int = 0


@dataclass(slots=True)
class Tree:
    edition: CourseEdition
    title: str
    label: str
    texts: list[TextNode]
    guides: list[TextNode]
    chapters: list[ChapterNode]
    problems: Sequence[Problem]

    def every_text(self) -> list[TextNode]:
        found = [*self.texts, *self.guides]
        for chapter in self.chapters:
            found += chapter.texts
            for lesson in chapter.lessons:
                found += lesson.texts
            for quiz in chapter.quizzes:
                found += quiz.texts
        return found

    def titles(self) -> dict[str, str]:
        """What a person calls the text at a path: its chapter and its lesson or quiz."""
        found = {text.path: self.title for text in (*self.texts, *self.guides)}
        for chapter in self.chapters:
            found |= {text.path: chapter.title for text in chapter.texts}
            for lesson in chapter.lessons:
                found |= {text.path: f"{chapter.title}　{lesson.title}" for text in lesson.texts}
            for quiz in chapter.quizzes:
                found |= {text.path: f"{chapter.title}　{quiz.stem}" for text in quiz.texts}
        return found

    def text_at(self, path: str) -> TextNode | None:
        return next((text for text in self.every_text() if text.path == path), None)


@dataclass(frozen=True, slots=True)
class LanguageSummary:
    language: str
    current: int
    outdated: int
    missing: int


def tree(edition: CourseEdition, problems: Sequence[Problem] = ()) -> Tree:
    """Eight queries, however large the edition; `problems` are put to their texts."""
    return _Builder(edition, problems).build()


def languages_of(built: Tree) -> list[LanguageSummary]:
    """What each translation has and lacks."""
    found: dict[str, Counter[Standing]] = {language: Counter() for language in LANGUAGES}
    # What Japanese doesn't have (a guide, mostly) is not missing in another language.
    japanese = {
        id(text.place)
        for text in built.every_text()
        if text.language == SOURCE_LANGUAGE and text.standing is not Standing.MISSING
    }
    for text in built.every_text():
        if id(text.place) in japanese:
            found[text.language][text.standing] += 1
    return [
        LanguageSummary(
            language,
            counted[Standing.CURRENT],
            counted[Standing.OUTDATED],
            counted[Standing.MISSING],
        )
        for language, counted in found.items()
        if language != SOURCE_LANGUAGE
    ]


class _Builder:
    def __init__(self, edition: CourseEdition, problems: Sequence[Problem]) -> None:
        self.edition, self.problems = edition, problems
        self.counts = Counter(problem.file for problem in problems)

    def build(self) -> Tree:
        words = {text.language: text for text in EditionText.objects.filter(edition=self.edition)}
        japanese = words.get(SOURCE_LANGUAGE)
        guides = {text.language: text for text in GuideText.objects.filter(edition=self.edition)}
        chapters = [
            self._chapter(chapter) for chapter in Chapter.objects.filter(edition=self.edition)
        ]
        by_pk = {node.chapter.pk: node for node in chapters}
        self._add_leads(by_pk)
        self._add_lessons(by_pk)
        self._add_quizzes(by_pk)
        for pk in ChapterFigure.objects.filter(chapter__edition=self.edition).values_list(
            "chapter_id", flat=True
        ):
            by_pk[pk].figure_count += 1
        place = CoursePlace(self.edition)
        return Tree(
            edition=self.edition,
            title=japanese.title if japanese else "",
            label=japanese.label if japanese else "",
            texts=self._texts(place, words),
            guides=self._texts(GuidePlace(self.edition), guides),
            chapters=chapters,
            problems=self.problems,
        )

    def _chapter(self, chapter: Chapter) -> ChapterNode:
        chapter.edition = self.edition
        return ChapterNode(chapter=chapter, title=chapter.slug, texts=[])

    def _add_leads(self, chapters: dict[int, ChapterNode]) -> None:
        found: dict[int, dict[str, ChapterText]] = defaultdict(dict)
        for text in ChapterText.objects.filter(chapter__edition=self.edition).defer("html"):
            found[text.chapter_id][text.language] = text
        for pk, node in chapters.items():
            if SOURCE_LANGUAGE in found[pk]:
                node.title = found[pk][SOURCE_LANGUAGE].title
            place = ChapterPlace(node.chapter)
            node.texts = self._texts(place, found[pk])

    def _add_lessons(self, chapters: dict[int, ChapterNode]) -> None:
        found: dict[int, dict[str, LessonText]] = defaultdict(dict)
        for text in LessonText.objects.filter(lesson__chapter__edition=self.edition).only(
            "lesson_id", "language", "title", "state"
        ):
            found[text.lesson_id][text.language] = text
        for lesson in Lesson.objects.filter(chapter__edition=self.edition):
            node = chapters[lesson.chapter_id]
            lesson.chapter = node.chapter
            words, place = found[lesson.pk], LessonPlace(lesson)
            title = words[SOURCE_LANGUAGE].title if SOURCE_LANGUAGE in words else lesson.slug
            node.lessons.append(LessonNode(lesson, title, self._texts(place, words)))

    def _add_quizzes(self, chapters: dict[int, ChapterNode]) -> None:
        found: dict[tuple[int, str], dict[str, QuizSource]] = defaultdict(dict)
        for quiz in QuizSource.objects.filter(chapter__edition=self.edition).defer("source"):
            found[quiz.chapter_id, quiz.stem][quiz.language] = quiz
        for (pk, stem), rows in sorted(found.items()):
            place = QuizPlace(chapters[pk].chapter, stem)
            chapters[pk].quizzes.append(QuizNode(stem, self._texts(place, rows)))

    def _texts(self, place: Place, rows: Mapping[str, TranslatedText]) -> list[TextNode]:
        """The text in every language; a translation that nobody began has nothing to be wrong."""
        nodes = []
        for language in LANGUAGES:
            row, path = rows.get(language), place.path(language)
            standing = Standing.MISSING
            if row is not None:
                is_outdated = row.state == TextState.OUTDATED
                standing = Standing.OUTDATED if is_outdated else Standing.CURRENT
            nodes.append(TextNode(place, language, path, standing, self.counts[path]))
        return nodes
