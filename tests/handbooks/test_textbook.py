"""The textbook of a small course: what it says, in which order, and what a machine finds in it."""

import io
import re
import subprocess

import page
import pytest
from pypdf import PdfReader

from authoring.loading import load_curriculum
from courses.models import CourseEdition
from handbooks.book import read_book
from handbooks.guide import guide_html, render_guide
from handbooks.textbook import render_textbook, textbook_html

pytestmark = pytest.mark.django_db

TALK = """---
title: "{話|はな}してみる"
minutes: 3
---

## 見出し

:::::{conversation} talk
:title: 会話

::::{step} start
はじめの場面。

:::{option} 声をかける
:to: last
よろこばれた。
:::

:::{option} 待つ
:to: end
また会えた。
:::
::::

::::{step} last
おわりの場面。
::::
:::::

::::{choices} way
:title: どちらに

:::{option} 右
右へ行った。
:::

:::{option} 左
左へ行った。
:::
::::

:::{scene} three.svg
:alt: 二人が話している

- ソラ：こんにちは。
- 朝のことです。
:::

[まえの話](lesson:intro/what)と[外のページ](https://example.jp/a)。
"""


@pytest.fixture
def edition(folder):
    folder.write("supporter/01-intro/03-talk.ja.md", TALK)
    folder.write("supporter/guide.ja.md", "---\ntitle: 手引き\n---\n\n## ながれ\n\n{話|はな}す。\n")
    load_curriculum(folder.curriculum, publish=True)
    return CourseEdition.objects.select_related("course").get()


def text(pdf):
    said = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True, timeout=60
    ).stdout.decode()
    return " ".join(said.split())


def problems(pdf):
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    return [failure.message for failure in report.failures]


def in_order(said, *words):
    """Each of the words stands after the one before it."""
    place = 0
    for word in words:
        place = said.find(word, place)
        assert place != -1, word


def test_book_says_everything_in_order(edition):
    said = text(render_textbook(read_book(edition, "ja")))
    in_order(
        said,
        "教科書",
        "令和8年度版",
        "目次",
        "第1章",
        "サポーターとは",
        "孤独（こどく）の講座です。",
        "この章でできるようになること",
        "サポーターとは",
        "出典",
        "0120-279-338",
        "令和8年4月1日（水）に確認",
        "畑サロン",
        "考えてみましょう",
        "場面1",
        "声をかける",
        "→ 場面2へ",
        "会話はここで終わりです。",
        "場面2",
        "どちらに",
        "右へ行った。",
        "左へ行った。",
        "ソラ：こんにちは。",
        "朝のことです。",
        "確認テスト",
        "ア．支える人",
        "参考",
        "7.1",
        "確認テストの答えと解説",
        "答え：ア",
        "資格はいりません。",
    )


def test_book_passes_the_machine_checks_of_pdf_ua(edition):
    for language in ("ja", "en"):
        assert problems(render_textbook(read_book(edition, language))) == []


def test_book_has_title_language_and_bookmarks_without_readings(edition):
    reader = PdfReader(io.BytesIO(render_textbook(read_book(edition, "ja"))))
    root = reader.trailer["/Root"]
    assert reader.metadata.title == "講座・令和8年度版"
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"].value) == ("ja", True)
    names = [item["/Title"] for item in reader.outline if isinstance(item, dict)]
    assert names == [
        "目次",
        "第1章　はじめに",
        "参考",
        "確認テストの答えと解説",
        "出典一覧",
    ]
    inner = [item["/Title"] for item in reader.outline[2]]
    assert inner == ["サポーターとは", "なぜ", "話してみる", "確認テスト"]


def test_pages_named_in_the_contents_are_those_pages(edition):
    pages = [
        " ".join(page.extract_text().split())
        for page in PdfReader(io.BytesIO(render_textbook(read_book(edition, "ja")))).pages
    ]
    named = int(re.search(r"確認テストの答えと解説[ .]+(\d+)", pages[1])[1])
    assert "確認テストの答えと解説" in pages[named - 1]


@pytest.mark.parametrize(("track", "lines"), [("supporter", 4), ("kids", 0)])
def test_only_grown_ups_have_lines_to_write_on(edition, track, lines):
    edition.course.track_id = track
    edition.course.save()

    book = textbook_html(read_book(edition, "ja"))

    assert book.count("callout--reflection") == 1
    assert book.count('class="ruled__line"') == lines
    assert book.count('class="ruled"') == bool(lines)


def test_same_book_is_the_same_bytes(edition):
    book = read_book(edition, "ja")
    assert render_textbook(book) == render_textbook(book)


def test_missing_translation_stands_in_japanese_and_says_so(edition):
    html = textbook_html(read_book(edition, "en"))
    assert '<html lang="en">' in html
    assert html.count('<p class="fallback" lang="en">') == 5  # two chapters, three lessons of four
    assert html.count('<div class="lesson" lang="ja">') == 3
    assert "Hello." in html


@pytest.mark.parametrize(("language", "said"), [("ja", set()), ("en", {"ja", "en"})])
def test_pdf_tags_what_is_in_another_language(edition, language, said):
    reader = PdfReader(io.BytesIO(render_textbook(read_book(edition, language))))
    things = [reader.get_object(number) for number in range(1, reader.trailer["/Size"])]
    tagged = [each for each in things if isinstance(each, dict) and "/S" in each]
    assert {each["/Lang"] for each in tagged if "/Lang" in each} == said


def test_easy_japanese_is_japanese_with_its_own_words_readings(edition, folder):
    folder.write("supporter/course.ja-easy.md", "---\ntitle: こうざ\nsummary: やさしい\n---\n")
    load_curriculum(folder.curriculum)
    html = textbook_html(read_book(edition, "ja-easy"))
    assert '<html lang="ja">' in html
    assert "（きょうかしょ）" not in html
    assert "<rt>きょうかしょ</rt>" in html


def test_sources_are_listed_once_with_the_pages_of_their_lessons(folder):
    cited = (
        "sources:\n  - {title: 白書, publisher: 内閣府, year: 令和6年, url: 'https://a.example/'}\n"
    )
    folder.replace("supporter/01-intro/02-why.ja.md", "minutes: 5\n", f"minutes: 5\n{cited}")
    folder.write(
        "supporter/01-intro/03-talk.ja.md", f"---\ntitle: 話\nminutes: 3\n{cited}---\n\n話す。\n"
    )
    load_curriculum(folder.curriculum, publish=True)
    book = read_book(CourseEdition.objects.get(), "ja")
    listed = textbook_html(book).partition('<h1 id="sources"')[2]
    assert listed.count("白書") == 1
    assert re.findall(r'<a href="#([^"]+)"></a>', listed.partition("白書")[2])[:2] == [
        "lesson--intro--why",
        "lesson--intro--talk",
    ]
    said = text(render_textbook(book))
    pages = re.search(r"内閣府「白書」、令和6年 (\d+)、(\d+)ページ", said)
    assert pages is not None
    assert int(pages[1]) <= int(pages[2])


def test_print_says_nothing_of_the_moment(edition):
    """Paper is read later: a window is not open or closed on it."""
    html = textbook_html(read_book(edition, "ja"))
    assert [word for word in ("開設中", "今は", "いま開いて") if word in html] == []


def test_guide_is_a_book_of_its_own(edition):
    pdf = render_guide(edition, "ja")
    in_order(text(pdf), "講座・令和8年度版", "手引き", "ながれ", "話（はな）す。")
    assert problems(pdf) == []
    assert "<h2>ながれ</h2>" in guide_html(edition, "ja")
