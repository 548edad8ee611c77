import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.enums import TRUTHS, QuestionKind
from quizzes.grading import AnswerKey, AnswersInvalidError, grade_answers, join_pair, split_pair

CHOICES = tuple("abcd")
PICKED = {QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.TRUEFALSE}


@st.composite
def questions_of(draw, key="q", kinds=QuestionKind.values):
    kind = draw(st.sampled_from(kinds))
    if kind == QuestionKind.TRUEFALSE:
        return AnswerKey(key, kind, TRUTHS, frozenset([draw(st.sampled_from(TRUTHS))]))
    choices = tuple(draw(st.permutations(CHOICES)))
    if kind not in PICKED:
        return AnswerKey(key, kind, choices, frozenset(choices))
    most = 1 if kind == QuestionKind.SINGLE else 4
    correct = draw(st.sets(st.sampled_from(CHOICES), min_size=1, max_size=most))
    return AnswerKey(key, kind, choices, frozenset(correct))


def right_answer(question):
    if question.kind == QuestionKind.ORDERING:
        return list(question.choices)
    if question.kind == QuestionKind.MATCHING:
        return [join_pair(choice, choice) for choice in question.choices]
    return sorted(question.correct)


def answers_to(question):
    """Whatever the form could send, right or wrong."""
    if question.kind == QuestionKind.ORDERING:
        return st.permutations(question.choices)
    if question.kind == QuestionKind.MATCHING:
        return st.permutations(question.choices).map(
            lambda matches: [
                join_pair(*each) for each in zip(question.choices, matches, strict=True)
            ]
        )
    most = 4 if question.kind == QuestionKind.MULTIPLE else 1
    return st.lists(st.sampled_from(question.choices), max_size=most, unique=True)


@st.composite
def drawn_quizzes(draw, kinds=QuestionKind.values):
    return [draw(questions_of(f"q{n}", kinds)) for n in range(draw(st.integers(1, 8)))]


@st.composite
def quizzes_with_answers(draw, kinds=QuestionKind.values):
    questions = draw(drawn_quizzes(kinds))
    answers = {}
    for question in questions:
        given_answer = draw(st.one_of(st.just([]), answers_to(question)))
        if given_answer or draw(st.booleans()):
            answers[question.key] = list(given_answer)
    return questions, answers


@given(drawn_quizzes(), st.integers(0, 100))
def test_grade_of_all_right_passes_any_mark(questions, pass_mark):
    found = grade_answers(questions, {q.key: right_answer(q) for q in questions}, pass_mark)
    assert (found.correct_count, found.question_count) == (len(questions), len(questions))
    assert found.is_passed


@given(drawn_quizzes(), st.integers(1, 100))
def test_grade_of_nothing_answered_fails(questions, pass_mark):
    found = grade_answers(questions, {}, pass_mark)
    assert (found.correct_count, found.is_passed) == (0, False)
    assert grade_answers(questions, {q.key: [] for q in questions}, pass_mark) == found


@given(quizzes_with_answers(), st.integers(0, 100))
def test_grade_counts_questions_answered_fully_right(quiz, pass_mark):
    questions, answers = quiz
    found = grade_answers(questions, answers, pass_mark)
    right = set()
    for question in questions:
        answer, wanted = answers.get(question.key, []), right_answer(question)
        if question.kind != QuestionKind.ORDERING:
            answer, wanted = sorted(answer), sorted(wanted)
        if answer == wanted:
            right.add(question.key)
    assert found.right == right
    assert found.is_passed == (len(right) / len(questions) >= pass_mark / 100 - 1e-9)


@given(quizzes_with_answers([*PICKED, QuestionKind.MATCHING]), st.integers(0, 100), st.randoms())
def test_grade_does_not_depend_on_order(quiz, pass_mark, random):
    questions, answers = quiz
    shuffle_keys = list(questions)
    random.shuffle(shuffle_keys)
    turned = {key: random.sample(answers[key], len(answers[key])) for key in reversed(answers)}
    assert grade_answers(shuffle_keys, turned, pass_mark) == grade_answers(
        questions, answers, pass_mark
    )


@given(questions_of(kinds=[QuestionKind.ORDERING]), st.permutations(CHOICES))
def test_grade_of_an_ordering_is_right_in_its_one_order_alone(question, answer):
    found = grade_answers([question], {"q": answer}, 100)
    assert found.is_passed == (answer == list(question.choices))


@given(questions_of(kinds=[QuestionKind.MATCHING]), st.permutations(CHOICES))
def test_grade_of_a_matching_needs_every_pair(question, matches):
    answer = [join_pair(*each) for each in zip(question.choices, matches, strict=True)]
    found = grade_answers([question], {"q": answer}, 100)
    assert found.is_passed == all(item == match for item, match in map(split_pair, answer))


@given(questions_of(), st.data(), st.randoms())
def test_grade_asks_what_is_right_not_how_choices_are_named(question, data, random):
    """New names for the choices, the same everywhere, change no grade."""
    answer = list(data.draw(answers_to(question)))
    if question.kind == QuestionKind.TRUEFALSE:
        return
    names = dict(zip(CHOICES, random.sample("wxyz", 4), strict=True))
    renamed = AnswerKey(
        question.key,
        question.kind,
        tuple(names[choice] for choice in question.choices),
        frozenset(names[choice] for choice in question.correct),
    )
    translated = [
        join_pair(*(names[key] for key in split_pair(each))) if ":" in each else names[each]
        for each in answer
    ]
    assert grade_answers([renamed], {"q": translated}, 100) == grade_answers(
        [question], {"q": answer}, 100
    )


@given(quizzes_with_answers(), st.integers(0, 99))
def test_grade_passed_at_a_mark_is_passed_at_every_lower_one(quiz, pass_mark):
    questions, answers = quiz
    if grade_answers(questions, answers, pass_mark + 1).is_passed:
        assert grade_answers(questions, answers, pass_mark).is_passed


def test_grade_passes_at_exactly_the_mark():
    questions = [AnswerKey(f"q{n}", "single", ("a", "b"), frozenset("a")) for n in range(5)]
    four = {f"q{n}": ["a" if n else "b"] for n in range(5)}
    assert grade_answers(questions, four, 80).is_passed
    assert not grade_answers(questions, four, 81).is_passed


PAPER = [
    AnswerKey("one", "single", ("a", "b"), frozenset("a")),
    AnswerKey("fact", "truefalse", TRUTHS, frozenset(["true"])),
    AnswerKey("steps", "ordering", ("a", "b", "c"), frozenset("abc")),
    AnswerKey("words", "matching", ("a", "b"), frozenset("ab")),
]


@pytest.mark.parametrize(
    "answers",
    [
        {"two": ["a"]},
        {"one": ["z"]},
        {"one": ["a", "b"]},
        {"one": ["a", "a"]},
        {"fact": ["true", "false"]},
        {"fact": ["maybe"]},
        {"steps": ["a", "b"]},
        {"steps": ["a", "b", "b"]},
        {"steps": ["a", "b", "z"]},
        {"steps": ["a", "b", "c", "a"]},
        {"words": ["a:a"]},
        {"words": ["a:a", "b:a"]},
        {"words": ["a:a", "a:b"]},
        {"words": ["a:a", "b:z"]},
        {"words": ["a", "b"]},
    ],
)
def test_grade_refuses_what_the_form_could_not_send(answers):
    with pytest.raises(AnswersInvalidError):
        grade_answers(PAPER, answers, 80)
