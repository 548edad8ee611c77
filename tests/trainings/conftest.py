import pytest
import time_machine

from tests.factories.accounts import MembershipFactory, OrganizationFactory, UserFactory
from tests.factories.trainings import RegistrationFactory, TrainingFactory

# 令和8年11月1日（日）12:00 in Japan: the sessions of the factories are three weeks ahead.
BEFORE = "2026-11-01T12:00:00+09:00"
# 令和8年11月21日（土）: the hour before, the middle and the evening of the factories' session.
DOORS_OPEN = "2026-11-21T13:10:00+09:00"
DURING = "2026-11-21T14:00:00+09:00"
AFTER = "2026-11-21T18:00:00+09:00"


@pytest.fixture
def now():
    """The tests' clock, three weeks before the training; `now.move_to(DURING)` moves it."""
    with time_machine.travel(BEFORE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def organization(db):
    return OrganizationFactory(name="みどり市福祉課", certificate_issuer="みどり市長")


@pytest.fixture
def officer(organization):
    return MembershipFactory(organization=organization).user


@pytest.fixture
def colleague(organization):
    """Works for the same organization without being an officer of its trainings."""
    return MembershipFactory(organization=organization, role="editor").user


@pytest.fixture
def officer_elsewhere(db):
    return MembershipFactory(organization=OrganizationFactory(name="あおば市福祉課")).user


@pytest.fixture
def resident(db):
    return UserFactory(email="resident@example.jp")


@pytest.fixture
def training(organization):
    return TrainingFactory(organization=organization, title="秋の養成講座", session=True)


@pytest.fixture
def session(training):
    return training.sessions.get()


@pytest.fixture
def registration(training):
    return RegistrationFactory(training=training, name="髙橋 花子", email="hanako@example.jp")


@pytest.fixture
def at_desk(client, officer):
    """The officer's browser."""
    client.force_login(officer)
    return client
