"""Files that are called by the digest of their bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

if TYPE_CHECKING:
    from django.core.files.storage import Storage


def keep_file(storage: Storage, path: str, data: bytes) -> None:
    """Have these bytes under this path; what is gone or was cut short by a stop is written anew."""
    if storage.exists(path):
        if storage.size(path) == len(data):
            return
        storage.delete(path)
    storage.save(path, ContentFile(data))
