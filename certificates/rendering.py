"""The paper: one A4 page as PDF/UA, the same bytes for the same text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from certificates.glyphs import face_for, load_faces
from certificates.numbers import shown_code
from core.japanese.calendar import era_date
from core.paper.fonts import split_clusters
from core.paper.pages import Paper, family_css

if TYPE_CHECKING:
    from datetime import date

PAPER = Path(__file__).parent / "paper"
TEMPLATE = "certificates/paper/certificate.html"

# The widest text, in em, that each step of a block's size takes (certificate.css has the sizes).
NAME_STEPS = (12.0, 16.0, 22.0, 54.0)
COURSE_STEPS = (20.0, 52.0)
ISSUER_STEPS = (17.0, 42.0)


@dataclass(frozen=True)
class CertificateText:
    """All that a certificate says."""

    number: str
    code: str
    name: str
    course_title: str
    edition_label: str
    completed_on: date
    issued_on: date
    issuer_name: str
    language: str = "ja"


class Block(TypedDict):
    lines: list[str]
    face: int
    step: int


@cache
def _paper() -> Paper:
    families = [family_css(load_faces()[0].family)]
    families += [
        f'.face--{index} {{ font-family: "{face.family}" }}'
        for index, face in enumerate(load_faces())
        if index
    ]
    return Paper(css="\n".join(families), stylesheets=(PAPER / "certificate.css",))


def render_certificate(text: CertificateText) -> bytes:
    """The PDF. Raises MissingGlyphError, naming the characters, rather than print a box."""
    html = render_to_string(TEMPLATE, _context(text))
    return _paper().draw(html)


def verify_url(code: str) -> str:
    """The public check's address as the QR holds it."""
    return settings.SITE_URL + reverse("certificates:verify", args=[code])


def _context(text: CertificateText) -> dict[str, Any]:
    url = verify_url(text.code)
    return {
        "text": text,
        "language": text.language,
        "name": _block(text.name, NAME_STEPS),
        "course": _block(text.course_title, COURSE_STEPS),
        "edition": _block(text.edition_label, ()),
        "issuer": _block(text.issuer_name, ISSUER_STEPS),
        "completed_on": era_date(text.completed_on, weekday=False),
        "issued_on": era_date(text.issued_on, weekday=False),
        "qr": _qr(url),
        "verify_url": url,
        "verify_home": settings.SITE_URL + reverse("certificates:verify_form"),
        "shown_code": shown_code(text.code),
    }


def _block(text: str, steps: tuple[float, ...]) -> Block:
    width = _width(text)
    step = next((n for n, widest in enumerate(steps, start=1) if width <= widest), len(steps) + 1)
    # The last of the steps that have a limit is the one of two lines.
    lines = _two_lines(text) if step == len(steps) > 1 else [text]
    return {"lines": lines, "face": load_faces().index(face_for(text)), "step": step}


def _width(text: str) -> float:
    """In em."""
    wide = ("W", "F", "A")
    return sum(
        1 if unicodedata.east_asian_width(cluster[0]) in wide else 0.55
        for cluster in split_clusters(text)
    )


def _two_lines(text: str) -> list[str]:
    """Cut where a reader would, nearest to the middle; not at all where that would be lopsided."""
    places = [place for place in range(1, len(text)) if _may_break(text[place - 1], text[place])]
    middle = _width(text) / 2
    place = min(places, key=lambda place: abs(_width(text[:place]) - middle), default=0)
    if abs(_width(text[:place]) - middle) > middle / 3:
        return [text]
    return [text[:place].rstrip(), text[place:]]


def _may_break(before: str, after: str) -> bool:
    """After a space or a bracket, before a bracket, and where kanji, katakana or a word begins."""
    if before in " 　）」』・、":
        return True
    if after in " 　）」』・、ー" or not after.isalnum():
        return after in "（「『"
    kinds = [unicodedata.name(character, "").split(" ")[0] for character in (before, after)]
    return kinds[0] != kinds[1] and kinds[1] not in {"HIRAGANA", "DIGIT"}


def _qr(url: str) -> str:
    """As a picture of one pixel a module. Any mask is valid; looking for the best takes 3 ms."""
    code = segno.make(url, error="m", micro=False, mask=4)
    data: str = code.png_data_uri(border=0, scale=1)
    return data
