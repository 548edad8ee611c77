"""The pieces of a text, as `parsing` reads them and `blocks` renders them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it.token import Token

    from core.author_files.yaml_sections import FileProblem


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
    line: int = field(default=0, compare=False)  # equal charts share their picture

    @property
    def numbers(self) -> list[tuple[str, ...]]:
        """The values alone, which are the same in every language."""
        return [tuple(cell.replace(",", "") for cell in row[1:]) for row in self.rows]


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


@dataclass(frozen=True, slots=True)
class SceneLine:
    """A line of a scene. `speaker` is empty for the narrator."""

    speaker: str
    words: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture of people, with what they say."""

    line: int
    name: str
    alt: str
    lines: tuple[SceneLine, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose, and what follows it. `to` is a step of the conversation or `end`."""

    line: int
    words: str
    pieces: tuple[Piece, ...]
    to: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Options to choose from, none of which is the right one."""

    line: int
    key: str
    title: str
    pieces: tuple[Piece, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a conversation. One without options ends it."""

    line: int
    slug: str
    pieces: tuple[Piece, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Conversation:
    """Steps in the author's order. It starts with the first; options lead to others."""

    line: int
    key: str
    title: str
    pieces: tuple[Piece, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class ScreenBreak:
    line: int


Piece = (
    Prose
    | Figure
    | Chart
    | Callout
    | Scene
    | Choices
    | Conversation
    | Option
    | Step
    | Reflection
    | Quiz
    | Windows
    | Activities
    | ScreenBreak
)


def walk_pieces(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Every piece in reading order, with those inside others after the outer one."""
    for piece in pieces:
        yield piece
        match piece:
            case Callout() | Reflection() | Option():
                yield from walk_pieces(piece.pieces)
            case Choices() | Step():
                yield from walk_pieces((*piece.pieces, *piece.options))
            case Conversation():
                yield from walk_pieces((*piece.pieces, *piece.steps))


@dataclass(frozen=True, slots=True)
class LessonLink:
    line: int
    chapter: str
    lesson: str


@dataclass(slots=True)
class ParsedText:
    """The result of reading a text. With `problems` it must not be rendered."""

    pieces: tuple[Piece, ...] = ()
    links: list[LessonLink] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
