from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.permissions import is_officer
from learning.models import Completion

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

# What opens the right to be listed: a completed course of this track with this chapter in it
# (docs/decisions/0018).
TRACK = "advanced"
CHAPTER = "holding-a-training"


def opening_completions() -> models.QuerySet[Completion]:
    return Completion.objects.filter(course__track=TRACK, edition__chapters__slug=CHAPTER)


class LecturerQuerySet(models.QuerySet[Any]):
    def listed(self) -> LecturerQuerySet:
        """Those whose login and right still stand."""
        return self.filter(
            Exists(opening_completions().filter(learner=OuterRef("learner"))),
            learner__user__is_active=True,
            learner__merged_into=None,
        )

    def visible_to(self, user: User | AnonymousUser) -> LecturerQuerySet:
        """Everybody listed to those who hold trainings; nobody to all others."""
        return self.listed() if is_officer(user) else self.none()

    def coming_to(self, prefecture: str) -> LecturerQuerySet:
        if not prefecture:
            return self
        return self.filter(Q(areas__prefecture=prefecture)).distinct()
