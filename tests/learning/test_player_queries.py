"""How many queries the pages of a lesson take once what everybody sees alike is kept."""

import pytest

from tests.factories.courses import published_edition
from tests.factories.learning import EnrolmentFactory
from tests.factories.quizzes import HALF_RIGHT, quiz_data

pytestmark = pytest.mark.django_db

LESSON = "/courses/supporter/chapter-1/lesson-2/"
SESSION_AND_USER = 2


@pytest.fixture
def reader(client):
    """Has opened every page before, so that the process keeps what it can."""
    edition = published_edition(course__slug="supporter")
    client.force_login(EnrolmentFactory(edition=edition).learner.user)
    client.get(LESSON)
    client.get(client.post(f"{LESSON}quiz/", quiz_data(HALF_RIGHT))["Location"])
    client.get(LESSON)
    return client


def test_lesson_takes_its_position_and_progress(reader, django_assert_num_queries):
    with django_assert_num_queries(SESSION_AND_USER + 2):
        reader.get(LESSON)


def test_quiz_shown_again_takes_what_the_lesson_takes(reader, django_assert_num_queries):
    with django_assert_num_queries(SESSION_AND_USER + 2):
        assert reader.post(f"{LESSON}quiz/", {}).status_code == 200


def test_result_takes_learner_attempt_and_lesson(reader, django_assert_num_queries):
    response = reader.post(f"{LESSON}quiz/", quiz_data(HALF_RIGHT))
    with django_assert_num_queries(SESSION_AND_USER + 3):
        reader.get(response["Location"])
    response = reader.post(f"{LESSON}quiz/", quiz_data())
    with django_assert_num_queries(SESSION_AND_USER + 4):  # and the completion
        reader.get(response["Location"])
