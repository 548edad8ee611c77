"""Who may do what with a training. `can_view_training(u, t)` exactly when `t in visible_to(u)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import Organization
from trainings.enums import TrainingState

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from trainings.models import Registration, Training


def can_view_training(user: User | AnonymousUser, training: Training) -> bool:
    return Organization.objects.run_by(user).filter(pk=training.organization_id).exists()


def can_edit_training(user: User | AnonymousUser, training: Training) -> bool:
    """Closed and cancelled trainings are locked."""
    return is_unlocked(training) and can_view_training(user, training)


def is_unlocked(training: Training) -> bool:
    return training.state in {TrainingState.DRAFT, TrainingState.PUBLISHED}


def application_deadline(training: Training) -> datetime | None:
    """The deadline that was set, else the start of the first session."""
    if training.registration_ends_at:
        return training.registration_ends_at
    starts = [session.starts_at for session in training.sessions.all()]
    return min(starts, default=None)


def accepts_applications(training: Training, now: datetime) -> bool:
    """Published and before the deadline. Whether a seat is left is another question."""
    deadline = application_deadline(training)
    return training.state == TrainingState.PUBLISHED and deadline is not None and now < deadline


def can_withdraw(registration: Registration, now: datetime) -> bool:
    """An applicant may cancel until the first session starts."""
    starts = [session.starts_at for session in registration.training.sessions.all()]
    return is_unlocked(registration.training) and now < min(starts, default=now)
