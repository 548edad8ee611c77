"""Furigana by grade: what a kids course may not show without a reading."""

import re
import shutil
import time

import pytest
from django.conf import settings

from authoring.loading import CurriculumInvalidError, load_curriculum
from authoring.quality.facts import FactsSheet
from authoring.quality.report import build_report
from content.rendering.pieces import ParsedText
from core.japanese.kanji import KANJI
from courses.files.documents import Document
from courses.files.exporting import export_courses
from courses.files.furigana import find_unread_kanji, known_kanji
from courses.files.reading import read_courses
from courses.models import CourseEdition
from tests.courses.course_files import Folder

LESSON = """---
title: きょうの話
minutes: 4
sources:
  - {title: 孤独の調査, publisher: 内閣府, year: 令和6年}
---

学校で{友達|ともだち}に会いました。人々が[来て](https://example.jp/孤独)います。

:::{scene} three.svg
:alt: 孤独な四角
- 先生：おはよう。
:::
"""
QUIZ = """title: たしかめ
pass_mark: 80
questions:
  - key: role
    kind: single
    lesson: talk   # 孤独
    prompt: どんな人ですか。
    choices:
      - {key: a, text: "{支|ささ}える人", correct: true, explanation: そのとおり。}
      - {key: b, text: 先生, explanation: ちがいます。}
"""
EASY_QUIZ = """title: たしかめ
questions:
  - key: role
    prompt: どんな{人|ひと}ですか。
    choices:
      - {key: a, text: "ほかの{人|ひと}", explanation: そうです。}
      - {key: b, text: せんせい, explanation: ちがいます。}
"""
FILES = {
    "course.yaml": "track: kids\nposition: 1\nkanji_grade: 4   # 小学校高学年\nedition:\n  number: 1\n  label: {ja: '令和8年度{版|ばん}'}\n",
    "course.ja.md": "---\ntitle: 子どもの話\nsummary: 話です。\n---\n\n子どもの話です。\n",
    "01-talk/chapter.ja.md": "---\ntitle: はじめに\ngoal: 言える。\n---\n",
    "01-talk/01-talk.ja.md": LESSON + "\n:::{quiz} check\n:::\n",
    "01-talk/01-talk.en.md": "---\ntitle: Talk of 孤独\n---\n\n孤独\n\n:::{quiz} check\n:::\n",
    "01-talk/check.quiz.ja.yaml": QUIZ,
    "01-talk/figures/three.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 6 3"><text>孤独</text></svg>\n',
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def kids(tmp_path):
    folder = Folder(tmp_path)
    shutil.rmtree(folder.root)
    for path in folder.curriculum.glob("*.yaml"):
        path.unlink()
    for name, text in FILES.items():
        folder.write(f"kids/{name}", text)
    return folder


def problems(folder):
    with pytest.raises(CurriculumInvalidError) as caught:
        load_curriculum(folder.curriculum)
    return [(p.file.rpartition("kids/")[2], p.line, p.reason) for p in caught.value.problems]


def needs_ruby(kanji, grade=4):
    return f"「{kanji}」は、小学{grade}年生までに習わない漢字です。ふりがなを付けてください。"


def needs_ruby_in_easy(kanji):
    return (
        f"「{kanji}」にふりがながありません。"
        "やさしい日本語では、すべての漢字にふりがなを付けてください。"
    )


def test_the_table_has_1026_kanji():
    signs = len("々〇ヶヵ")
    assert [len(known_kanji(grade)) - signs for grade in range(1, 7)] == [
        80, 240, 440, 642, 835, 1026,
    ]  # fmt: skip
    assert known_kanji(0) == set()


def test_a_text_within_its_grade_loads_and_is_written_back_without_a_difference(kids):
    before = kids.files()

    load_curriculum(kids.curriculum)

    edition = CourseEdition.objects.get(course__slug="kids")
    assert edition.kanji_grade == 4
    changed, others = export_courses(kids.root)
    assert (changed, others, kids.files()) == ([], [], before)


def test_a_course_file_made_anew_keeps_the_grade(kids, tmp_path):
    load_curriculum(kids.curriculum)
    CourseEdition.objects.filter(course__slug="kids").update(kanji_grade=5)

    export_courses(tmp_path / "out")

    assert (tmp_path / "out/kids/course.yaml").read_text(encoding="utf-8") == (
        "track: kids\nposition: 1\nkanji_grade: 5\nedition:\n  number: 1\n  label:\n    ja: 令和8年度{版|ばん}\n"
    )


def test_other_courses_are_left_alone(kids):
    kids.replace("kids/course.yaml", "kanji_grade: 4   # 小学校高学年\n", "")
    kids.replace("kids/01-talk/01-talk.ja.md", "{友達|ともだち}", "友達")

    load_curriculum(kids.curriculum)

    assert CourseEdition.objects.get(course__slug="kids").kanji_grade is None


@pytest.mark.parametrize("grade", ["0", "7", "四", "4.5"])
def test_a_grade_is_a_school_year(kids, grade):
    kids.replace("kids/course.yaml", "kanji_grade: 4", f"kanji_grade: {grade}")

    assert ("course.yaml", 3, "「kanji_grade」は1から6までの整数で書いてください。") in problems(
        kids
    )


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "reason"),
    [
        ("course.yaml", "8年度", "8年度新編", 6, needs_ruby("編")),
        ("course.ja.md", "title: 子", "title: 孤独な子", 2, needs_ruby("孤独")),
        ("course.ja.md", "。\n---", "。\n  支える。\n---", 4, needs_ruby("支")),
        ("course.ja.md", "\n子どもの", "\n孤独な子どもの", 6, needs_ruby("孤独")),
        ("01-talk/chapter.ja.md", "言える", "支える", 3, needs_ruby("支")),
        ("01-talk/01-talk.ja.md", "きょうの話", "'{今日|きょう}の独り'", 2, needs_ruby("独")),
        ("01-talk/01-talk.ja.md", "に会い", "と独り、また独りに会い", 8, needs_ruby("独")),
        ("01-talk/01-talk.ja.md", "おはよう", "迷惑", 12, needs_ruby("迷惑")),
        ("01-talk/01-talk.ja.md", "{友達|ともだち}に", "{友達|ともだち}と友髙に", 8, needs_ruby("髙")),
        (
            "01-talk/01-talk.ja.md",
            "\n:::{quiz}",
            "\n::::{choices} you\n:title: 孤\n\n:::{option} 独\nあ\n:::\n:::{option} い\nう\n:::\n::::\n\n:::{quiz}",
            16,
            needs_ruby("孤"),
        ),
        (
            "01-talk/01-talk.ja.md",
            "\n:::{quiz}",
            "\n::::{choices} you\n:::{option} 独\nあ\n:::\n:::{option} い\nう\n:::\n::::\n\n:::{quiz}",
            16,
            needs_ruby("独"),
        ),
        ("01-talk/check.quiz.ja.yaml", "どんな", "支える", 7, needs_ruby("支")),
        ("01-talk/check.quiz.ja.yaml", "{支|ささ}", "支", 9, needs_ruby("支")),
        ("01-talk/check.quiz.ja.yaml", "ちがいます", "違います", 10, needs_ruby("違")),
        (
            "01-talk/check.quiz.ja.yaml",
            "prompt: どんな人ですか。",
            "prompt: >-\n      どんな人で\n      支えますか。",
            9,
            needs_ruby("支"),
        ),
    ],
)  # fmt: skip
def test_kanji_above_the_grade_are_named_by_line(kids, name, old, new, line, reason):
    kids.replace(f"kids/{name}", old, new)

    found = problems(kids)

    assert (name, line, reason) in found
    assert {problem[0] for problem in found} == {name}


