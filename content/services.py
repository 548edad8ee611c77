"""Storing and deleting pictures, which are named by the digest of their bytes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from content.models import MediaAsset
from content.pictures import EXTENSIONS, SVG_TYPE, UnsafePictureError, svg_size
from content.rasters import is_raster, prepare_upload, raster_size
from core.stored_files import keep_file

if TYPE_CHECKING:
    from django.db.models import QuerySet


@transaction.atomic
def store_picture(data: bytes, *, name: str) -> MediaAsset:
    """Store a picture, or find it: the same bytes are always the same picture.

    A file that is missing from the storage, or incomplete, is written again.
    Raises UnsafePictureError.
    """
    digest = hashlib.sha256(data).hexdigest()
    # Locked, because `delete_pictures` may be deleting it.
    asset = MediaAsset.objects.select_for_update(no_key=True).filter(pk=digest).first()
    if asset is None:
        content_type, width, height = inspect_picture(data, name=name)
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


def delete_pictures(unused: QuerySet[MediaAsset]) -> int:
    """Delete these pictures and their files, and return how many.

    `unused` is asked again for each picture, so that one that came into use meanwhile is kept.
    """
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
    """Make an editor's upload fit to be published and store it. Returns it with its file name.

    The type is told by the bytes, and gives the extension. Raises UnsafePictureError.
    """
    content_type = SVG_TYPE
    if is_raster(data):
        raster = prepare_upload(data)
        data, content_type = raster.data, raster.content_type
    elif b"<svg" not in data:
        raise UnsafePictureError(_("SVG・PNG・JPEG・WebPの画像として読めません。"))
    name = f"{stem}.{EXTENSIONS[content_type]}"
    return store_picture(data, name=name), name


def inspect_picture(data: bytes, *, name: str) -> tuple[str, int, int]:
    """Check that a picture may be served under this name. Returns content type, width, height.

    Raises UnsafePictureError.
    """
    is_svg = name.endswith(".svg") and not is_raster(data)
    content_type, width, height = (SVG_TYPE, *svg_size(data)) if is_svg else raster_size(data)
    extension = EXTENSIONS[content_type]
    if not name.endswith(f".{extension}"):
        raise UnsafePictureError(
            _("画像の中身は %(type)s です。名前の終わりを .%(extension)s にしてください。")
            % {"type": content_type, "extension": extension}
        )
    return content_type, width, height
