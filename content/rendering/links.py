"""Links between lessons, which stay `lesson:chapter/lesson` until a page is shown."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEME = "lesson:"
TARGET = re.compile(r"(?P<chapter>[a-z0-9-]+)/(?P<lesson>[a-z0-9-]+)")
_HREF = re.compile(rf'href="{SCHEME}{TARGET.pattern}"')


def resolve_lesson_links(html: str, lesson_url: Callable[[str, str], str]) -> str:
    """Replace every `lesson:` link of rendered HTML by `lesson_url(chapter, lesson)`."""
    if SCHEME not in html:
        return html
    return _HREF.sub(
        lambda match: f'href="{escape(lesson_url(match["chapter"], match["lesson"]))}"', html
    )
