"""The lecturer's slides: opened again, and opened in LibreOffice."""

import io
import shutil
import subprocess

import pytest
import time_machine
from django.utils.translation import gettext, override
from pptx import Presentation
from pptx.util import Emu
from pypdf import PdfReader

from authoring.loading import load_curriculum
from courses.models import CourseEdition
from handbooks.book import read_book
from handbooks.slides import deck_of, render_slides
from handbooks.slides.fitting import ROOM_LINES, height, slides_of
from handbooks.slides.wording import Line, beginning, plain, spoken

pytestmark = pytest.mark.django_db

LONG = "{孤独|こどく}の話です。" * 60
LESSON = f"""---
title: "{{話|はな}}してみる"
minutes: 3
sources:
  - {{title: 調査, publisher: 内閣府, year: 令和6年}}
---

さいしょの文は、ここまでがひとつの文です。つぎの文は、スライドには出さないことにしている長い文です。

{LONG}

## ながい話

{LONG}

| 年 | こと |
|---|---|
| 令和6年 | はじまる |

:::{{callout}} today
ひとこと話す。
:::
"""


MATCHING = """title: 1章の確認
pass_mark: 80
questions:
  - key: words
    kind: matching
    lesson: what
    prompt: 合わせる。
    choices:
      - {key: a, text: 孤独, match: 気持ち, explanation: 心です。}
      - {key: b, text: 孤立, match: つながり, explanation: 状態です。}
"""


@pytest.fixture
def edition(folder):
    folder.write("supporter/01-intro/03-talk.ja.md", LESSON)
    load_curriculum(folder.curriculum, publish=True)
    return CourseEdition.objects.select_related("course").get()


@pytest.fixture
def file(edition):
    return render_slides(read_book(edition, "ja"))


def opened(data):
    return Presentation(io.BytesIO(data))


def texts(slide):
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def notes(slide):
    return slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else ""


def test_every_slide_has_a_title_of_its_own_and_none_has_an_empty_place(file):
    slides = opened(file).slides
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    assert "" not in titles
    assert len(titles) == len(set(titles))
    empty = [
        shape.name
        for slide in slides
        for shape in slide.placeholders
        if shape.has_text_frame and not shape.text_frame.text
    ]
    assert empty == []


def test_slides_are_wide_and_everything_is_on_them(file):
    deck = opened(file)
    assert (deck.slide_width, deck.slide_height) == (12191695, 6858000)
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert Emu(shape.left + shape.width) <= deck.slide_width
            assert Emu(shape.top + shape.height) <= deck.slide_height


def test_slide_has_the_beginning_and_the_notes_have_all_with_readings(file):
    slide = next(s for s in opened(file).slides if "さいしょの文" in " ".join(texts(s)))
    assert slide.shapes.title.text_frame.text == "話してみる"
    assert texts(slide)[1].startswith("さいしょの文は、ここまでがひとつの文です。\n孤独の話です。")
    said = notes(slide)
    assert said.splitlines()[0] == "レッスン「話（はな）してみる」：約3分"
    assert "つぎの文は" in said


def test_pictures_are_described(file):
    described = [
        shape._element.nvPicPr.cNvPr.get("descr")
        for slide in opened(file).slides
        for shape in slide.shapes
        if shape.shape_type is not None and shape.shape_type.name == "PICTURE"
    ]
    assert described == ["四角"]


def test_question_has_its_answer_in_the_notes(file):
    slide = next(s for s in opened(file).slides if "問1" in s.shapes.title.text_frame.text)
    assert texts(slide)[1] == "どんな人ですか。\nア．支える人\nイ．専門家"
    assert notes(slide).splitlines() == [
        "答え：ア",
        "ア：そのとおりです。",
        "イ：資格はいりません。",
    ]


def test_reference_chapter_is_one_slide_that_leads_to_the_textbook(file):
    last = list(opened(file).slides)[-1]
    assert texts(last)[:2] == ["参考", "教科書の終わりのほうにあります。\n言葉"]
    assert [s for s in opened(file).slides if "言葉" in s.shapes.title.text_frame.text] == []


def test_slides_in_english_have_english_words_around_the_text(edition):
    titles = [slide.title for slide in deck_of(read_book(edition, "en")).slides]
    with override("en"):
        contents, chapter = gettext("今日の内容"), gettext("第%(number)d章") % {"number": 1}
    assert contents.isascii()
    assert titles[1] == contents
    assert titles[2].startswith(chapter)
    assert [title for title in titles if "確認テスト" in title] == []


