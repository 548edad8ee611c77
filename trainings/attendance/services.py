"""Who came. Setting present or absent, never toggling: two helpers at the door don't clash."""

from uuid import UUID

from django.db import transaction

from accounts.models import User
from core.audit import record_action
from trainings.enums import TrainingAction
from trainings.errors import RegistrationCancelledError
from trainings.locks import lock_training
from trainings.models import Attendance, Registration, Session
from trainings.registrations.services import Applicant, add_registration


@transaction.atomic
def mark_attendance(
    *, session: Session, registration: Registration, is_present: bool, actor: User
) -> None:
    """Set a registered person present or absent in a session. Idempotent.

    Raises TrainingLockedError, RegistrationCancelledError.
    """
    training = lock_training(session.training)
    if not training.registrations.active().filter(pk=registration.pk).exists():
        raise RegistrationCancelledError
    if is_present:
        Attendance.objects.get_or_create(
            session=session, registration=registration, defaults={"marked_by": actor}
        )
        return
    gone, _ = Attendance.objects.filter(session=session, registration=registration).delete()
    if gone:
        record_action(
            TrainingAction.ATTENDANCE_REMOVED,
            registration,
            actor=actor,
            organization_id=training.organization_id,
            session_id=session.pk,
        )


@transaction.atomic
def add_walk_in(
    *, session: Session, applicant: Applicant, actor: User, submission_key: UUID | None
) -> Registration:
    """Register someone at the door and mark them present.

    Raises TrainingLockedError, TrainingFullError.
    """
    registration = add_registration(
        training=session.training,
        applicant=applicant,
        actor=actor,
        submission_key=submission_key,
    )
    mark_attendance(session=session, registration=registration, is_present=True, actor=actor)
    return registration
