"""Making the stored lists equal to the authors' files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from core.enums import TextState
from support.models import ActivityExample, Window, WindowText
from support.services.examples import save_example_texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from support.sources import SupportFiles


@transaction.atomic
def save_support(files: SupportFiles) -> int:
    """Make the stored lists equal to the files; returns how many rows changed.

    Windows that officers keep are no part of the files and stay as they are.
    """
    if files.problems:
        raise ValueError(files.problems[0])
    return (
        _save(Window, Window.objects.from_files(), files.windows)
        + _save_texts(files)
        + _save(ActivityExample, ActivityExample.objects.all(), files.activities)
        + save_example_texts(files.activity_texts)
    )


def _save(
    model: type[Window | ActivityExample],
    stored: QuerySet[Any],
    wanted: Mapping[str, Mapping[str, Any]],
) -> int:
    """Create, update or delete rows by key until they equal `wanted`."""
    rows: dict[str, Any] = {row.key: row for row in stored}
    gone = [row.pk for key, row in rows.items() if key not in wanted]
    if gone:
        model.objects.filter(pk__in=gone).delete()
    changed = len(gone)
    for key, values in wanted.items():
        row = rows.get(key) or model(key=key)
        if row.pk and _holds(row, values):
            continue
        _fill(row, values)
        changed += 1
    return changed


def _save_texts(files: SupportFiles) -> int:
    """Words in other languages. A translation belongs to the Japanese of the day it was written:
    when that moves on and the translation doesn't, it is out of date.
    """
    windows = {window.key: window for window in Window.objects.from_files()}
    stored = WindowText.objects.filter(window__in=windows.values()).select_related("window")
    rows = {(text.window.key, text.language): text for text in stored}
    gone = [text.pk for place, text in rows.items() if place not in files.window_texts]
    changed = len(gone)
    if gone:
        WindowText.objects.filter(pk__in=gone).delete()
    for (key, language), values in files.window_texts.items():
        source = windows[key].words_digest
        text = rows.get((key, language)) or WindowText(window=windows[key], language=language)
        is_new = text.pk is None or not _holds(text, values)
        digest = source if is_new else text.source_digest
        state = TextState.PUBLISHED if digest == source else TextState.OUTDATED
        found = {**values, "source_digest": digest, "state": state}
        if text.pk is None or not _holds(text, found):
            _fill(text, found)
            changed += 1
    return changed


def _holds(row: Window | WindowText | ActivityExample, values: Mapping[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in values.items())


def _fill(row: Window | WindowText | ActivityExample, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
