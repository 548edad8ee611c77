from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import AgeBand, LearnerKind, OrganizationKind, Role
from accounts.querysets import (
    LearnerQuerySet,
    MembershipQuerySet,
    OrganizationQuerySet,
    UserManager,
)
from core.japanese.names import search_key


class User(AbstractBaseUser, PermissionsMixin):
    """A login (利用者). What a person learns hangs on the Learner, not here."""

    email = models.EmailField(_("メールアドレス"), unique=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email


class Prefecture(models.Model):
    code = models.CharField(max_length=2, primary_key=True)
    name = models.CharField(max_length=10)
    kana = models.CharField(max_length=20)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """A 市区町村, keyed by its 6-digit code (全国地方公共団体コード): names repeat."""

    code = models.CharField(max_length=6, primary_key=True)
    prefecture = models.ForeignKey(
        Prefecture, on_delete=models.PROTECT, related_name="municipalities"
    )
    name = models.CharField(max_length=30)
    kana = models.CharField(max_length=60)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "municipalities"

    def __str__(self) -> str:
        return self.name


class Organization(models.Model):
    """A 団体 that holds trainings or looks at figures."""

    name = models.CharField(_("団体名"), max_length=100)
    kind = models.CharField(_("種別"), max_length=20, choices=OrganizationKind.choices)
    prefecture = models.ForeignKey(
        Prefecture, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="organizations"
    )
    certificate_issuer = models.CharField(_("修了証の発行者名"), max_length=100, blank=True)
    contact = models.CharField(_("問い合わせ先"), max_length=200, blank=True)
    retention_months = models.PositiveSmallIntegerField(_("名簿の保存期間（月）"), default=36)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OrganizationKind.values),
                name="accounts_organization_kind_known",
            ),
            models.UniqueConstraint(
                fields=["name", "kind"], name="accounts_organization_unique_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A user's role in an organization (所属・権限)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("役割"), max_length=20, choices=Role.choices)
    is_active = models.BooleanField(default=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "role"], name="accounts_membership_unique"
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="accounts_membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organization_id}"


class Learner(models.Model):
    """The person who learns (受講者), with or without a login; each person is counted once.

    A roster learner belongs to the `organization` that collected it. `is_counted` is false for
    test, demo and staff-preview learners, which no figure ever counts.
    """

    kind = models.CharField(max_length=10, choices=LearnerKind.choices)
    user = models.OneToOneField(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="learner"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # As the person typed it for the certificate; never normalised (the design's rule on names).
    name = models.CharField(_("氏名"), max_length=100, blank=True)
    kana = models.CharField(_("ふりがな"), max_length=100, blank=True)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    age_band = models.CharField(
        _("年代"), max_length=2, choices=AgeBand.choices, blank=True, default=""
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from"
    )
    is_counted = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LearnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=LearnerKind.values), name="accounts_learner_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind=LearnerKind.ROSTER) | Q(organization__isnull=False),
                name="accounts_learner_roster_has_organization",
            ),
        ]

    def __str__(self) -> str:
        return f"learner {self.pk}"

    @property
    def name_key(self) -> str:
        return search_key(self.name)
