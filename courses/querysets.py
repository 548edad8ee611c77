from __future__ import annotations

from typing import Any

from django.db import models

from courses.enums import EditionState


class CourseEditionQuerySet(models.QuerySet[Any]):
    def published(self) -> CourseEditionQuerySet:
        """The editions that new learners take: at most one a course."""
        return self.filter(state=EditionState.PUBLISHED)

    def readable(self) -> CourseEditionQuerySet:
        """Published and retired: a retired one is still read by those under way."""
        return self.exclude(state=EditionState.DRAFT)
