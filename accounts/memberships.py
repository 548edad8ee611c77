"""Who works for an organization in which role, from when until when (所属・権限)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from accounts.enums import ROLES_OF_KIND, AccountAction, OrganizationKind, Role
from accounts.errors import (
    LastAdministratorError,
    OrganizationInactiveError,
    RoleHeldError,
    RoleNotOfferedError,
)
from accounts.models import Membership, Organization
from core.audit import record_action
from core.japanese.calendar import fiscal_year, local_date

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from accounts.models import User

SUSPENDED_FROM = (5, 1)  # month and day: those not confirmed for the fiscal year by then


def confirmable_year() -> int:
    """The fiscal year that a confirmation given today is for: from 1 March the coming one."""
    return fiscal_year(local_date(timezone.now()) + timedelta(days=31))


@transaction.atomic
def grant_role(  # noqa: PLR0913 - a membership has that many parts
    *,
    user: User,
    organization: Organization,
    role: str,
    actor: User | None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Membership:
    """Give a role, again if it had been taken away.

    Raises RoleNotOfferedError for a role that this kind of organization does not have,
    OrganizationInactiveError, and RoleHeldError if the person has it today.
    """
    locked = Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    if role not in ROLES_OF_KIND[OrganizationKind(locked.kind)]:
        raise RoleNotOfferedError
    if not locked.is_active:
        raise OrganizationInactiveError
    membership, is_new = Membership.objects.get_or_create(
        user=user,
        organization=locked,
        role=role,
        defaults={
            "starts_on": starts_on,
            "ends_on": ends_on,
            "confirmed_year": confirmable_year(),
        },
    )
    if not is_new:
        if Membership.objects.active().filter(pk=membership.pk).exists():
            raise RoleHeldError
        membership.is_active = True
        membership.suspended_at = None
        membership.starts_on, membership.ends_on = starts_on, ends_on
        membership.confirmed_year = confirmable_year()
        membership.save()
    _record(AccountAction.ROLE_GRANTED, membership, actor)
    return membership


@transaction.atomic
def change_period(
    *, membership: Membership, starts_on: date | None, ends_on: date | None, actor: User
) -> None:
    """Raises LastAdministratorError when nobody would administer the organization today."""
    _lock_organization_of(membership)
    counted = _counts(membership)
    membership.starts_on, membership.ends_on = starts_on, ends_on
    membership.save(update_fields=["starts_on", "ends_on"])
    if counted:
        _refuse_orphan(membership)
    _record(AccountAction.ROLE_CHANGED, membership, actor)


@transaction.atomic
def end_role(*, membership: Membership, actor: User, reason: str = "") -> None:
    """Take a role away; it counts no longer from the next request on. Idempotent.

    Raises LastAdministratorError for the last administrator of an organization, also when two
    administrators end each other's role at once: the second is refused.
    """
    _lock_organization_of(membership)
    membership.refresh_from_db()
    if not membership.is_active:
        return
    counted = _counts(membership)
    membership.is_active = False
    membership.save(update_fields=["is_active"])
    if counted:
        _refuse_orphan(membership)
    _record(AccountAction.ROLE_ENDED, membership, actor, reason=reason)


@transaction.atomic
def confirm_roles(*, memberships: Iterable[Membership], actor: User) -> int:
    """Confirm roles for the fiscal year (人事異動); a suspended one counts again. Idempotent.

    Returns how many were confirmed.
    """
    year = confirmable_year()
    count = 0
    for membership in memberships:
        if membership.confirmed_year >= year and membership.suspended_at is None:
            continue
        membership.confirmed_year = year
        membership.suspended_at = None
        membership.save(update_fields=["confirmed_year", "suspended_at"])
        _record(AccountAction.ROLE_CONFIRMED, membership, actor, year=year)
        count += 1
    return count


@transaction.atomic
def suspend_unconfirmed_roles() -> int:
    """From 1 May on, suspend the roles that nobody confirmed for the fiscal year.

    A national administrator is left while no other is confirmed: somebody must be able to confirm.
    Returns how many were suspended.
    """
    today = local_date(timezone.now())
    year = fiscal_year(today)
    if (today.month, today.day) < SUSPENDED_FROM and today.month >= 4:
        return 0
    count = 0
    unconfirmed = Membership.objects.active().filter(confirmed_year__lt=year)
    for membership in unconfirmed.select_for_update(of=("self",)).select_related("organization"):
        if membership.role == Role.NATIONAL_ADMINISTRATOR and not _has_other(membership):
            continue
        membership.suspended_at = timezone.now()
        membership.save(update_fields=["suspended_at"])
        _record(AccountAction.ROLE_SUSPENDED, membership, None, year=year)
        count += 1
    return count


def copy_roles(*, source: Organization, target: Organization, actor: User) -> int:
    """Give those who work for the source the same roles at the target; returns how many."""
    count = 0
    for membership in (
        Membership.objects.active().filter(organization=source).select_related("user")
    ):
        if membership.role not in ROLES_OF_KIND[OrganizationKind(target.kind)]:
            continue
        try:
            with transaction.atomic():
                grant_role(
                    user=membership.user,
                    organization=target,
                    role=membership.role,
                    actor=actor,
                    ends_on=membership.ends_on,
                )
        except RoleHeldError:
            continue
        count += 1
    return count


@transaction.atomic
def end_sessions(*, user: User, actor: User) -> int:
    """Sign a person out everywhere; returns how many sessions ended."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    count = len(sessions)
    record_action(AccountAction.SESSIONS_ENDED, user, actor=actor, sessions=count)
    return count


def _lock_organization_of(membership: Membership) -> None:
    list(Organization.objects.select_for_update(no_key=True).filter(pk=membership.organization_id))


def _counts(membership: Membership) -> bool:
    return Membership.objects.active().filter(pk=membership.pk).exists()


def _refuse_orphan(membership: Membership) -> None:
    """Raises LastAdministratorError; the caller's transaction is rolled back with it."""
    if membership.role not in {Role.ADMINISTRATOR, Role.NATIONAL_ADMINISTRATOR}:
        return
    counts = Membership.objects.active().filter(
        organization_id=membership.organization_id, role=membership.role
    )
    if not counts.exists():
        raise LastAdministratorError


def _has_other(membership: Membership) -> bool:
    others = Membership.objects.active().filter(
        organization_id=membership.organization_id, role=membership.role
    )
    return others.exclude(pk=membership.pk).exists()


def _record(
    action: AccountAction,
    membership: Membership,
    actor: User | None,
    *,
    reason: str = "",
    **detail: int,
) -> None:
    record_action(
        action,
        membership,
        actor=actor,
        organization_id=membership.organization_id,
        reason=reason,
        user=membership.user_id,
        role=membership.role,
        **detail,
    )
