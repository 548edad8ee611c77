"""The list of examples, read as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from activities.examples.files import read_example, read_example_texts
from core.author_files.lists import AuthorList, read_rows

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES_FILE = "activities.ja.yaml"


def read_examples(folder: Path, *, shown_as: str) -> AuthorList | None:
    """The examples listed in the folder, None without any list.

    `shown_as`: the folder's name in problems.
    """
    if not any(folder.glob("activities.*.yaml")):
        return None
    found = AuthorList()
    file = f"{shown_as}/{EXAMPLES_FILE}"
    read_rows(folder / EXAMPLES_FILE, "activities", read_example, found, file=file)
    for language in (code for code, _name in settings.LANGUAGES if code != "ja"):
        name = f"activities.{language}.yaml"
        texts = read_example_texts(
            folder / name,
            file=f"{shown_as}/{name}",
            examples=found.rows,
            problems=found.problems,
        )
        found.texts.update({(key, language): words for key, words in texts.items()})
    return found
