"""Radicals, which a copy from a PDF has in place of kanji, are refused wherever authors write."""

import pytest

from authoring.loading import CurriculumInvalidError, load_curriculum
from courses.models import Course

pytestmark = pytest.mark.django_db

REASON = "「⼈」（U+2F08）は部首の文字です。漢字の「人」（U+4EBA）に直してください。"
SURVEY = """title: 前と後
questions:
  - key: four
    kind: knowledge
    prompt: 人ですか。
    choices:
      - {key: a, text: そう思う, correct: true}
      - {key: b, text: ちがう}
  - key: speak
    kind: intention
    prompt: "{声|こえ}をかけますか。"
    choices:
      - {key: x, text: とても}
      - {key: y, text: 少し}
      - {key: z, text: あまり}
      - {key: n, text: いいえ}
"""
WHAT = "supporter/01-intro/01-what.ja.md"
QUIZ = "supporter/01-intro/check.quiz.ja.yaml"


def problems(folder):
    with pytest.raises(CurriculumInvalidError) as caught:
        load_curriculum(folder.curriculum)
    assert not Course.objects.exists()
    base = f"{folder.curriculum}/"
    return [(p.file.replace(base, ""), p.line, p.reason) for p in caught.value.problems]


@pytest.mark.parametrize(
    ("name", "old", "new", "line"),
    [
        ("supporter/course.yaml", "令和8年度版", "⼈の版", 5),
        ("supporter/course.ja.md", "title: 講座", "title: ⼈の講座", 2),
        ("supporter/course.ja.md", "{孤独|こどく}", "{⼈|ひと}", 6),
        ("supporter/course.en.md", "About it.", "About ⼈.", 3),
        ("supporter/01-intro/chapter.ja.md", "言える", "⼈に言える", 3),
        (WHAT, "title: 調査", "title: ⼈の調査", 5),
        (WHAT, "本文です", "⼈です", 8),
        (WHAT, "本文です", "&#x2F08;です", 8),
        (WHAT, ":alt: 四角", ":alt: ⼈", 11),
        ("supporter/02-reference/01-words.ja.md", "20代", "⼈", 14),
        (QUIZ, "支える人", "支える⼈", 10),
        (QUIZ, "text: 専門家", 'text: "\\u2F08"', 14),
        (QUIZ, "prompt: どんな人ですか。", "prompt: >-\n      どんな\n      ⼈ですか。", 9),
        ("../windows.ja.yaml", "name: よりそい", "name: ⼈によりそう", 3),
        ("../activities.ja.yaml", "summary: 例です", "summary: ⼈の例です", 7),
        ("../surveys/supporter.ja.yaml", "人ですか", "⼈ですか", 5),
    ],
)
def test_a_radical_is_named_by_file_and_line(folder, name, old, new, line):
    folder.write("../surveys/supporter.ja.yaml", SURVEY)
    folder.replace(name, old, new)

    assert problems(folder) == [
        (name.removeprefix("../") if "../" in name else f"courses/{name}", line, REASON)
    ]


def test_every_line_with_a_radical_is_named(folder):
    folder.replace(QUIZ, "prompt: どんな人ですか。", "prompt: >-\n      ⼈と\n      ⼈")
    folder.replace(QUIZ, "text: 専門家", "text: ⼈と⼈")

    assert problems(folder) == [(f"courses/{QUIZ}", line, REASON) for line in (8, 9, 16)]


def test_a_comment_may_say_what_it_likes(folder):
    folder.replace("supporter/course.yaml", "position: 1", "position: 1  # ⼈")

    load_curriculum(folder.curriculum)

    assert Course.objects.exists()
