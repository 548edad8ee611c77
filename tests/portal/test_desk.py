from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from core.models import Job
from learning.models import Completion
from tests.factories.accounts import (
    LearnerFactory,
    MembershipFactory,
    OrganizationFactory,
    UserFactory,
)
from tests.factories.trainings import (
    AttendanceFactory,
    RegistrationFactory,
    SessionFactory,
    TrainingFactory,
)
from tests.factories.windows import WindowFactory
from trainings.closing.services import CLOSING_JOB

pytestmark = pytest.mark.django_db

URL = "/desk/"
NOW = "2026-11-21T14:00:00+09:00"


@pytest.fixture(autouse=True)
def afternoon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def officer():
    return MembershipFactory().user


@pytest.fixture
def organization(officer):
    return officer.memberships.get().organization


@pytest.mark.parametrize(
    ("membership", "status"),
    [
        ({}, 200),
        ({"role": "grant_administrator", "organization__national": True}, 200),
        ({"role": "editor", "organization__national": True}, 200),
        ({"organization__prefectural": True}, 200),
        ({"is_active": False}, 403),
    ],
)
def test_desk_is_open_to_those_who_work_there(client, membership, status):
    client.force_login(MembershipFactory(**membership).user)
    assert client.get(URL).status_code == status


def test_desk_is_closed_to_learners(client):
    client.force_login(LearnerFactory().user)
    assert client.get(URL).status_code == 403


def test_desk_asks_nobody_to_sign_in(client):
    assert client.get(URL).url == "/accounts/login/?next=/desk/"


def links(client, user):
    client.force_login(user)
    page = client.get(URL).content.decode()
    names = ["trainings:training_list", "trainings:training_create", "reporting:completions"]
    return [name for name in names if f'href="{reverse(name)}"' in page]


def test_desk_offers_the_rooms_of_the_role(client, officer):
    trainings = ["trainings:training_list", "trainings:training_create"]
    grant = MembershipFactory(role="grant_administrator", organization__national=True).user
    prefectural = MembershipFactory(organization__prefectural=True).user
    editor = MembershipFactory(role="editor", organization__national=True).user
    assert links(client, officer) == trainings
    assert links(client, grant) == ["reporting:completions"]
    assert links(client, prefectural) == [*trainings, "reporting:completions"]
    assert links(client, editor) == []


def test_editor_is_told_of_national_windows_that_are_due(client):
    editor = MembershipFactory(role="editor", organization__national=True).user
    today = timezone.localdate()
    client.force_login(editor)
    WindowFactory(expires_on=today + timedelta(days=61))
    local = WindowFactory(expires_on=today, organization=MembershipFactory().organization)
    assert "相談窓口を確かめる時期です" not in client.get(URL).content.decode()

    WindowFactory(expires_on=today + timedelta(days=60))
    WindowFactory(expires_on=today + timedelta(days=30))
    page = client.get(URL).content.decode()
    assert "2件の表示の期限が、近づいているか、過ぎています" in page
    assert "（最も早いものは令和8年12月21日（月））" in page

    client.force_login(MembershipFactory(organization=local.organization).user)
    assert "相談窓口を確かめる時期です" not in client.get(URL).content.decode()


def test_desk_sorts_trainings_by_what_they_wait_for(client, officer, organization):
    def held(starts, **fields):
        return TrainingFactory(organization=organization, session__starts_at=starts, **fields)

    now = timezone.now()
    today = held(now - timedelta(minutes=30))
    coming = held(now + timedelta(days=3))
    draft = held(now + timedelta(days=9), state="draft")
    over = held(now - timedelta(days=2))
    closed = held(now - timedelta(days=9), state="closed", closed_at=now - timedelta(days=8))
    stuck = held(now - timedelta(days=9), state="closed", closed_at=now - timedelta(days=9))
    held(now - timedelta(days=2), state="cancelled")
    TrainingFactory(session=True)
    AttendanceFactory(
        session=stuck.sessions.get(), registration=RegistrationFactory(training=stuck)
    )
    SessionFactory(training=closed, starts_at=now - timedelta(days=8))
    AttendanceFactory(
        session=closed.sessions.first(), registration=RegistrationFactory(training=closed)
    )
    client.force_login(officer)
    desk = client.get(URL).context["desk"]
    assert {
        "today": desk.today,
        "to_close": desk.to_close,
        "drafts": desk.drafts,
        "upcoming": desk.upcoming,
        "unfinished": desk.unfinished,
        "closed": desk.closed,
    } == {
        "today": [today],
        "to_close": [over],
        "drafts": [draft],
        "upcoming": [today, coming],
        "unfinished": [stuck],
        "closed": [closed, stuck],
    }


def test_desk_counts_completions_and_leads_to_certificates(client, officer, organization):
    training = TrainingFactory(organization=organization, session=True)
    registration = RegistrationFactory(training=training)
    registration.completion = Completion.objects.create(
        learner=registration.learner,
        course=training.edition.course,
        edition=training.edition,
        route="attended",
        completed_at=training.sessions.get().ends_at,
        fiscal_year=2026,
    )
    registration.save()
    SessionFactory(training=training)
    type(training).objects.update(state="closed")
    client.force_login(officer)
    response = client.get(URL)
    assert response.context["desk"].closed[0].completed_count == 1
    assert f"/desk/certificates/?training={training.pk}" in response.content.decode()


def test_desk_asks_as_much_for_three_as_for_one(
    client, officer, organization, django_assert_num_queries
):
    client.force_login(officer)

    def add(number):
        for state in ("draft", "published", "closed"):
            TrainingFactory.create_batch(
                number, organization=organization, state=state, session=True
            )

    add(1)
    client.get(URL)
    with django_assert_num_queries(8):
        client.get(URL)
    add(2)
    with django_assert_num_queries(8):
        client.get(URL)


def test_desk_of_another_organization_shows_nothing(client, organization):
    TrainingFactory(organization=organization, title="よその研修", session=True)
    other = MembershipFactory(user=UserFactory(), organization=OrganizationFactory()).user
    client.force_login(other)
    assert "よその研修" not in client.get(URL).content.decode()


def test_desk_leads_back_to_the_officers_own_jobs(client, officer):
    own = Job.objects.create(kind=CLOSING_JOB, created_by=officer)
    other = Job.objects.create(kind=CLOSING_JOB, created_by=UserFactory())
    client.force_login(officer)
    html = client.get(URL).content.decode()
    assert f'href="/jobs/{own.pk}/">修了の記録</a>' in html
    assert str(other.pk) not in html
