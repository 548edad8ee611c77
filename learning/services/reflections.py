"""Reflections: kept, replaced and erased by their learner. No audit: who wrote is theirs too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from learning.models import Enrolment, Reflection

if TYPE_CHECKING:
    from accounts.models import Learner
    from courses.queries import LessonOutline
    from learning.querysets import ReflectionQuerySet


@sensitive_variables("text")
@transaction.atomic
def save_reflection(*, enrolment_id: int, lesson: LessonOutline, key: str, text: str) -> None:
    """Keep the text in place of what was kept before; an empty one takes it away.

    Raises Enrolment.DoesNotExist when the enrolment was merged away meanwhile.
    """
    enrolment = Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment_id)
    question: dict[str, Any] = {
        "learner_id": enrolment.learner_id,
        "course_id": enrolment.course_id,
        "key": key,
    }
    if not text:
        Reflection.objects.current().filter(**question).delete()
        return
    Reflection.objects.update_or_create(
        **question,
        is_earlier=False,
        defaults={"lesson_id": lesson.id, "text": text, "saved_at": timezone.now()},
    )


def erase_reflections(reflections: ReflectionQuerySet) -> int:
    """Take them away for good; returns how many. Start from `Reflection.objects.of(learner)`."""
    count, _by_model = reflections.delete()
    return count


def move_reflections(*, source: Learner, target: Learner) -> None:
    """Give `source`'s reflections to `target`.

    Where both answered a question both texts stay: the newer in its place, the older beside it.
    """
    current = Reflection.objects.select_for_update(no_key=True).current()
    of_target = {(row.course_id, row.key): row for row in current.filter(learner=target)}
    for row in current.filter(learner=source):
        other = of_target.get((row.course_id, row.key))
        if other is not None and other.text == row.text:
            row.delete()
            continue
        if other is not None:
            older = min(row, other, key=lambda reflection: reflection.saved_at)
            older.is_earlier = True
            older.save(update_fields=["is_earlier"])
        row.learner = target
        row.save(update_fields=["learner"])
    Reflection.objects.filter(learner=source).update(learner=target)
