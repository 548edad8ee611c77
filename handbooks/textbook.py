"""The textbook: an edition in one language as a PDF to print and to write on."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.queries import site_issuer
from core.languages import EASY_JAPANESE, SOURCE_LANGUAGE
from core.paper.fonts import GOTHIC
from core.paper.pages import Paper, family_css
from handbooks.printing import Printer
from handbooks.questions import printed_questions
from theme import readings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.safestring import SafeString

    from handbooks.book import Book, ChapterPart, LessonPart
    from handbooks.questions import PrintedQuestion

HERE = Path(__file__).parent
LATIN = frozenset({"en"})  # languages that need no room for readings, and are not set in em


@dataclass(frozen=True)
class LessonPage:
    """`language` and `sources_language` are empty where they are the book's."""

    part: LessonPart
    body: SafeString
    language: str
    sources_language: str


@dataclass(frozen=True)
class ChapterPage:
    """`language` is that of its opening, empty where it is the book's."""

    part: ChapterPart
    label: str
    language: str
    lead: SafeString
    lessons: tuple[LessonPage, ...]
    questions: tuple[PrintedQuestion, ...]


@dataclass(frozen=True)
class Cited:
    """A source and the lessons that name it; `language` is empty where it is the book's."""

    source: Mapping[str, str]
    language: str
    anchors: tuple[str, ...]


@cache
def paper() -> Paper:
    """One for all the books of a process."""
    return Paper(css=family_css(*GOTHIC), stylesheets=(HERE / "book.css",))


def render_textbook(book: Book) -> bytes:
    return paper().draw(textbook_html(book))


def textbook_html(book: Book) -> str:
    with override(book.language):
        chapters = [_chapter(book, part) for part in book.chapters]
        html = render_to_string(
            "handbooks/book.html",
            {
                "book": book,
                "language": tag(book.language),
                "style": style(book.language),
                "issuer": site_issuer(),
                "cover": _cover(),
                "intro": Printer({}, shift=1).html(book.words.pieces),
                "chapters": chapters,
                "has_answers": any(chapter.questions for chapter in chapters),
                "cited": _cited(book),
            },
        )
    return with_readings(html, book.language)


def with_readings(html: str, language: str) -> str:
    """The site's own words have their readings in brackets, in the language that has any."""
    return readings.readings_above(html) if language == EASY_JAPANESE else html


def tag(language: str) -> str:
    """The language as HTML and PDF name it: やさしい日本語 is Japanese."""
    return SOURCE_LANGUAGE if language == EASY_JAPANESE else language


def _other(language: str, book: Book) -> str:
    """The language's tag where it is not the book's own."""
    return tag(language) if language != book.language else ""


def _cited(book: Book) -> list[Cited]:
    """Every source of the lessons once, those of a publisher together, by the first that cites."""
    anchors: dict[tuple[tuple[str, str], ...], list[str]] = {}
    languages = {}
    for lesson in (lesson for chapter in book.chapters for lesson in chapter.lessons):
        for source in lesson.words.sources:
            key = tuple(sorted(source.items()))
            anchors.setdefault(key, []).append(lesson.anchor)
            languages[key] = _other(lesson.words.sources_language, book)
    found = [Cited(dict(key), languages[key], tuple(held)) for key, held in anchors.items()]
    publishers = list(dict.fromkeys(each.source["publisher"] for each in found))
    return sorted(found, key=lambda each: publishers.index(each.source["publisher"]))


def style(language: str) -> str:
    return "latin" if language in LATIN else "japanese"


def _chapter(book: Book, part: ChapterPart) -> ChapterPage:
    anchor = f"quiz--{part.outline.slug}" if part.quizzes else ""
    # Children keep what they think to themselves or in their notebook.
    printer = Printer(part.figures, quiz_anchor=anchor, is_for_children=book.is_for_children)
    return ChapterPage(
        part=part,
        label=chapter_label(part),
        language=_other(part.words.language, book),
        lead=printer.html(part.words.pieces),
        lessons=tuple(_lesson(lesson, printer.below(1), book) for lesson in part.lessons),
        questions=tuple(question for quiz in part.quizzes for question in printed_questions(quiz)),
    )


def chapter_label(part: ChapterPart) -> str:
    """第1章; nothing for a reference chapter."""
    return _("第%(number)d章") % {"number": part.number} if part.number else ""


def _lesson(part: LessonPart, printer: Printer, book: Book) -> LessonPage:
    words = part.words
    language = _other(words.language, book)
    sources_language = "" if language else _other(words.sources_language, book)
    return LessonPage(part, printer.html(words.pieces), language, sources_language)


@cache
def _cover() -> str:
    """The site's picture of a town, as data."""
    from django.contrib.staticfiles import finders  # noqa: PLC0415 - asked once, by a worker

    path = finders.find("theme/town.svg")
    data = Path(path).read_bytes() if isinstance(path, str) else b""
    return f"data:image/svg+xml;base64,{base64.b64encode(data).decode()}"
