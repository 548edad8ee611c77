"""What a draft changes of the published edition, text by text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.curriculum.exporting import stored_files
from courses.editing.differences import counts, differences

if TYPE_CHECKING:
    from courses.editing.differences import DiffLine
    from courses.models import CourseEdition

_NUMBERED = re.compile(r"(^|/)\d{2}-")
_EDITION_NUMBER = re.compile(r"(?m)^\s+number:\s*\d+\n?")
COURSE_FILE = "course.yaml"


class ChangeKind(models.TextChoices):
    ADDED = "added", _("追加")
    REMOVED = "removed", _("削除")
    CHANGED = "changed", _("変更")
    MOVED = "moved", _("順番")


@dataclass(frozen=True, slots=True)
class Change:
    """A text or picture that differs. `key`: its path without positions; `path`: with the new."""

    kind: str
    key: str
    path: str
    old: str = ""
    new: str = ""
    added: int = 0
    removed: int = 0
    is_picture: bool = False

    @property
    def label(self) -> str:
        return str(ChangeKind(self.kind).label)


def changes(old: CourseEdition, new: CourseEdition) -> list[Change]:
    """Everything that differs, in the order of its files."""
    before, after = stored_files(old), stored_files(new)
    found = _text_changes(_by_key(before.texts), _by_key(after.texts))
    pictures = (
        _by_key({path: asset.digest for path, asset in files.figures.items()})
        for files in (before, after)
    )
    found += _picture_changes(*pictures)
    return sorted(found, key=lambda change: (change.path, change.kind))


def change_of(old: CourseEdition, new: CourseEdition, key: str) -> Change | None:
    return next((change for change in changes(old, new) if change.key == key), None)


def key_of(path: str) -> str:
    return _NUMBERED.sub(r"\1", path)


def _by_key(files: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Path and content by key."""
    return {key_of(path): (path, content) for path, content in files.items()}


def _text_changes(
    before: dict[str, tuple[str, str]], after: dict[str, tuple[str, str]]
) -> list[Change]:
    found = []
    for key in before.keys() | after.keys():
        old_path, old = before.get(key, ("", ""))
        new_path, new = after.get(key, ("", ""))
        if key == COURSE_FILE:  # the number differs by itself
            old, new = _EDITION_NUMBER.sub("", old), _EDITION_NUMBER.sub("", new)
        if old == new and (old_path == new_path or not old_path or not new_path):
            continue
        added, removed = counts(old, new)
        kind = _kind(old_path, new_path, is_equal=old == new)
        found.append(Change(kind, key, new_path or old_path, old, new, added, removed))
    return found


def _picture_changes(
    before: dict[str, tuple[str, str]], after: dict[str, tuple[str, str]]
) -> list[Change]:
    found = []
    for key in before.keys() | after.keys():
        old_path, old = before.get(key, ("", ""))
        new_path, new = after.get(key, ("", ""))
        if old != new:
            kind = _kind(old_path, new_path, is_equal=False)
            found.append(Change(kind, key, new_path or old_path, is_picture=True))
    return found


def _kind(old_path: str, new_path: str, *, is_equal: bool) -> str:
    if not old_path:
        return ChangeKind.ADDED
    if not new_path:
        return ChangeKind.REMOVED
    return ChangeKind.MOVED if is_equal else ChangeKind.CHANGED


def lines_of(change: Change) -> list[DiffLine]:
    return differences(change.old, change.new)
