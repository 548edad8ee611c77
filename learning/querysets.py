from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from learning.enums import EnrolmentState

if TYPE_CHECKING:
    from accounts.models import Learner


class EnrolmentQuerySet(models.QuerySet[Any]):
    def active(self) -> EnrolmentQuerySet:
        return self.filter(state=EnrolmentState.ACTIVE)

    def of(self, learner: Learner | None) -> EnrolmentQuerySet:
        return self.filter(learner=learner) if learner else self.none()


class CompletionQuerySet(models.QuerySet[Any]):
    def counted(self) -> CompletionQuerySet:
        """Those that figures count: no test, demo or staff-preview learners."""
        return self.filter(is_counted=True)

    def of(self, learner: Learner | None) -> CompletionQuerySet:
        return self.filter(learner=learner) if learner else self.none()
