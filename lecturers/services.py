"""Being listed as a lecturer, and being listed no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.models import Learner
from core.audit import record_action
from lecturers.enums import LecturerAction
from lecturers.models import Lecturer, LecturerArea
from lecturers.querysets import opening_completions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import Municipality, User


class NotEntitledError(Exception):
    """No completion opens the list to this learner."""


@dataclass(frozen=True)
class Entry:
    """What a lecturer says of themselves. `areas`: prefecture's code, and a municipality or None
    for the whole of it.
    """

    name: str
    contact: str
    introduction: str
    areas: Sequence[tuple[str, Municipality | None]]


@transaction.atomic
def list_lecturer(*, learner: Learner, entry: Entry, actor: User) -> Lecturer:
    """List the learner, or change what is listed; who calls has their consent.

    Raises NotEntitledError.
    """
    # One at a time: a form sent twice makes one entry.
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    if learner.user_id is None or not opening_completions().filter(learner=learner).exists():
        raise NotEntitledError
    lecturer, is_new = Lecturer.objects.update_or_create(
        learner=learner,
        defaults={
            "name": entry.name,
            "contact": entry.contact,
            "introduction": entry.introduction,
            "consented_at": timezone.now(),
        },
    )
    lecturer.areas.all().delete()
    LecturerArea.objects.bulk_create(
        LecturerArea(lecturer=lecturer, prefecture_id=prefecture, municipality=municipality)
        for prefecture, municipality in entry.areas
    )
    action = LecturerAction.LISTED if is_new else LecturerAction.UPDATED
    record_action(action, lecturer, actor=actor, areas=len(entry.areas))
    return lecturer


@transaction.atomic
def withdraw_lecturer(*, learner: Learner, actor: User) -> None:
    """Take the entry off the list and out of the database. Idempotent."""
    for lecturer in Lecturer.objects.filter(learner=learner):
        record_action(LecturerAction.WITHDRAWN, lecturer, actor=actor)
        lecturer.delete()
