"""What changes a learner's way: enrolment, progress, completion."""

from learning.services.completion import (
    decide_completion,
    record_completion,
    save_completion_details,
)
from learning.services.enrolment import CourseNotOpenError, enrol_learner
from learning.services.merging import merge_learning
from learning.services.progress import Submission, mark_read, remember_last_lesson, submit_answers
from learning.services.reflections import erase_reflections, save_reflection
from learning.services.surveys import SurveyNotOpenError, answer_survey

__all__ = [
    "CourseNotOpenError",
    "Submission",
    "SurveyNotOpenError",
    "answer_survey",
    "decide_completion",
    "enrol_learner",
    "erase_reflections",
    "mark_read",
    "merge_learning",
    "record_completion",
    "remember_last_lesson",
    "save_completion_details",
    "save_reflection",
    "submit_answers",
]
