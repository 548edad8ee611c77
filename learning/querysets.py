from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from learning.enums import EnrolmentState

if TYPE_CHECKING:
    from django.db.models import Q

    from accounts.models import Learner
    from learning.models import Completion, Enrolment, Reflection


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def active(self) -> EnrolmentQuerySet:
        return self.filter(state=EnrolmentState.ACTIVE)

    def of(self, learner: Learner | None) -> EnrolmentQuerySet:
        return self.filter(learner=learner) if learner else self.none()


class CompletionQuerySet(models.QuerySet["Completion"]):
    def counted(self) -> CompletionQuerySet:
        """Without the completions of test, demo and staff-preview learners."""
        return self.filter(is_counted=True)

    def of(self, learner: Learner | None) -> CompletionQuerySet:
        return self.filter(learner=learner) if learner else self.none()


class ReflectionQuerySet(models.QuerySet["Reflection"]):
    def of(self, learner: Q | None) -> ReflectionQuerySet:
        """The reflections of a learner; `learner` is `learner_filter(request, "learner__")`.

        There is no other way in: nobody else reads a reflection.
        """
        return self.none() if learner is None else self.filter(learner)

    def current(self) -> ReflectionQuerySet:
        """Without what was written elsewhere before two learners became one."""
        return self.filter(is_earlier=False)
