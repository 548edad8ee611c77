"""Who came. Setting present or absent, never toggling: two helpers at the door don't clash."""

from django.db import transaction

from accounts.models import User
from core import audit
from trainings.models import Attendance, Registration, Session
from trainings.services.locks import lock_training


@transaction.atomic
def mark_attendance(
    *, session: Session, registration: Registration, is_present: bool, actor: User
) -> None:
    """Set a registered person present or absent in a session. Twice is once.

    Raises TrainingLockedError; ValueError for a registration of another training or a cancelled
    one.
    """
    training = lock_training(session.training)
    if not training.registrations.active().filter(pk=registration.pk).exists():
        raise ValueError(registration.pk)
    if is_present:
        Attendance.objects.get_or_create(
            session=session, registration=registration, defaults={"marked_by": actor}
        )
        return
    gone, _ = Attendance.objects.filter(session=session, registration=registration).delete()
    if gone:
        audit.record(
            actor=actor,
            action="attendance.removed",
            subject=registration,
            organization_id=training.organization_id,
            session_id=session.pk,
        )
