"""When a course is completed: the rule alone, without a database."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Requirement(NamedTuple):
    """A lesson that completion asks for."""

    lesson_id: int
    has_quiz: bool


class LessonStatus(NamedTuple):
    """What a learner has done in a lesson."""

    is_read: bool
    is_passed: bool


NOT_STARTED = LessonStatus(is_read=False, is_passed=False)


def is_done(requirement: Requirement, status: LessonStatus) -> bool:
    """Whether the lesson was read, and its check quiz passed if it has one."""
    return status.is_read and (status.is_passed or not requirement.has_quiz)


def count_done(requirements: Iterable[Requirement], progress: Mapping[int, LessonStatus]) -> int:
    """Count the lessons that are done. `progress` is by lesson id."""
    return sum(
        is_done(requirement, progress.get(requirement.lesson_id, NOT_STARTED))
        for requirement in requirements
    )


def is_complete(requirements: Iterable[Requirement], progress: Mapping[int, LessonStatus]) -> bool:
    """Whether every lesson is done. A course that asks for nothing is never completed."""
    required = list(requirements)
    return bool(required) and count_done(required, progress) == len(required)
