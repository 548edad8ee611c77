"""Starting a course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from courses.models import CourseEdition
from learning.enums import EnrolmentState
from learning.models import Enrolment

if TYPE_CHECKING:
    from accounts.models import Learner
    from courses.models import Course


class CourseNotOpenError(Exception):
    """The course has no published edition."""


@transaction.atomic
def enrol_learner(*, learner: Learner, course: Course) -> Enrolment:
    """The learner's active enrolment in the course, started in its published edition if new.

    The edition is read by one statement without a lock: publishing swaps the published edition in
    one transaction, so the statement sees the old one or the new one, and an enrolment in the old
    one stays valid when it retires a moment later. Raises CourseNotOpenError.
    """
    active = Enrolment.objects.of(learner).active().filter(course=course).first()
    if active is not None:
        return active
    edition = CourseEdition.objects.published().filter(course=course).first()
    if edition is None:
        raise CourseNotOpenError(course.slug)
    enrolment, _is_new = Enrolment.objects.get_or_create(
        learner=learner, course=course, state=EnrolmentState.ACTIVE, defaults={"edition": edition}
    )
    return enrolment
