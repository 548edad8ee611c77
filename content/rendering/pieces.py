"""What a text is made of, as `parsing` reads it and `blocks` renders it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

    from core.sources import Problem


@dataclass(frozen=True, slots=True)
class Prose:
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    line: int
    name: str
    alt: str
    caption: str
    source: str


@dataclass(frozen=True, slots=True)
class Chart:
    """`columns`: the heading of the points, then the names of the series. `rows`: name, values.

    Values are kept as the author wrote them, so that 36.0 stays 36.0 in the table.
    """

    kind: str
    key: str
    title: str
    alt: str
    unit: str
    source: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Callout:
    kind: str
    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Reflection:
    line: int
    key: str
    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Quiz:
    line: int
    stem: str


@dataclass(frozen=True, slots=True)
class Windows:
    line: int
    keys: tuple[str, ...]
    audience: str


@dataclass(frozen=True, slots=True)
class Activities:
    line: int
    keys: tuple[str, ...]
    kind: str


Piece = Prose | Figure | Chart | Callout | Reflection | Quiz | Windows | Activities


@dataclass(frozen=True, slots=True)
class LessonLink:
    line: int
    chapter: str
    lesson: str


@dataclass(slots=True)
class Text:
    """A text that was read. With `problems` it must not be rendered."""

    pieces: tuple[Piece, ...] = ()
    links: list[LessonLink] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
