"""Values that the lists have in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.author_files.fields import check_key
from core.author_files.yaml_sections import FileProblem, read_text, read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.author_files.yaml_sections import Section


@dataclass(slots=True)
class AuthorList:
    """Field values by key; `texts`: words in other languages, by key and language.

    With `problems` nothing may be saved.
    """

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    texts: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    problems: list[FileProblem] = field(default_factory=list)


def read_list(path: Path, root: str, *, file: str, problems: list[FileProblem]) -> Section | None:
    """A file that holds the list `root` alone; None, with a problem reported, when it can't."""
    text = read_text(path.read_bytes(), file=file, problems=problems)
    document = read_yaml(text, file=file, problems=problems) if text is not None else None
    if document is not None:
        document.refuse_others((root,))
    return document


def read_rows(
    path: Path,
    root: str,
    read: Callable[[Section], dict[str, Any]],
    lists: AuthorList,
    *,
    file: str,
) -> None:
    """Add the Japanese rows of a file to `lists.rows`, by key, in the file's order."""
    if not path.is_file():
        lists.problems.append(FileProblem(file, 1, _("ファイルがありません。")))
        return
    document = read_list(path, root, file=file, problems=lists.problems)
    if document is None:
        return
    for position, section in enumerate(document.sections(root), start=1):
        values = read(section)
        key = values.pop("key")
        check_key(section, key, lists.rows)
        lists.rows[key] = {"position": position, **values}


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
