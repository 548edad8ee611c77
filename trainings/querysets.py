from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from accounts.enums import Role
from trainings.enums import RegistrationState, TrainingState

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class TrainingQuerySet(models.QuerySet[Any]):
    def public(self) -> TrainingQuerySet:
        """Trainings with a public page: published, and those that ended or were cancelled since."""
        return self.exclude(state=TrainingState.DRAFT)

    def visible_to(self, user: User | AnonymousUser) -> TrainingQuerySet:
        """The trainings an officer runs: those of the organizations the user is an officer of."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            organization__memberships__user_id=user.pk,
            organization__memberships__is_active=True,
            organization__memberships__role=Role.OFFICER,
        ).distinct()


class RegistrationQuerySet(models.QuerySet[Any]):
    def active(self) -> RegistrationQuerySet:
        return self.filter(state=RegistrationState.ACTIVE)
