"""When a course is completed: the rule alone, without a database."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Requirement(NamedTuple):
    """A lesson that completion asks for."""

    lesson_id: int
    has_quiz: bool


class Mark(NamedTuple):
    """What a learner has done in a lesson."""

    is_read: bool
    is_passed: bool


NOTHING = Mark(is_read=False, is_passed=False)


def is_done(requirement: Requirement, mark: Mark) -> bool:
    """Read, and its check quiz passed if it has one."""
    return mark.is_read and (mark.is_passed or not requirement.has_quiz)


def count_done(requirements: Iterable[Requirement], marks: Mapping[int, Mark]) -> int:
    return sum(is_done(wanted, marks.get(wanted.lesson_id, NOTHING)) for wanted in requirements)


def is_complete(requirements: Iterable[Requirement], marks: Mapping[int, Mark]) -> bool:
    """Every lesson done; a course that asks for nothing is never completed."""
    wanted = list(requirements)
    return bool(wanted) and count_done(wanted, marks) == len(wanted)