def test_each_line_names_all_its_kanji_once(kids):
    kids.replace("kids/01-talk/01-talk.ja.md", "に会い", "と独り、また独りで孤立に会い")

    assert problems(kids) == [("01-talk/01-talk.ja.md", 8, needs_ruby("独孤"))]


def test_middle_school_knows_all_1026(kids):
    kids.replace("kids/course.yaml", "kanji_grade: 4", "kanji_grade: 6")
    kids.replace("kids/01-talk/01-talk.ja.md", "に会い", "を支え、迷惑な孤独に会い")

    assert problems(kids) == [("01-talk/01-talk.ja.md", 8, needs_ruby("惑孤", 6))]


# やさしい日本語 --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "line", "kanji"),
    [
        ("course.ja-easy.md", "---\ntitle: '{子|こ}どもの話'\nsummary: はなし\n---\n", 2, "話"),
        ("course.ja-easy.md", "---\ntitle: はなし\nsummary: あ\n---\n\n{子|こ}の日\n", 6, "日"),
        ("01-talk/chapter.ja-easy.md", "---\ntitle: はなし\ngoal: 言える。\n---\n", 3, "言"),
        ("01-talk/01-talk.ja-easy.md", "---\ntitle: 今日\n---\n\n:::{quiz} check\n:::\n", 2, "今日"),
        ("01-talk/check.quiz.ja-easy.yaml", EASY_QUIZ.replace('{人|ひと}"', '人"'), 6, "人"),
        (
            "01-talk/check.quiz.ja-easy.yaml",
            EASY_QUIZ.replace('{人|ひと}"', '\\u6F22"'),
            6,
            "漢",
        ),
        ("course.ja-easy.md", "---\ntitle: あ\nsummary: あ\n---\n\n{人|ひと}々\n", 6, "々"),
        ("course.ja-easy.md", "---\ntitle: あ\nsummary: あ\n---\n\n〆と三ヶ月\n", 6, "〆三ヶ月"),
        ("course.ja-easy.md", "---\ntitle: あ\nsummary: あ\n---\n\n:source: 話\n", 6, "話"),
        (
            "course.ja-easy.md",
            "---\ntitle: あ\nsummary: あ\n---\n\n:::{callout} note\n\n:alt: 話\n:::\n",
            8,
            "話",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("grade", ["kanji_grade: 4   # 小学校高学年\n", ""])
def test_every_kanji_of_easy_japanese_needs_ruby(kids, name, text, line, kanji, grade):
    kids.replace("kids/course.yaml", "kanji_grade: 4   # 小学校高学年\n", grade)
    kids.write(f"kids/{name}", text)

    assert problems(kids) == [(name, line, needs_ruby_in_easy(kanji))]


def test_a_page_of_half_links_is_looked_at_in_no_time(kids):
    document = Document("", "", "", "](" * 45_000 + "話", {}, ParsedText())
    started = time.perf_counter()

    assert list(find_unread_kanji(document, 0)) == [(3, "話")]
    assert time.perf_counter() - started < 3


def test_the_label_of_an_edition_needs_ruby_in_easy_japanese(kids):
    kids.replace("kids/course.yaml", "{ja: ", "{ja-easy: 2026年度, ja: ")

    assert problems(kids) == [("course.yaml", 6, needs_ruby_in_easy("年度"))]


def test_the_report_counts_kanji_that_readers_do_not_know(kids):
    kids.write("kids/01-talk/chapter.ja-easy.md", "---\ntitle: 話\ngoal: 言える\n---\n")
    kids.write("kids/01-talk/01-talk.ja-easy.md", "---\ntitle: はなし\n---\n\n今日\n")
    kids.replace("kids/01-talk/01-talk.ja.md", "きょうの話", "孤独な話")
    kids.replace("kids/course.ja.md", "\n子どもの話です", "\n迷う子どもの話です")

    facts = FactsSheet(frozenset(), frozenset(), frozenset())
    rows = build_report(read_courses(kids.root), facts)

    assert {(row.chapter, row.language): row.unread_kanji for row in rows} == {
        ("01-talk", "ja"): 2,
        ("", "ja"): 3,
        ("01-talk", "en"): 0,
        ("", "en"): 0,
        ("01-talk", "ja-easy"): 4,
        ("", "ja-easy"): 4,
    }


def test_pictures_in_easy_japanese_show_no_kanji():
    """A picture has no ruby, and small readings in it could not be read on a phone."""
    shown = {
        path.parent / "figures" / name
        for path in settings.CURRICULUM_DIR.glob("courses/*/*/*.ja-easy.md")
        for name in re.findall(r"\{(?:figure|scene)\} (\S+)", path.read_text(encoding="utf-8"))
    }
    assert len(shown) > 10
    assert [p.name for p in sorted(shown) if KANJI.search(p.read_text(encoding="utf-8"))] == []
