"""The supporter textbook and slides as they are handed out: every page of the real ones."""

import io
import re
import subprocess

import page
import pytest
from django.conf import settings
from pptx import Presentation
from pypdf import PdfReader

from authoring.loading import load_curriculum
from courses.models import CourseEdition
from handbooks.book import read_book
from handbooks.slides import deck_of, render_slides
from handbooks.slides.fitting import ROOM_LINES, height
from handbooks.textbook import paper as textbook_paper
from handbooks.textbook import render_textbook, textbook_html
from tests.certificates import paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def book():
    load_curriculum(settings.CURRICULUM_DIR, publish=True)
    edition = CourseEdition.objects.published().get(course__slug="supporter")
    return read_book(edition, "ja")


def test_textbook_is_fit_to_hand_out(book):
    pdf = render_textbook(book)
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in report.failures] == []
    assert set(paper.fonts(pdf)) <= {
        "BIZ-UDPGothic",
        "BIZ-UDPGothic-Bold",
        "Noto-Sans-CJK-JP",
        "Noto-Sans-CJK-JP-Bold",
    }
    assert set(paper.fonts(pdf).values()) == {"yes"}
    reader = PdfReader(io.BytesIO(pdf))
    said = [each.extract_text() for each in reader.pages]
    assert [number for number, text in enumerate(said, start=1) if len(text.strip()) < 20] == []
    chapters = [chapter for chapter in book.chapters if chapter.number]
    assert len(chapters) == 8
    # Nothing stands in the margins but the running heads, and nothing is cut off.
    html = subprocess.run(
        ["pdftotext", "-bbox", "-f", "2", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    boxes = re.findall(r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"', html)
    mm = 72 / 25.4
    assert [box for box in boxes if float(box[0]) < 16 * mm or float(box[1]) > 194 * mm] == []


def test_text_of_the_textbook_is_copied_in_order_with_its_readings(book):
    html = textbook_html(book)
    readings = re.findall(r"<ruby>([^<]*)<rp>（</rp><rt>([^<]*)</rt>", html)
    assert len(readings) > 50
    said = subprocess.run(
        ["pdftotext", "-raw", "-", "-"],
        input=textbook_paper().draw(html),
        capture_output=True,
        check=True,
    ).stdout.decode()
    place, said = 0, "".join(said.split())
    for base, reading in readings:
        place = said.find(f"{base}（{reading}）", place) + 1
        assert place, (base, reading)


def test_slides_are_fit_to_lecture_with(book):
    deck = deck_of(book)
    titles = [slide.title for slide in deck.slides]
    assert len(titles) == len(set(titles))
    full = [
        slide.title
        for slide in deck.slides
        if slide.layout == "content"
        and not slide.picture
        and sum(height(line) for line in slide.lines) > ROOM_LINES
    ]
    assert full == []
    assert [slide.title for slide in deck.slides if slide.picture and not slide.picture.alt] == []
    file = Presentation(io.BytesIO(render_slides(book)))
    assert len(file.slides) == len(deck.slides)
