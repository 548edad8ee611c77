"""Looking at a PDF as people and machines do: as a picture, as text, as its structure."""

import io
import re
import subprocess

import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageOps, ImageStat

DPI = 200
POINT = DPI / 72
MM = DPI / 25.4
PAGE_WIDTH_MM = 210
NAME_POINTS = 30
# From certificate.css: the name's last line stands on 180 mm above the foot, padded by .4 em and
# followed by 様 at .75 em.
HONORIFIC_POINTS = NAME_POINTS * 0.75 * 1.4


def picture(pdf, dpi=DPI):
    """The first page in grey."""
    drawn = _poppler(["pdftoppm", "-r", str(dpi), "-png", "-f", "1", "-l", "1", "-"], pdf)
    return Image.open(io.BytesIO(drawn)).convert("L")


def text(pdf):
    return _poppler(["pdftotext", "-layout", "-", "-"], pdf).decode()


def fonts(pdf):
    """Of each font: its name without the subset's tag, and whether it is embedded."""
    lines = _poppler(["pdffonts", "-"], pdf).decode().splitlines()[2:]
    return {
        re.sub(r"^[A-Z]{6}\+", "", line.split()[0]): re.search(
            r"(yes|no) +(yes|no) +(yes|no)", line
        )[1]
        for line in lines
    }


def words(pdf):
    """`(left, top, right, bottom, word)` in mm."""
    html = _poppler(["pdftotext", "-bbox", "-", "-"], pdf).decode()
    found = re.findall(
        r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', html
    )
    return [(*(float(place) * 25.4 / 72 for place in word[:4]), word[4]) for word in found]


def decoded_qr(pdf):
    codes = zxingcpp.read_barcodes(picture(pdf, dpi=150))
    return [code.text for code in codes]


def name_characters(pdf, count):
    """The drawn characters of a one-line name of full-width characters, each as it stands."""
    page = picture(pdf)
    width = NAME_POINTS * POINT
    left = PAGE_WIDTH_MM / 2 * MM - (count * NAME_POINTS + HONORIFIC_POINTS) * POINT / 2
    bottom = (297 - 180) * MM
    return [
        page.crop(
            (
                round(left + n * width),
                round(bottom - 1.3 * width),
                round(left + (n + 1) * width),
                round(bottom),
            )
        )
        for n in range(count)
    ]


def expected_character(character, face):
    """The font's own glyph, drawn by another program than the one that makes the PDF."""
    font = ImageFont.truetype(face.path, 200, index=face.index, layout_engine=ImageFont.Layout.RAQM)
    page = Image.new("L", (400, 400), 255)
    ImageDraw.Draw(page).text((100, 60), character, font=font, fill=0)
    return page


def likeness(one, other):
    """0 (nothing in common) to 1 (the same ink), of two glyphs whatever their size."""
    first, second = _ink(one), _ink(other)
    both = ImageStat.Stat(ImageChops.darker(first, second)).sum[0]
    either = ImageStat.Stat(ImageChops.lighter(first, second)).sum[0]
    return both / either


def _ink(image):
    dark = ImageOps.invert(image).point(lambda value: value if value > 60 else 0)
    box = dark.getbbox()
    assert box, "nothing is drawn"
    return dark.crop(box).resize((96, 96), Image.Resampling.BILINEAR)


def _poppler(command, pdf):
    return subprocess.run(command, input=pdf, capture_output=True, check=True, timeout=60).stdout
