"""Checking the files of a course against each other: quizzes, figures, links, translations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from content.rendering import pieces
from core.author_files.yaml_sections import FileProblem
from core.languages import SOURCE_LANGUAGE
from courses.files.furigana import find_kanji_without_furigana
from courses.files.language_check import find_texts_in_wrong_language
from courses.files.question_labels import missing_and_extra_keys, question_labels
from windows.enums import Audience

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from courses.files.documents import (
        ChapterSource,
        CourseSource,
        Document,
        LessonSource,
        QuizDocument,
    )

_LESSON_ONLY = (
    pieces.Quiz,
    pieces.Reflection,
    pieces.Windows,
    pieces.Activities,
    pieces.Choices,
    pieces.Conversation,
    pieces.ScreenBreak,
)


def check_course(
    course: CourseSource,
    *,
    windows: Collection[str],
    activities: Collection[str],
    kinds: Collection[str],
) -> list[FileProblem]:
    """The problems between the files of a course.

    `windows` and `activities` are the keys, `kinds` the kinds of activities that it may refer to.
    """
    checker = _Checker(course, windows, activities, kinds)
    checker.check()
    return [
        *checker.problems,
        *find_kanji_without_furigana(course),
        *find_texts_in_wrong_language(course),
    ]


class _Checker:
    def __init__(
        self,
        course: CourseSource,
        windows: Collection[str],
        activities: Collection[str],
        kinds: Collection[str],
    ) -> None:
        self.course = course
        self.windows, self.activities, self.kinds = windows, activities, kinds
        self.problems: list[FileProblem] = []
        self.reflections: dict[str, str] = {}

    def report(self, file: str, line: int, reason: str) -> None:
        self.problems.append(FileProblem(file, line, reason))

    def check(self) -> None:
        for document in self.course.documents.values():
            self._check_introduction(document, None)
        for guide in self.course.guides.values():
            self._check_guide(guide)
        for chapter in self.course.chapters.values():
            for document in chapter.documents.values():
                self._check_introduction(document, chapter)
            for lesson in chapter.lessons.values():
                self._check_lesson(lesson, chapter)
            self._check_quizzes(chapter)

    # Texts ------------------------------------------------------------------------------------

    def _check_introduction(self, document: Document, chapter: ChapterSource | None) -> None:
        """Check the text of a course or a chapter, which is prose and pictures alone."""
        for piece in document.text.pieces:
            if isinstance(piece, _LESSON_ONLY):
                self.report(
                    document.display_path,
                    piece.line,
                    _("この書き方は、レッスンの中だけで使えます。"),
                )
        self._check_pictures(document, chapter)
        self._check_links(document)

    def _check_guide(self, guide: Document) -> None:
        """Check that each picture of the teacher's guide is in exactly one chapter."""
        for piece in guide.text.pieces:
            if isinstance(piece, _LESSON_ONLY):
                self.report(
                    guide.display_path, piece.line, _("この書き方は、レッスンの中だけで使えます。")
                )
        for figure in find_figures(guide.text.pieces):
            chapters = [c for c in self.course.chapters.values() if figure.name in c.figures]
            if len(chapters) != 1:
                self.report(
                    guide.display_path,
                    figure.line,
                    _("図「%(name)s」が、章の figures フォルダのどこにもないか、いくつもあります。")
                    % {"name": figure.name},
                )
        self._check_links(guide)

    def _check_lesson(self, lesson: LessonSource, chapter: ChapterSource) -> None:
        source = lesson.documents.get(SOURCE_LANGUAGE)
        for language, document in lesson.documents.items():
            self._check_pictures(document, chapter)
            self._check_links(document)
            self._check_lists(document)
            if language == SOURCE_LANGUAGE:
                self._check_reflections(document)
            elif source is not None:
                self._check_translation(document, source)

    def _check_pictures(self, document: Document, chapter: ChapterSource | None) -> None:
        for figure in find_figures(document.text.pieces):
            if chapter is None or figure.name not in chapter.figures:
                self.report(
                    document.display_path,
                    figure.line,
                    _("図「%(name)s」が figures フォルダにありません。") % {"name": figure.name},
                )

    def _check_links(self, document: Document) -> None:
        for link in document.text.links:
            chapter = self.course.chapters.get(link.chapter)
            if chapter is None or link.lesson not in chapter.lessons:
                self.report(
                    document.display_path,
                    link.line,
                    _("リンク先のレッスン「%(target)s」がありません。")
                    % {"target": f"{link.chapter}/{link.lesson}"},
                )

    def _check_lists(self, document: Document) -> None:
        for piece in document.text.pieces:
            if isinstance(piece, pieces.Windows):
                self._check_keys(document, piece.line, piece.keys, self.windows)
                if piece.audience and piece.audience not in Audience.values:
                    self._report_unknown(
                        document, piece.line, "audience", piece.audience, Audience.values
                    )
            elif isinstance(piece, pieces.Activities):
                self._check_keys(document, piece.line, piece.keys, self.activities)
                if piece.kind and piece.kind not in self.kinds:
                    self._report_unknown(document, piece.line, "kind", piece.kind, self.kinds)

    def _check_keys(
        self, document: Document, line: int, keys: tuple[str, ...], known: Collection[str]
    ) -> None:
        for key in keys:
            if key not in known:
                self.report(
                    document.display_path, line, _("キー「%(key)s」がありません。") % {"key": key}
                )

    def _report_unknown(
        self, document: Document, line: int, name: str, value: str, known: Collection[str]
    ) -> None:
        self.report(
            document.display_path,
            line,
            _("「%(key)s」に「%(value)s」は使えません。使える値：%(known)s")
            % {"key": name, "value": value, "known": "、".join(known)},
        )

    def _check_reflections(self, document: Document) -> None:
        for piece in document.text.pieces:
            if not isinstance(piece, pieces.Reflection):
                continue
            if piece.key in self.reflections:
                self.report(
                    document.display_path,
                    piece.line,
                    _("キー「%(key)s」は %(file)s で使われています。")
                    % {"key": piece.key, "file": self.reflections[piece.key]},
                )
            self.reflections[piece.key] = document.display_path

    def _check_translation(self, document: Document, source: Document) -> None:
        """Check that a translation has the quizzes, reflections and numbers of the Japanese one."""
        for line, reason in missing_and_extra_keys(
            lines_by_directive(source), lines_by_directive(document)
        ):
            self.report(document.display_path, line, reason)
        japanese_charts = {chart.key: chart for chart in find_charts(source)}
        for chart in find_charts(document):
            japanese = japanese_charts.get(chart.key)
            if japanese is not None and chart.numbers != japanese.numbers:
                self.report(
                    document.display_path,
                    chart.line,
                    _("chart「%(key)s」の値が、日本語版と違います。") % {"key": chart.key},
                )

    # Quizzes ----------------------------------------------------------------------------------

    def _check_quizzes(self, chapter: ChapterSource) -> None:
        used: dict[str, str] = {}
        for lesson in chapter.lessons.values():
            document = lesson.documents.get(SOURCE_LANGUAGE)
            if document is None:
                continue
            quizzes = [p for p in document.text.pieces if isinstance(p, pieces.Quiz)]
            for extra in quizzes[1:]:
                self.report(
                    document.display_path,
                    extra.line,
                    _("一つのレッスンに置ける確認テストは一つです。"),
                )
            for quiz in quizzes[:1]:
                self._check_quiz_use(quiz, document, chapter, used)
        for stem, translations in chapter.quizzes.items():
            source = translations.get(SOURCE_LANGUAGE)
            if source is not None:
                if stem not in used:
                    self.report(
                        source.display_path,
                        1,
                        _("この確認テストは、どのレッスンにも置かれていません。"),
                    )
                self._check_quiz(source, translations, chapter)

    def _check_quiz(
        self, source: QuizDocument, translations: dict[str, QuizDocument], chapter: ChapterSource
    ) -> None:
        for slug, line in source.lesson_lines:
            if slug not in chapter.lessons:
                self.report(
                    source.display_path,
                    line,
                    _("レッスン「%(slug)s」がこの章にありません。") % {"slug": slug},
                )
        for language, translation in translations.items():
            if language != SOURCE_LANGUAGE:
                self._check_quiz_translation(translation, source)

    def _check_quiz_use(
        self, quiz: pieces.Quiz, document: Document, chapter: ChapterSource, used: dict[str, str]
    ) -> None:
        if quiz.stem not in chapter.quizzes:
            self.report(
                document.display_path,
                quiz.line,
                _("確認テストのファイル「%(name)s」がありません。")
                % {"name": f"{quiz.stem}.quiz.{SOURCE_LANGUAGE}.yaml"},
            )
        elif quiz.stem in used:
            self.report(
                document.display_path,
                quiz.line,
                _("確認テスト「%(stem)s」は %(file)s に置かれています。")
                % {"stem": quiz.stem, "file": used[quiz.stem]},
            )
        used[quiz.stem] = document.display_path

    def _check_quiz_translation(self, document: QuizDocument, source: QuizDocument) -> None:
        japanese = question_labels(source.texts.get("questions", {}))
        translation = question_labels(document.texts.get("questions", {}))
        for line, reason in missing_and_extra_keys(japanese, translation):
            self.report(document.display_path, line, reason)


def lines_by_directive(document: Document) -> dict[str, int]:
    """The line of each quiz and each reflection of a lesson."""
    lines = {}
    for piece in document.text.pieces:
        if isinstance(piece, pieces.Quiz):
            lines[f"quiz {piece.stem}"] = piece.line
        elif isinstance(piece, pieces.Reflection):
            lines[f"reflection {piece.key}"] = piece.line
    return lines


def find_charts(document: Document) -> Iterator[pieces.Chart]:
    """The charts of a text, with those inside other pieces."""
    return (p for p in pieces.walk_pieces(document.text.pieces) if isinstance(p, pieces.Chart))


def find_figures(body: tuple[pieces.Piece, ...]) -> Iterator[pieces.Figure | pieces.Scene]:
    """The figures and scenes of a text, with those inside other pieces."""
    return (
        piece
        for piece in pieces.walk_pieces(body)
        if isinstance(piece, (pieces.Figure, pieces.Scene))
    )
