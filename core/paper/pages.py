"""Pages as PDF/UA by WeasyPrint: what every kind of paper shares.

A kind of paper keeps one `Paper` in a process, made when first drawn:
`Paper(css=family_css(*GOTHIC), stylesheets=(HERE / "book.css",)).draw(html)`.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from core.paper.ruby import RUBY_CSS, know_ruby, paper_ruby
from core.paper.tags import keep_whole_links, know_languages, tag_document

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# Pango's font maps belong to one thread at a time, and the work holds the interpreter anyway.
_drawing = threading.Lock()


def family_css(*families: str) -> str:
    """A sheet that sets the whole paper in these families, the first that has a glyph drawing it.

    Only complete fonts of the system (core.paper.fonts): they are found by their names.
    """
    names = ", ".join(f'"{family}"' for family in families)
    return f"html {{ font-family: {names} }}"


class Paper:
    """One kind of paper, made once in a process: fonts, parsed CSS, pictures.

    It takes nothing from the network: pictures lie beside it (`file:`) or stand in the text
    (`data:`).
    """

    def __init__(self, *, css: str = "", stylesheets: Sequence[Path] = ()) -> None:
        # WeasyPrint takes half a second to import: only a process that draws pays for it.
        from weasyprint import CSS  # noqa: PLC0415
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
        from weasyprint.urls import URLFetcher  # noqa: PLC0415

        self.fetcher = URLFetcher(allowed_protocols=("file", "data"))
        self.fonts = FontConfiguration()
        self.styles = [CSS(string=css, font_config=self.fonts)] if css else []
        self.styles += [
            CSS(filename=path, font_config=self.fonts) for path in (RUBY_CSS, *stylesheets)
        ]
        self.images: dict[str, Any] = {}

    def draw(self, html: str) -> bytes:
        """The PDF, with readings above their kanji where the HTML has ruby. One at a time."""
        from weasyprint import HTML  # noqa: PLC0415 - as above

        with _drawing:
            know_ruby()
            know_languages()
            images = dict(self.images)  # WeasyPrint adds this paper's own pictures to it
            options = {"pdf_variant": "pdf/ua-1", "stylesheets": self.styles, "cache": images}
            html_document = HTML(string=paper_ruby(html), url_fetcher=self.fetcher)
            document = html_document.render(font_config=self.fonts, **options)
            keep_whole_links(document)
            pdf: bytes = document.write_pdf(finisher=tag_document, **options)
            self.images = {url: image for url, image in images.items() if url.startswith("file:")}
        return pdf
