"""Texts for slides and notes. Ruby stays `{漢字|かんじ}` in them until they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from content.rendering import pieces
from content.rendering.markdown import BAR, MARKDOWN
from core.japanese.ruby import RUBY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from markdown_it.token import Token

_ENOUGH = 46  # letters; sentences follow the first one until these are reached
_LISTS = {f"{kind}_list_{end}" for kind in ("bullet", "ordered") for end in ("open", "close")}
_SPEECH = {"「": "」", "『": "』", "（": "）", "(": ")", "“": "”"}


@dataclass(frozen=True)
class Line:
    """A paragraph (level 0) or an item of a list (level 1, 2 …)."""

    text: str
    level: int = 0
    is_strong: bool = False


@dataclass(frozen=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass
class Section:
    """A heading (empty before the first one) and what stands under it, in order."""

    title: str
    parts: list[Line | Table | pieces.Piece] = field(default_factory=list)


def plain(text: str, seen: set[str] | None = None) -> str:
    """The text with its kanji alone; with `seen`, a word's reading in brackets when first met."""

    def written(match: re.Match[str]) -> str:
        if seen is None or match[1] in seen:
            return match[1]
        seen.add(match[1])
        return f"{match[1]}（{match[2]}）"

    return RUBY.sub(written, text)


def spoken(text: str) -> str:
    """The text with every reading, for whoever reads it aloud."""
    return RUBY.sub(r"\1（\2）", text)


def inline_text(words: str) -> str:
    """A line of Markdown as text, such as a title or a caption."""
    return "".join(_of(token) for token in MARKDOWN.parseInline(words.replace("|", BAR)))


def _of(token: Token) -> str:
    match token.type:
        case "ruby":
            return f"{{{token.content}|{token.meta['reading']}}}"
        case "inline":
            return "".join(_of(child) for child in token.children or ())
        case "softbreak":
            return "\n"
        case "hardbreak":
            return " "
        case _:
            return token.content


def _joined(text: str) -> str:
    """Lines of a paragraph as one: with a space where both sides are Latin."""
    return re.sub(r"(?<=[\x21-\x7e])\n(?=[\x21-\x7e])", " ", text).replace("\n", "").strip()


def sections(shown: Sequence[pieces.Piece]) -> list[Section]:
    found = [Section("")]
    for piece in shown:
        if isinstance(piece, pieces.Prose):
            for part in _prose(piece.tokens):
                if isinstance(part, Section):
                    found.append(part)
                else:
                    found[-1].parts.append(part)
        else:
            found[-1].parts.append(piece)
    return [section for section in found if section.title or section.parts]


def lines_of(shown: Iterable[pieces.Piece]) -> list[Line]:
    """The prose among the pieces, such as a box's."""
    return [
        part
        for piece in shown
        if isinstance(piece, pieces.Prose)
        for part in _prose(piece.tokens)
        if isinstance(part, Line)
    ]


def _prose(tokens: Sequence[Token]) -> Iterator[Line | Table | Section]:
    """The paragraphs, items, headings and tables of a run of Markdown."""
    depth, in_heading = 0, False
    rows: list[list[str]] = []
    for token in tokens:
        kind = token.type
        if kind in _LISTS:
            depth += token.nesting
        elif kind in {"heading_open", "heading_close"}:
            in_heading = token.nesting == 1
        elif kind == "tr_open":
            rows.append([])
        elif kind == "table_close":
            yield Table(tuple(rows[0]), tuple(tuple(row) for row in rows[1:]))
            rows = []
        elif kind == "inline":
            text = _joined(_of(token))
            if rows:
                rows[-1].append(text)
            elif text:
                yield Section(text) if in_heading else Line(text, depth)


def beginning(text: str) -> str:
    """What a slide shows of a paragraph: its first sentence or two; the rest is for the notes."""
    first, *more = _sentences(text)
    enough = _ENOUGH * 2 if first.isascii() else _ENOUGH
    for sentence in more:
        longer = first + (" " if first.isascii() else "") + sentence
        if len(plain(longer)) > enough:
            break
        first = longer
    return first


def _sentences(text: str) -> Iterator[str]:
    """At 。！？ outside of quotes, and at a full stop before a space."""
    start, closing = 0, []
    for place, letter in enumerate(text):
        if letter in _SPEECH:
            closing.append(_SPEECH[letter])
        elif closing and letter == closing[-1]:
            closing.pop()
        after = text[place + 1 : place + 2]
        is_end = letter in "。！？" or (letter in ".!?" and after == " ")
        if is_end and not closing and (not after or after not in "。！？」"):
            yield text[start : place + 1].strip()
            start = place + 1
    if text[start:].strip():
        yield text[start:].strip()
