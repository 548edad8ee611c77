import hashlib
import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream

from certificates.glyphs import MissingGlyphError, face_for, load_faces
from certificates.rendering import CertificateText, render_certificate
from core.paper.fonts import split_clusters
from tests.certificates import paper

TEXT = CertificateText(
    number="R8-0001234-04",
    code="7K3M9QPX2V8T4HNC6WRD",
    name="山田 太郎",
    course_title="つながりサポーター養成講座",
    edition_label="令和8年度版",
    completed_on=date(2026, 11, 21),
    issued_on=date(2026, 11, 22),
    issuer_name="みどり市長",
)
HARD_NAME = "髙﨑𠮷葛󠄀①"
HARD_CHARACTERS = ["髙", "﨑", "𠮷", "葛󠄀", "①"]


def rendered(**said):
    return render_certificate(replace(TEXT, **said))


@pytest.fixture(scope="module")
def pdf():
    return rendered()


@pytest.fixture(scope="module")
def reader(pdf):
    return PdfReader(io.BytesIO(pdf))


def test_certificate_says_all_that_it_should(pdf):
    said = paper.text(pdf)
    assert [" ".join(line.split()) for line in said.splitlines() if line.strip()] == [
        "第 R8-0001234-04 号",
        "修 了 証",
        "山田 太郎 様",
        "あなたが次の講座を修了されたことを証します。",
        "つながりサポーター養成講座",
        "令和8年度版",
        "修了日 令和8年11月21日",
        "令和8年11月22日",
        "みどり市長 印",
        "この修了証が有効かどうかは、QRコードまたは次のページで確かめられます。",
        "http://localhost:8000/verify/",
        "確認コード 7K3M-9QPX-2V8T-4HNC-6WRD",
    ]


def test_every_block_is_seen(pdf):
    """Text behind the white paper would still be found as text: each word has ink in its box."""
    page, mm = paper.picture(pdf), paper.MM
    boxes = {word: [round(side * mm) for side in sides] for *sides, word in paper.words(pdf)}
    assert len(boxes) > 12
    assert [word for word, box in boxes.items() if page.crop(box).getextrema()[0] > 160] == []


def test_qr_opens_the_public_check(pdf):
    assert paper.decoded_qr(pdf) == ["http://localhost:8000/verify/7K3M9QPX2V8T4HNC6WRD"]


@pytest.mark.parametrize(
    "site", ["https://a.jp", "https://tsunagari-supporter.e-learning.pref.example.lg.jp"]
)
def test_qr_of_any_site_is_read(site, settings):
    settings.SITE_URL = site
    assert paper.decoded_qr(rendered()) == [f"{site}/verify/7K3M9QPX2V8T4HNC6WRD"]


def test_fonts_are_the_chosen_one_and_embedded(pdf):
    assert paper.fonts(pdf) == {"BIZ-UDMincho": "yes"}


def test_rare_name_adds_the_one_font_that_has_it():
    assert paper.fonts(rendered(name="𠮷田")) == {"BIZ-UDMincho": "yes", "Noto-Serif-CJK-JP": "yes"}


@pytest.mark.parametrize("name", [HARD_NAME, "濵瀨德邉齋", "髙﨑葛󠄀①㈱"])
def test_text_of_the_name_is_as_typed(name):
    assert f"{name} 様" in " ".join(paper.text(rendered(name=name)).split())


@pytest.mark.parametrize("name", [HARD_NAME, "髙﨑葛󠄀①濵"])
def test_characters_of_the_name_are_drawn_and_no_box(name):
    """The picture, since text can be extracted from a PDF that draws boxes."""
    face = face_for(name)
    characters = HARD_CHARACTERS if name == HARD_NAME else ["髙", "﨑", "葛󠄀", "①", "濵"]
    drawn = paper.name_characters(rendered(name=name), len(characters))
    wanted = {character: paper.expected_character(character, face) for character in characters}
    # What would be drawn instead: the box, and the neighbours that sloppy fonts substitute.
    wrong = {
        other: paper.expected_character(other, face)
        for other in ["\uffff", "高", "崎", "吉", "葛", "1", "浜"]
    }
    for character, picture in zip(characters, drawn, strict=True):
        like = {
            other: paper.likeness(picture, image) for other, image in {**wrong, **wanted}.items()
        }
        assert max(like, key=like.__getitem__) == character, like
        assert like[character] > 0.75, like


def test_variants_of_one_character_look_different():
    plain, variant = (paper.name_characters(rendered(name=name), 1)[0] for name in ("葛", "葛󠄀"))
    assert paper.likeness(plain, variant) < 0.9


def test_same_text_is_the_same_bytes():
    assert rendered() == rendered()


