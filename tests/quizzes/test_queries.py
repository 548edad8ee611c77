import pytest

from quizzes.grading import grade
from quizzes.models import QuizText
from quizzes.queries import paper, results
from tests.factories.courses import check_quiz
from tests.factories.quizzes import HALF_RIGHT, AttemptFactory

pytestmark = pytest.mark.django_db


def test_paper_is_read_once_a_process(django_assert_num_queries):
    version = check_quiz("c/c/check")
    with django_assert_num_queries(3):
        first = paper(version.pk, "ja")
    with django_assert_num_queries(0):
        assert paper(version.pk, "ja") == first


def test_paper_without_a_translation_is_japanese_and_says_so():
    version = check_quiz("c/c/check")
    assert (paper(version.pk, "ja").is_fallback, paper(version.pk, "ja").language) == (False, "ja")
    assert (paper(version.pk, "en").is_fallback, paper(version.pk, "en").language) == (True, "ja")


def test_paper_shows_no_draft_translation():
    version = check_quiz("c/c/check")
    words = version.texts.get()
    QuizText.objects.create(
        version=version, language="en", title="Check", questions=words.questions, state="draft"
    )
    assert paper(version.pk, "en").is_fallback


@pytest.mark.parametrize(("pass_mark", "needed"), [(0, 0), (50, 1), (51, 2), (80, 2), (100, 2)])
def test_paper_tells_how_many_are_needed(pass_mark, needed):
    version = check_quiz("c/c/check", pass_mark=pass_mark)
    assert paper(version.pk, "ja").needed_count == needed


def test_results_show_what_was_chosen_and_what_is_right():
    version = check_quiz("c/c/check")
    on = paper(version.pk, "ja")
    attempt = AttemptFactory(version=version, answers=HALF_RIGHT)
    found = results(attempt, on, grade(on.answer_keys, attempt.answers, on.pass_mark))
    assert [
        (
            result.question.key,
            result.is_right,
            [row.choice.key for row in result.choices if row.is_chosen],
            [row.choice.key for row in result.choices if row.choice.is_correct],
        )
        for result in found
    ] == [("one", True, ["a"], ["a"]), ("many", False, ["a", "c"], ["a", "b"])]
