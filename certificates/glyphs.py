"""Which face of which installed font can draw a text, and which characters none can."""

from __future__ import annotations

import unicodedata
from functools import cache

from core.paper.fonts import Face, installed_faces, split_clusters

# In order of preference. The first draws nearly every certificate; the second has the rare
# characters of names (𠮷) and letters of their own widths, where the first sets Maria like a
# typewriter. The Gothics stand in where no Mincho is installed.
FAMILIES = ("BIZ UDMincho", "Noto Serif CJK JP", "BIZ UDGothic", "Noto Sans CJK JP")
PROPORTIONAL = frozenset({"Noto Serif CJK JP", "Noto Sans CJK JP"})
# Other than letters, marks, digits, punctuation, symbols and the plain space. Cf holds joiners and
# direction marks, Co the vendors' 外字; none of them can be promised to look the same on paper.
REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})


class MissingGlyphError(Exception):
    """No font can draw these characters. Each is a base with its marks or variation selector."""

    def __init__(self, characters: list[str]) -> None:
        super().__init__(f"{len(characters)} characters without a glyph")
        self.characters = characters


@cache
def load_faces() -> tuple[Face, ...]:
    """The installed faces of FAMILIES. Raises FontsMissingError when there is none."""
    return installed_faces(FAMILIES)


def missing_characters(text: str) -> list[str]:
    """What can't be printed, in the order of the text, each once."""
    refused = [
        cluster
        for cluster in split_clusters(text)
        if any(unicodedata.category(character) in REFUSED_CATEGORIES for character in cluster)
        or not any(face.draws(cluster) for face in load_faces())
    ]
    return list(dict.fromkeys(refused))


def face_for(text: str) -> Face:
    """The first face that draws the whole text, so that a line never mixes two designs.

    Raises MissingGlyphError, with the characters that no face has or, where each is had by some
    face but all by none, those that the fullest face lacks.
    """
    missing = missing_characters(text)
    if missing:
        raise MissingGlyphError(missing)
    parts = list(dict.fromkeys(split_clusters(text)))
    has_latin = any("a" <= character <= "z" for character in text)
    lacking: list[list[str]] = []
    for face in sorted(
        load_faces(), key=lambda face: has_latin and face.family not in PROPORTIONAL
    ):
        lacks = [part for part in parts if not face.draws(part)]
        if not lacks:
            return face
        lacking.append(lacks)
    raise MissingGlyphError(min(lacking, key=len))


def visible_form(character: str) -> str:
    """The character as a message can show it: one that is invisible, by its code."""
    if any(unicodedata.category(point) in REFUSED_CATEGORIES for point in character):
        return _code(character)
    return character


def describe_character(character: str) -> str:
    """「葛󠄀」（U+845B U+E0100）: for those who must find it, and for those who can't see it."""
    code = _code(character)
    return code if visible_form(character) == code else f"「{character}」（{code}）"


def _code(character: str) -> str:
    return " ".join(f"U+{ord(point):04X}" for point in character)
