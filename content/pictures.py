"""SVG drawings that are safe to serve: checked against an allow-list, sized by their viewBox.

A drawing is refused, never rewritten: its bytes are the author's, and their digest names it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException  # type: ignore[import-untyped] # carries no types
from defusedxml.sax import parseString  # type: ignore[import-untyped] # carries no types
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from xml.sax.xmlreader import AttributesImpl, Locator

SVG_TYPE = "image/svg+xml"
SVG_NAMESPACE = "http://www.w3.org/2000/svg"
XLINK_NAMESPACE = "http://www.w3.org/1999/xlink"
MAX_BYTES = 500_000
# The types that are served, with the extension of their address and of their file.
EXTENSIONS = {SVG_TYPE: "svg", "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}

# No element that runs scripts, links, embeds, repeats others, animates or holds a style sheet.
ELEMENTS = frozenset(
    {
        *("svg", "g", "defs", "title", "desc", "switch"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
        *("text", "tspan", "textPath", "marker", "pattern", "mask", "clipPath"),
        *("linearGradient", "radialGradient", "stop"),
    }
)
# Painted many times over: if they refer to each other, rendering a small file may never end.
_REPEATED = frozenset({"pattern", "mask", "marker", "clipPath"})
_DEEPEST = 40
_OUTSIDE = re.compile(
    r"""url\s*\(\s*['"]?\s*(?!['"]?\s*\#)|@import|javascript:|expression\s*\(|\\""", re.IGNORECASE
)
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,17})?", re.ASCII)


class UnsafePictureError(ValueError):
    """A picture that must not be served. `line` and `reason` tell its author why."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a page shows it."""

    url: str
    width: int
    height: int


def svg_size(data: bytes) -> tuple[int, int]:
    """The width and height of an SVG that is safe to serve. Raises UnsafePictureError."""
    if len(data) > MAX_BYTES:
        raise UnsafePictureError(
            _("図が大きすぎます（%(limit)d KBまで）。") % {"limit": MAX_BYTES // 1000}
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise UnsafePictureError(_("図の文字コードをUTF-8にしてください。")) from None
    if re.match(r"\s*<\?xml[^>]*encoding\s*=\s*(?!.utf-8.)", text, re.IGNORECASE):
        raise UnsafePictureError(_("図の文字コードをUTF-8にしてください。"))
    checker = _SvgChecker()
    try:
        parseString(data, checker, forbid_dtd=True)
    except SAXParseException as error:
        raise UnsafePictureError(_("SVGとして読めません。"), error.getLineNumber() or 1) from None
    except DefusedXmlException:
        raise UnsafePictureError(_("SVGにDOCTYPEや実体の宣言は書けません。")) from None
    return checker.size


class _SvgChecker(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.locator: Locator | None = None
        self.depth = 0
        self.open_repeated = 0  # elements of `_REPEATED` that are open
        self.size = (0, 0)

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 - SAX's name
        self.locator = locator

    def refuse(self, reason: str) -> None:
        line = self.locator.getLineNumber() if self.locator else 1
        raise UnsafePictureError(reason, line or 1)

    def processingInstruction(self, target: str, data: str) -> None:  # noqa: N802 - SAX's name
        self.refuse(_("SVGに処理命令「<?%(target)s」は書けません。") % {"target": target})

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - SAX's name
        if name not in ELEMENTS or (self.depth == 0) != (name == "svg"):
            self.refuse(_("SVGの要素「%(name)s」は使えません。") % {"name": name})
        if self.depth == _DEEPEST:
            self.refuse(_("SVGの要素の入れ子が深すぎます。"))
        self.open_repeated += name in _REPEATED
        for attribute, value in attrs.items():
            self._check_attribute(attribute, value)
        if self.depth == 0:
            if attrs.get("xmlns") != SVG_NAMESPACE:
                self.refuse(_("SVGの名前空間がありません。"))
            self.size = self._read_size(attrs)
        self.depth += 1

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX's name
        self.depth -= 1
        self.open_repeated -= name in _REPEATED

    def _check_attribute(self, name: str, value: str) -> None:
        lower_name = name.lower()
        if lower_name.startswith("xmlns"):
            is_allowed = (name, value) in {
                ("xmlns", SVG_NAMESPACE),
                ("xmlns:xlink", XLINK_NAMESPACE),
            }
        elif lower_name in {"href", "xlink:href"}:
            is_allowed = value.startswith("#")
        else:
            is_allowed = (
                not lower_name.startswith("on")
                and (":" not in lower_name or lower_name in {"xml:lang", "xml:space"})
                and not _OUTSIDE.search(value)
                and not (self.open_repeated and "url" in value.lower())
            )
        if not is_allowed:
            self.refuse(_("SVGの属性「%(name)s」は使えません。") % {"name": name})

    def _read_size(self, attrs: AttributesImpl) -> tuple[int, int]:
        numbers = attrs.get("viewBox", "").replace(",", " ").split()[2:4]
        if len(numbers) != 2 or not all(_NUMBER.fullmatch(number) for number in numbers):
            self.refuse(_("SVGに大きさ（viewBox）がありません。"))
        width, height = (math.ceil(float(number)) for number in numbers)
        if not (0 < width <= 10_000 and 0 < height <= 10_000):
            self.refuse(_("SVGの大きさ（viewBox）が正しくありません。"))
        return width, height
