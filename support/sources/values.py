"""Values that the lists have in common."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.sources import read_text, read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from core.sources import Problem, Section

WEB_ADDRESS = re.compile(r"https?://[^\s/]+(?:/\S*)?")


def read_list(path: Path, root: str, *, file: str, problems: list[Problem]) -> Section | None:
    """A file that holds the list `root` alone; None, with a problem reported, when it can't."""
    text = read_text(path.read_bytes(), file=file, problems=problems)
    document = read_yaml(text, file=file, problems=problems) if text is not None else None
    if document is not None:
        document.refuse_others((root,))
    return document


def read_moment(section: Section, name: str, value: str) -> datetime | None:
    """A moment with its offset from UTC."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        section.report(
            _("「%(name)s」は 2026-05-01T10:00:00+09:00 の形で書いてください。") % {"name": name},
            name,
        )
        return None
    return moment


def read_day(section: Section, name: str) -> date | None:
    value = section.text(name)
    try:
        return date.fromisoformat(value)
    except ValueError:
        if value:
            section.report(
                _("「%(name)s」は 2026-11-21 の形で書いてください。") % {"name": name}, name
            )
        return None
