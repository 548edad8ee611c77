"""What a draft changes of the published edition, text by text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from authoring.drafts.differences import counts, differences
from courses.files.exporting import stored_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from authoring.drafts.differences import DiffLine
    from courses.files.exporting import StoredFiles
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
    found = [
        *_changes(before.texts, after.texts),
        *_changes(_digests(before), _digests(after), is_picture=True),
    ]
    return sorted(found, key=lambda change: (change.path, change.kind))


def change_of(old: CourseEdition, new: CourseEdition, key: str) -> Change | None:
    return next((change for change in changes(old, new) if change.key == key), None)


def key_of(path: str) -> str:
    return _NUMBERED.sub(r"\1", path)


def _by_key(files: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Path and content by key."""
    return {key_of(path): (path, content) for path, content in files.items()}


def _changes(
    before: dict[str, str], after: dict[str, str], *, is_picture: bool = False
) -> Iterator[Change]:
    old_files, new_files = _by_key(before), _by_key(after)
    for key in old_files.keys() | new_files.keys():
        old_path, old = old_files.get(key, ("", ""))
        new_path, new = new_files.get(key, ("", ""))
        if key == COURSE_FILE:  # the number differs by itself
            old, new = _EDITION_NUMBER.sub("", old), _EDITION_NUMBER.sub("", new)
        if old == new and (is_picture or old_path == new_path):
            continue
        kind = _kind(old_path, new_path, is_equal=old == new)
        if is_picture:
            yield Change(kind, key, new_path or old_path, is_picture=True)
        else:
            yield Change(kind, key, new_path or old_path, old, new, *counts(old, new))


def _digests(files: StoredFiles) -> dict[str, str]:
    return {path: asset.digest for path, asset in files.figures.items()}


def _kind(old_path: str, new_path: str, *, is_equal: bool) -> str:
    if not old_path:
        return ChangeKind.ADDED
    if not new_path:
        return ChangeKind.REMOVED
    return ChangeKind.MOVED if is_equal else ChangeKind.CHANGED


def lines_of(change: Change) -> list[DiffLine]:
    return differences(change.old, change.new)
