import copy
import uuid

import pytest

from quizzes.grading import AnswersInvalidError
from quizzes.models import Attempt, Question, Quiz, QuizText, QuizVersion
from quizzes.queries import load_quiz
from quizzes.services import QuizInvalidError, move_attempts, record_attempt, save_quiz_version
from tests.factories.accounts import LearnerFactory
from tests.factories.courses import check_quiz
from tests.factories.quizzes import (
    HALF_RIGHT,
    MIXED_RIGHT,
    RIGHT,
    AttemptFactory,
    mixed_questions,
    mixed_quiz,
)

pytestmark = pytest.mark.django_db


def quiz(**changes):
    given = {
        "key": "supporter/introduction/check",
        "pass_mark": 80,
        "questions": [
            {
                "key": "role",
                "kind": "single",
                "lesson": "what",
                "choices": [{"key": "a", "correct": True}, {"key": "b"}],
            },
            {
                "key": "acts",
                "kind": "multiple",
                "choices": [{"key": "b", "correct": True}, {"key": "a", "correct": True}],
            },
        ],
        "texts": {"ja": words("問"), "en": words("Question")},
    }
    return copy.deepcopy({**given, **changes})


def words(prompt):
    return {
        "title": "確認",
        "questions": {
            key: {
                "prompt": f"{prompt} {key}",
                "choices": {
                    "a": {"text": "あ", "explanation": "説明"},
                    "b": {"text": "い", "explanation": "説明"},
                },
            }
            for key in ("role", "acts")
        },
    }


def test_save_quiz_version_keeps_structure_and_words():
    version = save_quiz_version(**quiz())
    assert (version.number, version.pass_mark, version.quiz.key) == (
        1,
        80,
        "supporter/introduction/check",
    )
    fields = ("key", "position", "kind", "lesson", "choice_keys", "correct_keys")
    assert list(version.questions.values_list(*fields)) == [
        ("role", 1, "single", "what", ["a", "b"], ["a"]),
        ("acts", 2, "multiple", "", ["b", "a"], ["b", "a"]),
    ]
    assert set(version.texts.values_list("language", "title")) == {("ja", "確認"), ("en", "確認")}


def test_save_quiz_version_twice_changes_nothing():
    first = save_quiz_version(**quiz())
    assert save_quiz_version(**quiz()) == first
    counts = [model.objects.count() for model in (Quiz, QuizVersion, Question, QuizText)]
    assert counts == [1, 1, 2, 2]


def test_save_quiz_version_is_a_new_one_when_japanese_or_structure_changes():
    first = save_quiz_version(**quiz())
    reworded = save_quiz_version(**quiz(texts={"ja": words("新しい問")}))
    stricter = save_quiz_version(**quiz(pass_mark=100))
    assert [first.number, reworded.number, stricter.number] == [1, 2, 3]
    assert save_quiz_version(**quiz()) == first


def test_save_quiz_version_adds_and_replaces_translations_in_place():
    first = save_quiz_version(**quiz(texts={"ja": words("問")}))
    later = save_quiz_version(**quiz(texts={"ja": words("問"), "en": words("What")}))
    last = save_quiz_version(**quiz(texts={"ja": words("問"), "en": words("Which")}))
    assert first == later == last
    assert load_quiz(first.pk, "en").questions[0].prompt == "Which role"


def broken(change):
    given = quiz()
    change(given)
    return given


@pytest.mark.parametrize(
    "change",
    [
        lambda q: q.update(pass_mark=101),
        lambda q: q.update(questions=[]),
        lambda q: q.update(texts={"en": words("Q")}),
        lambda q: q["questions"].append(q["questions"][0]),
        lambda q: q["questions"][0].update(kind="essay"),
        lambda q: q["questions"][0].update(choices=[{"key": "a", "correct": True}]),
        lambda q: q["questions"][0]["choices"][0].update(correct=False),
        lambda q: q["questions"][0]["choices"][1].update(correct=True),
        lambda q: q["questions"][0]["choices"][1].update(key="a"),
        lambda q: q["texts"]["en"]["questions"].pop("role"),
        lambda q: q["texts"]["ja"]["questions"]["role"]["choices"].pop("a"),
    ],
)
def test_save_quiz_version_refuses_what_could_not_be_answered(change):
    with pytest.raises(QuizInvalidError):
        save_quiz_version(**broken(change))
    assert Quiz.objects.count() == 0


def test_save_quiz_version_keeps_every_kind():
    fields = ("key", "kind", "choice_keys", "correct_keys")
    steps, words = MIXED_RIGHT["steps"], ["lonely", "isolated"]
    assert list(mixed_quiz().questions.values_list(*fields)) == [
        ("one", "single", ["a", "b", "c"], ["a"]),
        ("many", "multiple", ["a", "b", "c"], ["a", "b"]),
        ("fact", "truefalse", ["true", "false"], ["true"]),
        ("steps", "ordering", steps, steps),
        ("words", "matching", words, words),
    ]


