"""What ISO 14289-1 (PDF/UA) asks of a PDF's tags beyond what WeasyPrint writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.paper.ruby import tag_ruby

if TYPE_CHECKING:
    from collections.abc import Iterator

_PRINT = 4  # the flag of an annotation that is there on paper too (7.18.1)


def keep_whole_links(document: Any) -> None:
    """One annotation a link, in its Link tag (7.18.5): WeasyPrint makes one of every box in it."""
    for page in document.pages:
        page.links[:] = [
            link for link in page.links if (link[3].element_tag or "").split(":")[0] == "a"
        ]


def know_languages() -> None:
    """Let WeasyPrint tag what has a `lang` of its own by that language (7.2)."""
    from pydyf import String  # noqa: PLC0415 - see core.paper.pages
    from weasyprint.pdf import tags  # noqa: PLC0415 - as above

    known = tags._build_box_tree  # noqa: SLF001 - WeasyPrint offers no other way
    if getattr(known, "knows_languages", False):
        return

    def build(box: Any, *rest: Any) -> Iterator[Any]:
        language = "" if box.element is None else box.element.attrib.get("lang", "")
        for element in known(box, *rest):
            if language and box.element.tag != "html":
                element["Lang"] = String(language)
            yield element

    build.knows_languages = True  # type: ignore[attr-defined] # a mark on our own function
    tags._build_box_tree = build  # noqa: SLF001 - as above


def tag_document(document: Any, pdf: Any) -> None:
    """WeasyPrint's `finisher`."""
    tag_ruby(document, pdf)
    for page in document.pages:
        _scope_headers(page._page_box)  # noqa: SLF001 - where WeasyPrint keeps a cell's tag
    for thing in pdf.objects:
        if getattr(thing, "get", None) and thing.get("Subtype") == "/Link":
            thing["F"] = _PRINT
    _set_running_heads_apart(pdf)


def _scope_headers(box: Any) -> None:
    """Say of each heading of a table what it heads (7.5)."""
    if box.element_tag == "th" and hasattr(box, "mark"):
        is_row = box.element.attrib.get("scope") == "row"
        box.mark["A"]["Scope"] = "/Row" if is_row else "/Column"
    for child in getattr(box, "children", ()):
        _scope_headers(child)


def _set_running_heads_apart(pdf: Any) -> None:
    """Make what stands in the margins artifacts (7.8): WeasyPrint tags it, outside of the tree."""
    from pydyf import Dictionary  # noqa: PLC0415 - see core.paper.pages

    objects = {thing.reference: thing for thing in pdf.objects}
    root = objects[objects[pdf.catalog["StructTreeRoot"]]["K"][0]]
    kept = set(root["K"])
    apart: dict[Any, set[int]] = {}
    for thing in pdf.objects:
        is_element = isinstance(thing, Dictionary) and thing.get("Type") == "/StructElem"
        if is_element and thing.get("P") == root.reference and thing.reference not in kept:
            apart.setdefault(thing["Pg"], set()).update(_marks(thing, objects))
    for page, marks in apart.items():
        stream = objects[objects[page]["Contents"]].stream
        for place, operand in enumerate(stream):
            if isinstance(operand, Dictionary) and operand.get("MCID") in marks:
                stream[place - 1 : place + 1] = ["/Artifact", Dictionary({"Type": "/Pagination"})]


def _marks(element: Any, objects: dict[Any, Any]) -> Iterator[int]:
    for kid in element["K"]:
        if isinstance(kid, int):
            yield kid
        else:
            yield from _marks(objects[kid], objects)
