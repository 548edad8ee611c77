import uuid

import pytest
from django.http import QueryDict

from quizzes.forms import QuizForm
from quizzes.queries import paper
from tests.factories.courses import check_quiz

pytestmark = pytest.mark.django_db


def form_of(query):
    return QuizForm(paper(check_quiz("c/c/check").pk, "ja"), QueryDict(query))


def test_quiz_form_gives_answers_in_the_papers_order():
    key = uuid.uuid4()
    form = form_of(f"submission_key={key}&q-many=b&q-many=a&q-one=a&other=1")
    assert form.is_valid()
    assert (form.submission, form.answers) == (key, {"one": ["a"], "many": ["a", "b"]})


def test_quiz_form_names_what_is_missing_and_keeps_what_was_chosen():
    form = form_of("q-many=c")
    assert not form.is_valid()
    assert {name: list(errors) for name, errors in form.errors.items()} == {
        "q-one": ["ひとつ選んでください。"]
    }
    assert form.chosen == {"many": ["c"]}


@pytest.mark.parametrize("query", ["q-one=z&q-many=a", "q-one=a&q-many=a&q-many=z"])
def test_quiz_form_refuses_forged_choices(query):
    assert not form_of(query).is_valid()


@pytest.mark.parametrize("key", ["", "not-a-uuid"])
def test_quiz_form_without_a_key_is_a_submission_of_its_own(key):
    form = form_of(f"submission_key={key}&q-one=a&q-many=a")
    assert form.is_valid()
    assert form.submission != form.submission
