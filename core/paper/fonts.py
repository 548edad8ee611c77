"""The fonts that draw paper: the system's complete ones, found by fontconfig.

Web-font slices are never used: under one family name they print wrong characters without a word.
"""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from fontTools.ttLib import TTFont

from core.japanese.kanji import is_variation_selector

GOTHIC = ("BIZ UDPGothic", "Noto Sans CJK JP")


class FontsMissingError(Exception):
    """None of the fonts for a paper is installed."""


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
        """Whether a cluster (see `split_clusters`) has its glyphs here, its variant among them."""
        characters, pairs = self._cmap
        if len(cluster) == 2 and is_variation_selector(cluster[1]):
            return (ord(cluster[0]), ord(cluster[1])) in pairs
        # か + U+3099 is drawn with が's glyph, though the string stays as it was typed.
        return any(
            all(ord(character) in characters for character in form)
            for form in (cluster, unicodedata.normalize("NFC", cluster))
        )


def split_clusters(text: str) -> list[str]:
    """The text cut into base characters, each with its combining marks or selector."""
    parts: list[str] = []
    for character in text:
        if parts and (is_variation_selector(character) or unicodedata.combining(character)):
            parts[-1] += character
        else:
            parts.append(character)
    return parts


def installed_faces(families: tuple[str, ...]) -> tuple[Face, ...]:
    """Those of the families that are installed, in their order. Raises FontsMissingError."""
    found = tuple(face for family in families if (face := _find(family)))
    if not found:
        raise FontsMissingError(", ".join(families))
    return found


def undrawn_characters(text: str, faces: tuple[Face, ...]) -> list[str]:
    """The visible characters that no face draws, in the order of the text, each once."""
    missing = [
        cluster
        for cluster in split_clusters(text)
        if not cluster.isspace() and not any(face.draws(cluster) for face in faces)
    ]
    return list(dict.fromkeys(missing))


def _find(family: str) -> Face | None:
    command = shutil.which("fc-match")
    if command is None:
        return None
    answer = subprocess.run(  # noqa: S603 - a fixed command; `family` is a constant of ours
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
