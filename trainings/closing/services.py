"""Closing a training: it is locked first, then everyone who attended gets their Completion.

Locking first makes the rest repeatable: nobody's attendance changes under the job, each person's
Completion is recorded in a transaction of its own, and a run that stopped half-way is resumed by
running it again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core.audit import record_action
from core.jobs import start_job
from learning.enums import Route
from learning.services import record_completion
from trainings.enums import TrainingAction, TrainingState
from trainings.errors import TrainingLockedError
from trainings.locks import UNLOCKED, lock_training
from trainings.models import Registration, Training

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from accounts.models import User
    from core.models import Job
    from learning.models import Completion
    from trainings.querysets import RegistrationQuerySet

log = structlog.get_logger("trainings")

CLOSING_JOB = "trainings.close"


@dataclass
class Outcome:
    """`completed` people have a new Completion, `known` had one of this course and fiscal year
    already, `failed` are the numbers (primary keys) of the registrations that could not be done.
    """

    completed: int = 0
    known: int = 0
    failed: list[int] = field(default_factory=list)


def may_close(training: Training, now: datetime) -> bool:
    """From the start of the last session on."""
    last = training.sessions.aggregate(starts=Max("starts_at"))["starts"]
    return training.state in UNLOCKED and last is not None and last <= now


@transaction.atomic
def close_training(
    *, training: Training, actor: User, language: str = "ja", next_url: str = ""
) -> Job:
    """Lock the training and start the job that records the completions.

    Raises TrainingLockedError when it is closed already (a second click), cancelled, or its last
    session has not begun.
    """
    locked = lock_training(training)
    now = timezone.now()
    if not may_close(locked, now):
        raise TrainingLockedError(locked.state)
    locked.state, locked.closed_at = TrainingState.CLOSED, now
    locked.save(update_fields=["state", "closed_at"])
    record_action(
        TrainingAction.CLOSED,
        locked,
        actor=actor,
        organization_id=locked.organization_id,
        seats_taken=locked.seats_taken,
        attended=_attended(locked).count(),
    )
    return _start(locked, actor, language, next_url)


@transaction.atomic
def resume_closing(
    *, training: Training, actor: User, language: str = "ja", next_url: str = ""
) -> Job:
    """Start the job again for those who have no Completion yet.

    Raises TrainingLockedError unless the training is closed.
    """
    locked = lock_training(training, states=(TrainingState.CLOSED,))
    return _start(locked, actor, language, next_url)


def count_unfinished(training: Training) -> int:
    """How many attended a closed training and have no Completion yet."""
    if training.state != TrainingState.CLOSED:
        return 0
    return _attended(training).filter(completion=None).count()


def record_completions(
    *, training: Training, actor: User, report: Callable[[int, int], None]
) -> Outcome:
    """Give everyone who attended a closed training their Completion; call it as often as needed.

    `report(done, total)` is called as it goes. One person's failure does not stop the others.
    """
    outcome = Outcome()
    sessions = list(training.sessions.values_list("pk", "ends_at"))
    waiting = list(_attended(training).filter(completion=None).values_list("pk", flat=True))
    for done, pk in enumerate(waiting):
        report(done, len(waiting))
        try:
            completion = _complete(training, pk, sessions, actor)
        except Exception as error:  # noqa: BLE001 - whatever fails for one person, the others go on
            # Its class alone: a database's message may quote the row, and that holds a name.
            log.warning("completion failed", registration_id=pk, error=type(error).__name__)
            outcome.failed.append(pk)
            continue
        if completion is None:
            continue
        if completion.evidence.get("training_id") == training.pk:
            outcome.completed += 1
        else:
            outcome.known += 1
    report(len(waiting), len(waiting))
    return outcome


@transaction.atomic
def _complete(
    training: Training, pk: int, sessions: list[tuple[int, datetime]], actor: User
) -> Completion | None:
    """None if another run was here first."""
    registration = (
        Registration.objects.select_for_update(no_key=True, of=("self",))
        .select_related("learner__merged_into")
        .get(pk=pk)
    )
    if registration.completion_id:
        return None
    organization = training.organization
    place = organization.municipality
    completion = record_completion(
        learner=registration.learner,
        edition=training.edition,
        route=Route.ATTENDED,
        completed_at=_completed_at(training, sessions),
        printed_name=registration.name,
        printed_kana=registration.kana,
        organization=organization,
        municipality=place,
        prefecture_code=organization.prefecture_id or (place.prefecture_id if place else ""),
        age_band=registration.age_band or registration.learner.age_band,
        issuer_name=organization.certificate_issuer or organization.name,
        evidence={"training_id": training.pk, "session_ids": [pk for pk, _ in sessions]},
        actor=actor,
    )
    registration.completion = completion
    registration.save(update_fields=["completion"])
    return completion


def _completed_at(training: Training, sessions: list[tuple[int, datetime]]) -> datetime:
    """The end of the last session; a training closed in its last minutes ended when it did."""
    ended = max(ends_at for _, ends_at in sessions)
    return min(ended, training.closed_at) if training.closed_at else ended


def _attended(training: Training) -> RegistrationQuerySet:
    return training.registrations.attended_all(training.sessions.count()).order_by("pk")


def _start(training: Training, actor: User, language: str, next_url: str) -> Job:
    return start_job(
        kind=CLOSING_JOB,
        actor=actor,
        language=language,
        next_url=next_url,
        training_id=training.pk,
    )
