"""The folder of the lists, read as a whole."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.sources import Problem, read_yaml
from support.sources.activities import read_activity
from support.sources.windows import read_window

if TYPE_CHECKING:
    from pathlib import Path

WINDOWS_FILE = "windows.ja.yaml"
ACTIVITIES_FILE = "activities.ja.yaml"

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(slots=True)
class SupportFiles:
    """Field values by key, in the file's order. With `problems` nothing may be saved."""

    windows: dict[str, dict[str, Any]] = field(default_factory=dict)
    activities: dict[str, dict[str, Any]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_support(folder: Path, *, shown_as: str) -> SupportFiles:
    """The lists in the folder. `shown_as`: the folder's name in problems."""
    found = SupportFiles()
    for name, root, read, into in (
        (WINDOWS_FILE, "windows", read_window, found.windows),
        (ACTIVITIES_FILE, "activities", read_activity, found.activities),
    ):
        path = folder / name
        file = f"{shown_as}/{name}"
        if not path.is_file():
            found.problems.append(Problem(file, 1, _("ファイルがありません。")))
            continue
        document = read_yaml(path.read_text(encoding="utf-8"), file=file, problems=found.problems)
        if document is None:
            continue
        document.refuse_others((root,))
        for position, section in enumerate(document.sections(root), start=1):
            values = read(section)
            key = values.pop("key")
            if not _KEY.fullmatch(key):
                section.report(
                    _("キー「%(key)s」は半角の小文字と数字と「-」で書いてください。")
                    % {"key": key},
                    "key",
                )
            if key in into:
                section.report(_("キー「%(key)s」が二度使われています。") % {"key": key}, "key")
            into[key] = {"position": position, **values}
    return found
