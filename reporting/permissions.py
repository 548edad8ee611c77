from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.permissions import is_grant_administrator, prefectures_overseen_by

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

# What `prefectures_visible_to` gives those who see the whole country.
WHOLE_COUNTRY = None


def prefectures_visible_to(user: User | AnonymousUser) -> frozenset[str] | None:
    """Codes of the prefectures whose figures a user may see; None stands for the whole country.

    Grant administrators of the national body see the country, officers of a prefecture their own.
    """
    return WHOLE_COUNTRY if is_grant_administrator(user) else prefectures_overseen_by(user)