def test_same_deck_is_the_same_bytes(edition):
    book = read_book(edition, "ja")
    with time_machine.travel("2026-11-21T10:00:00+09:00"):
        first = render_slides(book)
    with time_machine.travel("2026-11-22T10:00:00+09:00"):
        assert render_slides(book) == first


def test_list_stays_in_one_piece_and_a_line_gets_no_slide_of_its_own():
    lines = [Line("あ" * 80), Line("あ" * 80)]
    lines += [Line("次のとおりです。"), *[Line("い" * 50, 1)] * 3, Line("終わり。")]
    held = [[line.text[:2] for line in each] for each in slides_of(lines)]
    assert held == [["ああ", "ああ"], ["次の", "いい", "いい", "いい", "終わ"]]


def test_title_of_an_earlier_chapter_says_which_chapter_it_is(folder):
    today = "---\ntitle: 話\nminutes: 3\n---\n\n:::{callout} today\n話す。\n:::\n"
    folder.write("supporter/01-intro/03-talk.ja.md", today)
    folder.write("supporter/03-more/chapter.ja.md", "---\ntitle: 続き\ngoal: 続ける。\n---\n")
    folder.write("supporter/03-more/01-go.ja.md", today)
    load_curriculum(folder.curriculum, publish=True)
    titles = [slide.title for slide in deck_of(read_book(CourseEdition.objects.get(), "ja")).slides]
    assert [title for title in titles if "今日できること" in title] == [
        "今日できること",
        "今日できること（第3章）",
    ]


def test_japanese_font_is_named_for_east_asian_letters(file):
    theme = opened(file).slide_master.part.part_related_by(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
    )
    assert theme.blob.decode().count('<a:ea typeface="BIZ UDPゴシック"/>') == 2


def test_libreoffice_opens_as_many_pages_as_there_are_slides(file, tmp_path):
    (tmp_path / "deck.pptx").write_bytes(file)
    office = shutil.which("soffice")
    subprocess.run(
        [
            office,
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/office",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "deck.pptx"),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    pages = PdfReader(tmp_path / "deck.pdf").pages
    assert len(pages) == len(opened(file).slides)
    assert "つながり" not in pages[1].extract_text()
    assert "はじめに" in pages[1].extract_text()


def test_short_text_is_shown_whole(file):
    slide = next(
        s for s in opened(file).slides if "今日できること" in s.shapes.title.text_frame.text
    )
    assert texts(slide)[1] == "ひとこと話す。"


def test_matching_is_a_table_under_its_question(folder):
    folder.write("supporter/01-intro/check.quiz.ja.yaml", MATCHING)
    (folder.root / "supporter/01-intro/check.quiz.en.yaml").unlink()
    load_curriculum(folder.curriculum, publish=True)
    deck = deck_of(read_book(CourseEdition.objects.get(), "ja"))
    slide = next(each for each in deck.slides if each.table and each.lines)
    assert slide.lines[0].text == "合わせる。（合うものの記号を書きます）"
    head, rows = slide.table
    assert (head, [row[0] for row in rows]) == (("ことば", "組み合わせるもの"), ["孤独", "孤立"])
    assert sorted(row[1][2:] for row in rows) == ["つながり", "気持ち"]


def test_long_text_goes_over_several_slides():
    lines = [Line("あ" * 80) for _number in range(9)]
    held = list(slides_of(lines))
    assert sum(len(each) for each in held) == 9
    assert max(sum(height(line) for line in each) for each in held) <= ROOM_LINES


def test_list_is_not_parted_from_what_opens_it():
    lines = [Line("あ" * 58), Line("あ" * 58), Line("次のとおりです。")]
    lines += [Line("い" * 50, 1) for _number in range(3)]
    for each in slides_of(lines):
        assert each[-1].text != "次のとおりです。"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ひとつ。ふたつ。", "ひとつ。ふたつ。"),
        ("「はい。そうです。」と言った。" + "あ" * 60 + "。", "「はい。そうです。」と言った。"),
        ("It is so. " + "a" * 100 + ".", "It is so."),
        ("終わりのない文", "終わりのない文"),
    ],
)
def test_beginning_of_a_paragraph(text, shown):
    assert beginning(text) == shown


def test_readings_in_words():
    text = "{孤独|こどく}と{孤独|こどく}"
    assert plain(text) == "孤独と孤独"
    assert plain(text, set()) == "孤独（こどく）と孤独"
    assert spoken(text) == "孤独（こどく）と孤独（こどく）"