def test_save_quiz_version_of_the_first_kinds_keeps_its_digest():
    """A version that is stored already must be found again, or editions would move."""
    assert save_quiz_version(**quiz()).digest == (
        "1b7d9c42e0d5c5e11e799c758e627e9d0f7e08d59fd2660636324ec54be0cdf2"
    )


def mixed_broken(change):
    structure, words = mixed_questions()
    by_key = {question["key"]: question for question in structure}
    change(by_key, words["questions"])
    return {
        "key": "c/c/mixed",
        "pass_mark": 80,
        "questions": structure,
        "texts": {"ja": words},
    }


@pytest.mark.parametrize(
    "change",
    [
        lambda q, w: q["fact"]["choices"].reverse(),
        lambda q, w: q["fact"]["choices"][1].update(correct=True),
        lambda q, w: q["fact"]["choices"][0].update(correct=False),
        lambda q, w: (q["steps"]["choices"].pop(), w["steps"]["choices"].pop("listen")),
        lambda q, w: q["steps"]["choices"][0].update(correct=False),
        lambda q, w: w["steps"]["choices"]["notice"].update(text="選択肢 speak"),
        lambda q, w: (q["words"]["choices"].pop(), w["words"]["choices"].pop("isolated")),
        lambda q, w: w["words"]["choices"]["lonely"].update(match="相手 isolated"),
        lambda q, w: w["words"]["choices"]["lonely"].update(text="{選|せん}択肢 isolated"),
    ],
)
def test_save_quiz_version_refuses_questions_that_have_no_one_answer(change):
    with pytest.raises(QuizInvalidError):
        save_quiz_version(**mixed_broken(change))
    assert Quiz.objects.count() == 0


def attempt_at(version, learner, key, answers):
    return record_attempt(
        learner=learner, quiz=load_quiz(version.pk, "ja"), submission_key=key, answers=answers
    )


def test_record_attempt_grades_and_keeps_the_answers():
    attempt, is_new = attempt_at(
        check_quiz("c/c/check"), LearnerFactory(), uuid.uuid4(), HALF_RIGHT
    )
    assert is_new
    assert (attempt.correct_count, attempt.question_count, attempt.is_passed, attempt.answers) == (
        1,
        2,
        False,
        HALF_RIGHT,
    )


def test_record_attempt_of_a_form_sent_twice_is_one():
    version, learner, key = check_quiz("c/c/check"), LearnerFactory(), uuid.uuid4()
    first, _ = attempt_at(version, learner, key, RIGHT)
    assert attempt_at(version, learner, key, RIGHT) == (first, False)


def test_record_attempt_of_a_form_sent_again_with_other_answers_is_another():
    version, learner, key = check_quiz("c/c/check"), LearnerFactory(), uuid.uuid4()
    first, _ = attempt_at(version, learner, key, HALF_RIGHT)
    second, is_new = attempt_at(version, learner, key, RIGHT)
    assert (is_new, first.is_passed, second.is_passed) == (True, False, True)


def test_record_attempt_of_two_learners_with_one_key_are_two():
    version, key = check_quiz("c/c/check"), uuid.uuid4()
    one, _ = attempt_at(version, LearnerFactory(), key, RIGHT)
    other, is_new = attempt_at(version, LearnerFactory(), key, RIGHT)
    assert (is_new, one == other) == (True, False)


@pytest.mark.parametrize(
    "answers", [{}, {"one": ["a"]}, {"one": ["a"], "many": []}, {**RIGHT, "forged": ["a"]}]
)
def test_record_attempt_refuses_missing_and_forged_answers(answers):
    with pytest.raises(AnswersInvalidError):
        attempt_at(check_quiz("c/c/check"), LearnerFactory(), uuid.uuid4(), answers)
    assert Attempt.objects.count() == 0


def test_record_attempt_grades_every_kind():
    version, learner = mixed_quiz(), LearnerFactory()
    right, _ = attempt_at(version, learner, uuid.uuid4(), MIXED_RIGHT)
    turned = {**MIXED_RIGHT, "steps": ["speak", "notice", "listen"]}
    other, _ = attempt_at(version, learner, uuid.uuid4(), turned)
    assert (right.correct_count, right.is_passed, right.answers) == (5, True, MIXED_RIGHT)
    assert (other.correct_count, other.is_passed, other.answers) == (4, True, turned)


def test_move_attempts_loses_none():
    version, source, target = check_quiz("c/c/check"), LearnerFactory(), LearnerFactory()
    AttemptFactory.create_batch(2, learner=source, version=version)
    AttemptFactory(learner=target, version=version)
    move_attempts(source=source, target=target)
    assert (target.attempts.count(), source.attempts.count()) == (3, 0)
