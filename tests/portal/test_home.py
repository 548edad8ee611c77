import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.learners import SESSION_KEY
from tests.factories.accounts import UserFactory
from tests.factories.courses import published_edition
from tests.factories.trainings import STARTS_AT, TrainingFactory
from trainings.enums import TrainingState

pytestmark = pytest.mark.django_db


@pytest.fixture
def before_the_trainings():
    with time_machine.travel(STARTS_AT - timedelta(days=7), tick=False):
        yield


def home(client):
    return client.get(reverse("portal:home")).content.decode()


def test_home_shows_on_an_empty_site(client):
    html = home(client)
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", html) == ["身の回りの人を、<br>すこし気にかける。"]
    assert "home-hero__start" not in html


def test_home_starts_the_course(client):
    edition = published_edition(course__slug="supporter")
    html = home(client)
    assert 'href="/courses/supporter/">講座をはじめる' in html
    assert html.count('class="home-chapters__item"') == edition.chapters.count()


@pytest.mark.parametrize("session", [{SESSION_KEY: 1}, None])
def test_home_leads_a_learner_on(client, session):
    published_edition(course__slug="supporter")
    if session is None:
        client.force_login(UserFactory())
    else:
        store = client.session
        store.update(session)
        store.save()
    assert 'href="/courses/supporter/">講座のつづきへ' in home(client)


@pytest.mark.usefixtures("before_the_trainings")
def test_home_lists_the_next_three_public_trainings(client):
    coming = [
        TrainingFactory(
            title=f"第{number}回", session__starts_at=STARTS_AT + timedelta(days=number)
        )
        for number in (4, 1, 3, 2)
    ]
    for training in coming:
        session = training.sessions.get()
        session.ends_at = session.starts_at + timedelta(hours=2)
        session.save()
    TrainingFactory(title="準備中", session=True, state=TrainingState.DRAFT)
    TrainingFactory(title="中止", session=True, state=TrainingState.CANCELLED)
    shown = re.findall(r'<a href="/trainings/[^/]+/" lang="ja">([^<]*)</a>', home(client))
    assert shown == ["第1回", "第2回", "第3回"]


@pytest.mark.usefixtures("before_the_trainings")
@pytest.mark.parametrize("number", [1, 3])
def test_home_asks_the_same_of_the_database_however_many_trainings(
    client, number, django_assert_num_queries
):
    published_edition(course__slug="supporter")
    for _each in range(number):
        TrainingFactory(session=True)
    home(client)
    with django_assert_num_queries(2):
        home(client)
