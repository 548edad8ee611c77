"""The lecturer's slides: an edition in one language as a PPTX with notes.

`deck` says what stands on each slide and in its notes, `words` and `fitting` bring texts to a
slide's length, `writing` makes the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbooks.slides.deck import deck_of
from handbooks.slides.writing import write_deck

if TYPE_CHECKING:
    from handbooks.book import Book

__all__ = ["deck_of", "render_slides"]


def render_slides(book: Book) -> bytes:
    return write_deck(deck_of(book))
