"""The textbook: an edition in one language as a PDF to print and to write on."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.fonts import GOTHIC
from core.paper import Paper, family_css
from courses.handbook.printing import Printer
from courses.handbook.questions import printed_questions
from courses.tracks import KIDS

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from courses.handbook.book import Book, ChapterPart, LessonPart
    from courses.handbook.questions import PrintedQuestion

HERE = Path(__file__).parent
LATIN = frozenset({"en"})  # languages that need no room for readings, and are not set in em


@dataclass(frozen=True)
class LessonPage:
    part: LessonPart
    body: SafeString
    is_fallback: bool


@dataclass(frozen=True)
class ChapterPage:
    part: ChapterPart
    label: str
    lead: SafeString
    lessons: tuple[LessonPage, ...]
    questions: tuple[PrintedQuestion, ...]


@cache
def paper() -> Paper:
    """One for all the books of a process."""
    return Paper(css=family_css(*GOTHIC), stylesheets=(HERE / "book.css",))


def render_textbook(book: Book) -> bytes:
    return paper().draw(textbook_html(book))


def textbook_html(book: Book) -> str:
    with override(book.language):
        chapters = [_chapter(book, part) for part in book.chapters]
        return render_to_string(
            "courses/handbook/book.html",
            {
                "book": book,
                "style": style(book.language),
                "issuer": settings.CERTIFICATE_ISSUER,
                "cover": _cover(),
                "intro": Printer({}, shift=1).html(book.words.pieces),
                "chapters": chapters,
                "has_answers": any(chapter.questions for chapter in chapters),
            },
        )


def style(language: str) -> str:
    return "latin" if language in LATIN else "japanese"


def _chapter(book: Book, part: ChapterPart) -> ChapterPage:
    anchor = f"quiz--{part.outline.slug}" if part.quizzes else ""
    # Children keep what they think to themselves or in their notebook.
    printer = Printer(part.figures, quiz_anchor=anchor, is_written_in=book.outline.track != KIDS)
    return ChapterPage(
        part=part,
        label=chapter_label(part),
        lead=printer.html(part.words.pieces),
        lessons=tuple(_lesson(lesson, printer.below(1), book.language) for lesson in part.lessons),
        questions=tuple(
            question for paper in part.quizzes for question in printed_questions(paper)
        ),
    )


def chapter_label(part: ChapterPart) -> str:
    """第1章; nothing for a reference chapter."""
    return _("第%(number)d章") % {"number": part.number} if part.number else ""


def _lesson(part: LessonPart, printer: Printer, language: str) -> LessonPage:
    body: Any = printer.html(part.words.pieces)
    return LessonPage(part, body, is_fallback=part.words.language != language)


@cache
def _cover() -> str:
    """The site's picture of a town, as data."""
    from django.contrib.staticfiles import finders  # noqa: PLC0415 - asked once, by a worker

    path = finders.find("theme/town.svg")
    data = Path(path).read_bytes() if isinstance(path, str) else b""
    return f"data:image/svg+xml;base64,{base64.b64encode(data).decode()}"
