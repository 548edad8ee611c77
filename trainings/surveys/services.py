"""Short questions before and after a training. The answers are counted in `surveys.counting`."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from core.audit import record_action
from surveys.counting import count_submission, discard_page_counts, replace_paper_counts
from surveys.enums import SurveyMoment, SurveyScope
from surveys.models import SurveyRound
from surveys.queries import current_survey, submission_count
from trainings.enums import TrainingState
from trainings.errors import TrainingLockedError
from trainings.locks import UNLOCKED, lock_training
from trainings.models import TrainingSurvey
from trainings.surveys.enums import SurveyAction
from trainings.surveys.errors import NoSurveyError, SurveyCancelledError, SurveyClosedError

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
    """The training's questions: the track's current ones, pinned. Idempotent.

    Raises NoSurveyError, SurveyCancelledError.
    """
    locked = _lock_asking_training(training)
    existing = TrainingSurvey.objects.filter(training=locked).select_related("round__survey")
    if training_survey := existing.first():
        return training_survey
    survey = current_survey(locked.edition.course.track_id)
    if survey is None:
        raise NoSurveyError
    training_survey = TrainingSurvey.objects.create(
        training=locked,
        round=SurveyRound.objects.create(scope=SurveyScope.TRAINING, survey=survey),
        code=_draw_code(),
    )
    record_action(
        SurveyAction.STARTED,
        training_survey,
        actor=actor,
        organization_id=locked.organization_id,
        training_id=locked.pk,
    )
    return training_survey


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
    if not takes_answers(training, moment, now):
        raise SurveyClosedError
    if submission_count(training_survey.round, moment) >= MOST_PER_SEAT * training.capacity:
        raise SurveyClosedError
    return count_submission(
        survey_round=training_survey.round,
        moment=moment,
        submission_key=submission_key,
        answers=answers,
    )


@transaction.atomic
def save_tally(
    *,
    training_survey: TrainingSurvey,
    moment: str,
    numbers: Mapping[tuple[str, str], int],
    actor: User,
) -> None:
    """Keep what was counted on paper (by question and choice) in place of what was kept before.

    Raises SurveyCancelledError.
    """
    training = _lock_asking_training(training_survey.training)
    replace_paper_counts(survey_round=training_survey.round, moment=moment, numbers=numbers)
    record_action(
        SurveyAction.TALLIED,
        training_survey,
        actor=actor,
        organization_id=training.organization_id,
        training_id=training.pk,
        moment=moment,
        ticks=sum(numbers.values()),
    )


@transaction.atomic
def discard_answers(*, training_survey: TrainingSurvey, moment: str, actor: User) -> None:
    """Drop what came in by the page at a moment, as when somebody played with the code.

    What was typed in from paper stays. Raises SurveyCancelledError.
    """
    training = _lock_asking_training(training_survey.training)
    sheets = discard_page_counts(survey_round=training_survey.round, moment=moment)
    record_action(
        SurveyAction.DISCARDED,
        training_survey,
        actor=actor,
        organization_id=training.organization_id,
        training_id=training.pk,
        moment=moment,
        sheets=sheets,
    )


def _lock_asking_training(training: Training) -> Training:
    """The locked training, closed ones included: its questions are answered for a while yet."""
    try:
        return lock_training(training, states=(*UNLOCKED, TrainingState.CLOSED))
    except TrainingLockedError as error:
        raise SurveyCancelledError from error


def _draw_code() -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        if not TrainingSurvey.objects.filter(code=code).exists():
            return code
