"""The slides' look: python-pptx's own template, made 16:9, with our fonts, colours and places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.util import Inches

if TYPE_CHECKING:
    from pptx.util import Length

Box = tuple["Length", "Length", "Length", "Length"]  # left, top, width, height

# BIZ UDP Gothic comes with Windows 10 and later, and with Debian's package.
LATIN, JAPANESE = "BIZ UDPGothic", "BIZ UDPゴシック"
GREEN, PALE, INK, WHITE = "197A4B", "F3F8F4", "1A1A1C", "FFFFFF"

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
TITLE: Box = (Inches(0.6), Inches(0.35), Inches(12.13), Inches(1.15))
BODY: Box = (Inches(0.6), Inches(1.65), Inches(12.13), Inches(5.3))
PICTURE: Box = (Inches(0.6), Inches(1.6), Inches(12.13), Inches(5.0))
PICTURE_BESIDE: Box = (Inches(0.6), Inches(1.6), Inches(6.6), Inches(4.95))
TEXT: Box = (Inches(7.4), Inches(1.6), Inches(5.4), Inches(5.3))
CAPTION: Box = (Inches(0.6), Inches(6.62), Inches(12.13), Inches(0.4))
FOOT: Box = (Inches(0.6), Inches(7.05), Inches(11.0), Inches(0.35))
NUMBER: Box = (Inches(11.7), Inches(7.05), Inches(1.03), Inches(0.35))
TABLE: Box = (Inches(0.6), Inches(1.65), Inches(12.13), Inches(5.0))
_KEPT = (0, 2, 1, 5)  # of the template's layouts: title, section header, content, title only
_COLOURS = {
    "dk2": "197A4B",
    "lt2": "F3F8F4",
    "accent1": "197A4B",
    "accent2": "C74700",
    "accent3": "0055AD",
    "accent4": "5109AD",
    "accent5": "00708A",
    "accent6": "B58900",
}


def dressed(file: Any) -> Any:
    """The presentation with four layouts: cover, section, content, and a title over the rest."""
    file.slide_width, file.slide_height = WIDTH, HEIGHT
    _set_theme(file.slide_master)
    layouts = list(file.slide_layouts)
    for index, layout in enumerate(layouts):
        if index not in _KEPT:
            file.slide_layouts.remove(layout)
    cover, content, section, rest = (layouts[index] for index in (0, 1, 2, 5))
    order = file.slide_master._element.sldLayoutIdLst  # noqa: SLF001 - no other way to sort
    order.insert(1, order[2])  # cover, section, content, rest
    _set_master(file.slide_master)
    for layout in (cover, section):
        _fill(layout, GREEN if layout is section else PALE)
    _place(cover, 0, (Inches(1), Inches(2.0), Inches(11.33), Inches(1.9)), 44, GREEN)
    _place(cover, 1, (Inches(1), Inches(4.1), Inches(11.33), Inches(1.0)), 24, INK)
    _place(section, 0, (Inches(1), Inches(1.9), Inches(11.33), Inches(1.8)), 40, WHITE)
    _place(section, 1, (Inches(1), Inches(3.9), Inches(11.33), Inches(2.0)), 24, WHITE)
    _place(content, 0, TITLE, 28, GREEN)
    _place(content, 1, BODY, 28, INK)
    _place(rest, 0, TITLE, 28, GREEN)
    for layout in (cover, section, content, rest):
        for shape in list(layout.placeholders):
            if shape.placeholder_format.idx >= 10:  # date, footer, number: slides get none
                shape._element.getparent().remove(shape._element)  # noqa: SLF001 - as above
    return file


def _set_theme(master: Any) -> None:
    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = part.blob.decode()
    theme = re.sub(r'<a:latin typeface="[^"]*"/>', f'<a:latin typeface="{LATIN}"/>', theme)
    theme = re.sub(r'<a:ea typeface=""/>', f'<a:ea typeface="{JAPANESE}"/>', theme)
    theme = re.sub(r'(<a:font script="Jpan" typeface=)"[^"]*"', rf'\1"{JAPANESE}"', theme)
    for name, colour in _COLOURS.items():
        theme = re.sub(
            rf"<a:{name}>.*?</a:{name}>",
            f'<a:{name}><a:srgbClr val="{colour}"/></a:{name}>',
            theme,
        )
    part._blob = theme.encode()  # noqa: SLF001 - python-pptx has no theme of its own


def _set_master(master: Any) -> None:
    for shape in list(master.placeholders):
        index = shape.placeholder_format.type
        name = str(index)
        if name.startswith("TITLE"):
            shape.left, shape.top, shape.width, shape.height = TITLE
        elif name.startswith("BODY"):
            shape.left, shape.top, shape.width, shape.height = BODY
        else:
            shape._element.getparent().remove(shape._element)  # noqa: SLF001 - as above


def _fill(layout: Any, colour: str) -> None:
    fill = layout.background.fill
    fill.solid()
    fill.fore_color.rgb = RGBColor.from_string(colour)  # type: ignore[no-untyped-call] # theirs


def _place(layout: Any, index: int, box: Box, size: int, colour: str) -> None:
    """Where a placeholder stands and how its letters look; slides inherit both."""
    shape = next(each for each in layout.placeholders if each.placeholder_format.idx == index)
    shape.left, shape.top, shape.width, shape.height = box
    frame = shape.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if index == 0 else MSO_ANCHOR.TOP
    _set_levels(shape, size, colour, is_title=index == 0)


def _set_levels(shape: Any, size: int, colour: str, *, is_title: bool) -> None:
    """List styles by level, which runs on slides inherit."""
    names = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
    body = shape._element.txBody  # noqa: SLF001 - as above
    style = body.find("a:lstStyle", names)
    for child in list(style):
        style.remove(child)
    for level in range(1 if is_title else 3):
        points = size if level == 0 else size - 2
        indent = 0 if level == 0 else 380000
        margin = (0, 380000, 760000)[level]
        bullet = (
            f'<a:buClr><a:srgbClr val="{GREEN}"/></a:buClr><a:buChar char="•"/>'
            if level == 1
            else "<a:buNone/>"
        )
        style.append(
            parse_xml(
                f'<a:lvl{level + 1}pPr xmlns:a="{names["a"]}" marL="{margin}" '
                f'indent="{-indent}" algn="l"><a:lnSpc><a:spcPct val="115000"/></a:lnSpc>'
                f'<a:spcBef><a:spcPts val="{0 if is_title else 700}"/></a:spcBef>{bullet}'
                f'<a:defRPr sz="{points * 100}" b="{int(is_title)}" cap="none">'
                f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
                f'<a:latin typeface="{LATIN}"/><a:ea typeface="{JAPANESE}"/></a:defRPr>'
                f"</a:lvl{level + 1}pPr>"
            )
        )
