from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.enums import OrganizationKind, Role
from core.japanese.calendar import local_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import Learner, User


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
        """Those that count today (Asia/Tokyo)."""
        return self.filter(_counts_today(), organization__is_active=True, user__is_active=True)


def _counts_today(path: str = "") -> Q:
    """What makes a membership count today; `path` leads to it ("memberships__")."""
    today = local_date(timezone.now())
    return (
        Q(**{f"{path}is_active": True, f"{path}suspended_at": None})
        & (Q(**{f"{path}starts_on": None}) | Q(**{f"{path}starts_on__lte": today}))
        & (Q(**{f"{path}ends_on": None}) | Q(**{f"{path}ends_on__gte": today}))
    )


class OrganizationQuerySet(models.QuerySet[Any]):
    def active(self) -> OrganizationQuerySet:
        return self.filter(is_active=True)

    def visible_to(self, user: User | AnonymousUser) -> OrganizationQuerySet:
        """The organizations a user works for, and those that they succeeded."""
        return self._worked_for(user, Role.values)

    def run_by(self, user: User | AnonymousUser) -> OrganizationQuerySet:
        """The organizations whose trainings a user may plan and hold.

        Also those that their own organization succeeded, or acts for by a delegation of today.
        """
        return self._worked_for(user, [Role.OFFICER])

    def administered_by(self, user: User | AnonymousUser) -> OrganizationQuerySet:
        """The organizations whose people and settings a user looks after; all for the nation."""
        if not user.is_authenticated:
            return self.none()
        memberships = _memberships_of(user)
        national = memberships.filter(organization__kind=OrganizationKind.NATIONAL)
        if national.filter(role=Role.NATIONAL_ADMINISTRATOR).exists():
            return self.all()
        return self.filter(
            pk__in=memberships.filter(role=Role.ADMINISTRATOR).values("organization")
        )

    def _worked_for(self, user: User | AnonymousUser, roles: Sequence[str]) -> OrganizationQuerySet:
        if not user.is_authenticated:
            return self.none()
        own = _memberships_of(user).filter(role__in=roles).values("organization")
        today = local_date(timezone.now())
        delegations = apps.get_model("accounts", "Delegation").objects
        delegated = delegations.filter(agent__in=own, starts_on__lte=today, ends_on__gte=today)
        return self.filter(
            Q(pk__in=own) | Q(successor__in=own) | Q(pk__in=delegated.values("principal"))
        )


def _memberships_of(user: User) -> MembershipQuerySet:
    memberships = apps.get_model("accounts", "Membership").objects
    found: MembershipQuerySet = memberships.filter(user_id=user.pk).active()
    return found


class InvitationQuerySet(models.QuerySet[Any]):
    def open(self) -> InvitationQuerySet:
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())


class LearnerQuerySet(models.QuerySet[Any]):
    def of_person(self, learner: Learner | None) -> LearnerQuerySet:
        """The learner and all that were merged into it; nobody for None."""
        if learner is None:
            return self.none()
        return self.filter(Q(pk=learner.pk) | Q(merged_into=learner.pk))
