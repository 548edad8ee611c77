import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.enums import QuestionKind
from quizzes.grading import AnswerKey, AnswersInvalidError, grade

CHOICES = "abcd"


@st.composite
def papers(draw):
    questions = []
    for number in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(QuestionKind.values))
        size = (1, 1) if kind == QuestionKind.SINGLE else (1, 4)
        correct = draw(st.sets(st.sampled_from(CHOICES), min_size=size[0], max_size=size[1]))
        questions.append(AnswerKey(f"q{number}", kind, frozenset(CHOICES), frozenset(correct)))
    return questions


@st.composite
def papers_with_answers(draw):
    questions = draw(papers())
    answers = {}
    for question in questions:
        most = 1 if question.kind == QuestionKind.SINGLE else 4
        chosen = draw(st.lists(st.sampled_from(CHOICES), max_size=most, unique=True))
        if chosen or draw(st.booleans()):
            answers[question.key] = chosen
    return questions, answers


@given(papers(), st.integers(0, 100))
def test_grade_of_all_right_passes_any_mark(questions, pass_mark):
    found = grade(questions, {q.key: sorted(q.correct) for q in questions}, pass_mark)
    assert (found.correct_count, found.question_count) == (len(questions), len(questions))
    assert found.is_passed


@given(papers(), st.integers(1, 100))
def test_grade_of_nothing_answered_fails(questions, pass_mark):
    found = grade(questions, {}, pass_mark)
    assert (found.correct_count, found.is_passed) == (0, False)


@given(papers_with_answers(), st.integers(0, 100))
def test_grade_counts_questions_answered_fully_right(paper, pass_mark):
    questions, answers = paper
    found = grade(questions, answers, pass_mark)
    right = {q.key for q in questions if set(answers.get(q.key, [])) == q.correct}
    assert found.right == right
    assert found.is_passed == (len(right) / len(questions) >= pass_mark / 100 - 1e-9)


@given(papers_with_answers(), st.integers(0, 100), st.randoms())
def test_grade_does_not_depend_on_order(paper, pass_mark, random):
    questions, answers = paper
    shuffled = list(questions)
    random.shuffle(shuffled)
    turned = {key: list(reversed(answers[key])) for key in reversed(answers)}
    assert grade(shuffled, turned, pass_mark) == grade(questions, answers, pass_mark)


@given(papers_with_answers(), st.integers(0, 99))
def test_grade_passed_at_a_mark_is_passed_at_every_lower_one(paper, pass_mark):
    questions, answers = paper
    if grade(questions, answers, pass_mark + 1).is_passed:
        assert grade(questions, answers, pass_mark).is_passed


def test_grade_passes_at_exactly_the_mark():
    questions = [AnswerKey(f"q{n}", "single", frozenset("ab"), frozenset("a")) for n in range(5)]
    four = {f"q{n}": ["a" if n else "b"] for n in range(5)}
    assert grade(questions, four, 80).is_passed
    assert not grade(questions, four, 81).is_passed


SINGLE = AnswerKey("one", "single", frozenset("ab"), frozenset("a"))


@pytest.mark.parametrize(
    "answers", [{"two": ["a"]}, {"one": ["z"]}, {"one": ["a", "b"]}, {"one": ["a", "a"]}]
)
def test_grade_refuses_what_the_form_could_not_send(answers):
    with pytest.raises(AnswersInvalidError):
        grade([SINGLE], answers, 80)