def test_bytes_do_not_depend_on_the_process(pdf, settings):
    code = (
        "import django; django.setup(); import hashlib;"
        "from tests.certificates.test_rendering import rendered;"
        "print(hashlib.sha256(rendered()).hexdigest())"
    )
    digest = subprocess.run(
        [sys.executable, "-c", code],
        env={
            **os.environ,
            "PYTHONHASHSEED": "7",
            "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout.strip()
    assert digest == hashlib.sha256(pdf).hexdigest()


@pytest.mark.parametrize(
    "said",
    [
        {"name": "山田😀"},
        {"course_title": "講座😀"},
        {"edition_label": "😀"},
        {"issuer_name": "😀市長"},
    ],
)
def test_missing_glyph_is_refused_wherever_it_stands(said):
    with pytest.raises(MissingGlyphError) as raised:
        rendered(**said)
    assert raised.value.characters == ["😀"]


def test_name_is_text_and_not_markup():
    assert "<b>山田</b> & 様" in " ".join(paper.text(rendered(name="<b>山田</b> &")).split())


@pytest.mark.parametrize(
    "name",
    [
        "山",
        "山田 太郎",
        "勅使河原 小百合之助",
        "Maria da Conceição Oliveira dos Santos",
        "山" * 22,
        "山" * 54,
        "山" * 100,
        "M" * 100,
        "𠮷" * 100,
        "Wilhelmina " * 9,
    ],
    ids=lambda name: f"{name[:12]} {len(name)}",
)
def test_name_of_any_length_stays_in_its_place(name):
    pdf = rendered(name=name)
    assert_one_page_in_order(pdf)
    assert "".join(name.split()) in "".join(paper.text(pdf).split())


def test_everything_at_its_longest_stays_in_its_place():
    pdf = rendered(
        name="邉" * 100, course_title="講" * 120, edition_label="版" * 60, issuer_name="長" * 100
    )
    assert_one_page_in_order(pdf)


def assert_one_page_in_order(pdf):
    """One page, within the inner frame, and no block runs into the next."""
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    words = paper.words(pdf)
    assert [
        word for word in words if word[0] < 19 or word[2] > 191 or word[1] < 19 or word[3] > 278
    ] == []
    blocks = [
        [word for word in words if re.search(pattern, word[4])]
        for pattern in ("^修$|^修了証$", "^様$|様$", "^あなたが", "^修了日", "^この修了証")
    ]
    assert all(blocks)
    tops = [min(word[1] for word in block) for block in blocks]
    assert tops == sorted(tops)
    lines = sorted(
        {(round(word[1]), round(word[3])) for word in words if 32 < word[0] < 150 and word[1] < 200}
    )
    assert [pair for pair in pairwise(lines) if pair[1][0] < pair[0][0]] == []


def test_pdf_declares_itself_accessible(reader):
    """What ISO 14289-1 asks that a machine can check, on the catalogue and the metadata."""
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "ja"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata.title == "修了証 第R8-0001234-04号"
    assert reader.metadata.author == "みどり市長"
    xmp = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part[^\d]*1", xmp)
    assert "修了証 第R8-0001234-04号" in xmp
    assert reader.pages[0]["/Tabs"] == "/S"
    assert not reader.is_encrypted


def structure(node):
    """Every structure element below a node, in reading order."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        element = kid.get_object()
        if hasattr(element, "get") and "/S" in element:
            yield element
            yield from structure(element)


def test_structure_is_a_document_with_a_heading_and_a_described_figure(reader):
    root = reader.trailer["/Root"]["/StructTreeRoot"]
    elements = list(structure(root))
    kinds = [element["/S"] for element in elements]
    assert kinds[0] == "/Document"
    assert kinds.count("/H1") == 1
    assert [kind for kind in kinds if kind.startswith("/H") and kind != "/H1"] == []
    figures = [element["/Alt"] for element in elements if element["/S"] == "/Figure"]
    assert figures == ["確認ページのQRコード（http://localhost:8000/verify/7K3M9QPX2V8T4HNC6WRD）"]
    assert "/ParentTree" in root


def test_all_that_is_drawn_is_tagged_or_an_artifact(reader):
    page = reader.pages[0]
    depth, untagged, ids = 0, [], []
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in {b"BDC", b"BMC"}:
            depth += 1
            if operator == b"BDC" and "/MCID" in operands[1]:
                ids.append(operands[1]["/MCID"])
        elif operator == b"EMC":
            depth -= 1
        elif depth == 0 and operator in {b"Tj", b"TJ", b"Do", b"f", b"f*", b"S", b"B", b"sh"}:
            untagged.append(operator)
    assert untagged == []
    assert len(ids) == len(set(ids)) > 0
    assert depth == 0


def test_fixed_words_are_all_in_the_first_font():
    """The template's own words are drawn by the first face; no other may slip in for a digit."""
    words = "第 R0123456789-号修了証あなたが次の講座を修了されたことを証します。様修了日　令和元年月日印この修了証が有効かどうかは、QRコードまたは次のページで確かめられます。確認コード https://ABCDEFGHJKMNPQRSTVWXYZ._/"
    face = load_faces()[0]
    assert [part for part in split_clusters(words) if not face.draws(part)] == []
