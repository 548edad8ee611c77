"""The pictures of a course for paper and slides: drawings stay drawings as long as they can."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from content.pictures import SVG_TYPE, svg_size
from content.rendering import charts
from core.paper.fonts import GOTHIC

if TYPE_CHECKING:
    from content.models import MediaAsset
    from content.rendering.pieces import Chart

# The figures name no font of their own; the system's "sans-serif" would draw them otherwise.
_SANS_SERIF = re.compile(rb'font-family="sans-serif"')
_ROOT = re.compile(rb"<svg\b[^>]*>")
_SIZE = re.compile(rb'\s(?:width|height)="[^"]*"')
_FONTS = b'font-family="' + ", ".join((*GOTHIC, "sans-serif")).encode() + b'"'


@dataclass(frozen=True)
class Drawing:
    """A picture's bytes, with their type and size in its own units."""

    data: bytes
    content_type: str
    width: int
    height: int

    def url(self, room: tuple[float, float]) -> str:
        """The picture as data; a drawing as large as its room in mm takes, said by itself."""
        data = self.data
        if self.content_type == SVG_TYPE:
            scale = self.scale(room)
            size = f' width="{self.width * scale:.1f}mm" height="{self.height * scale:.1f}mm">'
            data = _ROOT.sub(
                lambda root: _SIZE.sub(b"", root[0][:-1]) + size.encode(), data, count=1
            )
        return f"data:{self.content_type};base64,{base64.b64encode(data).decode()}"

    def scale(self, room: tuple[float, float]) -> float:
        """By how much it becomes as large as the room takes."""
        return min(room[0] / self.width, room[1] / self.height)

    def bitmap(self, pixels: int) -> bytes:
        """The picture as PNG or JPEG; of a drawing the longer side has this many pixels."""
        if self.content_type == SVG_TYPE:
            scale = self.scale((pixels, pixels))
            png: bytes = charts.load_converter().svg_to_png(self.data.decode(), scale=scale)
            return _smaller(png)
        if self.content_type != "image/webp":
            return self.data
        from PIL import Image  # noqa: PLC0415 - a photograph is rare

        out = io.BytesIO()
        Image.open(io.BytesIO(self.data)).convert("RGB").save(out, "JPEG", quality=88)
        return out.getvalue()


def _smaller(png: bytes) -> bytes:
    """A drawing of few colours needs no more than 256: a quarter of the bytes."""
    from PIL import Image  # noqa: PLC0415 - slides alone need it

    drawn = Image.open(io.BytesIO(png)).convert("RGBA")
    paper = Image.new("RGBA", drawn.size, "white")
    paper.alpha_composite(drawn)
    out = io.BytesIO()
    paper.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def drawing_of(asset: MediaAsset) -> Drawing:
    with asset.file.open("rb") as file:
        data: bytes = file.read()
    if asset.content_type == SVG_TYPE:
        data = _SANS_SERIF.sub(_FONTS, data)
    return Drawing(data, asset.content_type, asset.width, asset.height)


def drawing_of_chart(chart: Chart) -> Drawing:
    data = charts.draw_chart(chart)
    return Drawing(data, SVG_TYPE, *svg_size(data))
