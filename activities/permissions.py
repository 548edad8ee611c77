"""Who looks after an activity: `can_edit_activity(u, a)` exactly when `a in visible_to(u)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.enums import OrganizationKind
from accounts.models import Organization

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import Municipality, User
    from activities.models import Activity


def can_edit_activity(user: User | AnonymousUser, activity: Activity) -> bool:
    return Organization.objects.run_by(user).filter(pk=activity.organization_id).exists()


def may_publish_in(organization: Organization, municipality: Municipality) -> bool:
    """A municipality tells of its own activities, a prefecture of those within it."""
    if organization.kind == OrganizationKind.MUNICIPALITY:
        return organization.municipality_id == municipality.pk
    if organization.kind == OrganizationKind.PREFECTURE:
        return organization.prefecture_id == municipality.prefecture_id
    return True
