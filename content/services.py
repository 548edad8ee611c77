"""What writes content: pictures, stored under the digest of their bytes."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction

from content.models import MediaAsset
from content.pictures import SVG_TYPE, svg_size


@transaction.atomic
def store_picture(data: bytes, *, name: str) -> MediaAsset:
    """The stored picture of these bytes; the same bytes are always the same picture.

    A file that has gone from the storage is written again. Raises UnsafePictureError.
    """
    digest = hashlib.sha256(data).hexdigest()
    path = f"content/{digest}.svg"
    asset = MediaAsset.objects.filter(pk=digest).first()
    if asset is None:
        width, height = svg_size(data)
        asset, _created = MediaAsset.objects.get_or_create(
            digest=digest,
            defaults={
                "name": name,
                "content_type": SVG_TYPE,
                "width": width,
                "height": height,
                "file": path,
            },
        )
    if not asset.file.storage.exists(path):
        asset.file.storage.save(path, ContentFile(data))
    return asset
