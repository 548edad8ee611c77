"""Who may do what with a window. `can_edit_window(u, w)` exactly when `w in editable_by(u)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.enums import Role
from accounts.models import Organization
from accounts.permissions import held_roles
from windows.querysets import KEEPERS

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from accounts.querysets import OrganizationQuerySet
    from windows.models import Window


def keeping_organizations(user: User | AnonymousUser) -> OrganizationQuerySet:
    """The municipalities and prefectures whose windows a user keeps."""
    kept: OrganizationQuerySet = Organization.objects.run_by(user).filter(kind__in=KEEPERS)
    return kept


def can_keep_windows(user: User | AnonymousUser) -> bool:
    return any(
        held.role == Role.OFFICER and held.organization_kind in KEEPERS for held in held_roles(user)
    )


def can_edit_window(user: User | AnonymousUser, window: Window) -> bool:
    return (
        window.organization_id is not None
        and keeping_organizations(user).filter(pk=window.organization_id).exists()
    )
