"""Answers before and after the demo's trainings: some, not all, think a little differently."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from surveys.enums import SurveyKind, SurveyMoment
from trainings.surveys.errors import NoSurveyError
from trainings.surveys.services import save_tally, start_survey

if TYPE_CHECKING:
    from accounts.models import User
    from trainings.models import Training

# Before and after: how many in a hundred know; how many choose each answer from most to least.
KNOW = {SurveyMoment.BEFORE: 45, SurveyMoment.AFTER: 76}
WOULD = {SurveyMoment.BEFORE: (18, 41, 32, 9), SurveyMoment.AFTER: (36, 46, 15, 3)}


def make_survey(training: Training, people: int, officer: User) -> None:
    """What so many people ticked on paper; one or two left the sheet empty."""
    # Of its own, so that the rest of the demo stays as it was without it.
    random = Random(training.title)  # noqa: S311 - made-up answers
    try:
        started = start_survey(training=training, actor=officer)
    except NoSurveyError:
        return
    for moment in SurveyMoment:
        numbers: dict[tuple[str, str], int] = {}
        for question in started.round.survey.questions:
            weights = _weights(question, moment)
            for choice in random.choices(list(weights), list(weights.values()), k=people - 2):
                place = (question["key"], choice)
                numbers[place] = numbers.get(place, 0) + 1
        save_tally(training_survey=started, moment=moment, numbers=numbers, actor=officer)


def _weights(question: dict[str, Any], moment: SurveyMoment) -> dict[str, int]:
    choices = question["choices"]
    if question["kind"] == SurveyKind.INTENTION:
        return {
            choice["key"]: weight for choice, weight in zip(choices, WOULD[moment], strict=False)
        }
    wrong = (100 - KNOW[moment]) // (len(choices) - 1)
    return {choice["key"]: KNOW[moment] if choice["is_correct"] else wrong for choice in choices}
