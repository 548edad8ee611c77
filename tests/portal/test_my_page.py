import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import LearnerFactory
from tests.factories.courses import published_edition
from tests.factories.learning import CompletionFactory, EnrolmentFactory, do_all
from tests.factories.trainings import RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    learner = LearnerFactory()
    client.force_login(learner.user)
    return learner


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_my_page_of_a_first_visit_shows_the_way_in(client):
    page = text(client.get("/me/"))
    assert 'href="/courses/"' in page
    assert "まだ受講している講座はありません。" in page


def test_my_page_shows_courses_completions_and_trainings(client, learner):
    under_way = EnrolmentFactory(
        learner=learner, edition=published_edition(course__slug="supporter")
    )
    do_all(under_way, but=1)
    completed = CompletionFactory(learner=learner, printed_name="")
    registration = RegistrationFactory(learner=learner)
    page = text(client.get("/me/"))
    assert "3 / 4" in page
    assert 'href="/courses/supporter/chapter-2/lesson-2/"' in page
    assert f'href="/completions/{completed.pk}/details/"' in page
    assert registration.training.title in page
    assert f'href="/trainings/registered/{registration.public_id}/"' in page


def test_my_page_shows_nothing_of_others(client, learner):
    other = LearnerFactory()
    EnrolmentFactory(learner=other)
    completion = CompletionFactory(learner=other)
    registration = RegistrationFactory(learner=other)
    page = text(client.get("/me/"))
    assert "まだ受講している講座はありません。" in page
    assert str(completion.pk) not in page
    assert registration.training.title not in page


def test_my_page_takes_the_same_queries_for_one_and_for_three(client, learner):
    editions = [published_edition() for _ in range(6)]

    def add(number):
        EnrolmentFactory(learner=learner, edition=editions[number])
        CompletionFactory(learner=learner, edition=editions[number + 3])
        RegistrationFactory(learner=learner)

    def queries():
        client.get("/me/")  # outlines are kept in the process
        with CaptureQueriesContext(connection) as found:
            client.get("/me/")
        return len(found)

    add(0)
    one = queries()
    add(1)
    add(2)
    assert queries() == one


def test_completion_done_is_the_learners_own(client, learner):
    completion = CompletionFactory(learner=learner)
    url = f"/me/completions/{completion.pk}/"
    assert "修了おめでとうございます" in text(client.get(url))
    stranger = Client()
    assert stranger.get(url).status_code == 404
    stranger.force_login(LearnerFactory().user)
    assert stranger.get(url).status_code == 404


def test_completion_done_asks_for_the_details_first(client, learner):
    completion = CompletionFactory(learner=learner, printed_name="")
    response = client.get(f"/me/completions/{completion.pk}/")
    assert response["Location"] == f"/completions/{completion.pk}/details/"
