"""Raster images: PNG, JPEG and WebP, recognised by their bytes, never by their name.

An editor's upload is made anew (`prepare_upload`): rotated as its camera meant it, made smaller,
and without metadata about where, when and with what it was taken. A picture in the authors' folders
must be so already (`raster_size`): it is refused, never rewritten. Both check the size in the
header before they decode: a small file can claim more pixels than the memory holds.
"""

from __future__ import annotations

import contextlib
import io
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageFile, ImageOps

from content.pictures import UnsafePictureError

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_UPLOAD_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE = 1600
MAX_STORED_BYTES = 2_000_000
QUALITIES = (85, 70, 50, 30)

TYPES: Mapping[str, str] = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
# What Pillow may open; it opens a JPEG of several pictures (MPO) as JPEG too.
_FORMATS = tuple(TYPES)
# Metadata that a file may have. All else is about its maker, its place or its time.
_HARMLESS = frozenset(
    {
        *("jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "adobe", "adobe_transform"),
        *("progressive", "progression", "transparency", "gamma", "srgb", "aspect", "background"),
        *("loop", "duration", "timestamp", "interlace", "chromaticity"),
    }
)
_LOADING = threading.Lock()
_UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, OverflowError, ImageCms.PyCMSError)


@dataclass(frozen=True, slots=True)
class Raster:
    data: bytes
    content_type: str
    width: int
    height: int


def is_raster(data: bytes) -> bool:
    return data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or _is_webp(data)


def _is_webp(data: bytes) -> bool:
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


def prepare_upload(data: bytes) -> Raster:
    """Make an uploaded picture fit to be published. Raises UnsafePictureError."""
    if len(data) > MAX_UPLOAD_BYTES:
        raise UnsafePictureError(
            _("画像が大きすぎます（%(limit)d MBまで）。")
            % {"limit": MAX_UPLOAD_BYTES // (1024 * 1024)}
        )
    image = _open_image(data)
    kind = "JPEG" if image.format == "MPO" else str(image.format)
    try:
        image.draft("RGB", (MAX_SIDE, MAX_SIDE))  # a JPEG is decoded no larger than needed
        _load(image)
        small = _convert_to_srgb(ImageOps.exif_transpose(image))
        small.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
        # A new image of the pixels alone, so that no metadata comes along.
        clean = Image.new(small.mode, small.size)
        clean.paste(small)
        return _encode(clean, kind)
    except _UNREADABLE:
        raise UnsafePictureError(_("画像として読めません。")) from None


def raster_size(data: bytes) -> tuple[str, int, int]:
    """The type and size of a picture that can be served as it is. Raises UnsafePictureError."""
    if len(data) > MAX_STORED_BYTES:
        raise UnsafePictureError(
            _("画像が大きすぎます（%(limit)d KBまで）。") % {"limit": MAX_STORED_BYTES // 1000}
        )
    image = _open_image(data)
    kind = str(image.format)
    if kind not in TYPES:
        raise UnsafePictureError(_("画像が二枚以上入っています。"))
    if max(image.size) > MAX_SIDE:
        raise UnsafePictureError(
            _("画像が大きすぎます（一辺 %(side)d ピクセルまで）。") % {"side": MAX_SIDE}
        )
    try:
        _load(image)
    except _UNREADABLE:
        raise UnsafePictureError(_("画像として読めません。")) from None
    if (
        image.getexif()
        or any(name not in _HARMLESS for name in image.info)
        or _has_metadata_segments(image)
    ):
        raise UnsafePictureError(
            _(
                "画像に撮影情報などの付加情報が残っています。"
                "取り除くか、編集画面から取り込んでください。"
            )
        )
    return TYPES[kind], *image.size


def _open_image(data: bytes) -> Image.Image:
    """Open the image by its header alone. Refuses one that is too large or animated."""
    if _is_webp(data) and _webp_pixels(data) > MAX_PIXELS:
        raise _too_many_pixels()
    try:
        image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except _UNREADABLE:
        raise UnsafePictureError(_("PNG・JPEG・WebPの画像として読めません。")) from None
    if image.width * image.height > MAX_PIXELS:
        raise _too_many_pixels()
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        raise UnsafePictureError(_("動く画像は使えません。"))
    return image


def _load(image: Image.Image) -> None:
    """Decode the image. A truncated one is an error, whatever WeasyPrint has told Pillow."""
    with _LOADING:
        lenient = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            image.load()
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _too_many_pixels() -> UnsafePictureError:
    return UnsafePictureError(
        _("画像の画素数が多すぎます（%(limit)d万画素まで）。") % {"limit": MAX_PIXELS // 10_000}
    )


def _convert_to_srgb(image: Image.Image) -> Image.Image:
    """Convert to sRGB by the image's own profile, keeping transparency."""
    has_alpha = image.has_transparency_data
    if image.mode.startswith("I"):  # sixteen bits a channel
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "RGBA", "CMYK", "L"}:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        # A grey image may carry a profile for colours, which can't be applied.
        with contextlib.suppress(ImageCms.PyCMSError):
            image = (
                ImageCms.profileToProfile(
                    image, source, ImageCms.createProfile("sRGB"), outputMode=mode
                )
                or image
            )
    return image.convert("RGBA" if has_alpha else "RGB")


def _encode(image: Image.Image, kind: str) -> Raster:
    """Encode below the size limit. A PNG that is too large becomes a WebP."""
    data = b""
    if kind == "PNG":
        data = _save(image, kind, optimize=True)
        if len(data) > MAX_STORED_BYTES:
            kind = "WEBP"
    if kind != "PNG":
        options = {"optimize": True, "progressive": True} if kind == "JPEG" else {"method": 4}
        plain = image.convert("RGB") if kind == "JPEG" else image
        for quality in QUALITIES:
            data = _save(plain, kind, quality=quality, **options)
            if len(data) <= MAX_STORED_BYTES:
                break
    return Raster(data, TYPES[kind], image.width, image.height)


def _save(image: Image.Image, kind: str, **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def _has_metadata_segments(image: Image.Image) -> bool:
    """Whether a JPEG carries segments of an application beyond JFIF's and Adobe's colours."""
    marks = getattr(image, "applist", [])
    return any(name not in {"APP0", "APP14"} for name, _content in marks)


def _webp_pixels(data: bytes) -> int:
    """The number of pixels that a WebP claims; Pillow allocates them as soon as it opens one.

    Source: RFC 9649, section 2 (VP8, VP8L, VP8X).
    """
    kind, body = data[12:16], data[20:30]
    if kind == b"VP8X":
        return (int.from_bytes(body[4:7], "little") + 1) * (
            int.from_bytes(body[7:10], "little") + 1
        )
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return ((bits & 0x3FFF) + 1) * ((bits >> 14 & 0x3FFF) + 1)
    width, height = int.from_bytes(body[6:8], "little"), int.from_bytes(body[8:10], "little")
    return (width & 0x3FFF) * (height & 0x3FFF)
