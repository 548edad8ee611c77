"""Counting what learners answer before and after: numbers alone are kept.

The receipt says that an enrolment answered, the counts say what was answered; nothing ties them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.japanese.calendar import fiscal_year
from learning.models import Enrolment, SurveyCount, SurveyReceipt
from learning.surveys import open_survey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from surveys.models import Survey


class SurveyNotOpenError(Exception):
    """It is not the time for these questions, they were answered before, or others are asked."""


@transaction.atomic
def answer_survey(
    *, enrolment_id: int, moment: str, survey_id: int, answers: Mapping[str, str]
) -> None:
    """Count the answers (`{question: choice}`, checked by the form), once an enrolment and moment.

    The enrolment's row lock makes two at once one. Test and demo learners are not counted.
    Raises SurveyNotOpenError, and Enrolment.DoesNotExist when it was merged away meanwhile.
    """
    enrolment = (
        Enrolment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("learner", "edition__course")
        .get(pk=enrolment_id)
    )
    survey = open_survey(enrolment, moment)
    if survey is None or survey.pk != survey_id:
        raise SurveyNotOpenError
    SurveyReceipt.objects.create(enrolment=enrolment, moment=moment, survey=survey)
    if enrolment.learner.is_counted:
        _count(survey, moment, answers)


def _count(survey: Survey, moment: str, answers: Mapping[str, str]) -> None:
    year = fiscal_year(timezone.now())
    # In the order of questions, so that two who answer at once never wait for each other.
    for key in (question["key"] for question in survey.questions if question["key"] in answers):
        row, _is_new = SurveyCount.objects.get_or_create(
            survey=survey, fiscal_year=year, moment=moment, question=key, choice=answers[key]
        )
        SurveyCount.objects.filter(pk=row.pk).update(number=F("number") + 1)
