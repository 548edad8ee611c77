from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from accounts.models import Learner
    from quizzes.models import Attempt


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def of(self, learner: Learner | None) -> AttemptQuerySet:
        return self.filter(learner=learner) if learner else self.none()
