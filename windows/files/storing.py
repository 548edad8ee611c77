"""Making the stored windows equal to the authors' list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core.author_files.rows import save_rows, save_texts
from windows.models import Window

if TYPE_CHECKING:
    from core.author_files.lists import AuthorList


@transaction.atomic
def save_windows(files: AuthorList) -> int:
    """Make the stored windows equal to the list; returns how many rows changed.

    Windows that officers keep are no part of the list and stay as they are.
    """
    if files.problems:
        raise ValueError(files.problems[0])
    stored = Window.objects.from_files()
    return save_rows(Window, stored, files.rows) + save_texts(
        Window.objects.from_files(), files.texts
    )
