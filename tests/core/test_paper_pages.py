import io

import pypdf
import pytest

from core.paper.fonts import (
    GOTHIC,
    FontsMissingError,
    installed_faces,
    split_clusters,
    undrawn_characters,
)
from core.paper.pages import Paper, family_css

PAGE = '<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>紙</title></head><body>{}</body></html>'


def test_paper_is_tagged_and_holds_the_complete_font_of_the_system():
    pdf = Paper(css=family_css(*GOTHIC)).draw(PAGE.format("<h1>髙﨑 ①</h1>"))

    document = pypdf.PdfReader(io.BytesIO(pdf))
    assert document.pages[0].extract_text() == "髙﨑 ①"
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    fonts = document.pages[0]["/Resources"]["/Font"].values()
    assert {font.get_object()["/BaseFont"].split("+")[1] for font in fonts} == {
        "BIZ-UDPGothic-Bold"
    }


def test_paper_asks_nothing_of_the_network(caplog):
    pdf = Paper(css=family_css(*GOTHIC)).draw(
        PAGE.format('<p>文</p><img src="http://127.0.0.1:9/picture.png" alt="図">')
    )

    assert "Failed to load image" in caplog.text
    assert "disallowed protocol" in caplog.text
    assert pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().startswith("文")


def test_a_family_that_is_not_installed_is_left_out():
    assert [face.family for face in installed_faces(("No Such", *GOTHIC))] == list(GOTHIC)
    with pytest.raises(FontsMissingError):
        installed_faces(("No Such",))


def test_characters_without_a_glyph_are_named():
    assert undrawn_characters("𠮷 髙\n😀話😀", installed_faces(GOTHIC)) == ["😀"]


def test_clusters_keep_a_character_and_its_selector_together():
    assert split_clusters("葛󠄀城") == ["葛󠄀", "城"]
