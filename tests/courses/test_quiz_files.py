"""Questions of every kind, from the authors' files to the stored version and back."""

import pytest

from authoring.loading import CurriculumInvalidError, load_curriculum
from courses.files.exporting import export_courses
from courses.files.quiz_files import read_quiz
from quizzes.models import QuizVersion
from quizzes.queries import load_quiz
from quizzes.services import save_quiz_version
from tests.courses.course_files import QUIZ, QUIZ_EN

JA = "supporter/01-intro/check.quiz.ja.yaml"
EN = "supporter/01-intro/check.quiz.en.yaml"

MIXED = (
    QUIZ
    + """  - key: no-exam
    kind: truefalse
    lesson: what
    prompt: "{資格|しかく}はいらない。"
    answer: true
    explanation: {true: そのとおりです。, false: いりません。}
  - key: steps
    kind: ordering
    lesson: what
    prompt: 順番に並べてください。
    choices:
      - {key: notice, text: 気づく, explanation: はじめです。}
      - {key: speak, text: 声をかける, explanation: 次です。}
      - {key: listen, text: 聞く, explanation: それからです。}
  - key: words
    kind: matching
    lesson: what
    prompt: 組み合わせてください。
    choices:
      - {key: lonely, text: 孤独, match: 心, explanation: 感じ方です。}
      - {key: isolated, text: 孤立, match: 状態, explanation: つながりの数です。}
"""
)
MIXED_EN = (
    QUIZ_EN
    + """  - key: no-exam
    prompt: No licence is needed.
    explanation: {true: Right., false: None is needed.}
  - key: steps
    prompt: Put them in order.
    choices:
      - {key: listen, text: Listen, explanation: Then.}
      - {key: notice, text: Notice, explanation: First.}
      - {key: speak, text: Speak, explanation: Next.}
  - key: words
    prompt: Match them.
    choices:
      - {key: lonely, text: Lonely, match: A feeling, explanation: How it feels.}
      - {key: isolated, text: Isolated, match: A state, explanation: How many ties.}
"""
)


def read(source, language="ja"):
    problems = []
    document = read_quiz(source, path="", display_path="f", language=language, problems=problems)
    return document, [(problem.line, problem.reason) for problem in problems]


def test_read_quiz_gives_structure_and_words_of_every_kind():
    document, problems = read(MIXED)
    assert problems == []
    assert [
        (q["key"], q["kind"], [(c["key"], c["correct"]) for c in q["choices"]])
        for q in document.questions
    ] == [
        ("role", "single", [("a", True), ("b", False)]),
        ("no-exam", "truefalse", [("true", True), ("false", False)]),
        ("steps", "ordering", [("notice", True), ("speak", True), ("listen", True)]),
        ("words", "matching", [("lonely", True), ("isolated", True)]),
    ]
    words = document.texts["questions"]
    assert words["no-exam"]["choices"] == {
        "true": {"text": "", "explanation": "そのとおりです。"},
        "false": {"text": "", "explanation": "いりません。"},
    }
    assert words["words"]["choices"]["lonely"] == {
        "text": "孤独",
        "match": "心",
        "explanation": "感じ方です。",
    }


