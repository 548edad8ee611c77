import uuid

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes.forms import QuizForm, chosen_answers, question_rows, to_post_data
from quizzes.grading import grade_answers
from quizzes.queries import load_quiz
from tests.factories.courses import check_quiz
from tests.factories.quizzes import MIXED_POSTED, MIXED_RIGHT, mixed_quiz, quiz_data

pytestmark = pytest.mark.django_db


def form_of(query):
    return QuizForm(load_quiz(check_quiz("c/c/check").pk, "ja"), QueryDict(query))


@pytest.fixture
def mixed():
    return load_quiz(mixed_quiz().pk, "ja")


def data_of(answers):
    data = QueryDict(mutable=True)
    for name, values in to_post_data(answers).items():
        data.setlist(name, values)
    return data


def errors_of(form):
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


def test_quiz_form_gives_answers_in_the_authors_order():
    key = uuid.uuid4()
    form = form_of(f"submission_key={key}&q-many=b&q-many=a&q-one=a&other=1")
    assert form.is_valid()
    assert form.cleaned_data["submission_key"] == key
    assert form.answers == {"one": ["a"], "many": ["a", "b"]}


def test_quiz_form_names_what_is_missing_and_keeps_what_was_chosen():
    form = form_of("q-many=c")
    assert not form.is_valid()
    assert errors_of(form) == {"q-one": ["ひとつ選んでください。"]}
    assert form.chosen == {"many": ["c"]}


@pytest.mark.parametrize("query", ["q-one=z&q-many=a", "q-one=a&q-many=a&q-many=z"])
def test_quiz_form_refuses_forged_choices(query):
    assert not form_of(query).is_valid()


@pytest.mark.parametrize("key", ["", "not-a-uuid"])
def test_quiz_form_without_a_key_is_a_submission_of_its_own(key):
    forms = [form_of(f"submission_key={key}&q-one=a&q-many=a") for _time in range(2)]
    assert [form.is_valid() for form in forms] == [True, True]
    assert len({form.cleaned_data["submission_key"] for form in forms}) == 2


def test_quiz_form_reads_every_kind(mixed):
    form = QuizForm(mixed, data_of(MIXED_POSTED))
    assert form.is_valid()
    assert form.answers == MIXED_RIGHT


def test_quiz_form_of_numbered_questions_does_not_depend_on_the_order_posted(mixed):
    turned = {key: list(reversed(values)) for key, values in MIXED_POSTED.items()}
    form = QuizForm(mixed, data_of(turned))
    assert form.is_valid()
    assert form.answers == MIXED_RIGHT


FORGED = "表示されている選択肢から選んでください。"
UNORDERED = "すべてに順番を選んでください。"
UNMATCHED = "すべてに組み合わせを選んでください。"
SAME_PLACE = "同じ順番を二度選んでいます。一つずつ、ちがう順番にしてください。"
SAME_MATCH = "同じものを二度選んでいます。一つずつ、ちがうものにしてください。"


@pytest.mark.parametrize(
    ("question", "values", "reason"),
    [
        ("fact", [], "ひとつ選んでください。"),
        ("fact", ["maybe"], FORGED),
        ("steps", [], UNORDERED),
        ("steps", ["", "", ""], UNORDERED),
        ("steps", ["notice:1", "", "listen:3"], UNORDERED),
        ("steps", ["notice:1", "speak:1", "listen:3"], SAME_PLACE),
        ("steps", ["notice:1", "speak:2", "listen:4"], FORGED),
        ("steps", ["notice:1", "speak:2", "listen:03"], FORGED),
        ("steps", ["notice:1", "speak:2", "listen:"], FORGED),
        ("steps", ["notice:1", "speak:2", "forged:3"], FORGED),
        ("steps", ["notice:1", "notice:2", "speak:3"], FORGED),
        ("steps", ["notice", "speak", "listen"], FORGED),
        ("words", [], UNMATCHED),
        ("words", ["lonely:1"], UNMATCHED),
        ("words", ["lonely:1", "isolated:1"], SAME_MATCH),
        ("words", ["lonely:0", "isolated:1"], FORGED),
        ("words", ["lonely:lonely", "isolated:isolated"], FORGED),
    ],
)
def test_quiz_form_says_what_is_wrong_with_the_question(mixed, question, values, reason):
    form = QuizForm(mixed, data_of({**MIXED_POSTED, question: values}))
    assert not form.is_valid()
    assert errors_of(form) == {f"q-{question}": [reason]}
    assert form.chosen[question] == values


ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([*MIXED_RIGHT, "forged"]), st.lists(ANY_TEXT, max_size=5)))
def test_quiz_form_of_anything_posted_says_so_or_can_be_graded(mixed, answers):
    form = QuizForm(mixed, data_of({**MIXED_POSTED, **answers}))
    question_rows(mixed, form.chosen, errors_of(form))
    if form.is_valid():
        grade_answers(mixed.answer_keys, form.answers, 80)


def posted_answers(question, answer):
    """What the form posts for an answer as grading takes it."""
    if question.kind == "ordering":
        return [f"{key}:{place}" for place, key in enumerate(answer, start=1)]
    if question.kind == "matching":
        pairs = (each.split(":") for each in answer)
        return [f"{item}:{question.offered.index(match) + 1}" for item, match in pairs]
    return list(answer)


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_posted_answers_come_back_as_they_were(mixed, data):
    steps = data.draw(st.permutations(MIXED_RIGHT["steps"]))
    matches = data.draw(st.permutations(["lonely", "isolated"]))
    answers = {
        **MIXED_RIGHT,
        "steps": steps,
        "words": [f"lonely:{matches[0]}", f"isolated:{matches[1]}"],
    }
    sent = {q.key: posted_answers(q, answers[q.key]) for q in mixed.questions}
    form = QuizForm(mixed, data_of(sent))
    assert form.is_valid()
    assert form.answers == answers
    assert chosen_answers(data_of(sent)) == sent


def test_question_rows_show_what_was_chosen_and_which_to_mend(mixed):
    chosen = {**MIXED_POSTED, "steps": ["notice:1", "speak:1", ""], "words": ["lonely:2", ""]}
    rows = {row.question.key: row for row in question_rows(mixed, chosen, {"steps": ["!"]})}
    found = {item.choice.key: (item.number, item.is_invalid) for item in rows["steps"].items}
    assert found == {"notice": ("1", True), "speak": ("1", True), "listen": ("", True)}
    assert [(item.number, item.is_invalid) for item in rows["words"].items] == [
        ("2", False),
        ("", False),
    ]
    assert [(offer.number, offer.letter, offer.match) for offer in rows["words"].offers] == [
        ("1", "ア", "相手 isolated"),
        ("2", "イ", "相手 lonely"),
    ]
    assert [offer.number for offer in rows["steps"].offers] == ["1", "2", "3"]
    assert [item.is_chosen for item in rows["fact"].items] == [True, False]


def test_question_rows_show_an_ordering_in_another_order_than_the_right_one(mixed):
    rows = {row.question.key: row for row in question_rows(mixed, {}, {})}
    shown = [item.choice.key for item in rows["steps"].items]
    assert sorted(shown) == sorted(MIXED_RIGHT["steps"])
    assert shown != MIXED_RIGHT["steps"]


def test_posted_mixed_answers_fit_the_quiz_data_of_tests():
    assert quiz_data(MIXED_POSTED)["q-steps"] == ["notice:1", "speak:2", "listen:3"]
