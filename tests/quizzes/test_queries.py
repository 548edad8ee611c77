import pytest

from quizzes.grading import grade_answers
from quizzes.models import QuizText
from quizzes.queries import Teaching, load_quiz, question_results
from tests.factories.courses import check_quiz
from tests.factories.quizzes import HALF_RIGHT, MIXED_RIGHT, AttemptFactory, mixed_quiz

pytestmark = pytest.mark.django_db


def test_quiz_is_read_once_a_process(django_assert_num_queries):
    version = check_quiz("c/c/check")
    with django_assert_num_queries(3):
        first = load_quiz(version.pk, "ja")
    with django_assert_num_queries(0):
        assert load_quiz(version.pk, "ja") == first


def test_quiz_without_a_translation_is_japanese_and_says_so():
    version = check_quiz("c/c/check")
    assert (load_quiz(version.pk, "ja").is_fallback, load_quiz(version.pk, "ja").language) == (
        False,
        "ja",
    )
    assert (load_quiz(version.pk, "en").is_fallback, load_quiz(version.pk, "en").language) == (
        True,
        "ja",
    )


def test_quiz_shows_no_draft_translation():
    version = check_quiz("c/c/check")
    words = version.texts.get()
    QuizText.objects.create(
        version=version, language="en", title="Check", questions=words.questions, state="draft"
    )
    assert load_quiz(version.pk, "en").is_fallback


@pytest.mark.parametrize(("pass_mark", "needed"), [(0, 0), (50, 1), (51, 2), (80, 2), (100, 2)])
def test_quiz_tells_how_many_are_needed(pass_mark, needed):
    version = check_quiz("c/c/check", pass_mark=pass_mark)
    assert load_quiz(version.pk, "ja").needed_count == needed


def test_results_show_what_was_chosen_and_what_is_right():
    version = check_quiz("c/c/check")
    quiz = load_quiz(version.pk, "ja")
    attempt = AttemptFactory(version=version, answers=HALF_RIGHT)
    found = question_results(
        attempt, quiz, grade_answers(quiz.answer_keys, attempt.answers, quiz.pass_mark), {}
    )
    assert [
        (
            result.question.key,
            result.is_right,
            [row.choice.key for row in result.choices if row.is_chosen],
            [row.choice.key for row in result.choices if row.choice.is_correct],
        )
        for result in found
    ] == [("one", True, ["a"], ["a"]), ("many", False, ["a", "c"], ["a", "b"])]


def mixed_results(answers, teachings=None):
    version = mixed_quiz(lesson="what")
    quiz = load_quiz(version.pk, "ja")
    attempt = AttemptFactory(version=version, answers={**MIXED_RIGHT, **answers})
    graded = grade_answers(quiz.answer_keys, attempt.answers, quiz.pass_mark)
    return {
        result.question.key: result
        for result in question_results(attempt, quiz, graded, teachings or {})
    }


def test_results_of_an_ordering_show_both_places():
    found = mixed_results({"steps": ["speak", "notice", "listen"]})["steps"]
    assert not found.is_right
    assert [
        (row.choice.key, row.position, row.given_position, row.is_right) for row in found.choices
    ] == [("notice", 1, 2, False), ("speak", 2, 1, False), ("listen", 3, 3, True)]


def test_results_of_a_matching_show_the_match_that_was_given():
    found = mixed_results({"words": ["lonely:isolated", "isolated:lonely"]})["words"]
    assert [(row.choice.match, row.given_match.match, row.is_right) for row in found.choices] == [
        ("相手 lonely", "相手 isolated", False),
        ("相手 isolated", "相手 lonely", False),
    ]


def test_results_of_a_true_false_question_have_words_of_their_own():
    found = mixed_results({"fact": ["false"]})["fact"]
    assert [(row.choice.text, row.is_chosen, row.choice.is_correct) for row in found.choices] == [
        ("正しい", False, True),
        ("正しくない", True, False),
    ]


def test_results_name_the_lesson_that_teaches_it():
    teaching = Teaching(title="どんな人？", url="/x/")
    assert mixed_results({}, {"what": teaching})["steps"].teaching == teaching
    assert mixed_results({}, {"other": teaching})["steps"].teaching is None


def test_quiz_offers_the_same_order_in_every_language_and_after_rewording():
    version = mixed_quiz()
    offered = [question.offered for question in load_quiz(version.pk, "ja").questions]
    words = version.texts.get()
    QuizText.objects.create(
        version=version, language="en", title="Check", questions=words.questions
    )
    assert [question.offered for question in load_quiz(version.pk, "en").questions] == offered
    stricter = mixed_quiz(pass_mark=100)
    assert stricter != version
    assert [question.offered for question in load_quiz(stricter.pk, "ja").questions] == offered
