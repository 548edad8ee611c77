"""What the tags of a paper say beyond what WeasyPrint writes."""

import io

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream

from core.paper.fonts import GOTHIC
from core.paper.pages import Paper, family_css

CSS = '@page { size: A6; margin: 15mm; @top-left { content: "柱" } }'
HTML = """<html lang="ja"><head><title>題</title></head><body><h1 id="a">題</h1>
<table><thead><tr><th scope="col">年</th><th scope="col">人</th></tr></thead>
<tbody><tr><th scope="row">1</th><td>2</td></tr></tbody></table>
<p><a href="https://example.jp/">外</a></p></body></html>"""


@pytest.fixture(scope="module")
def reader():
    drawn = Paper(css=family_css(*GOTHIC) + CSS).draw(HTML)
    return PdfReader(io.BytesIO(drawn))


def elements(node):
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        element = kid.get_object()
        if hasattr(element, "get") and "/S" in element:
            yield element
            yield from elements(element)


def test_running_head_is_an_artifact(reader):
    page = reader.pages[0]
    kinds = [
        (str(operands[0]), str(operands[1].get("/Type", "")))
        for operands, operator in ContentStream(page.get_contents(), reader).operations
        if operator == b"BDC"
    ]
    assert kinds.count(("/Artifact", "/Pagination")) == 1
    assert "柱" in page.extract_text()


def test_headings_of_a_table_say_what_they_head(reader):
    root = reader.trailer["/Root"]["/StructTreeRoot"]
    scopes = [element["/A"]["/Scope"] for element in elements(root) if element["/S"] == "/TH"]
    assert scopes == ["/Column", "/Column", "/Row"]


def test_link_is_there_on_paper_too(reader):
    (annotation,) = reader.pages[0]["/Annots"]
    assert annotation.get_object()["/F"] == 4
