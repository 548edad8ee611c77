"""Changes of organizations: create, edit, deactivate, merge, delegate."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import AccountAction, OrganizationKind
from accounts.errors import DelegationRefusedError, MergeRefusedError, OrganizationInactiveError
from accounts.memberships import copy_roles
from accounts.models import Delegation, Organization
from core.audit import record_action
from core.japanese.calendar import local_date
from core.versions import refuse_changed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from accounts.models import User


@transaction.atomic
def create_organization(*, values: Mapping[str, Any], actor: User | None) -> Organization:
    """`values`: fields by name, as `OrganizationForm` cleans them."""
    organization = Organization.objects.create(**values)
    record_action(
        AccountAction.ORGANIZATION_CREATED,
        organization,
        actor=actor,
        organization_id=organization.pk,
        kind=organization.kind,
    )
    return organization


@transaction.atomic
def update_organization(
    *, organization: Organization, values: Mapping[str, Any], version: str, actor: User
) -> Organization:
    """Store the changed fields. Raises ChangedMeanwhileError if somebody stored in between."""
    locked = _lock_organization(organization)
    refuse_changed(locked, version)
    changed = sorted(name for name, value in values.items() if getattr(locked, name) != value)
    if not changed:
        return locked
    for name in changed:
        setattr(locked, name, values[name])
    locked.save()
    record_action(
        AccountAction.ORGANIZATION_UPDATED,
        locked,
        actor=actor,
        organization_id=locked.pk,
        fields=changed,
    )
    return locked


@transaction.atomic
def deactivate_organization(*, organization: Organization, actor: User, reason: str) -> None:
    """Stop the organization: nobody's role in it counts until it is reactivated. Idempotent.

    Its records stay. Raises RefusedError for the national office.
    """
    locked = _lock_organization(organization)
    if locked.kind == OrganizationKind.NATIONAL:
        raise OrganizationInactiveError(_("国の団体の利用は止められません。"))
    if not locked.is_active:
        return
    locked.is_active = False
    locked.save(update_fields=["is_active", "updated_at"])
    record_action(
        AccountAction.ORGANIZATION_DEACTIVATED,
        locked,
        actor=actor,
        organization_id=locked.pk,
        reason=reason,
    )


@transaction.atomic
def reactivate_organization(*, organization: Organization, actor: User) -> None:
    """Idempotent. Raises MergeRefusedError for one that was merged into another."""
    locked = _lock_organization(organization)
    if locked.successor_id:
        raise MergeRefusedError(_("統合した団体の利用は再開できません。"))
    if locked.is_active:
        return
    locked.is_active = True
    locked.save(update_fields=["is_active", "updated_at"])
    record_action(
        AccountAction.ORGANIZATION_REACTIVATED, locked, actor=actor, organization_id=locked.pk
    )


@transaction.atomic
def merge_organizations(
    *, predecessor: Organization, successor: Organization, actor: User, moves_people: bool
) -> None:
    """Freeze the predecessor (市町村合併): the successor's people see its records too.

    The predecessor's own predecessors get the same successor, so that one step leads to it. With
    `moves_people` those who work for the predecessor get the same roles at the successor. Raises
    MergeRefusedError for the same organization, one already merged or stopped, or the nation's.
    """
    rows = {
        row.pk: row
        for row in Organization.objects.select_for_update().filter(
            pk__in=[predecessor.pk, successor.pk]
        )
    }
    old, new = rows[predecessor.pk], rows[successor.pk]
    if old.pk == new.pk:
        raise MergeRefusedError(_("同じ団体どうしは統合できません。"))
    if OrganizationKind.NATIONAL in {old.kind, new.kind}:
        raise MergeRefusedError(_("国の団体は統合できません。"))
    if old.successor_id:
        raise MergeRefusedError(_("「%(name)s」は、すでに統合されています。") % {"name": old.name})
    if not new.is_active:
        raise MergeRefusedError(
            _("「%(name)s」は利用を止めているため、統合先にできません。") % {"name": new.name}
        )
    people = copy_roles(source=old, target=new, actor=actor) if moves_people else 0
    Organization.objects.filter(successor=old).update(successor=new)
    old.successor, old.is_active = new, False
    old.save(update_fields=["successor", "is_active", "updated_at"])
    for organization in (old, new):
        record_action(
            AccountAction.ORGANIZATION_MERGED,
            organization,
            actor=actor,
            organization_id=organization.pk,
            predecessor=old.pk,
            successor=new.pk,
            people=people,
        )


@transaction.atomic
def grant_delegation(
    *, principal: Organization, agent: Organization, starts_on: date, ends_on: date, actor: User
) -> Delegation:
    """Let the agent's officers hold the principal's trainings between two days (both included).

    Raises DelegationRefusedError for the same organization, one that is stopped, or days in the
    wrong order.
    """
    if principal.pk == agent.pk:
        raise DelegationRefusedError(_("自分の団体には委託できません。"))
    if not (principal.is_active and agent.is_active):
        raise DelegationRefusedError(_("利用を止めている団体には委託できません。"))
    if ends_on < starts_on:
        raise DelegationRefusedError(_("終わりの日を、始まりの日より後にしてください。"))
    delegation = Delegation.objects.create(
        principal=principal, agent=agent, starts_on=starts_on, ends_on=ends_on
    )
    _record_delegation(AccountAction.DELEGATION_GRANTED, delegation, actor)
    return delegation


@transaction.atomic
def end_delegation(*, delegation: Delegation, actor: User) -> None:
    """End it with yesterday; one that has not begun is deleted. Idempotent."""
    today = local_date(timezone.now())
    if delegation.ends_on < today:
        return
    _record_delegation(AccountAction.DELEGATION_ENDED, delegation, actor)
    if delegation.starts_on >= today:
        delegation.delete()
        return
    delegation.ends_on = today - timedelta(days=1)
    delegation.save(update_fields=["ends_on"])


def _record_delegation(action: AccountAction, delegation: Delegation, actor: User) -> None:
    for organization_id in (delegation.principal_id, delegation.agent_id):
        record_action(
            action,
            delegation,
            actor=actor,
            organization_id=organization_id,
            principal=delegation.principal_id,
            agent=delegation.agent_id,
        )


def _lock_organization(organization: Organization) -> Organization:
    locked: Organization = Organization.objects.select_for_update().get(pk=organization.pk)
    return locked
