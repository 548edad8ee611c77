"""Which face of which installed font can draw a text, and which characters none can.

The fonts are the system's complete ones, found by fontconfig. Web-font slices are never used: under
one family name they print wrong characters without a word.
"""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property

from fontTools.ttLib import TTFont

# In order of preference. The first draws nearly every certificate; the second has the rare
# characters of names (𠮷) and letters of their own widths, where the first sets Maria like a
# typewriter. The Gothics stand in where no Mincho is installed.
FAMILIES = ("BIZ UDMincho", "Noto Serif CJK JP", "BIZ UDGothic", "Noto Sans CJK JP")
PROPORTIONAL = frozenset({"Noto Serif CJK JP", "Noto Sans CJK JP"})
# Other than letters, marks, digits, punctuation, symbols and the plain space. Cf holds joiners and
# direction marks, Co the vendors' 外字; none of them can be promised to look the same on paper.
REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})


class FontsMissingError(Exception):
    """None of the fonts for certificates is installed."""


class MissingGlyphError(Exception):
    """No font can draw these characters. Each is a base with its marks or variation selector."""

    def __init__(self, characters: list[str]) -> None:
        super().__init__(f"{len(characters)} characters without a glyph")
        self.characters = characters


@dataclass(frozen=True)
class Face:
    family: str
    path: str
    index: int

    @cached_property
    def _cmap(self) -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
        """The characters, and the (base, selector) pairs of cmap format 14."""
        with TTFont(self.path, fontNumber=self.index, lazy=True) as font:
            characters = frozenset(font.getBestCmap())
            pairs = frozenset(
                (base, selector)
                for table in font["cmap"].tables
                if table.format == 14
                for selector, entries in table.uvsDict.items()
                for base, _glyph in entries
            )
        return characters, pairs

    def draws(self, cluster: str) -> bool:
        """Whether a cluster (see `clusters`) has its glyphs here, its variant among them."""
        characters, pairs = self._cmap
        if len(cluster) == 2 and is_selector(cluster[1]):
            return (ord(cluster[0]), ord(cluster[1])) in pairs
        # か + U+3099 is drawn with が's glyph, though the string stays as it was typed.
        return any(
            all(ord(character) in characters for character in form)
            for form in (cluster, unicodedata.normalize("NFC", cluster))
        )


def is_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def clusters(text: str) -> list[str]:
    """The text cut into base characters, each with its combining marks or selector."""
    parts: list[str] = []
    for character in text:
        if parts and (is_selector(character) or unicodedata.combining(character)):
            parts[-1] += character
        else:
            parts.append(character)
    return parts


@cache
def faces() -> tuple[Face, ...]:
    """The installed faces of FAMILIES. Raises FontsMissingError when there is none."""
    found = tuple(face for family in FAMILIES if (face := _find(family)))
    if not found:
        raise FontsMissingError(", ".join(FAMILIES))
    return found


def _find(family: str) -> Face | None:
    command = shutil.which("fc-match")
    if command is None:
        return None
    answer = subprocess.run(  # noqa: S603 - a fixed command; `family` is one of FAMILIES
        [command, "-f", "%{family}\t%{file}\t%{index}", f"{family}:style=Regular"],
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    ).stdout
    names, _, place = answer.partition("\t")
    path, _, index = place.partition("\t")
    # fc-match always answers with something: another family means that this one is absent.
    return Face(family, path, int(index)) if family in names.split(",") else None


def missing_characters(text: str) -> list[str]:
    """What can't be printed, in the order of the text, each once."""
    refused = [
        cluster
        for cluster in clusters(text)
        if any(unicodedata.category(character) in REFUSED_CATEGORIES for character in cluster)
        or not any(face.draws(cluster) for face in faces())
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
    parts = list(dict.fromkeys(clusters(text)))
    has_latin = any("a" <= character <= "z" for character in text)
    lacking: list[list[str]] = []
    for face in sorted(faces(), key=lambda face: has_latin and face.family not in PROPORTIONAL):
        lacks = [part for part in parts if not face.draws(part)]
        if not lacks:
            return face
        lacking.append(lacks)
    raise MissingGlyphError(min(lacking, key=len))


def printed(character: str) -> str:
    """The character as a message can show it: one that is invisible, by its code."""
    if any(unicodedata.category(point) in REFUSED_CATEGORIES for point in character):
        return _code(character)
    return character


def described(character: str) -> str:
    """「葛󠄀」（U+845B U+E0100）: for those who must find it, and for those who can't see it."""
    code = _code(character)
    return code if printed(character) == code else f"「{character}」（{code}）"


def _code(character: str) -> str:
    return " ".join(f"U+{ord(point):04X}" for point in character)
