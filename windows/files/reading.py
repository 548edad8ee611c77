"""The list of windows, read as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.author_files.lists import AuthorList, read_list, read_rows
from core.japanese.ruby import ruby_problems
from windows.files.windows import read_window, read_window_text
from windows.validation import TRANSLATIONS, unmatched_words

if TYPE_CHECKING:
    from pathlib import Path

WINDOWS_FILE = "windows.ja.yaml"


def read_windows(folder: Path, *, shown_as: str) -> AuthorList | None:
    """The windows listed in the folder, None without any list.

    `shown_as`: the folder's name in problems.
    """
    if not any(folder.glob("windows.*.yaml")):
        return None
    found = AuthorList()
    file = f"{shown_as}/{WINDOWS_FILE}"
    read_rows(folder / WINDOWS_FILE, "windows", read_window, found, file=file)
    for language in TRANSLATIONS:
        _read_texts(found, folder / f"windows.{language}.yaml", shown_as, language)
    return found


def _read_texts(found: AuthorList, path: Path, shown_as: str, language: str) -> None:
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
        if key not in found.rows:
            section.report(
                _("窓口「%(key)s」は %(file)s にありません。") % {"key": key, "file": WINDOWS_FILE},
                "key",
            )
            continue
        if (key, language) in found.texts:
            section.report(_("キー「%(key)s」が二度使われています。") % {"key": key}, "key")
        for name, value in values.items():
            for reason in ruby_problems(value):
                section.report(reason, name)
        missing = unmatched_words(values, found.rows[key]) if values["name"] else []
        for name in missing:
            section.report(
                _("「%(name)s」は、日本語と訳の片方にしかありません。") % {"name": name}, name
            )
        found.texts[key, language] = values
