"""Making the stored examples equal to the authors' list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from activities.models import ActivityExample
from core.author_files.rows import save_rows, save_texts

if TYPE_CHECKING:
    from core.author_files.lists import AuthorList


@transaction.atomic
def save_examples(files: AuthorList) -> int:
    """Make the stored examples equal to the list; returns how many rows changed."""
    if files.problems:
        raise ValueError(files.problems[0])
    stored = ActivityExample.objects.all()
    return save_rows(ActivityExample, stored, files.rows) + save_texts(
        ActivityExample.objects.all(), files.texts
    )