@pytest.mark.django_db
def test_translation_may_write_its_choices_in_any_order():
    japanese, _none = read(MIXED)
    english, problems = read(MIXED_EN, "en")
    assert problems == []
    version = save_quiz_version(
        key="k",
        pass_mark=80,
        questions=japanese.questions,
        texts={"ja": japanese.texts, "en": english.texts},
    )
    steps = load_quiz(version.pk, "en").questions[2]
    assert [choice.text for choice in steps.choices] == ["Notice", "Speak", "Listen"]


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("    answer: true\n", "", 16, "「answer」がありません。"),
        ("answer: true", "answer: maybe", 20, "「answer」は true か false で書いてください。"),
        ("{true: そのとおりです。, false", "{false", 21, "「true」がありません。"),
        (
            "false: いりません。}",
            "false: いりません。, maybe: x}",
            21,
            "「maybe」という項目はありません。使える項目：true、false",
        ),
        (
            "    explanation: {true: そのとおりです。, false: いりません。}\n",
            "",
            16,
            "「explanation」に項目の組がありません。",
        ),
        (
            "    answer: true\n",
            "    answer: true\n    choices: []\n",
            21,
            "「choices」という項目はありません。使える項目：key、kind、lesson、prompt、answer、explanation",
        ),
        (
            "      - {key: listen, text: 聞く, explanation: それからです。}\n",
            "",
            26,
            "「kind: ordering」の選択肢は3から7までです。",
        ),
        (
            "      - {key: isolated, text: 孤立, match: 状態, explanation: つながりの数です。}\n",
            "",
            34,
            "「kind: matching」の選択肢は2から7までです。",
        ),
        (
            "text: 気づく, ",
            "text: 気づく, correct: true, ",
            27,
            "「correct」という項目はありません。使える項目：key、text、explanation",
        ),
        ("match: 状態", "match: 心", 36, "「心」が二度書かれています。見分けられません。"),
        (
            "match: 状態",
            'match: "{心|こころ}"',
            36,
            "「心」が二度書かれています。見分けられません。",
        ),
        ("match: 状態, ", "", 36, "「match」がありません。"),
        (
            "text: 気づく, ",
            "text: 気づく, match: x, ",
            27,
            "「match」という項目はありません。使える項目：key、text、explanation",
        ),
        ("text: 聞く", "text: 気づく", 29, "「気づく」が二度書かれています。見分けられません。"),
        (
            "text: 専門家",
            "text: 支える人",
            14,
            "「支える人」が二度書かれています。見分けられません。",
        ),
        (
            '"{資格|しかく}は',
            '"{資格|shikaku}は',
            19,
            "「資格」の読み「shikaku」は、ひらがなかカタカナで書いてください。",
        ),
        (
            "text: 聞く",
            'text: "{聞く|きく}"',
            29,
            "ふりがなの左側「聞く」は漢字だけにしてください（送りがなは外に出します）。",
        ),
        (
            "prompt: 順番",
            "prompt: ｛順番｝",
            25,
            "ふりがなは半角で「{漢字|かんじ}」と書いてください。",
        ),
    ],
)
def test_read_quiz_names_a_mistake_by_its_line(old, new, line, reason):
    assert MIXED.count(old) == 1
    _document, problems = read(MIXED.replace(old, new))
    assert problems == [(line, reason)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "reasons"),
    [
        (
            ", match: A feeling",
            "",
            ["「match」がありません。"],
        ),
        (
            "    explanation: {true: Right., false: None is needed.}\n",
            "    choices:\n      - {key: true, text: T, explanation: x}\n",
            ["日本語版にある question no-exam, choice false がありません。"],
        ),
        (
            "key: speak, text",
            "key: talk, text",
            [
                "question steps, choice talk は日本語版にありません。",
                "日本語版にある question steps, choice speak がありません。",
            ],
        ),
        (
            "text: Listen, explanation",
            "text: Listen, match: x, explanation",
            [
                "question steps, choice listen, match は日本語版にありません。",
                "question steps, choice notice, match は日本語版にありません。",
                "question steps, choice speak, match は日本語版にありません。",
                "「match」がありません。",
                "「match」がありません。",
            ],
        ),
    ],
)
def test_translation_that_does_not_fit_is_refused(folder, old, new, reasons):
    folder.write(JA, MIXED)
    assert MIXED_EN.count(old) == 1
    folder.write(EN, MIXED_EN.replace(old, new))
    with pytest.raises(CurriculumInvalidError) as caught:
        load_curriculum(folder.curriculum)
    found = sorted(problem.reason for problem in caught.value.problems if problem.file.endswith(EN))
    assert found == sorted(reasons)
    assert QuizVersion.objects.count() == 0


@pytest.mark.django_db
def test_matching_without_any_match_in_a_translation_is_refused(folder):
    folder.write(JA, MIXED)
    folder.write(EN, MIXED_EN.replace(", match: A feeling", "").replace(", match: A state", ""))
    with pytest.raises(CurriculumInvalidError) as caught:
        load_curriculum(folder.curriculum)
    assert sorted(problem.reason for problem in caught.value.problems) == [
        "日本語版にある question words, choice isolated, match がありません。",
        "日本語版にある question words, choice lonely, match がありません。",
    ]


@pytest.mark.django_db
def test_every_kind_is_exported_as_it_was_written(folder, tmp_path):
    folder.write(JA, MIXED)
    folder.write(EN, MIXED_EN)
    load_curriculum(folder.curriculum, publish=True)
    export_courses(tmp_path / "out")
    for name, text in ((JA, MIXED), (EN, MIXED_EN)):
        assert (tmp_path / "out" / name).read_bytes() == text.encode()
    assert export_courses(folder.root)[0] == []
    load_curriculum(folder.curriculum, publish=True)
    assert QuizVersion.objects.count() == 1
