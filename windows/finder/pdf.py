"""The finder's result on paper: A4, PDF/UA. It says when it was made, and names no answers."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from core.paper.fonts import GOTHIC, FontsMissingError, installed_faces, undrawn_characters
from core.paper.pages import Paper, family_css

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from core.paper.fonts import Face
    from windows.queries import WindowCard

STYLES = Path(__file__).with_name("paper.css")


@cache
def _faces() -> tuple[Face, ...]:
    try:
        return installed_faces(GOTHIC)
    except FontsMissingError:  # the site's start says so
        return ()


def unprintable_characters(text: str) -> list[str]:
    """Characters of a window's words that the paper would show as boxes."""
    return undrawn_characters(text, _faces()) if _faces() else []


@cache
def _paper() -> Paper:
    return Paper(css=family_css(*GOTHIC), stylesheets=(STYLES,))


def draw_result(
    groups: Mapping[str, Sequence[WindowCard]],
    *,
    now: datetime,
    easy: bool,
    again: str,
    is_cut: bool,
) -> bytes:
    """`groups` as the result page has them; `again`: the path to search by another time. `is_cut`:
    there are more.
    """
    language = get_language() or "ja"
    html = render_to_string(
        "windows/paper/windows.html",
        {
            "groups": groups,
            "now": now,
            "easy": easy,
            "language": "ja" if language.startswith("ja") else language,
            "finder_url": settings.SITE_URL + again,
            "list_url": settings.SITE_URL + reverse("windows:window_list") if is_cut else "",
        },
    )
    return _paper().draw(html)
