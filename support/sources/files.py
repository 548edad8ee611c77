"""The folder of the lists, read as a whole."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.ruby import ruby_problems
from core.sources import Problem
from support.sources.activities import read_example, read_example_texts
from support.sources.values import read_list
from support.sources.windows import read_window, read_window_text
from support.windows.checking import TRANSLATIONS, unmatched

if TYPE_CHECKING:
    from pathlib import Path

WINDOWS_FILE = "windows.ja.yaml"
ACTIVITIES_FILE = "activities.ja.yaml"

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(slots=True)
class SupportFiles:
    """Field values by key, in the file's order. With `problems` nothing may be saved.

    `window_texts`, `activity_texts`: words in other languages, by key and language.
    """

    windows: dict[str, dict[str, Any]] = field(default_factory=dict)
    window_texts: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    activities: dict[str, dict[str, Any]] = field(default_factory=dict)
    activity_texts: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_support(folder: Path, *, shown_as: str) -> SupportFiles:
    """The lists in the folder. `shown_as`: the folder's name in problems."""
    found = SupportFiles()
    for name, root, read, into in (
        (WINDOWS_FILE, "windows", read_window, found.windows),
        (ACTIVITIES_FILE, "activities", read_example, found.activities),
    ):
        path = folder / name
        file = f"{shown_as}/{name}"
        if not path.is_file():
            found.problems.append(Problem(file, 1, _("ファイルがありません。")))
            continue
        document = read_list(path, root, file=file, problems=found.problems)
        if document is None:
            continue
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
    for language in TRANSLATIONS:
        _read_texts(found, folder / f"windows.{language}.yaml", shown_as, language)
        name = f"activities.{language}.yaml"
        texts = read_example_texts(
            folder / name,
            file=f"{shown_as}/{name}",
            examples=found.activities,
            problems=found.problems,
        )
        found.activity_texts.update({(key, language): words for key, words in texts.items()})
    return found


def _read_texts(found: SupportFiles, path: Path, shown_as: str, language: str) -> None:
    """The windows' words in a language; which are missing show in Japanese."""
    file = f"{shown_as}/{path.name}"
    if not path.is_file():
        return
    document = read_list(path, "windows", file=file, problems=found.problems)
    if document is None:
        return
    for section in document.sections("windows"):
        values = read_window_text(section)
        key = values.pop("key")
        if key not in found.windows:
            section.report(
                _("窓口「%(key)s」は %(file)s にありません。") % {"key": key, "file": WINDOWS_FILE},
                "key",
            )
            continue
        if (key, language) in found.window_texts:
            section.report(_("キー「%(key)s」が二度使われています。") % {"key": key}, "key")
        for name, value in values.items():
            for reason in ruby_problems(value):
                section.report(reason, name)
        missing = unmatched(values, found.windows[key]) if values["name"] else []
        for name in missing:
            section.report(
                _("「%(name)s」は、日本語と訳の片方にしかありません。") % {"name": name}, name
            )
        found.window_texts[key, language] = values
