"""Statistics of the authors' files, one row for each chapter and language."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from content.rendering import pieces
from core.languages import SOURCE_LANGUAGE
from courses.files.furigana import find_unread_kanji, known_grade

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from authoring.quality.claims import Claim
    from authoring.quality.facts import FactsSheet
    from courses.files.documents import (
        ChapterSource,
        CourseSource,
        Curriculum,
        Document,
        QuizDocument,
    )


@dataclass(frozen=True, slots=True)
class ReportRow:
    """`chapter` is empty in a course's total. `unread_kanji` is 0 where no kanji need ruby.

    `met` are the most characters that one reader sees, with one reply at each step of a
    conversation. `undated` (without a year) and `unplaced` (not in the facts sheet) are numbers of
    the Japanese text.
    """

    course: str
    chapter: str
    language: str
    characters: int
    met: int
    lessons: int
    figures: int
    questions: int
    minutes: int
    unread_kanji: int
    unsourced: int
    undated: int
    unplaced: int

    @classmethod
    def total(cls, rows: Sequence[ReportRow]) -> ReportRow:
        first = rows[0]
        sums = [sum(getattr(row, column.name) for row in rows) for column in fields(cls)[3:]]
        return cls(first.course, "", first.language, *sums)


def build_report(curriculum: Curriculum, facts: FactsSheet) -> list[ReportRow]:
    """For each course and language a row for every chapter, then their total."""
    rows: list[ReportRow] = []
    for course in curriculum.courses:
        undated, unplaced = facts.claims_without_year(course), facts.claims_not_in_sheet(course)
        for language in sorted(_languages(course), key=lambda code: code != SOURCE_LANGUAGE):
            of_language = [
                _row(course, chapter, language, undated, unplaced)
                for chapter in course.chapters.values()
            ]
            total = ReportRow.total(of_language)
            lead = [course.documents[language]] if language in course.documents else []
            unread_in_lead = count_unread_kanji(course, language, lead)
            rows += [
                *of_language,
                replace(total, unread_kanji=total.unread_kanji + unread_in_lead),
            ]
    return rows


def count_unread_kanji(
    course: CourseSource, language: str, documents: Sequence[Document | QuizDocument]
) -> int:
    """How many kanji have no ruby although the readers do not know them."""
    grade = known_grade(course, language)
    if grade is None:
        return 0
    return sum(
        len(kanji) for document in documents for _line, kanji in find_unread_kanji(document, grade)
    )


def _languages(course: CourseSource) -> set[str]:
    return {
        language
        for chapter in course.chapters.values()
        for lesson in chapter.lessons.values()
        for language in lesson.documents
    }


def _row(
    course: CourseSource,
    chapter: ChapterSource,
    language: str,
    undated: Collection[Claim],
    unplaced: Collection[Claim],
) -> ReportRow:
    translations = [chapter.documents, *(lesson.documents for lesson in chapter.lessons.values())]
    documents = [by_language[language] for by_language in translations if language in by_language]
    walked = [piece for document in documents for piece in pieces.walk_pieces(document.text.pieces)]
    pictures = [piece for piece in walked if isinstance(piece, (pieces.Figure, pieces.Chart))]
    quizzes = [
        by_language[language] for by_language in chapter.quizzes.values() if language in by_language
    ]
    characters = _count_letters(walked)
    is_source = language == SOURCE_LANGUAGE
    folder = documents[0].display_path.rpartition("/")[0] if documents else ""
    return ReportRow(
        course=course.slug,
        chapter=chapter.folder,
        language=language,
        characters=characters,
        met=characters
        - sum(_passed_letters(piece) for piece in walked if isinstance(piece, pieces.Step)),
        lessons=sum(language in lesson.documents for lesson in chapter.lessons.values()),
        figures=len(pictures) + sum(isinstance(piece, pieces.Scene) for piece in walked),
        questions=sum(len(quiz.texts.get("questions", {})) for quiz in quizzes),
        minutes=sum(
            document.values.get("minutes", 0)
            for lesson in chapter.lessons.values()
            if (document := lesson.documents.get(SOURCE_LANGUAGE))
        ),
        unread_kanji=count_unread_kanji(course, language, [*documents, *quizzes]),
        # A figure without a caption illustrates a story and needs no source.
        unsourced=sum(
            not picture.source
            for picture in pictures
            if isinstance(picture, pieces.Chart) or picture.caption
        ),
        undated=sum(claim.chapter == folder for claim in undated) if is_source else 0,
        unplaced=sum(claim.chapter == folder for claim in unplaced) if is_source else 0,
    )


def _count_letters(walked: Iterable[pieces.Piece]) -> int:
    return sum(len(words) for words in _visible_words(walked))


def _passed_letters(step: pieces.Step) -> int:
    """The letters after the replies that are not chosen, if the one with the most is."""
    lengths = sorted(_count_letters(pieces.walk_pieces(option.pieces)) for option in step.options)
    return sum(lengths[:-1])


def _visible_words(walked: Iterable[pieces.Piece]) -> Iterator[str]:
    """The words that a reader sees of walked pieces, without readings."""
    for piece in walked:
        match piece:
            case pieces.Prose():
                for token in piece.tokens:
                    for child in token.children or ():
                        if child.type in {"text", "ruby", "code_inline"}:
                            yield child.content
            case pieces.Callout() | pieces.Reflection() | pieces.Choices() | pieces.Conversation():
                yield piece.title
            case pieces.Option():
                yield piece.words
            case pieces.Scene():
                for line in piece.lines:
                    yield line.speaker
                    yield line.words
