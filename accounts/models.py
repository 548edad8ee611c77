from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import AgeBand, LearnerKind, OrganizationKind, Role
from accounts.querysets import (
    InvitationQuerySet,
    LearnerQuerySet,
    MembershipQuerySet,
    OrganizationQuerySet,
    UserManager,
)
from core.japanese.calendar import fiscal_year


def current_fiscal_year() -> int:
    return fiscal_year(timezone.now())


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
    """A 団体 that holds trainings or looks at figures.

    With a `successor` it is the frozen predecessor of a merged body (市町村合併): its records stay
    its own, and the successor's people see them too. A successor never has one of its own.
    """

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
    # After the end of the fiscal year in which a training was held.
    retention_months = models.PositiveSmallIntegerField(_("名簿の保存期間（月）"), default=36)
    is_active = models.BooleanField(_("利用中"), default=True)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors"
    )
    updated_at = models.DateTimeField(auto_now=True)

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
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind=OrganizationKind.NATIONAL),
                name="accounts_organization_one_national",
            ),
            models.CheckConstraint(
                condition=Q(retention_months__range=(12, 120)),
                name="accounts_organization_retention_allowed",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | Q(is_active=False),
                name="accounts_organization_predecessor_frozen",
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
    role = models.CharField(_("役割"), max_length=30, choices=Role.choices)
    starts_on = models.DateField(_("いつから"), null=True, blank=True)
    ends_on = models.DateField(_("いつまで（この日まで使えます）"), null=True, blank=True)
    # False once it is taken away; the row stays for the log.
    is_active = models.BooleanField(default=True)
    # Not confirmed for the new fiscal year (人事異動): suspended until somebody confirms it.
    suspended_at = models.DateTimeField(null=True, blank=True)
    confirmed_year = models.PositiveSmallIntegerField(default=current_fiscal_year)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "role"], name="accounts_membership_unique"
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="accounts_membership_role_known"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="accounts_membership_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organization_id}"


class Delegation(models.Model):
    """A body that acts for another (委託): its officers hold the principal's trainings too."""

    principal = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="delegations_given"
    )
    agent = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="delegations_held"
    )
    starts_on = models.DateField(_("いつから"))
    ends_on = models.DateField(_("いつまで（この日まで使えます）"))

    class Meta:
        ordering = ["ends_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="accounts_delegation_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(principal=F("agent")), name="accounts_delegation_to_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} for {self.principal_id}"


class Invitation(models.Model):
    """An offer of a role, sent to an address (招待). Its link works once, for seven days.

    The link's secret is stored as a digest alone: who reads the database can't use it.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="invitations"
    )
    role = models.CharField(_("役割"), max_length=30, choices=Role.choices)
    email = models.EmailField(_("メールアドレス"))
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "role", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="accounts_invitation_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.organization_id}"

    @property
    def is_open(self) -> bool:
        return (
            self.accepted_at is None
            and self.withdrawn_at is None
            and self.expires_at > timezone.now()
        )


class SetupLink(models.Model):
    """The one-time link that makes a site's first national administrator. One row at most."""

    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"until {self.expires_at:%Y-%m-%d %H:%M}"


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
    # As the person typed it for the certificate. Never normalised: NFC and NFKC change characters
    # that names are written with; names are searched by `core.japanese.names.search_key`.
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
    def current(self) -> Learner:
        """The learner that holds this person's records now: itself, or the one it was merged into.

        One step suffices: `merge_learners` keeps the pointers flat. Select `merged_into` with it.
        """
        return self.merged_into or self
