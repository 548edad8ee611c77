"""Short questions before and after a training: numbers alone are kept, of nobody in particular."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from core import audit
from surveys.enums import SurveyMoment
from surveys.queries import current_survey
from trainings.enums import SurveySource, TrainingState
from trainings.locks import UNLOCKED, lock_training
from trainings.models import TrainingSurvey, TrainingSurveyCount, TrainingSurveySubmission

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from trainings.models import Training

# Nothing that is taken for something else when it is typed from a poster.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_LENGTH = 6
# Who answers at home after a training has this long.
OPEN_AFTER_CLOSING = timedelta(days=14)
# Beyond that many sheets for each seat somebody is playing.
MOST_PER_SEAT = 3


class NoSurveyError(Exception):
    """The training's track has no questions."""


class SurveyClosedError(Exception):
    """No answers are taken now: not published, over, or far more than there are seats."""


def takes_answers(training: Training, moment: str, now: datetime) -> bool:
    """Before: until the first session is over. After: once it has begun, for two weeks longer.

    A code taken for the other one would spoil the comparison unnoticed.
    """
    if training.state == TrainingState.PUBLISHED:
        first = training.sessions.order_by("starts_at").first()
        if first is None:
            return False
        return now >= first.starts_at if moment == SurveyMoment.AFTER else now < first.ends_at
    closed_at = training.closed_at if training.state == TrainingState.CLOSED else None
    return bool(closed_at and moment == SurveyMoment.AFTER and now < closed_at + OPEN_AFTER_CLOSING)


@transaction.atomic
def start_survey(*, training: Training, actor: User) -> TrainingSurvey:
    """The training's questions: the track's current ones, pinned. Twice is once.

    Raises NoSurveyError, TrainingLockedError (cancelled).
    """
    locked = lock_training(training, states=(*UNLOCKED, TrainingState.CLOSED))
    existing: TrainingSurvey | None = TrainingSurvey.objects.filter(training=locked).first()
    if existing is not None:
        return existing
    survey = current_survey(locked.edition.course.track_id)
    if survey is None:
        raise NoSurveyError
    started = TrainingSurvey.objects.create(training=locked, survey=survey, code=_new_code())
    _record(actor, "survey.started", started)
    return started


@transaction.atomic
def answer_training_survey(
    *,
    training_survey: TrainingSurvey,
    moment: str,
    answers: Mapping[str, str],
    submission_key: UUID,
    now: datetime,
) -> bool:
    """Count the answers (`{question: choice}`, checked by the form); False if they were before.

    A sheet without any answer is none. Raises SurveyClosedError.
    """
    if not any(answers.values()):
        return False
    training = training_survey.training
    sent = TrainingSurveySubmission.objects.filter(training_survey=training_survey, moment=moment)
    if not takes_answers(training, moment, now):
        raise SurveyClosedError
    if sent.count() >= MOST_PER_SEAT * training.capacity:
        raise SurveyClosedError
    _sent, is_new = TrainingSurveySubmission.objects.get_or_create(
        training_survey=training_survey, moment=moment, submission_key=submission_key
    )
    if not is_new:
        return False
    # In the order of questions, so that two who answer at once never wait for each other.
    for question in training_survey.survey.questions:
        choice = answers.get(question["key"])
        if choice:
            _add(training_survey, moment, question["key"], choice)
    return True


@transaction.atomic
def save_tally(
    *,
    training_survey: TrainingSurvey,
    moment: str,
    numbers: Mapping[tuple[str, str], int],
    actor: User,
) -> None:
    """Keep what was counted on paper (by question and choice) in place of what was kept before.

    Raises TrainingLockedError (cancelled).
    """
    lock_training(training_survey.training, states=(*UNLOCKED, TrainingState.CLOSED))
    for (question, choice), number in numbers.items():
        TrainingSurveyCount.objects.update_or_create(
            training_survey=training_survey,
            moment=moment,
            source=SurveySource.PAPER,
            question=question,
            choice=choice,
            defaults={"number": number},
        )
    _record(actor, "survey.tallied", training_survey, moment=moment, ticks=sum(numbers.values()))


@transaction.atomic
def discard_answers(*, training_survey: TrainingSurvey, moment: str, actor: User) -> None:
    """Drop what came in by the page at a moment, as when somebody played with the code.

    What was typed in from paper stays. Raises TrainingLockedError (cancelled).
    """
    lock_training(training_survey.training, states=(*UNLOCKED, TrainingState.CLOSED))
    sheets, _rows = TrainingSurveySubmission.objects.filter(
        training_survey=training_survey, moment=moment
    ).delete()
    TrainingSurveyCount.objects.filter(
        training_survey=training_survey, moment=moment, source=SurveySource.PAGE
    ).delete()
    _record(actor, "survey.discarded", training_survey, moment=moment, sheets=sheets)


def _add(training_survey: TrainingSurvey, moment: str, question: str, choice: str) -> None:
    row, _is_new = TrainingSurveyCount.objects.get_or_create(
        training_survey=training_survey,
        moment=moment,
        source=SurveySource.PAGE,
        question=question,
        choice=choice,
    )
    TrainingSurveyCount.objects.filter(pk=row.pk).update(number=F("number") + 1)


def _new_code() -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        if not TrainingSurvey.objects.filter(code=code).exists():
            return code


def _record(actor: User, action: str, subject: TrainingSurvey, **detail: Any) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=subject,
        organization_id=subject.training.organization_id,
        training_id=subject.training_id,
        **detail,
    )
