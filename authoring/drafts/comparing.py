"""Comparing a draft with the published edition, text by text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from authoring.drafts.text_diff import count_changed_lines, diff_texts
from courses.files.exporting import stored_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from authoring.drafts.text_diff import DiffLine
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
    """A text or picture that differs.

    `key` is its path without positions, which stays the same when a part moves; `path` is the new
    path, or the old one if it was removed. `added` and `removed` count lines.
    """

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

    def diff_lines(self) -> list[DiffLine]:
        return diff_texts(self.old, self.new)


def find_changes(old: CourseEdition, new: CourseEdition) -> list[Change]:
    """Everything that differs, in the order of its files."""
    before, after = stored_files(old), stored_files(new)
    changes = [
        *_compare_files(before.texts, after.texts),
        *_compare_files(_picture_digests(before), _picture_digests(after), is_picture=True),
    ]
    return sorted(changes, key=lambda change: (change.path, change.kind))


def find_change(old: CourseEdition, new: CourseEdition, key: str) -> Change | None:
    return next((change for change in find_changes(old, new) if change.key == key), None)


def _by_key(files: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Path and content by key."""
    return {_NUMBERED.sub(r"\1", path): (path, content) for path, content in files.items()}


def _compare_files(
    before: dict[str, str], after: dict[str, str], *, is_picture: bool = False
) -> Iterator[Change]:
    old_files, new_files = _by_key(before), _by_key(after)
    for key in old_files.keys() | new_files.keys():
        old_path, old = old_files.get(key, ("", ""))
        new_path, new = new_files.get(key, ("", ""))
        if key == COURSE_FILE:  # the edition's number always differs
            old, new = _EDITION_NUMBER.sub("", old), _EDITION_NUMBER.sub("", new)
        if old == new and (is_picture or old_path == new_path):
            continue
        kind = _change_kind(old_path, new_path, is_equal=old == new)
        path = new_path or old_path
        if is_picture:
            yield Change(kind, key, path, is_picture=True)
        else:
            yield Change(kind, key, path, old, new, *count_changed_lines(old, new))


def _picture_digests(files: StoredFiles) -> dict[str, str]:
    return {path: asset.digest for path, asset in files.figures.items()}


def _change_kind(old_path: str, new_path: str, *, is_equal: bool) -> str:
    if not old_path:
        return ChangeKind.ADDED
    if not new_path:
        return ChangeKind.REMOVED
    return ChangeKind.MOVED if is_equal else ChangeKind.CHANGED
