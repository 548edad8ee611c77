from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager
from django.db import models

from accounts.enums import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class MembershipQuerySet(models.QuerySet[Any]):
    def active(self) -> MembershipQuerySet:
        return self.filter(is_active=True)


class OrganizationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> OrganizationQuerySet:
        """The organizations a user works for."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user_id=user.pk, memberships__is_active=True).distinct()

    def run_by(self, user: User | AnonymousUser) -> OrganizationQuerySet:
        """The organizations whose trainings a user may plan and hold."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            memberships__user_id=user.pk,
            memberships__is_active=True,
            memberships__role=Role.OFFICER,
        ).distinct()


class LearnerQuerySet(models.QuerySet[Any]):
    def counted(self) -> LearnerQuerySet:
        return self.filter(is_counted=True, merged_into=None)
