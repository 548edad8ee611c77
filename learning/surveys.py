"""Which short questions a learner may be asked now, before or after a course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from learning.enums import EnrolmentState
from learning.models import Enrolment, LessonProgress, SurveyReceipt
from surveys.enums import SurveyMoment
from surveys.queries import current_survey

if TYPE_CHECKING:
    from surveys.models import Survey


def find_open_survey(enrolment: Enrolment, moment: str) -> Survey | None:
    """The survey that this enrolment may answer at this moment; None when it is not the time.

    Before: until the first lesson is done. After: once the course is completed, with the very
    questions that were asked before. Each once. Needs `edition__course`.
    """
    is_completed = enrolment.state == EnrolmentState.COMPLETED
    if is_completed != (moment == SurveyMoment.AFTER):
        return None
    rows = SurveyReceipt.objects.filter(enrolment=enrolment).select_related("survey")
    receipts = {receipt.moment: receipt for receipt in rows}
    if moment in receipts:
        return None
    if moment == SurveyMoment.BEFORE:
        if LessonProgress.objects.filter(enrolment=enrolment).exists():
            return None
    elif before := receipts.get(SurveyMoment.BEFORE):
        return before.survey
    return current_survey(enrolment.edition.course.track_id)


def may_answer_after(enrolment_id: int | None) -> bool:
    """Whether the learner of this completed enrolment may still answer the questions after."""
    if enrolment_id is None:
        return False
    enrolment = Enrolment.objects.select_related("edition__course").get(pk=enrolment_id)
    return find_open_survey(enrolment, SurveyMoment.AFTER) is not None
