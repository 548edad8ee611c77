"""Surveys: their files with every mistake by line, versions by meaning, before beside after."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from hypothesis import given
from hypothesis import strategies as st

from authoring.loading import CurriculumInvalidError, load_curriculum
from surveys.comparing import Cell, compare_counts
from surveys.forms import SurveyForm, TallyForm
from surveys.models import Survey, SurveyText
from surveys.queries import current_survey, load_survey
from surveys.reading import read_surveys
from surveys.storing import save_surveys
from tests.factories.courses import survey

pytestmark = pytest.mark.django_db

JA = """title: 前と後
questions:
  - key: four
    kind: knowledge
    prompt: 四わりとは。
    choices:
      - {key: a, text: そう思う, correct: true}
      - {key: b, text: ちがう}
  - key: speak
    kind: intention
    prompt: "{声|こえ}をかけますか。"
    choices:
      - {key: x, text: とても, face: glad}
      - {key: y, text: 少し, face: smile}
      - {key: z, text: あまり}
      - {key: n, text: いいえ}
"""
EN = """title: Before and after
questions:
  - key: four
    prompt: What is 40%?
    choices: [{key: a, text: Some}, {key: b, text: None}]
  - key: speak
    prompt: Would you speak?
    choices: [{key: x, text: Very}, {key: y, text: Some}, {key: z, text: Hardly}, {key: n, text: No}]
