"""Planning a training: its plan and sessions, publishing, cancelling."""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from core.audit import record_action
from trainings import tasks
from trainings.enums import TrainingAction, TrainingState
from trainings.errors import CapacityTooSmallError, SessionAttendedError, TrainingLockedError
from trainings.locks import UNLOCKED, lock_training
from trainings.models import Attendance, Session, Training

PLAN_FIELDS = (
    "edition",
    "title",
    "description",
    "lecturer",
    "contact",
    "capacity",
    "registration_ends_at",
)


@transaction.atomic
def create_training(*, training: Training, sessions: Iterable[Session], actor: User) -> Training:
    """Store a new plan (unsaved rows) as a draft."""
    training.state = TrainingState.DRAFT
    training.save(force_insert=True)
    _save_sessions(training, sessions)
    _record(actor, TrainingAction.CREATED, training)
    return training


@transaction.atomic
def update_training(
    *,
    training: Training,
    sessions: Iterable[Session],
    removed: Iterable[Session],
    actor: User,
) -> Training:
    """Store a changed plan: the given sessions are written, the removed ones go.

    Raises TrainingLockedError, CapacityTooSmallError, SessionAttendedError.
    """
    locked = lock_training(training)
    if training.capacity < locked.seats_taken:
        raise CapacityTooSmallError(locked.seats_taken)
    gone = [session.pk for session in removed]
    if Attendance.objects.filter(session__in=gone).exists():
        raise SessionAttendedError
    training.save(update_fields=PLAN_FIELDS)
    training.sessions.filter(pk__in=gone).delete()
    _save_sessions(training, sessions)
    _record(actor, TrainingAction.UPDATED, training)
    return training


@transaction.atomic
def publish_training(*, training: Training, actor: User) -> None:
    """Open the public page and its form. Idempotent."""
    locked = lock_training(training)
    if locked.state == TrainingState.PUBLISHED:
        return
    if not locked.sessions.exists():
        raise TrainingLockedError(locked.state)
    _move(locked, TrainingState.PUBLISHED)
    _record(actor, TrainingAction.PUBLISHED, locked)


@transaction.atomic
def unpublish_training(*, training: Training, actor: User) -> None:
    """Back to a draft; only while nobody has applied."""
    locked = lock_training(training)
    if locked.state == TrainingState.DRAFT:
        return
    if locked.seats_taken:
        raise TrainingLockedError(locked.state)
    _move(locked, TrainingState.DRAFT)
    _record(actor, TrainingAction.UNPUBLISHED, locked)


@transaction.atomic
def cancel_training(*, training: Training, actor: User, language: str = "ja") -> None:
    """Call the training off, and tell everyone registered who gave an e-mail. Idempotent."""
    locked = lock_training(training, states=(*UNLOCKED, TrainingState.CANCELLED))
    if locked.state == TrainingState.CANCELLED:
        return
    _move(locked, TrainingState.CANCELLED)
    _record(actor, TrainingAction.CANCELLED, locked)
    transaction.on_commit(
        lambda: tasks.announce_cancellation.delay(locked.pk, language), robust=True
    )


def _save_sessions(training: Training, sessions: Iterable[Session]) -> None:
    for session in sessions:
        session.training = training
        session.save()


def _move(training: Training, state: TrainingState) -> None:
    training.state = state
    training.save(update_fields=["state"])


def _record(actor: User, action: TrainingAction, training: Training) -> None:
    record_action(
        action,
        training,
        actor=actor,
        organization_id=training.organization_id,
        seats_taken=training.seats_taken,
    )
