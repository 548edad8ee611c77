"""What a slide is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handbooks.figures import Drawing
    from handbooks.slides.wording import Line

MARKED = 2  # the level of items that bring a mark of their own


@dataclass(frozen=True)
class Picture:
    drawing: Drawing
    alt: str
    caption: str


@dataclass(frozen=True)
class Slide:
    """`layout`: "cover", "section" or "content". `lines` stand right of a picture, above a table.

    `foot` says where in the course it stands.
    """

    layout: str
    title: str
    lines: tuple[Line, ...] = ()
    picture: Picture | None = None
    table: tuple[tuple[str, ...], tuple[tuple[str, ...], ...]] | None = None
    notes: tuple[str, ...] = ()
    foot: str = ""


@dataclass(frozen=True)
class Deck:
    title: str
    language: str
    has_readings: bool
    slides: tuple[Slide, ...] = field(repr=False)
