"""What writes content: pictures, stored under the digest of their bytes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from content.models import MediaAsset
from content.pictures import EXTENSIONS, SVG_TYPE, UnsafePictureError, svg_size
from content.rasters import is_raster, prepared, raster_size
from core.stored_files import keep_file

if TYPE_CHECKING:
    from django.db.models import QuerySet


@transaction.atomic
def store_picture(data: bytes, *, name: str) -> MediaAsset:
    """The stored picture of these bytes; the same bytes are always the same picture.

    A file that has gone from the storage, or is no whole one, is written again.
    Raises UnsafePictureError.
    """
    digest = hashlib.sha256(data).hexdigest()
    # Locked: it may be on its way out (`remove_pictures`).
    asset = MediaAsset.objects.select_for_update(no_key=True).filter(pk=digest).first()
    if asset is None:
        content_type, width, height = picture_type(data, name=name)
        asset, _created = MediaAsset.objects.get_or_create(
            digest=digest,
            defaults={
                "name": name,
                "content_type": content_type,
                "width": width,
                "height": height,
                "file": f"content/{digest}.{EXTENSIONS[content_type]}",
            },
        )
    keep_file(asset.file.storage, str(asset.file.name), data)
    return asset


def remove_pictures(unused: QuerySet[MediaAsset]) -> int:
    """Erase these pictures and their files, but those that come into use meanwhile; how many."""
    removed = 0
    for digest in unused.values_list("pk", flat=True):
        with transaction.atomic():
            asset = MediaAsset.objects.select_for_update().filter(pk=digest).first()
            if asset is not None and unused.filter(pk=digest).exists():
                asset.delete()
                asset.file.storage.delete(str(asset.file.name))
                removed += 1
    return removed


def store_upload(data: bytes, *, stem: str) -> tuple[MediaAsset, str]:
    """What an editor uploaded, made fit to be published, and its file name.

    What it is, is told by its bytes; its extension follows. Raises UnsafePictureError.
    """
    content_type = SVG_TYPE
    if is_raster(data):
        raster = prepared(data)
        data, content_type = raster.data, raster.content_type
    elif b"<svg" not in data:
        raise UnsafePictureError(_("SVG・PNG・JPEG・WebPの画像として読めません。"))
    name = f"{stem}.{EXTENSIONS[content_type]}"
    return store_picture(data, name=name), name


def picture_type(data: bytes, *, name: str) -> tuple[str, int, int]:
    """The type and size of a picture that is safe to serve under this name.

    Raises UnsafePictureError.
    """
    is_svg = name.endswith(".svg") and not is_raster(data)
    found = (SVG_TYPE, *svg_size(data)) if is_svg else raster_size(data)
    if not name.endswith(f".{EXTENSIONS[found[0]]}"):
        raise UnsafePictureError(
            _("画像の中身は %(type)s です。名前の終わりを .%(extension)s にしてください。")
            % {"type": found[0], "extension": EXTENSIONS[found[0]]}
        )
    return found
