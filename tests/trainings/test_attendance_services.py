import pytest

from core.models import AuditEntry
from tests.factories.trainings import RegistrationFactory, TrainingFactory
from trainings.attendance.services import add_walk_in, mark_attendance
from trainings.enums import TrainingState
from trainings.errors import RegistrationCancelledError, TrainingFullError, TrainingLockedError
from trainings.models import Attendance
from trainings.registrations.services import Applicant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def mark(session, registration, actor, *, is_present):
    mark_attendance(session=session, registration=registration, is_present=is_present, actor=actor)
    return Attendance.objects.filter(session=session, registration=registration).count()


def test_marking_sets_and_never_toggles(session, registration, officer):
    assert [
        mark(session, registration, officer, is_present=wanted)
        for wanted in (True, True, False, False, True)
    ] == [1, 1, 0, 0, 1]


def test_taking_a_mark_back_is_audited(session, registration, officer):
    mark(session, registration, officer, is_present=True)
    mark(session, registration, officer, is_present=False)
    mark(session, registration, officer, is_present=False)
    (entry,) = AuditEntry.objects.all()
    assert (entry.action, entry.object_id, entry.detail) == (
        "attendance.removed",
        str(registration.pk),
        {"session_id": session.pk},
    )


def test_person_of_another_training_is_not_marked(session, officer):
    with pytest.raises(RegistrationCancelledError):
        mark(session, RegistrationFactory(), officer, is_present=True)


def test_cancelled_person_is_not_marked(session, training, officer):
    gone = RegistrationFactory(training=training, state="cancelled")
    with pytest.raises(RegistrationCancelledError):
        mark(session, gone, officer, is_present=True)


@pytest.mark.parametrize("state", [TrainingState.CLOSED, TrainingState.CANCELLED])
def test_locked_training_takes_no_marks(session, training, registration, officer, state):
    training.state = state
    training.save()
    with pytest.raises(TrainingLockedError):
        mark(session, registration, officer, is_present=True)


def test_walk_in_is_registered_and_present(session, training, officer):
    registration = add_walk_in(
        session=session, applicant=Applicant(name="飛入 参加"), actor=officer, submission_key=None
    )
    assert Attendance.objects.get().registration == registration
    training.refresh_from_db()
    assert training.seats_taken == 1


def test_walk_in_needs_a_seat(organization, officer):
    full = TrainingFactory(organization=organization, capacity=0, session=True)
    with pytest.raises(TrainingFullError):
        add_walk_in(
            session=full.sessions.get(),
            applicant=Applicant(name="飛入 参加"),
            actor=officer,
            submission_key=None,
        )
    assert Attendance.objects.count() == 0
