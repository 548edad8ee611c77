"""What the curriculum amounts to: one row a chapter and language, from the files."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from content.rendering import pieces
from core.languages import SOURCE_LANGUAGE
from courses.files.furigana import grade_of, unread

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from authoring.quality.claims import Claim
    from authoring.quality.facts import Facts
    from courses.files.documents import (
        ChapterSource,
        CourseSource,
        Curriculum,
        Document,
        QuizDocument,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """`chapter` is empty in a course's sum. `unread_kanji` stays 0 where no kanji need ruby.

    `met`: what one reader meets of the characters, at most: one reply at each step of a talk.
    `undated` and `unplaced` are counted in the Japanese text, from which the others are made.
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
    def total(cls, rows: Sequence[Row]) -> Row:
        first = rows[0]
        sums = [sum(getattr(row, each.name) for row in rows) for each in fields(cls)[3:]]
        return cls(first.course, "", first.language, *sums)


def report(curriculum: Curriculum, facts: Facts) -> list[Row]:
    """The rows of every chapter in each language that it has, then their sum, by course."""
    rows: list[Row] = []
    for course in curriculum.courses:
        undated, unplaced = facts.undated(course), facts.unplaced(course)
        for language in sorted(_languages(course), key=lambda code: code != SOURCE_LANGUAGE):
            of_language = [
                _row(course, chapter, language, undated, unplaced)
                for chapter in course.chapters.values()
            ]
            total = Row.total(of_language)
            lead = [course.documents[language]] if language in course.documents else []
            unread_in_lead = unread_kanji(course, language, lead)
            rows += [
                *of_language,
                replace(total, unread_kanji=total.unread_kanji + unread_in_lead),
            ]
    return rows


def unread_kanji(
    course: CourseSource, language: str, documents: Sequence[Document | QuizDocument]
) -> int:
    """How many kanji without ruby the readers don't know."""
    grade = grade_of(course, language)
    if grade is None:
        return 0
    return sum(len(kanji) for each in documents for _line, kanji in unread(each, grade))


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
) -> Row:
    translations = [chapter.documents, *(each.documents for each in chapter.lessons.values())]
    documents = [by_language[language] for by_language in translations if language in by_language]
    shown = [piece for document in documents for piece in pieces.walk(document.text.pieces)]
    pictures = [piece for piece in shown if isinstance(piece, (pieces.Figure, pieces.Chart))]
    quizzes = [
        by_language[language] for by_language in chapter.quizzes.values() if language in by_language
    ]
    characters = _letters(shown)
    is_source = language == SOURCE_LANGUAGE
    folder = documents[0].shown.rpartition("/")[0] if documents else ""
    return Row(
        course=course.slug,
        chapter=chapter.folder,
        language=language,
        characters=characters,
        met=characters - sum(_passed_by(each) for each in shown if isinstance(each, pieces.Step)),
        lessons=sum(language in lesson.documents for lesson in chapter.lessons.values()),
        figures=len(pictures) + sum(isinstance(piece, pieces.Scene) for piece in shown),
        questions=sum(len(quiz.texts.get("questions", {})) for quiz in quizzes),
        minutes=sum(
            document.values.get("minutes", 0)
            for lesson in chapter.lessons.values()
            if (document := lesson.documents.get(SOURCE_LANGUAGE))
        ),
        unread_kanji=unread_kanji(course, language, [*documents, *quizzes]),
        # A figure without a caption illustrates a story: it states nothing that has a source.
        unsourced=sum(
            not each.source for each in pictures if isinstance(each, pieces.Chart) or each.caption
        ),
        undated=sum(claim.chapter == folder for claim in undated) if is_source else 0,
        unplaced=sum(claim.chapter == folder for claim in unplaced) if is_source else 0,
    )


def _letters(walked: Iterable[pieces.Piece]) -> int:
    return sum(len(words) for words in _said(walked))


def _passed_by(step: pieces.Step) -> int:
    """The letters of what follows the replies not chosen, if the longest is."""
    lengths = sorted(_letters(pieces.walk(option.pieces)) for option in step.options)
    return sum(lengths[:-1])


def _said(walked: Iterable[pieces.Piece]) -> Iterator[str]:
    """The letters that a reader sees of pieces one after another, their readings left out."""
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
