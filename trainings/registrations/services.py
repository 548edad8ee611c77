"""Registering a person: one seat each, one registration a form, one learner a person."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.audit import record_action
from trainings import tasks
from trainings.enums import RegistrationSource, RegistrationState, TrainingAction, TrainingState
from trainings.errors import (
    AttendanceRecordedError,
    RegistrationClosedError,
    TrainingFullError,
    TrainingLockedError,
)
from trainings.locks import lock_training
from trainings.models import Registration, Training
from trainings.names import name_key
from trainings.permissions import accepts_applications
from trainings.registrations.learners import (
    known_roster_learner,
    lock_organization,
    new_roster_learner,
    roster_learner,
)

if TYPE_CHECKING:
    from accounts.models import Learner, Municipality, User


@dataclass(frozen=True)
class Applicant:
    """What was collected of one person. `name` as typed, `kana` in hiragana."""

    name: str
    kana: str = ""
    email: str = ""
    phone: str = ""
    reach: str = ""
    municipality: Municipality | None = field(default=None)
    age_band: str = ""
    note: str = ""

    def values(self) -> dict[str, object]:
        """As fields of a Registration."""
        return {
            **asdict(self),
            "municipality": self.municipality,
            "name_key": name_key(self.name),
        }


@dataclass(frozen=True)
class Receipt:
    """What became of an application: the registration, and whether it is a new one."""

    registration: Registration
    is_new: bool


@transaction.atomic
def apply_for_training(
    *,
    training: Training,
    applicant: Applicant,
    submission_key: UUID,
    learner: Learner | None = None,
    language: str = "ja",
) -> Receipt:
    """An application by the public form; `learner` when signed-in people apply for themselves.

    The same form sent again gives the registration it made; a person who is registered already
    gets that registration (`is_new` false) and no second seat. The receipt is mailed on commit.
    Raises RegistrationClosedError, TrainingFullError.
    """
    lock_organization(training.organization_id)
    known = _known_registration(training, applicant, submission_key, learner)
    if known:
        return Receipt(known, is_new=False)
    try:
        locked = lock_training(training, states=(TrainingState.PUBLISHED,))
    except TrainingLockedError as error:
        raise RegistrationClosedError from error
    if not accepts_applications(locked, timezone.now()):
        raise RegistrationClosedError
    registration = _register(
        training=locked,
        applicant=applicant,
        learner=learner,
        source=RegistrationSource.FORM,
        submission_key=submission_key,
    )
    mail_receipt(registration, language)
    return Receipt(registration, is_new=True)


@transaction.atomic
def add_registration(  # noqa: PLR0913 - what the officer's form says
    *,
    training: Training,
    applicant: Applicant,
    actor: User,
    submission_key: UUID | None = None,
    is_another_person: bool = False,
    sends_receipt: bool = False,
) -> Registration:
    """A person added by an officer, also before publishing and after the deadline.

    Someone registered already is not added again, unless the officer says that it is another
    person, who then gets a learner of their own.
    Raises TrainingLockedError, TrainingFullError.
    """
    lock_organization(training.organization_id)
    key = submission_key or uuid4()
    known = _known_registration(training, applicant, key, None)
    if known and (known.submission_key == key or not is_another_person):
        return known
    locked = lock_training(training)
    registration = _register(
        training=locked,
        applicant=applicant,
        learner=_new_learner(locked, applicant) if is_another_person else None,
        source=RegistrationSource.HAND,
        submission_key=key,
    )
    _record(actor, TrainingAction.REGISTRATION_ADDED, registration)
    if sends_receipt and registration.email:
        mail_receipt(registration, "ja")
    return registration


@transaction.atomic
def update_registration(*, registration: Registration, applicant: Applicant, actor: User) -> None:
    """Correct what was collected. Raises TrainingLockedError."""
    lock_training(registration.training)
    for name, value in applicant.values().items():
        setattr(registration, name, value)
    registration.save(update_fields=list(applicant.values()))
    learner = registration.learner
    if learner.organization_id == registration.training.organization_id:
        learner.name, learner.kana = applicant.name, applicant.kana
        learner.save(update_fields=["name", "kana"])
    _record(actor, TrainingAction.REGISTRATION_UPDATED, registration)


@transaction.atomic
def cancel_registration(*, registration: Registration, actor: User | None) -> bool:
    """Cancel and give the seat back; False if it was cancelled before.

    `actor` is None when the applicant cancels. Raises TrainingLockedError and
    AttendanceRecordedError.
    """
    training = lock_training(registration.training)
    if registration.attendances.exists():
        raise AttendanceRecordedError
    cancelled = (
        Registration.objects.active()
        .filter(pk=registration.pk)
        .update(state=RegistrationState.CANCELLED)
    )
    if not cancelled:
        return False
    Training.objects.filter(pk=training.pk).update(seats_taken=F("seats_taken") - 1)
    registration.state = RegistrationState.CANCELLED
    _record(actor, TrainingAction.REGISTRATION_CANCELLED, registration)
    return True


def mail_receipt(registration: Registration, language: str) -> None:
    """Mail the receipt once the transaction has committed."""
    transaction.on_commit(lambda: tasks.send_receipt.delay(registration.pk, language), robust=True)


def _known_registration(
    training: Training, applicant: Applicant, submission_key: UUID, learner: Learner | None
) -> Registration | None:
    """The registration that this form made before, or else the person's active one."""
    here = Registration.objects.filter(training=training)
    same_form: Registration | None = here.filter(submission_key=submission_key).first()
    if same_form:
        return same_form
    active = here.active()
    same_person: Registration | None = (
        active.filter(learner=learner).first() if learner else None
    ) or active.of_person(name=applicant.name, email=applicant.email).first()
    if same_person or learner:
        return same_person
    # Known from another training; the seat here may say another e-mail since it was corrected.
    known = known_roster_learner(
        organization_id=training.organization_id, name=applicant.name, email=applicant.email
    )
    return active.filter(learner=known).first() if known else None


def _register(
    *,
    training: Training,
    applicant: Applicant,
    learner: Learner | None,
    source: RegistrationSource,
    submission_key: UUID,
) -> Registration:
    taken = Training.objects.filter(
        pk=training.pk, state=training.state, seats_taken__lt=F("capacity")
    ).update(seats_taken=F("seats_taken") + 1)
    if not taken:
        raise TrainingFullError
    return Registration.objects.create(
        training=training,
        learner=learner or _roster_learner(training, applicant),
        source=source,
        submission_key=submission_key,
        **applicant.values(),
    )


def _new_learner(training: Training, applicant: Applicant) -> Learner:
    return new_roster_learner(
        organization=training.organization,
        name=applicant.name,
        kana=applicant.kana,
        municipality=applicant.municipality,
        age_band=applicant.age_band,
    )


def _roster_learner(training: Training, applicant: Applicant) -> Learner:
    return roster_learner(
        organization=training.organization,
        name=applicant.name,
        kana=applicant.kana,
        email=applicant.email,
        municipality=applicant.municipality,
        age_band=applicant.age_band,
    )


def _record(actor: User | None, action: TrainingAction, registration: Registration) -> None:
    record_action(
        action,
        registration,
        actor=actor,
        organization_id=registration.training.organization_id,
        training_id=registration.training_id,
    )
