import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import get_finder

SHEET = "fonts/biz-udpgothic/fonts.css"


def test_sheet_names_only_slices_that_are_served():
    text = Path(finders.find(SHEET)).read_text(encoding="utf-8")
    names = re.findall(r'url\("([^"]+)"\)', text)
    assert len(names) == len(set(names)) == text.count("@font-face")
    assert all(finders.find(f"fonts/biz-udpgothic/{name}") for name in names)


def test_sheet_has_both_weights_for_every_range():
    text = Path(finders.find(SHEET)).read_text(encoding="utf-8")
    ranges = {
        weight: re.findall(rf"font-weight:{weight};.*?unicode-range:([^}}]+)}}", text)
        for weight in (400, 700)
    }
    assert ranges[400] == ranges[700]
    assert len(ranges[400]) > 100


def test_whole_font_in_one_file_is_not_served():
    assert finders.find("fonts/biz-udpgothic/biz-udpgothic-japanese-400-normal.woff2") is None


def test_finder_lists_the_sheet_and_the_slices_alone():
    names = [name for name, _storage in get_finder("theme.finders.WebFontFinder").list([])]
    assert names[0] == "fonts.css"
    assert {name.rpartition(".")[2] for name in names[1:]} == {"woff2"}
