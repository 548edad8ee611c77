"""What stands on each slide and in its notes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from handbooks.questions import printed_questions
from handbooks.slides.fitting import CLOSE_LINES, slides_of
from handbooks.slides.lessons import LessonSlides, prose_notes
from handbooks.slides.slide import MARKED, Deck, Slide
from handbooks.slides.wording import Line, lines_of, plain, spoken
from handbooks.textbook import chapter_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from handbooks.book import Book, ChapterPart
    from handbooks.questions import PrintedQuestion


def deck_of(book: Book) -> Deck:
    with override(book.language):
        slides = tuple(_numbered(_slides(book)))
    return Deck(
        title=plain(f"{book.title} {book.label}"),
        language=book.language,
        has_readings=book.has_readings,
        slides=slides,
    )


def _numbered(slides: Iterable[Slide]) -> Iterator[Slide]:
    """Every slide under a title of its own: what goes on is numbered."""
    met: Counter[str] = Counter()
    for slide in slides:
        met[slide.title] += 1
        count = met[slide.title]
        yield replace(slide, title=f"{slide.title}（{count}）") if count > 1 else slide


def _slides(book: Book) -> Iterator[Slide]:
    outline = book.outline
    parts = [part for part in book.chapters if not part.outline.is_reference]
    yield Slide(
        "cover",
        book.title,
        (Line(book.label),),
        notes=(
            _("講師用スライド。ノートには、本文と、時間のめやす、問いかけがあります。"),
            _("全体の時間のめやす：約%(minutes)d分") % {"minutes": outline.minutes},
            spoken(book.summary),
        ),
    )
    contents = [Line(_heading(part)) for part in parts]
    for held in slides_of(contents, most=CLOSE_LINES):
        yield Slide("content", _("今日の内容"), tuple(held))
    met: set[str] = set()
    for part in parts:
        slides = list(_chapter(part))
        for slide in slides:
            again = f"（{chapter_label(part)}）" if slide.title in met else ""
            yield replace(slide, title=slide.title + again)
        met |= {slide.title for slide in slides}
    for part in book.chapters:
        if part.outline.is_reference:
            yield _reference(part)


def _reference(part: ChapterPart) -> Slide:
    """To look up, not to lecture on: the way to the textbook."""
    lines = [Line(_("教科書の終わりのほうにあります。"))]
    lines += [Line(lesson.title, 1) for lesson in part.lessons]
    return Slide("content", part.title, tuple(lines), notes=(spoken(part.goal),))


def _heading(part: ChapterPart) -> str:
    label = chapter_label(part)
    return f"{label}　{part.title}" if label else part.title


def _chapter(part: ChapterPart) -> Iterator[Slide]:
    yield Slide(
        "section",
        _heading(part),
        (Line(part.goal),) if part.goal else (),
        notes=(
            _("この章の時間のめやす：約%(minutes)d分") % {"minutes": part.outline.minutes},
            *prose_notes(lines_of(part.words.pieces)),
        ),
    )
    for lesson in part.lessons:
        foot = f"{_heading(part)}　{lesson.title}"
        for slide in LessonSlides(lesson, part.figures).slides():
            yield replace(slide, foot=foot)
    for quiz in part.quizzes:
        for question in printed_questions(quiz):
            for slide in _question(question, part):
                yield replace(slide, foot=_heading(part))


def _question(question: PrintedQuestion, part: ChapterPart) -> Iterator[Slide]:
    title = _("確認テスト %(chapter)s 問%(number)d") % {
        "chapter": chapter_label(part),
        "number": question.number,
    }
    lines = [Line(f"{question.prompt}{question.hint}", is_strong=True)]
    notes = [_("答え：%(answer)s") % {"answer": question.answer}]
    notes += [f"{each.mark}：{spoken(each.explanation)}" for each in question.explained]
    if question.pairs:
        head = (_("ことば"), _("組み合わせるもの"))
        rows = tuple((pair.item, f"{pair.mark}．{pair.match}") for pair in question.pairs)
        yield Slide("content", title, tuple(lines), table=(head, rows), notes=tuple(notes))
        return
    lines += [
        Line(each.text if each.mark == each.text else f"{each.mark}．{each.text}", MARKED)
        for each in question.choices
    ]
    for held in slides_of(lines, most=CLOSE_LINES):
        yield Slide("content", title, tuple(held), notes=tuple(notes))
