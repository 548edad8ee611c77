"""An edition as the desk shows it: its parts, and the status of every text in every language."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from authoring.drafts.text_sets import (
    ChapterTextSet,
    CourseTextSet,
    GuideTextSet,
    LessonTextSet,
    QuizTextSet,
)
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

    from authoring.drafts.text_sets import TextSet
    from core.author_files.yaml_sections import FileProblem
    from core.models import TranslatedText
    from courses.models import CourseEdition


class TranslationStatus(Enum):
    """How a text in one language compares with the Japanese one."""

    CURRENT = "current"
    OUTDATED = "outdated"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class TextNode:
    """A text in one language, which may be missing. `path` is that of its file."""

    text_set: TextSet
    language: str
    path: str
    status: TranslationStatus
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
class EditionTree:
    edition: CourseEdition
    title: str
    label: str
    texts: list[TextNode]
    guides: list[TextNode]
    chapters: list[ChapterNode]
    problems: Sequence[FileProblem]

    def all_texts(self) -> list[TextNode]:
        texts = [*self.texts, *self.guides]
        for chapter in self.chapters:
            texts += chapter.texts
            for lesson in chapter.lessons:
                texts += lesson.texts
            for quiz in chapter.quizzes:
                texts += quiz.texts
        return texts

    def titles_by_path(self) -> dict[str, str]:
        """What a person calls the text at each path: its chapter, and its lesson or quiz."""
        titles = {text.path: self.title for text in (*self.texts, *self.guides)}
        for chapter in self.chapters:
            titles |= {text.path: chapter.title for text in chapter.texts}
            for lesson in chapter.lessons:
                titles |= {text.path: f"{chapter.title}　{lesson.title}" for text in lesson.texts}
            for quiz in chapter.quizzes:
                titles |= {text.path: f"{chapter.title}　{quiz.stem}" for text in quiz.texts}
        return titles

    def text_at(self, path: str) -> TextNode | None:
        return next((text for text in self.all_texts() if text.path == path), None)


@dataclass(frozen=True, slots=True)
class LanguageSummary:
    """How many of the edition's texts have each status in a language."""

    language: str
    current: int
    outdated: int
    missing: int


def load_edition_tree(edition: CourseEdition, problems: Sequence[FileProblem] = ()) -> EditionTree:
    """Read the tree in eight queries, however large the edition. `problems` are counted by text."""
    return _TreeBuilder(edition, problems).build()


def summarize_languages(tree: EditionTree) -> list[LanguageSummary]:
    """The state of each translation.

    A text that Japanese does not have (a guide, mostly) is not missing in another language.
    """
    japanese = {
        id(text.text_set)
        for text in tree.all_texts()
        if text.language == SOURCE_LANGUAGE and text.status is not TranslationStatus.MISSING
    }
    counts: dict[str, Counter[TranslationStatus]] = {language: Counter() for language in LANGUAGES}
    for text in tree.all_texts():
        if id(text.text_set) in japanese:
            counts[text.language][text.status] += 1
    return [
        LanguageSummary(
            language,
            current=by_status[TranslationStatus.CURRENT],
            outdated=by_status[TranslationStatus.OUTDATED],
            missing=by_status[TranslationStatus.MISSING],
        )
        for language, by_status in counts.items()
        if language != SOURCE_LANGUAGE
    ]


class _TreeBuilder:
    def __init__(self, edition: CourseEdition, problems: Sequence[FileProblem]) -> None:
        self.edition, self.problems = edition, problems
        self.problem_counts = Counter(problem.file for problem in problems)

    def build(self) -> EditionTree:
        texts = {text.language: text for text in EditionText.objects.filter(edition=self.edition)}
        guides = {text.language: text for text in GuideText.objects.filter(edition=self.edition)}
        japanese = texts.get(SOURCE_LANGUAGE)
        chapters = [
            self._chapter_node(chapter) for chapter in Chapter.objects.filter(edition=self.edition)
        ]
        nodes_by_pk = {node.chapter.pk: node for node in chapters}
        self._add_chapter_texts(nodes_by_pk)
        self._add_lessons(nodes_by_pk)
        self._add_quizzes(nodes_by_pk)
        for pk in ChapterFigure.objects.filter(chapter__edition=self.edition).values_list(
            "chapter_id", flat=True
        ):
            nodes_by_pk[pk].figure_count += 1
        return EditionTree(
            edition=self.edition,
            title=japanese.title if japanese else "",
            label=japanese.label if japanese else "",
            texts=self._text_nodes(CourseTextSet(self.edition), texts),
            guides=self._text_nodes(GuideTextSet(self.edition), guides),
            chapters=chapters,
            problems=self.problems,
        )

    def _chapter_node(self, chapter: Chapter) -> ChapterNode:
        chapter.edition = self.edition
        return ChapterNode(chapter=chapter, title=chapter.slug, texts=[])

    def _add_chapter_texts(self, chapters: dict[int, ChapterNode]) -> None:
        texts: dict[int, dict[str, ChapterText]] = defaultdict(dict)
        for text in ChapterText.objects.filter(chapter__edition=self.edition).defer("html"):
            texts[text.chapter_id][text.language] = text
        for pk, node in chapters.items():
            if SOURCE_LANGUAGE in texts[pk]:
                node.title = texts[pk][SOURCE_LANGUAGE].title
            node.texts = self._text_nodes(ChapterTextSet(node.chapter), texts[pk])

    def _add_lessons(self, chapters: dict[int, ChapterNode]) -> None:
        texts: dict[int, dict[str, LessonText]] = defaultdict(dict)
        for text in LessonText.objects.filter(lesson__chapter__edition=self.edition).only(
            "lesson_id", "language", "title", "state"
        ):
            texts[text.lesson_id][text.language] = text
        for lesson in Lesson.objects.filter(chapter__edition=self.edition):
            node = chapters[lesson.chapter_id]
            lesson.chapter = node.chapter
            by_language = texts[lesson.pk]
            japanese = by_language.get(SOURCE_LANGUAGE)
            nodes = self._text_nodes(LessonTextSet(lesson), by_language)
            node.lessons.append(
                LessonNode(lesson, japanese.title if japanese else lesson.slug, nodes)
            )

    def _add_quizzes(self, chapters: dict[int, ChapterNode]) -> None:
        texts: dict[tuple[int, str], dict[str, QuizSource]] = defaultdict(dict)
        for quiz in QuizSource.objects.filter(chapter__edition=self.edition).defer("source"):
            texts[quiz.chapter_id, quiz.stem][quiz.language] = quiz
        for (pk, stem), by_language in sorted(texts.items()):
            text_set = QuizTextSet(chapters[pk].chapter, stem)
            chapters[pk].quizzes.append(QuizNode(stem, self._text_nodes(text_set, by_language)))

    def _text_nodes(self, text_set: TextSet, rows: Mapping[str, TranslatedText]) -> list[TextNode]:
        """A node for every language; `rows` are by language."""
        nodes = []
        for language in LANGUAGES:
            row, path = rows.get(language), text_set.path(language)
            status = TranslationStatus.MISSING
            if row is not None:
                is_outdated = row.state == TextState.OUTDATED
                status = TranslationStatus.OUTDATED if is_outdated else TranslationStatus.CURRENT
            nodes.append(TextNode(text_set, language, path, status, self.problem_counts[path]))
        return nodes
