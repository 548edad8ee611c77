"""Making the stored lists equal to the authors' files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from support.models import Activity, Window

if TYPE_CHECKING:
    from collections.abc import Mapping

    from support.sources import SupportFiles


@transaction.atomic
def save_support(files: SupportFiles) -> int:
    """Make the stored lists equal to the files; returns how many rows changed."""
    if files.problems:
        raise ValueError(files.problems[0])
    return _save(Window, files.windows) + _save(Activity, files.activities)


def _save(model: type[Window | Activity], wanted: Mapping[str, Mapping[str, Any]]) -> int:
    """Create, update or delete rows by key until they equal `wanted`."""
    rows: dict[str, Any] = {row.key: row for row in model.objects.all()}
    gone = [row.pk for key, row in rows.items() if key not in wanted]
    if gone:
        model.objects.filter(pk__in=gone).delete()
    changed = len(gone)
    for key, values in wanted.items():
        row = rows.get(key) or model(key=key)
        if row.pk and all(getattr(row, name) == value for name, value in values.items()):
            continue
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        changed += 1
    return changed
