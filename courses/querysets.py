from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from accounts.permissions import is_editor
from courses.enums import EditionState

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from courses.models import CourseEdition


class CourseEditionQuerySet(models.QuerySet["CourseEdition"]):
    def published(self) -> CourseEditionQuerySet:
        """The editions that new learners take, at most one a course."""
        return self.filter(state=EditionState.PUBLISHED)

    def readable(self) -> CourseEditionQuerySet:
        """Published and retired editions; learners under way still read a retired one."""
        return self.exclude(state=EditionState.DRAFT)

    def visible_to(self, user: User | AnonymousUser) -> CourseEditionQuerySet:
        """All editions for an editor, none for anybody else."""
        return self.all() if is_editor(user) else self.none()
