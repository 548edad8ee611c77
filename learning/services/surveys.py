"""Taking what learners answer before and after a course.

The receipt says that an enrolment answered, the counts in `surveys` say what was answered; nothing
ties them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from core.japanese.calendar import fiscal_year
from learning.models import Enrolment, SurveyReceipt
from learning.surveys import find_open_survey
from surveys.counting import count_answers, open_online_round

if TYPE_CHECKING:
    from collections.abc import Mapping


class SurveyNotOpenError(Exception):
    """It is not the time for these questions, they were answered before, or others are asked."""


@transaction.atomic
def answer_survey(
    *, enrolment_id: int, moment: str, survey_id: int, answers: Mapping[str, str]
) -> None:
    """Count the answers (`{question: choice}`, checked by the form), once an enrolment and moment.

    Two at once count once: the enrolment's row is locked. Test and demo learners are not counted.
    Raises SurveyNotOpenError, and Enrolment.DoesNotExist when it was merged away meanwhile.
    """
    enrolment = (
        Enrolment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("learner", "edition__course")
        .get(pk=enrolment_id)
    )
    survey = find_open_survey(enrolment, moment)
    if survey is None or survey.pk != survey_id:
        raise SurveyNotOpenError
    SurveyReceipt.objects.create(enrolment=enrolment, moment=moment, survey=survey)
    if enrolment.learner.is_counted:
        online = open_online_round(survey, fiscal_year(timezone.now()))
        count_answers(survey_round=online, moment=moment, answers=answers)
