"""A registration whose learner was merged twice: every way leads to the person of today."""

import pytest

from accounts.enums import LearnerKind
from accounts.learners import merge_learners
from accounts.models import Learner
from certificates.models import Certificate
from certificates.permissions import owns_certificate
from learning.models import Completion
from tests.factories.accounts import LearnerFactory
from tests.factories.certificates import issued
from tests.factories.trainings import AttendanceFactory, RegistrationFactory, TrainingFactory
from trainings.closing.services import record_completions
from trainings.registrations.learners import known_roster_learner

pytestmark = pytest.mark.django_db


def merged_twice(learner):
    middle, last = LearnerFactory(), LearnerFactory()
    merge_learners(source=learner, target=middle)
    middle.refresh_from_db()
    merge_learners(source=middle, target=last)
    learner.refresh_from_db()
    return last


def test_closing_records_the_completion_for_the_person_of_today(officer):
    attendance = AttendanceFactory()
    training = attendance.session.training
    person = merged_twice(attendance.registration.learner)
    record_completions(training=training, actor=officer, report=lambda done, total: None)
    assert Completion.objects.get().learner == person


def test_second_registration_of_a_merged_person_is_theirs():
    learner = LearnerFactory(roster=True)
    training = TrainingFactory(organization=learner.organization)
    RegistrationFactory(
        training=training, learner=learner, name="山田花子", email="hanako@example.jp"
    )
    person = merged_twice(learner)
    found = known_roster_learner(
        organization_id=training.organization_id, name="山田花子", email="hanako@example.jp"
    )
    assert (found, Learner.objects.filter(kind=LearnerKind.ROSTER).count()) == (person, 1)


def test_certificate_belongs_to_the_person_of_today():
    certificate = issued()
    first = certificate.completion.learner
    person = merged_twice(first)
    certificate.refresh_from_db()
    assert owns_certificate(person, certificate)
    assert not owns_certificate(LearnerFactory(), certificate)
    assert list(Certificate.objects.filter(completion__learner__in=[first, person])) == [
        certificate
    ]
