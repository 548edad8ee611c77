"""Furigana on paper (docs/decisions/0014): WeasyPrint lays out no ruby and tags none.

`paper_ruby` writes each ruby so that the sheet `ruby.css` can lay it out: the reading as a
block above its base, in the width of the wider of the two, with no effect on the line's height.
`tag_ruby` then names both in the PDF's structure, base first, and gives the base the text that is
copied and read aloud: 孤独（こどく）.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.japanese.kana import HIRAGANA, KATAKANA

if TYPE_CHECKING:
    from collections.abc import Iterator

RUBY_CSS = Path(__file__).with_name("ruby.css")

_RUBY = re.compile(
    r"<ruby>(?P<base>[^<]*)(?:<rp>[^<]*</rp>)?<rt>(?P<reading>[^<]*)</rt>(?:<rp>[^<]*</rp>)?</ruby>"
)
_KANA = re.compile(f"[{HIRAGANA}{KATAKANA}ー]")
_TAGS = {"ruby": "Ruby", "rb": "RB", "rt": "RT"}
_OVERHANG = 0.5  # em that a reading may stand over the kana beside it, both sides together


def paper_ruby(html: str) -> str:
    """The HTML with every `<ruby>` written for paper."""
    return _RUBY.sub(_written, html)


def _written(match: re.Match[str]) -> str:
    base, reading = match["base"], match["reading"]
    classes = []
    if len(reading) / 2 - len(base) >= _OVERHANG:
        text = match.string
        if _KANA.fullmatch(text[match.start() - 1 : match.start()]):
            classes.append("ruby--left")
        if _KANA.fullmatch(text[match.end() : match.end() + 1]):
            classes.append("ruby--right")
    names = f' class="{" ".join(classes)}"' if classes else ""
    return f"<ruby{names}><rt>{reading}</rt><rb>{base}</rb></ruby>"


def know_ruby() -> None:
    """Let WeasyPrint tag ruby by the structure types that ISO 32000-1, 14.8.4.4.3 has for it."""
    from weasyprint.pdf import tags  # noqa: PLC0415 - see core.paper.pages

    known = tags._get_pdf_tag  # noqa: SLF001 - WeasyPrint offers no other way
    if getattr(known, "knows_ruby", False):
        return

    def pdf_tag(tag: str | None) -> str:
        return _TAGS.get(tag or "") or str(known(tag))

    pdf_tag.knows_ruby = True  # type: ignore[attr-defined] # a mark on our own function
    tags._get_pdf_tag = pdf_tag  # noqa: SLF001 - as above


def tag_ruby(document: Any, pdf: Any) -> None:
    """WeasyPrint's `finisher`: the order and the text of every ruby of the document."""
    from pydyf import Array, Dictionary, String  # noqa: PLC0415 - see core.paper.pages

    elements: dict[Any, list[Any]] = {}
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and thing.get("S") == "/Ruby":
            elements.setdefault(thing["Pg"], []).append(thing)
    by_reference = {thing.reference: thing for thing in pdf.objects} if elements else {}
    for reference, page in zip(pdf.page_references, document.pages, strict=True):
        tagged = elements.get(reference, [])
        texts = list(_texts(page._page_box))  # noqa: SLF001 - where WeasyPrint tags from
        stream = by_reference[by_reference[reference]["Contents"]].stream if tagged else ()
        marks = {op["MCID"]: op for op in stream if isinstance(op, Dictionary) and "MCID" in op}
        for element, (base, reading) in zip(tagged, texts, strict=True):
            kids = {by_reference[kid]["S"]: by_reference[kid] for kid in element["K"]}
            element["K"] = Array([kids["/RB"].reference, kids["/RT"].reference])
            for kind, text in (("/RB", f"{base}（{reading}）"), ("/RT", "")):
                for kid in kids[kind]["K"]:
                    marks[by_reference[kid]["K"][0]]["ActualText"] = String(text)


def _texts(box: Any) -> Iterator[tuple[str, str]]:
    """The base and the reading of each ruby below a box, in the order of the structure."""
    if box.element_tag == "ruby":
        texts = {child.element_tag: _text(child) for child in box.children}
        yield texts["rb"], texts["rt"]
        return
    for child in getattr(box, "children", ()):
        yield from _texts(child)


def _text(box: Any) -> str:
    return getattr(box, "text", "") or "".join(map(_text, getattr(box, "children", ())))
