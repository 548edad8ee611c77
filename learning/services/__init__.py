"""What changes a learner's way: enrolment, progress, completion."""

from learning.services.completion import (
    decide_completion,
    record_completion,
    save_completion_details,
)
from learning.services.enrolment import CourseNotOpenError, enrol_learner

__all__ = [
    "CourseNotOpenError",
    "decide_completion",
    "enrol_learner",
    "record_completion",
    "save_completion_details",
]
