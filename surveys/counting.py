"""Counting answers, whoever is asked: numbers alone are kept, tied to no person.

Answers are `{question: choice}` as `surveys.forms` has checked them. The room that asks decides who
may answer, and when (docs/decisions/0016).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from surveys.enums import AnswerSource, SurveyScope
from surveys.models import SurveyCount, SurveyRound, SurveySubmission

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from surveys.models import Survey


def open_online_round(survey: Survey, fiscal_year: int) -> SurveyRound:
    """The round of all who learn online in the fiscal year, made for the first answer."""
    online, _is_new = SurveyRound.objects.get_or_create(
        scope=SurveyScope.ONLINE, survey=survey, fiscal_year=fiscal_year
    )
    return online


@transaction.atomic
def count_answers(*, survey_round: SurveyRound, moment: str, answers: Mapping[str, str]) -> None:
    """Add one sheet that came in by a page. Not idempotent: the caller knows who has answered."""
    # In the order of questions, so that two who answer at once never wait for each other.
    for question in survey_round.survey.questions:
        choice = answers.get(question["key"])
        if choice:
            row, _is_new = SurveyCount.objects.get_or_create(
                round=survey_round,
                moment=moment,
                source=AnswerSource.PAGE,
                question=question["key"],
                choice=choice,
            )
            SurveyCount.objects.filter(pk=row.pk).update(number=F("number") + 1)


@transaction.atomic
def count_submission(
    *, survey_round: SurveyRound, moment: str, submission_key: UUID, answers: Mapping[str, str]
) -> bool:
    """Add one sheet that nobody is known by; False if the same form was counted before."""
    _submission, is_new = SurveySubmission.objects.get_or_create(
        round=survey_round, moment=moment, submission_key=submission_key
    )
    if is_new:
        count_answers(survey_round=survey_round, moment=moment, answers=answers)
    return is_new


@transaction.atomic
def replace_paper_counts(
    *, survey_round: SurveyRound, moment: str, numbers: Mapping[tuple[str, str], int]
) -> None:
    """Keep what was counted on paper (by question and choice) in place of what was kept before."""
    for (question, choice), number in numbers.items():
        SurveyCount.objects.update_or_create(
            round=survey_round,
            moment=moment,
            source=AnswerSource.PAPER,
            question=question,
            choice=choice,
            defaults={"number": number},
        )


@transaction.atomic
def discard_page_counts(*, survey_round: SurveyRound, moment: str) -> int:
    """Drop what came in by the page at a moment; returns how many sheets those were.

    What was counted on paper stays.
    """
    sheets, _by_model = SurveySubmission.objects.filter(round=survey_round, moment=moment).delete()
    SurveyCount.objects.filter(round=survey_round, moment=moment, source=AnswerSource.PAGE).delete()
    return sheets
