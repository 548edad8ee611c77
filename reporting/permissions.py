from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.enums import OrganizationKind, Role
from accounts.models import Membership

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

# What `prefectures_visible_to` gives those who see the whole country.
WHOLE_COUNTRY = None


def prefectures_visible_to(user: User | AnonymousUser) -> set[str] | None:
    """Codes of the prefectures whose figures a user may see; None stands for the whole country.

    Grant administrators of the national body see the country, officers of a prefecture their own.
    """
    if not user.is_authenticated:
        return set()
    rows = (
        Membership.objects.active()
        .filter(user_id=user.pk)
        .values_list("role", "organization__kind", "organization__prefecture_id")
    )
    codes: set[str] = set()
    for role, kind, prefecture in rows:
        if role == Role.GRANT_ADMINISTRATOR and kind == OrganizationKind.NATIONAL:
            return WHOLE_COUNTRY
        if kind == OrganizationKind.PREFECTURE and prefecture:
            codes.add(prefecture)
    return codes
