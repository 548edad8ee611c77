"""Completion (修了): decided and recorded here, whatever the route."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from core.audit import record_action
from core.japanese.calendar import fiscal_year
from courses.models import Lesson
from learning.completion_rule import LessonStatus, Requirement, is_complete
from learning.enums import EnrolmentState, LearningAction, Route
from learning.models import Completion, Enrolment, LessonProgress
from learning.signals import completion_ready

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Learner, Municipality, Organization, User
    from courses.models import CourseEdition


def decide_completion(*, enrolment: Enrolment, at: datetime) -> Completion | None:
    """Complete an active enrolment whose lessons are all done; returns the completion if it is.

    The caller holds the enrolment's row lock: two last steps at once would each miss the other.
    """
    if enrolment.state != EnrolmentState.ACTIVE:
        return None
    rows = Lesson.objects.filter(
        chapter__edition_id=enrolment.edition_id, chapter__is_reference=False
    ).values_list("pk", "quiz_version_id")
    requirements = [Requirement(pk, version is not None) for pk, version in rows]
    rows_done = LessonProgress.objects.filter(enrolment=enrolment)
    progress = {
        row.lesson_id: LessonStatus(bool(row.read_at), bool(row.passed_at)) for row in rows_done
    }
    if not is_complete(requirements, progress):
        return None
    completion = record_completion(
        learner=enrolment.learner,
        edition=enrolment.edition,
        route=Route.ONLINE,
        completed_at=at,
        enrolment=enrolment,
        evidence={
            "lessons": len(requirements),
            "attempts": sorted(str(row.attempt_id) for row in rows_done if row.attempt_id),
        },
    )
    enrolment.state = EnrolmentState.COMPLETED
    enrolment.completed_at = at
    enrolment.save(update_fields=["state", "completed_at"])
    return completion


@transaction.atomic
def record_completion(  # noqa: PLR0913 - a completion freezes all that is known of it
    *,
    learner: Learner,
    edition: CourseEdition,
    route: Route,
    completed_at: datetime,
    printed_name: str = "",
    printed_kana: str = "",
    organization: Organization | None = None,
    municipality: Municipality | None = None,
    prefecture_code: str = "",
    age_band: str = "",
    issuer_name: str = "",
    enrolment: Enrolment | None = None,
    evidence: dict[str, Any] | None = None,
    actor: User | None = None,
) -> Completion:
    """The learner's completion of the course in the fiscal year of `completed_at`.

    Recorded once a learner, course and fiscal year, whatever comes later by whichever route: the
    first stands. If the first still lacks its details (name, place), a later one gives them.
    `completion_ready` is sent once, when the name is first known.
    """
    learner = learner.current
    details: dict[str, Any] = {
        "printed_name": printed_name,
        "printed_kana": printed_kana,
        "organization": organization,
        "municipality": municipality,
        "prefecture_code": prefecture_code or (municipality.prefecture_id if municipality else ""),
        "age_band": age_band,
        "issuer_name": issuer_name,
    }
    completion, is_new = Completion.objects.get_or_create(
        learner=learner,
        course_id=edition.course_id,
        fiscal_year=fiscal_year(completed_at),
        defaults={
            **details,
            "edition": edition,
            "route": route,
            "completed_at": completed_at,
            "enrolment": enrolment,
            "evidence": evidence or {},
            "is_counted": learner.is_counted,
        },
    )
    if is_new:
        record_action(LearningAction.COMPLETION_RECORDED, completion, actor=actor, route=route)
        if printed_name:
            completion_ready.send(sender=Completion, completion=completion)
    elif printed_name and not completion.printed_name:
        return _freeze_details(completion, details)
    return completion


@transaction.atomic
def save_completion_details(
    *,
    completion: Completion,
    name: str,
    kana: str,
    municipality: Municipality,
    age_band: str = "",
) -> Completion:
    """Freeze what the learner gave for the certificate, and keep it for their next course.

    Saving twice keeps the first: a printed certificate changes by a reissue alone. A place that
    the route froze (a training's organiser) stays.
    """
    learner = completion.learner
    learner.name, learner.kana = name, kana
    learner.municipality, learner.age_band = municipality, age_band
    learner.save(update_fields=["name", "kana", "municipality", "age_band"])
    return _freeze_details(
        completion,
        {
            "printed_name": name,
            "printed_kana": kana,
            "municipality": municipality,
            "prefecture_code": municipality.prefecture_id,
            "age_band": age_band,
        },
    )


def _freeze_details(completion: Completion, details: dict[str, Any]) -> Completion:
    """Fill what is still empty and tell who waits for the name; a no-op once it has one."""
    locked = Completion.objects.select_for_update(no_key=True).get(pk=completion.pk)
    if locked.printed_name:
        return locked
    if (
        locked.prefecture_code
    ):  # the place stands as a whole: never one's city, another's prefecture
        details = {k: v for k, v in details.items() if k not in {"municipality", "prefecture_code"}}
    for field, value in details.items():
        if value and not getattr(locked, field):
            setattr(locked, field, value)
    locked.save(update_fields=list(details))
    completion_ready.send(sender=Completion, completion=locked)
    return locked
