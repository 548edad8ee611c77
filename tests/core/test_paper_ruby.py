"""Ruby on paper: looked at as a picture and read as text, in every place where it may stand."""

import io
import re
import subprocess
from itertools import pairwise

import page
import pytest
from PIL import Image
from pypdf import PdfReader

from core.japanese.ruby import ruby_html
from core.paper.fonts import GOTHIC
from core.paper.pages import Paper, family_css
from core.paper.ruby import paper_ruby

CSS = """
@page { size: 120mm 160mm; margin: 10mm }
html { font-size: 10.5pt; line-height: 1.9 }
p { margin: 0 }
table { border-collapse: collapse }
td, th { border: .5pt solid #888; padding: 2pt 4pt }
"""
EVERYWHERE = f"""<!doctype html><html lang="ja"><head><title>ふりがな</title></head><body>
<h1>{ruby_html("{孤独|こどく}と{孤立|こりつ}")}</h1>
<p>{ruby_html("「{相談|そうだん}」を{承|うけたまわ}ること。" * 6)}</p>
<p>{"ふりがなのない行がつづきます。" * 6}</p>
<table><thead><tr><th>{ruby_html("{年齢|ねんれい}")}</th><th>%</th></tr></thead>
<tbody><tr><td>20{ruby_html("{歳代|さいだい}")}</td><td>7.4</td></tr></tbody></table>
<ul><li>{ruby_html("{話|はな}を{聴|き}く")}</li></ul>
</body></html>"""


@pytest.fixture(scope="module")
def pdf():
    return Paper(css=family_css(*GOTHIC) + CSS).draw(EVERYWHERE)


def run(command, data):
    return subprocess.run(command, input=data, capture_output=True, check=True, timeout=60).stdout


def text(pdf, *options):
    return run(["pdftotext", *options, "-", "-"], pdf).decode()


def test_overhang_needs_kana_beside_it():
    over = paper_ruby(str(ruby_html("を{承|うけたまわ}る{志|こころざし}。")))
    assert re.findall(r"<ruby(.*?)><rt>(.*?)<", over) == [
        (' class="ruby--left ruby--right"', "うけたまわ"),
        (' class="ruby--left"', "こころざし"),
    ]


def test_html_without_ruby_stays_as_it_is():
    assert paper_ruby("<p>1 &lt; 2</p>") == "<p>1 &lt; 2</p>"


@pytest.mark.parametrize("options", [(), ("-raw",)])
def test_text_is_copied_with_the_reading_after_its_base(pdf, options):
    copied = re.sub(r"\s", "", text(pdf, *options))
    assert copied.startswith(
        "孤独（こどく）と孤立（こりつ）「相談（そうだん）」を承（うけたまわ）ること。"
    )
    assert copied.count("承（うけたまわ）") == 6
    assert "年齢（ねんれい）" in copied
    assert "20歳代（さいだい）7.4" in copied
    assert "話（はな）を聴（き）く" in copied


def test_structure_has_the_base_first(pdf):
    tree = run(["pdfinfo", "-struct-text", "-"], pdf).decode().split()
    first = tree.index("Ruby")
    assert [word for word in tree[first : first + 10] if word not in {"(inline)", "Span"}] == [
        "Ruby",
        "RB",
        '"孤独"',
        "RT",
        '"こどく"',
    ]


def test_machine_finds_nothing_against_pdf_ua(pdf):
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in report.failures] == []


def test_lines_with_and_without_ruby_are_equally_far_apart(pdf):
    html = run(["pdftotext", "-bbox-layout", "-", "-"], pdf).decode()
    ends = [float(end) for end in re.findall(r'<line [^>]*yMax="([\d.]+)"', html)][1:8]
    steps = {round(after - before) for before, after in pairwise(ends)}
    assert steps == {20}  # 10.5 pt × 1.9


def test_reading_is_drawn_above_its_base(pdf):
    picture = Image.open(io.BytesIO(run(["pdftoppm", "-r", "144", "-png", "-l", "1", "-"], pdf)))
    grey = picture.convert("L")
    # The heading's line: rows of ink from the top. Readings, a gap, then the bases.
    rows = [grey.crop((0, y, grey.width, y + 1)).getextrema()[0] < 128 for y in range(150)]
    bands = [len(band) for band in "".join("x" if row else " " for row in rows).split()]
    assert len(bands) >= 2
    assert bands[0] < bands[1] < 3 * bands[0]


def test_ruby_in_a_link_leaves_the_link_whole():
    link = f'<p><a href="#there">{ruby_html("{話|はな}を{聴|き}く")} <strong>ここ</strong></a></p>'
    html = f'<html lang="ja"><title>x</title><h1 id="there">x</h1>{link}</html>'
    drawn = Paper(css=family_css(*GOTHIC) + CSS).draw(html)
    assert len(PdfReader(io.BytesIO(drawn)).pages[0]["/Annots"]) == 1
    report = page.validate_pdf_bytes(drawn, profile=page.ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in report.failures] == []