"""


@pytest.fixture
def survey_files(folder):
    """The small curriculum of `tests.courses.course_files` with surveys beside it."""
    path = folder.curriculum / "surveys"
    path.mkdir()
    (path / "supporter.ja.yaml").write_text(JA, encoding="utf-8")
    (path / "supporter.en.yaml").write_text(EN, encoding="utf-8")
    return path


def change(survey_files, old, new, name="supporter.ja.yaml"):
    path = survey_files / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def problems(folder):
    with pytest.raises(CurriculumInvalidError) as caught:
        load_curriculum(folder.curriculum, publish=True)
    assert Survey.objects.count() == 0
    return [
        (Path(problem.file).name, problem.line, problem.reason) for problem in caught.value.problems
    ]


# Files -------------------------------------------------------------------------------------------


def test_surveys_load_with_the_curriculum_and_again_without_a_change(folder, survey_files):
    assert load_curriculum(folder.curriculum, publish=True).surveys == 1
    stored = Survey.objects.get()
    assert (stored.track_id, stored.is_current, len(stored.questions)) == ("supporter", True, 2)
    assert stored.questions[1]["choices"][0] == {"key": "x", "is_correct": False, "face": "glad"}
    assert set(stored.texts.values_list("language", flat=True)) == {"ja", "en"}
    assert load_curriculum(folder.curriculum, publish=True).surveys == 0


def test_the_site_s_own_surveys_are_without_a_mistake():
    root = settings.CURRICULUM_DIR / "surveys"
    found = read_surveys(root, shown_as="curriculum/surveys")
    assert found.problems == []
    assert {track: sorted(each.words) for track, each in found.surveys.items()} == {
        track: ["en", "ja", "ja-easy"] for track in ("supporter", "kids", "advanced")
    }


def test_easy_japanese_has_a_reading_on_every_kanji():
    import re

    root = settings.CURRICULUM_DIR / "surveys"
    for path in root.glob("*.ja-easy.yaml"):
        bare = re.sub(r"\{[^{}|]*\|[^{}|]*\}", "", path.read_text(encoding="utf-8"))
        assert re.findall("[一-鿿]", bare) == [], path.name


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("kind: knowledge", "kind: opinion", 4, "「kind」に「opinion」は使えません。"),
        ("title: 前と後\n", "", 1, "「title」がありません。"),
        (", correct: true", "", 6, "正しい選択肢（correct: true）を一つだけ"),
        (
            "text: ちがう",
            "text: ちがう, correct: true",
            6,
            "正しい選択肢（correct: true）を一つだけ",
        ),
        (
            "text: あまり",
            "text: あまり, correct: true",
            12,
            "「kind: intention」に正解はありません。",
        ),
        ("      - {key: n, text: いいえ}\n", "", 12, "選択肢は4から5まで"),
        ("key: b", "key: a", 8, "キー「a」が二度使われています。"),
        ("key: speak", "key: Speak", 9, "キー「Speak」は半角の小文字"),
        ("{声|こえ}", "{声をかける|こえ}", 11, "漢字だけにしてください"),
        ("face: glad", "face: angry", 13, "「face」に「angry」は使えません。"),
        (
            "    prompt: 四わりとは。",
            "    hint: x\n    prompt: 四わりとは。",
            5,
            "「hint」という項目は",
        ),
        ("kind: intention", "kind: knowledge", 2, "（kind: intention）を一つ置いて"),
    ],
)
def test_mistake_is_named_by_file_and_line(folder, survey_files, old, new, line, reason):
    change(survey_files, old, new)
    found = [each for each in problems(folder) if each[0] == "supporter.ja.yaml"]
    assert any(where == line and reason in words for _file, where, words in found), found


def test_too_many_questions_of_knowledge_are_refused(folder, survey_files):
    question = JA[JA.index("  - key: four") : JA.index("  - key: speak")]
    more = "".join(question.replace("four", f"four-{number}") for number in range(3))
    change(survey_files, "  - key: speak", f"{more}  - key: speak")
    assert any("一つから三つまで" in words for _file, _line, words in problems(folder))


def test_translation_asks_what_the_japanese_asks(folder, survey_files):
    change(survey_files, "{key: n, text: No}", "{key: m, text: No}", "supporter.en.yaml")
    assert problems(folder) == [
        ("supporter.en.yaml", 1, "question speak, choice m は日本語版にありません。"),
        ("supporter.en.yaml", 1, "日本語版にある question speak, choice n がありません。"),
    ]


def test_translation_without_its_source_is_refused(folder, survey_files):
    (survey_files / "supporter.ja.yaml").unlink()
    assert problems(folder) == [
        ("supporter.en.yaml", 1, "もとになる日本語のファイルがありません。")
    ]


@pytest.mark.parametrize("name", ["heroes.ja.yaml", "supporter.fr.yaml", "supporter.yaml", "a.txt"])
def test_file_of_another_name_is_refused(folder, survey_files, name):
    (survey_files / name).write_text("title: x\n", encoding="utf-8")
    assert [file for file, _line, _words in problems(folder)] == [name]


@pytest.mark.parametrize("data", [b"title: \xff\n", b"\xef\xbb\xbftitle: x\n", b"title: x\r\n"])
def test_file_in_another_encoding_is_refused(folder, survey_files, data):
    (survey_files / "supporter.en.yaml").write_bytes(data)
    assert [(file, line) for file, line, _words in problems(folder)] == [("supporter.en.yaml", 1)]


def test_children_s_words_have_a_reading_above_the_fourth_grade(folder, survey_files):
    for language in ("ja", "en"):
        shutil.copy(
            survey_files / f"supporter.{language}.yaml", survey_files / f"kids.{language}.yaml"
        )
    change(survey_files, "四わりとは。", "孤独とは。", "kids.ja.yaml")
    found = problems(folder)
    assert [(file, line) for file, line, _words in found] == [("kids.ja.yaml", 5)]
    assert "「孤独」" in found[0][2]
    change(survey_files, "孤独", '"{孤独|こどく}"', "kids.ja.yaml")
    change(survey_files, '"{孤独|こどく}"とは。', '"{孤独|こどく}とは。"', "kids.ja.yaml")
    assert load_curriculum(folder.curriculum).surveys == 2


# Versions ----------------------------------------------------------------------------------------


def test_other_words_are_another_survey_and_the_old_one_keeps_its_own(folder, survey_files):
    load_curriculum(folder.curriculum)
    first = current_survey("supporter")
    change(survey_files, "四わりとは。", "四わりとは何か。")
    assert load_curriculum(folder.curriculum).surveys == 1
    second = current_survey("supporter")
    assert first.pk != second.pk
    assert load_survey(first.pk, "ja").questions[0].prompt == "四わりとは。"
    assert load_survey(second.pk, "ja").questions[0].prompt == "四わりとは何か。"


def test_going_back_to_earlier_words_goes_back_to_their_survey(folder, survey_files):
    load_curriculum(folder.curriculum)
    first = current_survey("supporter")
    change(survey_files, "四わりとは。", "四わりとは何か。")
    load_curriculum(folder.curriculum)
    change(survey_files, "四わりとは何か。", "四わりとは。")
    load_curriculum(folder.curriculum)
    assert current_survey("supporter") == first
    assert Survey.objects.count() == 2


def test_comments_and_translations_make_no_other_survey(folder, survey_files):
    load_curriculum(folder.curriculum)
    first = current_survey("supporter")
    change(survey_files, "questions:", "questions:   # 二つ")
    change(survey_files, "Would you speak?", "Would you talk?", "supporter.en.yaml")
    assert load_curriculum(folder.curriculum).surveys == 1
    assert current_survey("supporter") == first
    assert load_survey(first.pk, "en").questions[1].prompt == "Would you talk?"
    (survey_files / "supporter.en.yaml").unlink()
    load_curriculum(folder.curriculum)
    assert SurveyText.objects.count() == 1
    caches["immutable"].clear()  # which a commit does
    assert load_survey(first.pk, "en").is_fallback


def test_survey_whose_files_are_gone_is_asked_no_more(folder, survey_files):
    load_curriculum(folder.curriculum)
    for path in survey_files.iterdir():
        path.unlink()
    assert load_curriculum(folder.curriculum).surveys == 1
    assert current_survey("supporter") is None
    assert Survey.objects.count() == 1


def test_surveys_with_problems_are_not_saved(survey_files):
    change(survey_files, "kind: knowledge", "kind: opinion")
    with pytest.raises(ValueError, match="kind"):
        save_surveys(read_surveys(survey_files, shown_as="survey_files"))


# Forms -------------------------------------------------------------------------------------------


@pytest.fixture
def shown():
    return load_survey(survey().pk, "ja")


def test_form_takes_what_was_answered_and_nothing_else(shown):
    form = SurveyForm(shown, {"s-speak": "1", "s-other": "x"})
    assert (form.is_valid(), form.answers) == (True, {"speak": "1"})
    assert SurveyForm(shown, {"s-speak": "9"}).is_valid() is False


def test_tally_takes_whole_numbers(shown):
    form = TallyForm(shown, {"s-four.a": "12", "s-four.b": ""})
    assert form.is_valid()
    assert {place: number for place, number in form.numbers.items() if number} == {
        ("four", "a"): 12
    }
    for wrong in ("-1", "1.5", "10000", "many"):
        assert TallyForm(shown, {"s-four.a": wrong}).errors.keys() == {"s-four.a"}


# Comparing ---------------------------------------------------------------------------------------


def test_comparison_counts_who_answered_each_question(shown):
    counts = {
        ("before", "four", "a"): 3,
        ("before", "four", "b"): 7,
        ("after", "four", "a"): 5,
        ("after", "speak", "2"): 1,
    }
    four, speak = compare_counts(shown, counts)
    assert (four.before, four.after, speak.before, speak.after) == (10, 5, 0, 1)
    assert [(row.before.number, row.after.number) for row in four.rows] == [(3, 5), (7, 0), (0, 0)]
    assert [row.before.percent for row in four.rows] == [30, 70, 0]
    assert [row.before.percent for row in speak.rows] == [None] * 4


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_percent_is_the_nearest_whole_number_a_half_rounded_up(number, rest):
    from decimal import ROUND_HALF_UP, Decimal

    total = number + rest
    exact = Decimal(100 * number) / total
    assert Cell(number, total).percent == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def test_hidden_cells_have_no_percent():
    assert [Cell(None, 10).percent, Cell(3, None).percent, Cell(0, 0).percent] == [None] * 3
